package target

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

// A stack's secrets are read by the names that the template gives them, both versions.
func TestStripeInAWS(t *testing.T) {
	t.Parallel()
	stored := map[string]string{
		"paid-stripe-key AWSCURRENT": "key", "paid-stripe-webhook AWSCURRENT": "new", "paid-stripe-webhook AWSPREVIOUS": "old",
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var asked struct{ SecretId, VersionStage string }
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
			t.Error(err)
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		value, ok := stored[asked.SecretId+" "+asked.VersionStage]
		answer := map[string]any{"SecretString": value}
		if !ok {
			w.WriteHeader(http.StatusBadRequest)
			answer = map[string]any{"__type": "ResourceNotFoundException"}
		}
		if err := json.NewEncoder(w).Encode(answer); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(server.Close)
	cfg := aws.Config{Region: "us-west-2", BaseEndpoint: &server.URL, Credentials: credentials.NewStaticCredentialsProvider("id", "secret", "")}
	found, err := stripeInAWS(t.Context(), cfg, "paid")
	if err != nil || string(found.Key.Current) != "key" || string(found.Webhook.Current) != "new" || string(found.Webhook.Previous) != "old" {
		t.Errorf("stripeInAWS = %+v, %v", found, err)
	}
	if found, err := stripeInAWS(t.Context(), cfg, "free"); found != nil || err != nil {
		t.Errorf("stripeInAWS of a stack without Stripe = %+v, %v", found, err)
	}
}

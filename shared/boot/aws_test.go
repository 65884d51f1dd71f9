package boot

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// awsConfig returns a function's configuration with further variables.
func awsConfig(t *testing.T, more map[string]string) aws.Config {
	t.Helper()
	m := map[string]string{
		"AWS_REGION": "us-west-2", "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "hush", "AWS_SESSION_TOKEN": "session",
	}
	maps.Copy(m, more)
	env := NewEnv(vars(m))
	cfg := env.AWS()
	if err := env.Err(); err != nil {
		t.Fatal(err)
	}
	return cfg
}

// dynamo starts a server that answers every call alike and counts the calls.
func dynamo(t *testing.T, status int, body string) (address string, calls *atomic.Int32, last *atomic.Pointer[http.Request]) {
	t.Helper()
	calls, last = new(atomic.Int32), new(atomic.Pointer[http.Request])
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		last.Store(r)
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}))
	t.Cleanup(server.Close)
	return server.URL, calls, last
}

// getItem makes a call, and returns the attribute pk of the item in its response.
func getItem(ctx context.Context, cfg aws.Config) (string, error) {
	out, err := DynamoDB(cfg).GetItem(ctx, &dynamodb.GetItemInput{
		TableName: aws.String("stock"),
		Key:       map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "x"}},
	})
	if err != nil {
		return "", err
	}
	pk, _ := out.Item["pk"].(*types.AttributeValueMemberS)
	if pk == nil {
		return "", nil
	}
	return pk.Value, nil
}

// The SDK would look for endpoints in the process's environment, which has none, so
// our own source of endpoints must decide. The service's own endpoint comes first.
func TestCallsUseTheEnvironment(t *testing.T) {
	t.Parallel()
	address, calls, last := dynamo(t, 200, `{}`)
	broken, others, _ := dynamo(t, 500, `{}`)
	for _, endpoints := range []map[string]string{
		{"AWS_ENDPOINT_URL_DYNAMODB": address},
		{"AWS_ENDPOINT_URL": address},
		{"AWS_ENDPOINT_URL_DYNAMODB": address, "AWS_ENDPOINT_URL": broken},
	} {
		calls.Store(0)
		if _, err := getItem(t.Context(), awsConfig(t, endpoints)); err != nil {
			t.Fatal(err)
		}
		r := last.Load()
		if calls.Load() != 1 || others.Load() != 0 || r.ProtoMajor != 1 {
			t.Errorf("%v: %d calls, %d elsewhere, %s", endpoints, calls.Load(), others.Load(), r.Proto)
		}
		if auth := r.Header.Get("Authorization"); !strings.Contains(auth, "AKID/") || !strings.Contains(auth, "/us-west-2/dynamodb/") {
			t.Errorf("%v: signed %q", endpoints, auth)
		}
		if token := r.Header.Get("X-Amz-Security-Token"); token != "session" {
			t.Errorf("%v: session token %q", endpoints, token)
		}
	}
}

func TestEndpointVariables(t *testing.T) {
	t.Parallel()
	source := endpoints{vars(map[string]string{"AWS_ENDPOINT_URL_SECRETS_MANAGER": "http://secrets"})}
	if got, found, err := source.GetServiceBaseEndpoint(t.Context(), "Secrets Manager"); got != "http://secrets" || !found || err != nil {
		t.Errorf("%q, %v, %v", got, found, err)
	}
	if got, found, err := source.GetServiceBaseEndpoint(t.Context(), "SESv2"); found || err != nil {
		t.Errorf("%q, %v, %v", got, found, err)
	}
}

func TestRetries(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		status int
		body   string
		calls  int32
	}{
		"a failing service":      {500, `{"__type":"InternalServerError"}`, attempts},
		"a throttled call":       {400, `{"__type":"ProvisionedThroughputExceededException"}`, attempts},
		"a condition that fails": {400, `{"__type":"ConditionalCheckFailedException"}`, 1},
		"a wrong call":           {400, `{"__type":"ValidationException"}`, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address, calls, _ := dynamo(t, tt.status, tt.body)
			_, err := getItem(t.Context(), awsConfig(t, map[string]string{"AWS_ENDPOINT_URL_DYNAMODB": address}))
			if err == nil || calls.Load() != tt.calls {
				t.Errorf("%d calls, want %d: %v", calls.Load(), tt.calls, err)
			}
		})
	}
}

func TestPausesDoubleAndVary(t *testing.T) {
	t.Parallel()
	retryer := newRetryer()
	for attempt, most := range map[int]int64{1: int64(firstPause), 2: int64(2 * firstPause)} {
		seen := map[int64]bool{}
		for range 100 {
			pause, err := retryer.RetryDelay(attempt, errors.New("throttled"))
			if err != nil || pause < 0 || int64(pause) >= most {
				t.Fatalf("pause %v after attempt %d, %v", pause, attempt, err)
			}
			seen[int64(pause)] = true
		}
		if len(seen) < 50 {
			t.Errorf("only %d different pauses of 100", len(seen))
		}
	}
}

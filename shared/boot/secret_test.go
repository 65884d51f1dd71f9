package boot

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

const arn = "arn:aws:secretsmanager:us-west-2:123456789012:secret:token-AbCdEf"

// secretsManager starts a server that answers with body if asked for the one secret.
func secretsManager(t *testing.T, body string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct{ SecretId string }
		reply := body
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil || in.SecretId != arn {
			w.WriteHeader(http.StatusBadRequest)
			reply = `{"__type":"ResourceNotFoundException","message":"no such secret"}`
		}
		if _, err := w.Write([]byte(reply)); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestSecret(t *testing.T) {
	t.Parallel()
	long, short := strings.Repeat("s", 32), strings.Repeat("s", 31)
	tests := map[string]struct{ value, stored, want, err string }{
		"the value itself":         {value: long, want: long},
		"behind an ARN":            {value: arn, stored: `{"SecretString":"` + long + `"}`, want: long},
		"too short":                {value: short, err: "TOKEN_SECRET must have at least 32 bytes"},
		"too short behind an ARN":  {value: arn, stored: `{"SecretString":"` + short + `"}`, err: "TOKEN_SECRET must have at least 32 bytes"},
		"not set":                  {value: "", err: "TOKEN_SECRET is not set"},
		"binary":                   {value: arn, stored: `{"SecretBinary":"c3Nz"}`, err: "TOKEN_SECRET cannot be fetched: the secret has no text"},
		"a secret that is unknown": {value: arn + "x", err: "TOKEN_SECRET cannot be fetched: "},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := awsConfig(t, map[string]string{"AWS_ENDPOINT_URL_SECRETS_MANAGER": secretsManager(t, tt.stored)})
			env := NewEnv(vars(map[string]string{"TOKEN_SECRET": tt.value}))
			got, err := string(env.Secret(t.Context(), cfg, "TOKEN_SECRET")), env.Err()
			if got != tt.want || (err == nil) != (tt.err == "") {
				t.Fatalf("%q, %v", got, err)
			}
			if err == nil {
				return
			}
			if !strings.HasPrefix(err.Error(), "environment: "+tt.err) {
				t.Errorf("err = %v, want %s…", err, tt.err)
			}
			if strings.Contains(err.Error(), "sss") {
				t.Errorf("the secret is in the error: %v", err)
			}
		})
	}
}

func TestSecretFetchesNothingIfTheEnvironmentIsWrong(t *testing.T) {
	t.Parallel()
	address, calls, _ := dynamo(t, 200, `{}`)
	cfg := awsConfig(t, map[string]string{"AWS_ENDPOINT_URL_SECRETS_MANAGER": address})
	env := NewEnv(vars(map[string]string{"TOKEN_SECRET": arn}))
	env.Required("TABLE")
	if got := env.Secret(t.Context(), cfg, "TOKEN_SECRET"); got != nil || calls.Load() != 0 {
		t.Errorf("%q after %d calls", got, calls.Load())
	}
}

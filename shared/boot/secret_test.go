package boot

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"storefront/shared/web"
)

const arn = "arn:aws:secretsmanager:us-west-2:123456789012:secret:token-AbCdEf"

// secretsManager has one secret, whose versions are replies by stage.
type secretsManager map[string]string

// start serves the secret, and returns the server's address.
func (m secretsManager) start(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct{ SecretId, VersionStage string }
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		err := json.NewDecoder(r.Body).Decode(&in)
		reply, found := m[in.VersionStage]
		if err != nil || in.SecretId != arn || !found {
			reply = `{"__type":"ResourceNotFoundException","Message":"no such secret"}`
		}
		if strings.Contains(reply, "Exception") {
			w.WriteHeader(http.StatusBadRequest)
		}
		if _, err := w.Write([]byte(reply)); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// text is the reply with a version made in 2015.
func text(value string) string { return `{"SecretString":"` + value + `","CreatedDate":1.432e9}` }

func TestSecret(t *testing.T) {
	t.Parallel()
	long, other, short := strings.Repeat("s", 32), strings.Repeat("o", 32), strings.Repeat("s", 31)
	tests := map[string]struct {
		value   string
		stored  secretsManager
		accepts []string
		err     string
	}{
		"the value itself":         {value: long, accepts: []string{long}},
		"never rotated":            {arn, secretsManager{"AWSCURRENT": text(long)}, []string{long}, ""},
		"rotated":                  {arn, secretsManager{"AWSCURRENT": text(long), "AWSPREVIOUS": text(other)}, []string{long, other}, ""},
		"rotated back":             {arn, secretsManager{"AWSCURRENT": text(long), "AWSPREVIOUS": text(short)}, []string{long}, ""},
		"too short":                {value: short, err: "TOKEN_SECRET must have at least 32 bytes"},
		"too short behind an ARN":  {value: arn, stored: secretsManager{"AWSCURRENT": text(short), "AWSPREVIOUS": text(long)}, err: "TOKEN_SECRET must have at least 32 bytes"},
		"empty behind an ARN":      {value: arn, stored: secretsManager{"AWSCURRENT": text("")}, err: "TOKEN_SECRET must have at least 32 bytes"},
		"not set":                  {value: "", err: "TOKEN_SECRET is not set"},
		"binary":                   {value: arn, stored: secretsManager{"AWSCURRENT": `{"SecretBinary":"c3Nz"}`}, err: "TOKEN_SECRET cannot be fetched: the secret has no text"},
		"a secret that is unknown": {value: arn + "x", err: "TOKEN_SECRET cannot be fetched: "},
		"previous not readable": {
			value: arn, stored: secretsManager{"AWSCURRENT": text(long), "AWSPREVIOUS": `{"__type":"AccessDeniedException"}`},
			err: "TOKEN_SECRET cannot be fetched: ",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := awsConfig(t, map[string]string{"AWS_ENDPOINT_URL_SECRETS_MANAGER": tt.stored.start(t)})
			env := NewEnv(vars(map[string]string{"TOKEN_SECRET": tt.value}))
			got, err := env.Secret(t.Context(), cfg, "TOKEN_SECRET"), env.Err()
			if (err == nil) != (tt.err == "") || (err == nil) != (got != nil) {
				t.Fatalf("got a secret: %t, %v", got != nil, err)
			}
			if err != nil {
				if !strings.HasPrefix(err.Error(), "environment: "+tt.err) {
					t.Errorf("err = %v, want %s…", err, tt.err)
				}
				if strings.Contains(err.Error(), "sss") {
					t.Errorf("the secret is in the error: %v", err)
				}
				return
			}
			var tried []string
			got.Match(func(version []byte) bool {
				tried = append(tried, string(version))
				return len(tried) == len(tt.accepts)
			})
			if !slices.Equal(tried, tt.accepts) {
				t.Errorf("accepts %q, want %q", tried, tt.accepts)
			}
		})
	}
}

// A version that is a moment old is accepted, but does not sign yet.
func TestSecretKnowsTheAgeOfAVersion(t *testing.T) {
	t.Parallel()
	was, is := strings.Repeat("w", 32), strings.Repeat("i", 32)
	stored := secretsManager{"AWSCURRENT": fmt.Sprintf(`{"SecretString":%q,"CreatedDate":%d}`, is, time.Now().Unix()), "AWSPREVIOUS": text(was)}
	cfg := awsConfig(t, map[string]string{"AWS_ENDPOINT_URL_SECRETS_MANAGER": stored.start(t)})
	env := NewEnv(vars(map[string]string{"TOKEN_SECRET": arn}))
	got := env.Secret(t.Context(), cfg, "TOKEN_SECRET")
	if err := env.Err(); err != nil {
		t.Fatal(err)
	}
	if signing := string(got.Signing()); signing != was {
		t.Errorf("signs with %q", signing)
	}
}

func TestSecretFetchesNothingIfTheEnvironmentIsWrong(t *testing.T) {
	t.Parallel()
	address, calls, _ := dynamo(t, 200, `{}`)
	cfg := awsConfig(t, map[string]string{"AWS_ENDPOINT_URL_SECRETS_MANAGER": address})
	env := NewEnv(vars(map[string]string{"TOKEN_SECRET": arn}))
	env.Required("TABLE")
	if got := env.Secret(t.Context(), cfg, "TOKEN_SECRET"); got != nil || calls.Load() != 0 {
		t.Errorf("got a secret: %t, after %d calls", got != nil, calls.Load())
	}
}

// A start behind the edge fetches two secrets. A connection for each would cost it
// another TLS handshake.
func TestSecretsShareAConnection(t *testing.T) {
	t.Parallel()
	var connections atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		write(w, text(strings.Repeat("s", 32)))
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	env := NewEnv(vars(map[string]string{
		"AWS_REGION": "us-west-2", "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "key",
		"AWS_ENDPOINT_URL_SECRETS_MANAGER": server.URL, "TOKEN_SECRET": arn, "ORIGIN_SECRET": arn,
	}))
	env.Secret(t.Context(), env.AWS(), "TOKEN_SECRET")
	env.Edged(web.NewRouter(slog.New(slog.DiscardHandler)))
	if err := env.Err(); err != nil || connections.Load() != 1 {
		t.Errorf("%v, %d connections", err, connections.Load())
	}
}

package boot

import (
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"storefront/shared/web"
)

func TestEdged(t *testing.T) {
	t.Parallel()
	secret, before := strings.Repeat("s", 64), strings.Repeat("b", 64)
	stored := secretsManager{"AWSCURRENT": text(secret), "AWSPREVIOUS": text(before)}.start(t)
	tests := map[string]struct {
		origin string // ORIGIN_SECRET
		shown  string
		want   int
		err    string
	}{
		"without an edge":                           {want: http.StatusOK},
		"through the edge":                          {origin: arn, shown: secret, want: http.StatusOK},
		"through the edge, with the version before": {origin: arn, shown: before, want: http.StatusOK},
		"around the edge":                           {origin: arn, want: http.StatusNotFound},
		"with the secret's name":                    {origin: arn, shown: arn, want: http.StatusNotFound},
		"on a laptop":                               {origin: secret, shown: secret, want: http.StatusOK},
		"secret unknown":                            {origin: arn + "x", err: "ORIGIN_SECRET cannot be fetched: "},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := NewEnv(vars(map[string]string{
				"AWS_REGION": "us-west-2", "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "key",
				"AWS_ENDPOINT_URL_SECRETS_MANAGER": stored, "ORIGIN_SECRET": tt.origin,
			}))
			router := web.NewRouter(slog.New(slog.DiscardHandler))
			router.Handle("GET /", func(w http.ResponseWriter, _ *http.Request) error {
				return web.JSON(w, http.StatusOK, nil)
			})
			router = env.Edged(router)
			err := env.Err()
			if tt.err != "" && !strings.HasPrefix(fmt.Sprint(err), "environment: "+tt.err) || tt.err == "" && err != nil {
				t.Fatalf("err = %v, want %s…", err, tt.err)
			}
			if err != nil {
				return
			}
			e := event("GET", "/")
			if tt.shown != "" {
				e.Headers["x-origin-secret"] = tt.shown
			}
			answer, err := handle(t.Context(), router, e)
			if err != nil || answer.StatusCode != tt.want {
				t.Errorf("answered %d, %v, want %d", answer.StatusCode, err, tt.want)
			}
		})
	}
}

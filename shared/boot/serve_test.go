package boot

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"storefront/shared/web"
)

// event returns a request as the gateway sends it.
func event(method, path string) events.APIGatewayV2HTTPRequest {
	return events.APIGatewayV2HTTPRequest{
		Version: "2.0",
		RawPath: path,
		Headers: map[string]string{"host": "api.example.com"},
		RequestContext: events.APIGatewayV2HTTPRequestContext{
			RequestID:  "gateway-1",
			Stage:      "$default",
			DomainName: "api.example.com",
			HTTP:       events.APIGatewayV2HTTPRequestContextHTTPDescription{Method: method, Path: path, SourceIP: "203.0.113.7"},
		},
	}
}

// handle passes an event to the handler that Lambda calls.
func handle(ctx context.Context, h http.Handler, e events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	return Handler(h)(ctx, e)
}

// serve returns the answer of one handler to an event.
func serve(t *testing.T, e events.APIGatewayV2HTTPRequest, h web.HandlerFunc) events.APIGatewayV2HTTPResponse {
	t.Helper()
	router := web.NewRouter(slog.New(slog.DiscardHandler))
	for _, method := range []string{"GET ", "POST ", ""} {
		router.Handle(method+"/", h)
	}
	got, err := handle(t.Context(), router, e)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// request returns the request that a handler gets for an event.
func request(t *testing.T, e events.APIGatewayV2HTTPRequest) *http.Request {
	t.Helper()
	var seen *http.Request
	serve(t, e, func(_ http.ResponseWriter, r *http.Request) error {
		seen = r
		return nil
	})
	if seen == nil {
		t.Fatal("no handler was called")
	}
	return seen
}

func TestHeaderValues(t *testing.T) {
	t.Parallel()
	sent := map[string]string{
		"idempotency-key": "a,b ,c",
		"accept":          "text/html, application/json;q=0.9",
		"accept-language": "de-DE,de;q=0.9",
		"if-none-match":   `"x,y", W/"z"`,
		"x-forwarded-for": "203.0.113.7, 198.51.100.1",
		"user-agent":      "a, b",
		"authorization":   "Bearer a,b",
		"x-empty":         "",
		"x-late":          "Mon, 18 May 2015 17:00:00 GMT",
	}
	e := event("GET", "/")
	e.Headers = sent
	got := request(t, e).Header
	if len(got) != len(sent) {
		t.Errorf("%d headers, want %d: %v", len(got), len(sent), got)
	}
	for name, value := range sent {
		if diff := cmp.Diff([]string{value}, got.Values(name)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestRequestIsLikeNetHTTPs(t *testing.T) {
	t.Parallel()
	e := event("POST", "/v1/us/products")
	e.RawQueryString = "limit=1&tag=a&tag=b%20c"
	e.QueryStringParameters = map[string]string{"limit": "1", "tag": "a,b c"}
	e.Cookies = []string{"a=1", "b=2"}
	e.Body = "body"
	r := request(t, e)

	if r.Method != "POST" || r.Host != "api.example.com" || r.Header.Get("Host") != "" {
		t.Errorf("%s, host %q, header %q", r.Method, r.Host, r.Header.Get("Host"))
	}
	if r.URL.String() != "/v1/us/products?limit=1&tag=a&tag=b%20c" || r.RequestURI != r.URL.String() {
		t.Errorf("URL %s, request URI %s", r.URL, r.RequestURI)
	}
	if diff := cmp.Diff(url.Values{"limit": {"1"}, "tag": {"a", "b c"}}, r.URL.Query()); diff != "" {
		t.Errorf("query (-want +got):\n%s", diff)
	}
	if r.RemoteAddr != "203.0.113.7:0" || r.ContentLength != 4 {
		t.Errorf("from %s, %d bytes", r.RemoteAddr, r.ContentLength)
	}
	if a, err := r.Cookie("a"); err != nil || a.Value != "1" || len(r.Cookies()) != 2 {
		t.Errorf("cookies %v, %v", r.Cookies(), err)
	}
	if id := web.RequestID(r.Context()); id != "gateway-1" {
		t.Errorf("request id %q", id)
	}
}

func TestBodies(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body    string
		encoded bool
		want    string
		fails   bool
	}{
		"text":       {`{"a":"ß"}`, false, `{"a":"ß"}`, false},
		"base64":     {"eyJhIjoi/yJ9", true, "{\"a\":\"\xff\"}", false},
		"empty":      {"", false, "", false},
		"not base64": {"%%%", true, "", true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := event("POST", "/")
			e.Body, e.IsBase64Encoded = tt.body, tt.encoded
			var got []byte
			_, err := handle(t.Context(), http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				var err error
				if got, err = io.ReadAll(r.Body); err != nil {
					t.Error(err)
				}
			}), e)
			if string(got) != tt.want || (err != nil) != tt.fails {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
}

// The gateway decodes the path. An escape that is still in it was encoded twice
// and stands for itself.
func TestPaths(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ stage, raw, path, escaped string }{
		"plain":                        {"$default", "/v1/markets", "/v1/markets", "/v1/markets"},
		"without a stage":              {"", "/v1/markets", "/v1/markets", "/v1/markets"},
		"a named stage":                {"dev", "/dev/v1/markets", "/v1/markets", "/v1/markets"},
		"like the default stage":       {"$default", "/$default/v1/markets", "/$default/v1/markets", "/$default/v1/markets"},
		"only the stage":               {"dev", "/dev", "/", "/"},
		"a path that begins like it":   {"dev", "/device", "/device", "/device"},
		"a named stage left out":       {"dev", "/v1/markets", "/v1/markets", "/v1/markets"},
		"decoded":                      {"$default", "/v1/a b?c#d", "/v1/a b?c#d", "/v1/a%20b%3Fc%23d"},
		"another script":               {"$default", "/v1/größe", "/v1/größe", "/v1/gr%C3%B6%C3%9Fe"},
		"encoded twice":                {"$default", "/v1/%6d%61rkets", "/v1/%6d%61rkets", "/v1/%256d%2561rkets"},
		"a slash, encoded twice":       {"$default", "/v1/a%2Fb", "/v1/a%2Fb", "/v1/a%252Fb"},
		"a stage, encoded twice":       {"dev", "/%64ev/v1/markets", "/%64ev/v1/markets", "/%2564ev/v1/markets"},
		"an encoding of nothing":       {"$default", "/v1/100%", "/v1/100%", "/v1/100%25"},
		"a line break":                 {"$default", "/v1/a\nb", "/v1/a\nb", "/v1/a%0Ab"},
		"empty":                        {"$default", "", "/", "/"},
		"what looks like another host": {"$default", "//evil.example/x", "//evil.example/x", "//evil.example/x"},
	}
	for name, tt := range tests {
		e := event("GET", tt.raw)
		e.RequestContext.Stage = tt.stage
		if u := urlOf(e); u.Path != tt.path || u.EscapedPath() != tt.escaped {
			t.Errorf("%s: the path is %q, escaped %q, want %q, %q", name, u.Path, u.EscapedPath(), tt.path, tt.escaped)
		}
	}
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	type answer struct {
		status  int
		body    string
		encoded bool
	}
	tests := map[string]struct {
		method  string
		handler func(w http.ResponseWriter)
		want    answer
	}{
		"nothing written":         {"GET", func(http.ResponseWriter) {}, answer{200, "", false}},
		"a status alone":          {"GET", func(w http.ResponseWriter) { w.WriteHeader(204) }, answer{204, "", false}},
		"a body, then a status":   {"GET", func(w http.ResponseWriter) { write(w, "hi"); w.WriteHeader(500) }, answer{200, "hi", false}},
		"two statuses":            {"GET", func(w http.ResponseWriter) { w.WriteHeader(201); w.WriteHeader(500); write(w, "made") }, answer{201, "made", false}},
		"an informational status": {"GET", func(w http.ResponseWriter) { w.WriteHeader(100); w.WriteHeader(201) }, answer{201, "", false}},
		"not UTF-8":               {"GET", func(w http.ResponseWriter) { write(w, "\xff") }, answer{200, "/w==", true}},
		"HEAD":                    {"HEAD", func(w http.ResponseWriter) { write(w, "hi") }, answer{200, "", false}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := serve(t, event(tt.method, "/"), func(w http.ResponseWriter, _ *http.Request) error {
				w.Header().Set("Content-Type", "text/test")
				tt.handler(w)
				return nil
			})
			if (answer{got.StatusCode, got.Body, got.IsBase64Encoded}) != tt.want || got.Headers["Content-Type"] != "text/test" {
				t.Errorf("%+v", got)
			}
		})
	}
}

func write(w http.ResponseWriter, body string) { _, _ = io.WriteString(w, body) } // into memory: cannot fail

func TestAnswerHeaders(t *testing.T) {
	t.Parallel()
	got := serve(t, event("GET", "/"), func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Content-Type", "text/plain")
		w.Header().Add("Vary", "Accept")
		w.Header().Add("Vary", "Accept-Language")
		w.Header().Add("Set-Cookie", "a=1; Path=/")
		w.Header().Add("Set-Cookie", "b=2")
		w.WriteHeader(200)
		w.Header().Set("Too-Late", "x")
		return nil
	})
	want := map[string]string{
		"Content-Type": "text/plain", "Vary": "Accept,Accept-Language",
		"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
	}
	if diff := cmp.Diff(want, got.Headers); diff != "" {
		t.Errorf("headers (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"a=1; Path=/", "b=2"}, got.Cookies); diff != "" {
		t.Errorf("cookies (-want +got):\n%s", diff)
	}
}

func TestPanicIsAnswered(t *testing.T) {
	t.Parallel()
	for range 2 {
		got := serve(t, event("GET", "/"), func(http.ResponseWriter, *http.Request) error { panic("boom") })
		var doc struct {
			Code      string `json:"code"`
			RequestID string `json:"request_id"`
		}
		if err := json.Unmarshal([]byte(got.Body), &doc); err != nil {
			t.Fatal(err)
		}
		if got.StatusCode != 500 || doc.Code != "internal" || doc.RequestID != "gateway-1" {
			t.Errorf("%+v", got)
		}
	}
}

func TestDeadlineLeavesTimeToAnswer(t *testing.T) {
	t.Parallel()
	end := time.Now().Add(time.Hour)
	ctx, cancel := context.WithDeadline(t.Context(), end)
	defer cancel()
	router := web.NewRouter(slog.New(slog.DiscardHandler))
	router.Handle("GET /", func(_ http.ResponseWriter, r *http.Request) error {
		if deadline, ok := r.Context().Deadline(); !ok || !deadline.Equal(end.Add(-grace)) {
			t.Errorf("deadline %v, want %v before %v", deadline, grace, end)
		}
		return nil
	})
	if _, err := handle(ctx, router, event("GET", "/")); err != nil {
		t.Fatal(err)
	}
}

// Standard output and the standard logger belong to the whole process, so this
// test does not run beside others.
func TestNothingSentIsPrinted(t *testing.T) {
	var logged bytes.Buffer
	log.SetOutput(&logged)
	defer log.SetOutput(os.Stderr)
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout := os.Stdout
	os.Stdout = write
	defer func() { os.Stdout = stdout }()

	for _, path := range []string{"/\n{\"level\":\"INFO\"}", "/%zz", "/\x00", "?", "#", "http://[::1", " "} {
		e := event("GET", path)
		e.RawQueryString = "a=%zz\n"
		e.RequestContext.DomainName = "bad host\n"
		e.Headers["x"] = "\n"
		serve(t, e, func(http.ResponseWriter, *http.Request) error { return nil })
	}

	if err := write.Close(); err != nil {
		t.Fatal(err)
	}
	printed, err := io.ReadAll(read)
	if err != nil || len(printed) > 0 || logged.Len() > 0 {
		t.Errorf("printed %q, logged %q, %v", printed, &logged, err)
	}
}

func FuzzInvoke(f *testing.F) {
	f.Add("GET", "/v1/us/products", "limit=1", "idempotency-key", "a,b", "a=1", "dev", "body", false)
	f.Add("POST", "/%zz", "%", "host", "\n", ";", "", "AA==", true)
	router := web.NewRouter(slog.New(slog.DiscardHandler))
	router.Handle("/", func(w http.ResponseWriter, r *http.Request) error {
		if _, err := io.Copy(w, r.Body); err != nil {
			return err
		}
		return nil
	})
	f.Fuzz(func(t *testing.T, method, path, query, name, value, cookie, stage, body string, encoded bool) {
		if strings.Trim(method, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			t.Skip("the gateway lets only methods through")
		}
		e := event(method, path)
		e.RawQueryString, e.Cookies, e.RequestContext.Stage = query, []string{cookie}, stage
		e.Headers[name] = value
		e.Body, e.IsBase64Encoded = body, encoded
		got, err := handle(t.Context(), router, e)
		if err == nil && (got.StatusCode < 200 || got.StatusCode > 599) {
			t.Errorf("status %d", got.StatusCode)
		}
	})
}

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

// event is a request as the gateway hands it over.
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

// serve has one handler answer an event.
func serve(t *testing.T, e events.APIGatewayV2HTTPRequest, h web.HandlerFunc) events.APIGatewayV2HTTPResponse {
	t.Helper()
	router := web.NewRouter(slog.New(slog.DiscardHandler))
	for _, method := range []string{"GET ", "POST ", ""} {
		router.Handle(method+"/", h)
	}
	got, err := invoke(t.Context(), router, e)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// request gives the request that a handler sees for an event.
func request(t *testing.T, e events.APIGatewayV2HTTPRequest) *http.Request {
	t.Helper()
	var seen *http.Request
	serve(t, e, func(_ http.ResponseWriter, r *http.Request) error {
		seen = r
		return nil
	})
	if seen == nil {
		t.Fatal("no handler was asked")
	}
	return seen
}

func TestHeaderValuesArriveAsTheyWereSent(t *testing.T) {
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

func TestTheRequestIsAsANetHTTPServerMakesIt(t *testing.T) {
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
	}{
		"text":    {`{"a":"ß"}`, false, `{"a":"ß"}`},
		"base64":  {"eyJhIjoi/yJ9", true, "{\"a\":\"\xff\"}"},
		"nothing": {"", false, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := event("POST", "/")
			e.Body, e.IsBase64Encoded = tt.body, tt.encoded
			body, err := io.ReadAll(request(t, e).Body)
			if err != nil || string(body) != tt.want {
				t.Errorf("%q, %v", body, err)
			}
		})
	}
}

func TestABodyThatIsNotBase64IsTheGatewaysFault(t *testing.T) {
	t.Parallel()
	e := event("POST", "/")
	e.Body, e.IsBase64Encoded = "%%%", true
	if got, err := invoke(t.Context(), web.NewRouter(slog.New(slog.DiscardHandler)), e); err == nil {
		t.Errorf("answered %+v", got)
	}
}

// The gateway hands a path on decoded: what looks like an encoding in it was
// encoded twice, and stands for itself.
func TestPaths(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ stage, raw, path, escaped string }{
		"plain":                        {"$default", "/v1/markets", "/v1/markets", "/v1/markets"},
		"without a stage":              {"", "/v1/markets", "/v1/markets", "/v1/markets"},
		"a named stage":                {"dev", "/dev/v1/markets", "/v1/markets", "/v1/markets"},
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
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := event("GET", tt.raw)
			e.RequestContext.Stage = tt.stage
			if u := urlOf(e); u.Path != tt.path || u.EscapedPath() != tt.escaped {
				t.Errorf("%q, %q", u.Path, u.EscapedPath())
			}
		})
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
		handler web.HandlerFunc
		want    answer
	}{
		"a handler that writes nothing": {
			func(http.ResponseWriter, *http.Request) error { return nil },
			answer{200, "", false},
		},
		"a status alone": {
			func(w http.ResponseWriter, _ *http.Request) error { w.WriteHeader(204); return nil },
			answer{204, "", false},
		},
		"a body alone": {
			func(w http.ResponseWriter, _ *http.Request) error { _, err := w.Write([]byte("hi")); return err },
			answer{200, "hi", false},
		},
		"the first status counts": {
			func(w http.ResponseWriter, _ *http.Request) error {
				w.WriteHeader(100)
				w.WriteHeader(201)
				w.WriteHeader(500)
				_, err := w.Write([]byte("made"))
				return err
			},
			answer{201, "made", false},
		},
		"bytes that are no text": {
			func(w http.ResponseWriter, _ *http.Request) error { _, err := w.Write([]byte{0xff}); return err },
			answer{200, "/w==", true},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := serve(t, event("GET", "/"), tt.handler)
			if (answer{got.StatusCode, got.Body, got.IsBase64Encoded}) != tt.want {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestHeadersOfAnAnswer(t *testing.T) {
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

func TestHEADHasNoBody(t *testing.T) {
	t.Parallel()
	got := serve(t, event("HEAD", "/"), func(w http.ResponseWriter, _ *http.Request) error {
		return web.JSON(w, 200, "body")
	})
	if got.StatusCode != 200 || got.Body != "" || got.Headers["Content-Type"] != "application/json" {
		t.Errorf("%+v", got)
	}
}

func TestAPanicIsAnsweredAndTheProcessLives(t *testing.T) {
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

func TestARequestIsStoppedBeforeTheFunctionIs(t *testing.T) {
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
	if _, err := invoke(ctx, router, event("GET", "/")); err != nil {
		t.Fatal(err)
	}
}

// Standard output and the standard logger belong to the whole process, so this
// test does not run beside others.
func TestTheProxyPrintsNothingThatAShopperSent(t *testing.T) {
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
		got, err := invoke(t.Context(), router, e)
		if err == nil && (got.StatusCode < 200 || got.StatusCode > 599) {
			t.Errorf("status %d", got.StatusCode)
		}
	})
}

package gateway

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/golden"
	"storefront/infra/local/lambda"
	"storefront/infra/local/localtest"
	"storefront/infra/local/template"
)

// invoker is an Invoker of one function.
type invoker func(ctx context.Context, function string, event []byte) ([]byte, error)

func (i invoker) Invoke(ctx context.Context, function string, event []byte) ([]byte, error) {
	return i(ctx, function, event)
}

func newAPI(t *testing.T, invoke invoker, routes ...string) *API {
	t.Helper()
	var parsed []template.Route
	for _, r := range routes {
		method, path, found := strings.Cut(r, " ")
		if !found {
			method, path = "", r
		}
		parsed = append(parsed, template.Route{Method: method, Path: path, Function: r})
	}
	api, err := New("storefront-us", parsed, invoke)
	if err != nil {
		t.Fatal(err)
	}
	api.now = func() time.Time { return time.Date(2015, 5, 18, 14, 3, 4, 567e6, time.UTC) }
	api.newID = func() string { return "JKJaXmPLvHcESHA=" }
	return api
}

// request answers a request without a body.
func request(api *API, method, target string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	api.ServeHTTP(w, httptest.NewRequest(method, target, nil))
	return w
}

// TestEvent compares the event of every request in testdata/events with the golden
// file beside it. A request is as a client sends it.
func TestEvent(t *testing.T) {
	t.Parallel()
	requests, err := filepath.Glob("testdata/events/*.http")
	if err != nil || len(requests) == 0 {
		t.Fatalf("no requests: %v", err)
	}
	for _, path := range requests {
		name := strings.TrimSuffix(filepath.Base(path), ".http")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got bytes.Buffer
			api := newAPI(t, func(_ context.Context, _ string, event []byte) ([]byte, error) {
				return []byte("{}"), json.Indent(&got, event, "", "  ")
			}, "$default", "POST /v1/{market}/checkouts", "GET /v1/{market}/products/{sku}", "ANY /files/{path+}")
			api.ServeHTTP(httptest.NewRecorder(), readRequest(t, path))
			golden.Compare(t, strings.TrimSuffix(path, ".http")+".json", got.Bytes())
		})
	}
}

// readRequest reads a request from a file.
func readRequest(t *testing.T, path string) *http.Request {
	t.Helper()
	head, body, _ := strings.Cut(localtest.Read(t, "", path), "\n\n")
	head, body = strings.ReplaceAll(head, "\n", "\r\n"), strings.TrimSuffix(body, "\n")
	raw := fmt.Sprintf("%s\r\nContent-Length: %d\r\n\r\n%s", head, len(body), body)
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(raw)))
	if err != nil {
		t.Fatal(err)
	}
	r.RemoteAddr = "203.0.113.7:4711"
	if r.Header.Get("X-Amzn-Trace-Id") == "" { // a random one would be made
		r.Header.Set("X-Amzn-Trace-Id", "Root=1-5559f2d8-000000000000000000000000")
	}
	return r
}

func TestRequestIDsAreUnique(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		id := newID()
		if seen[id] || len(id) != 16 {
			t.Fatalf("id %q: already seen: %v", id, seen[id])
		}
		seen[id] = true
	}
}

func TestRoute(t *testing.T) {
	t.Parallel()
	// API Gateway's own example, and cases that it leaves open.
	routes := []string{
		"$default",
		"ANY /{proxy+}",
		"GET /pets/{proxy+}",
		"GET /pets/dog/{id}",
		"ANY /pets/dog/1",
		"GET /pets/dog/1",
		"GET /{kind}/dog/{id}",
		"POST /pets/cat/{id}",
		"ANY /pets/cat/7",
		"GET /",
	}
	tests := []struct {
		request    string
		want       string
		parameters map[string]string
	}{
		{"GET /pets/dog/1", "GET /pets/dog/1", nil},
		{"PUT /pets/dog/1", "ANY /pets/dog/1", nil},
		{"GET /pets/dog/2", "GET /pets/dog/{id}", map[string]string{"id": "2"}},
		{"GET /toys/dog/2", "GET /{kind}/dog/{id}", map[string]string{"kind": "toys", "id": "2"}},
		{"GET /pets/cat/1", "GET /pets/{proxy+}", map[string]string{"proxy": "cat/1"}},
		{"GET /pets/cat/7", "ANY /pets/cat/7", nil},
		{"POST /pets/cat/7", "POST /pets/cat/{id}", map[string]string{"id": "7"}},
		{"GET /pets/dog/1/", "GET /pets/{proxy+}", map[string]string{"proxy": "dog/1/"}},
		{"GET /pets/", "ANY /{proxy+}", map[string]string{"proxy": "pets/"}},
		{"POST /test/5", "ANY /{proxy+}", map[string]string{"proxy": "test/5"}},
		{"GET /pets/dog/a%20b", "GET /pets/dog/{id}", map[string]string{"id": "a b"}},
		{"GET /pets/dog/a%2Fb", "GET /pets/{proxy+}", map[string]string{"proxy": "dog/a/b"}},
		{"GET /", "GET /", nil},
		{"POST /", "$default", nil},
	}
	for _, test := range tests {
		t.Run(test.request, func(t *testing.T) {
			t.Parallel()
			var function string
			var got event
			api := newAPI(t, func(_ context.Context, f string, event []byte) ([]byte, error) {
				function = f
				return []byte("{}"), json.Unmarshal(event, &got)
			}, routes...)
			method, target, _ := strings.Cut(test.request, " ")
			request(api, method, target)
			if function != test.want || got.RouteKey != test.want || got.RequestContext.RouteKey != test.want {
				t.Errorf("goes to %q with route key %q, want %q", function, got.RouteKey, test.want)
			}
			if diff := cmp.Diff(test.parameters, got.PathParameters); diff != "" {
				t.Errorf("the path parameters differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRequestWithoutARoute(t *testing.T) {
	t.Parallel()
	api := newAPI(t, func(context.Context, string, []byte) ([]byte, error) {
		t.Error("a function is invoked")
		return nil, nil
	}, "GET /pets")
	for _, test := range []string{"POST /pets", "GET /pets/", "GET /", "GET /pets/1"} {
		method, target, _ := strings.Cut(test, " ")
		w := request(api, method, target)
		if w.Code != 404 || w.Body.String() != `{"message":"Not Found"}` {
			t.Errorf("%s: %d %s", test, w.Code, w.Body)
		}
	}
}

func TestMalformedRoutes(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"pets", "/pets/{proxy+}/toys"} {
		if _, err := New("id", []template.Route{{Method: "GET", Path: path}}, nil); err == nil {
			t.Errorf("%s is accepted", path)
		}
	}
}

func TestResponse(t *testing.T) {
	t.Parallel()
	const text, jsonType = "text/plain; charset=utf-8", "application/json"
	tests := map[string]struct {
		payload string
		status  int
		body    string
		headers http.Header // of those the function decides on
	}{
		"all of it": {
			payload: `{"statusCode":201,"headers":{"content-type":"application/json","X-Lot":"7"},"cookies":["a=1; Path=/","b=2"],"body":"{}"}`,
			status:  201, body: "{}",
			headers: http.Header{"Content-Type": {jsonType}, "X-Lot": {"7"}, "Set-Cookie": {"a=1; Path=/", "b=2"}},
		},
		"base64":                            {`{"statusCode":200,"body":"/w==","isBase64Encoded":true}`, 200, "\xff", http.Header{"Content-Type": {text}}},
		"a status alone":                    {`{"statusCode":204}`, 204, "", http.Header{"Content-Type": {text}}},
		"nulls, as Go's encoder has them":   {`{"statusCode":200,"headers":null,"multiValueHeaders":null,"body":"","cookies":null}`, 200, "", http.Header{"Content-Type": {text}}},
		"the connection's headers stay out": {`{"statusCode":200,"headers":{"Connection":"close","Content-Length":"99","Transfer-Encoding":"chunked"}}`, 200, "", http.Header{"Content-Type": {text}}},

		"an object without a status": {`{"message":"Hello"}`, 200, `{"message":"Hello"}`, http.Header{"Content-Type": {jsonType}}},
		"a string":                   {`"Hello \u00e9"`, 200, "Hello é", http.Header{"Content-Type": {jsonType}}},
		"a list":                     {`[1,2]`, 200, `[1,2]`, http.Header{"Content-Type": {jsonType}}},

		"not JSON":                      {`Hello`, 500, "", nil},
		"nothing":                       {``, 500, "", nil},
		"a status that is not a number": {`{"statusCode":"OK"}`, 500, "", nil},
		"a status out of range":         {`{"statusCode":99}`, 500, "", nil},
		"a null status":                 {`{"statusCode":null}`, 500, "", nil},
		"a body that is not a string":   {`{"statusCode":200,"body":{}}`, 500, "", nil},
		"a body that is not base64":     {`{"statusCode":200,"body":"!","isBase64Encoded":true}`, 500, "", nil},
		"a header that is not a string": {`{"statusCode":200,"headers":{"a":["b"]}}`, 500, "", nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := newAPI(t, func(context.Context, string, []byte) ([]byte, error) { return []byte(test.payload), nil }, "$default")
			w := request(api, "GET", "/")
			if test.status == 500 {
				test.body, test.headers = `{"message":"Internal Server Error"}`, http.Header{"Content-Type": {jsonType}}
			}
			if w.Code != test.status || w.Body.String() != test.body {
				t.Errorf("answers %d %q, want %d %q", w.Code, w.Body, test.status, test.body)
			}
			got := w.Header().Clone()
			if got.Get("apigw-requestid") != "JKJaXmPLvHcESHA=" {
				t.Errorf("apigw-requestid is %q", got.Get("apigw-requestid"))
			}
			got.Del("apigw-requestid")
			if diff := cmp.Diff(test.headers, got); diff != "" {
				t.Errorf("the headers differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestInvocationFails(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		err  error
		want string
	}{
		"throttled":            {lambda.ErrThrottled, `429 {"message":"Too Many Requests"}`},
		"an event too large":   {lambda.ErrTooLarge, `413 {"message":"Request Entity Too Large"}`},
		"shutting down":        {lambda.ErrClosed, `503 {"message":"Service Unavailable"}`},
		"no answer in 30 s":    {context.DeadlineExceeded, `503 {"message":"Service Unavailable"}`},
		"a function's error":   {&lambda.FunctionError{Type: "errorString", Message: "secret"}, `500 {"message":"Internal Server Error"}`},
		"a function timed out": {&lambda.FunctionError{Type: lambda.TypeTimeout}, `500 {"message":"Internal Server Error"}`},
		"anything else":        {errors.New("secret"), `500 {"message":"Internal Server Error"}`},
	}
	for name, test := range tests {
		api := newAPI(t, func(context.Context, string, []byte) ([]byte, error) { return nil, test.err }, "$default")
		w := request(api, "GET", "/")
		if got := fmt.Sprintf("%d %s", w.Code, w.Body); got != test.want {
			t.Errorf("%s: answers %s, want %s", name, got, test.want)
		}
	}
}

func TestBodyBeyondTheLimit(t *testing.T) {
	t.Parallel()
	var events int
	api := newAPI(t, func(context.Context, string, []byte) ([]byte, error) { events++; return []byte("{}"), nil }, "$default")
	for size, want := range map[int]int{maxBody: 200, maxBody + 1: 413} {
		w := httptest.NewRecorder()
		api.ServeHTTP(w, httptest.NewRequest("POST", "/", io.LimitReader(zeros{}, int64(size))))
		if w.Code != want {
			t.Errorf("a body of %d bytes is answered with %d, want %d", size, w.Code, want)
		}
	}
	if events != 1 {
		t.Errorf("%d events, want 1", events)
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { return len(b), nil }

func TestIsText(t *testing.T) {
	t.Parallel()
	tests := map[string]bool{
		"text/plain":                        true,
		"text/html; charset=utf-8":          true,
		"application/json":                  true,
		"Application/JSON; charset=utf-8":   true,
		"application/xml":                   true,
		"application/javascript":            true,
		"application/x-www-form-urlencoded": false,
		"application/octet-stream":          false,
		"image/png":                         false,
		"":                                  false,
		"application/json;;":                false,
	}
	for contentType, want := range tests {
		if got := isText(contentType); got != want {
			t.Errorf("isText(%q) = %v", contentType, got)
		}
	}
}

// FuzzRespond checks that every response of a function becomes a valid HTTP answer.
func FuzzRespond(f *testing.F) {
	f.Add(`{"statusCode":200,"headers":{"a":"b"},"cookies":["c=d"],"body":"e"}`)
	f.Add(`{"statusCode":200,"body":"ZQ==","isBase64Encoded":true}`)
	f.Add(`{"statusCode":200,"headers":{"a":"\u007f","b\n":"c"}}`)
	f.Add(`"text"`)
	f.Add(`{`)
	f.Fuzz(func(t *testing.T, payload string) {
		w := httptest.NewRecorder()
		new(API).respond(w, httptest.NewRequest(http.MethodGet, "/", nil), []byte(payload))
		var raw bytes.Buffer
		if err := w.Result().Write(&raw); err != nil {
			t.Fatal(err)
		}
		read, err := http.ReadResponse(bufio.NewReader(&raw), nil)
		if err != nil {
			t.Fatalf("the answer cannot be read: %v", err)
		}
		defer read.Body.Close()
		if read.StatusCode != w.Code {
			t.Errorf("status %d is read as %d", w.Code, read.StatusCode)
		}
	})
}

// FuzzEvent checks that every request becomes an event in valid JSON.
func FuzzEvent(f *testing.F) {
	f.Add("/v1/us/products/a%20b", "a=1&a=2&b", "c=1; d=2", "body")
	f.Add("/%zz", "%zz=%zz&&=", ";;", "\xff")
	f.Fuzz(func(t *testing.T, path, rawQuery, cookie, body string) {
		api := newAPI(t, func(_ context.Context, _ string, got []byte) ([]byte, error) {
			var e event
			if err := json.Unmarshal(got, &e); err != nil {
				t.Errorf("the event is not JSON: %v", err)
			}
			return []byte("{}"), nil
		}, "$default", "GET /v1/{market}/products/{sku}", "ANY /files/{path+}")
		r := httptest.NewRequest("POST", "/", strings.NewReader(body))
		r.URL.Path, r.URL.RawQuery = path, rawQuery
		r.Header.Set("Cookie", cookie)
		r.Header.Set("Content-Type", "application/json")
		api.ServeHTTP(httptest.NewRecorder(), r)
	})
}

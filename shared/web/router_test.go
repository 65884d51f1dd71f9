package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/money"
	"storefront/shared/problem"
	"storefront/shared/web"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// serve returns a handler's answer to a request.
func serve(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// ask sends a request with the id "req-1" to a router.
func ask(t *testing.T, h http.Handler, method, target string) *httptest.ResponseRecorder {
	t.Helper()
	return serve(h, httptest.NewRequestWithContext(web.WithRequestID(t.Context(), "req-1"), method, target, nil))
}

// document decodes a response that must be a problem.
func document(t *testing.T, w *httptest.ResponseRecorder) map[string]any {
	t.Helper()
	if got := w.Header().Get("Content-Type"); got != "application/problem+json" {
		t.Fatalf("Content-Type = %q, body %q", got, w.Body)
	}
	var doc map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

func returning(err error) web.HandlerFunc {
	return func(http.ResponseWriter, *http.Request) error { return err }
}

// logging returns a router that serves GET pattern, and its log.
func logging(pattern string, h web.HandlerFunc) (*web.Router, *bytes.Buffer) {
	log := new(bytes.Buffer)
	rt := web.NewRouter(slog.New(slog.NewJSONHandler(log, nil)))
	rt.Handle("GET "+pattern, h)
	return rt, log
}

func TestRoutes(t *testing.T) {
	t.Parallel()
	echo := func(w http.ResponseWriter, r *http.Request) error {
		return web.JSON(w, http.StatusOK, r.Method+" "+r.PathValue("market")+" "+r.PathValue("sku"))
	}
	rt := web.NewRouter(quiet())
	rt.Handle("GET /v1/markets", echo)
	rt.Handle("GET /v1/{market}/products/{sku}", echo)
	rt.Handle("POST /v1/{market}/waitlist", echo)
	rt.Handle("DELETE /v1/{market}/waitlist", echo)
	rt.Elsewhere("POST", "/v1/{market}/checkouts")
	rt.Elsewhere("GET", "/v1/orders/{id}")
	rt.Elsewhere("POST", "/v1/orders/lookup")
	rt.Elsewhere("POST", "/v1/us/products/mine")
	rt.Elsewhere("DELETE", "/v1/orders/{id}")

	tests := map[string]struct {
		method, target string
		status         int
		allow          string
		body           string // of a 200
	}{
		"a route":                         {"GET", "/v1/markets", 200, "", `"GET  "`},
		"path values":                     {"GET", "/v1/us/products/fitness-band", 200, "", `"GET us fitness-band"`},
		"an escaped slash is no slash":    {"GET", "/v1/us/products/a%2Fb", 200, "", `"GET us a/b"`},
		"HEAD is GET without a body":      {"HEAD", "/v1/markets", 200, "", `"HEAD  "`},
		"unknown path":                    {"GET", "/v1/nothing", 404, "", ""},
		"root":                            {"GET", "/", 404, "", ""},
		"a prefix of a route":             {"GET", "/v1/us/products", 404, "", ""},
		"a trailing slash":                {"GET", "/v1/markets/", 404, "", ""},
		"an empty path value":             {"GET", "/v1/us/products/", 404, "", ""},
		"a doubled slash, not a 301":      {"POST", "/v1//waitlist", 404, "", ""},
		"dots, not a 301":                 {"GET", "/v1/us/../markets", 404, "", ""},
		"dots as a path value":            {"GET", "/v1/us/products/..", 404, "", ""},
		"a dot as a path value":           {"GET", "/v1/us/products/.", 404, "", ""},
		"wrong method":                    {"PUT", "/v1/markets", 405, "GET, HEAD", ""},
		"wrong method of two":             {"GET", "/v1/us/waitlist", 405, "DELETE, POST", ""},
		"wrong method of a served one":    {"DELETE", "/v1/us/products/x", 405, "GET, HEAD", ""},
		"wrong method elsewhere":          {"GET", "/v1/us/checkouts", 405, "POST", ""},
		"HEAD where it is not served":     {"HEAD", "/v1/orders/1", 405, "DELETE, GET", ""},
		"a literal path hides wildcards":  {"GET", "/v1/us/products/mine", 405, "POST", ""},
		"a literal path without wildcard": {"OPTIONS", "/v1/orders/lookup", 405, "POST", ""},
		"OPTIONS is a method like any":    {"OPTIONS", "/v1/markets", 405, "GET, HEAD", ""},
		"a route that is served nowhere":  {"GET", "/v1/orders/1", 404, "", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ask(t, rt, tt.method, tt.target)
			if w.Code != tt.status || w.Header().Get("Allow") != tt.allow {
				t.Fatalf("%d, Allow %q; want %d, %q: %s", w.Code, w.Header().Get("Allow"), tt.status, tt.allow, w.Body)
			}
			if tt.status == 200 {
				if w.Body.String() != tt.body {
					t.Errorf("body %s, want %s", w.Body, tt.body)
				}
				return
			}
			want := map[int]any{404: "unknown_route", 405: "method_not_allowed"}[tt.status]
			if code := document(t, w)["code"]; code != want {
				t.Errorf("code %v, want %v", code, want)
			}
		})
	}
}

// A page below any market, such as /us/en, does not answer in the API's place.
func TestNoPageIsBelowTheAPI(t *testing.T) {
	t.Parallel()
	rt := web.NewRouter(quiet())
	rt.ShowErrors(func(w http.ResponseWriter, _ *http.Request, status int, _ *problem.Error) { w.WriteHeader(status) })
	page := func(w http.ResponseWriter, _ *http.Request) error { return web.JSON(w, http.StatusOK, "page") }
	rt.Handle("GET /{market}/{language}", page)
	rt.Handle("POST /{market}/{language}/sales/{sale}", page)
	rt.Elsewhere("GET", "/v1/{market}/sales/{sale}")
	for request, status := range map[string]int{
		"GET /us/en": 200, "POST /us/en": 405, "GET /v2/en": 200,
		"GET /v1/nope": 404, "POST /v1/nope": 404, "POST /v1/us/sales/x": 405, "GET /v1/us/sales/x": 404, "POST /v1/sales/sales/": 404,
	} {
		method, target, _ := strings.Cut(request, " ")
		w := ask(t, rt, method, target)
		if w.Code != status {
			t.Errorf("%s: %d, want %d", request, w.Code, status)
		}
		if strings.HasPrefix(target, "/v1/") {
			document(t, w)
		}
		if allow := w.Header().Get("Allow"); target == "/v1/us/sales/x" && status == 405 && allow != "GET" {
			t.Errorf("%s: Allow is %q", request, allow)
		}
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	const hidden = "dynamodb: table storefront-us-stock, key a@example.com"
	pacific := time.FixedZone("", -7*60*60)
	soldOut := problem.New(problem.SoldOut, "Sold out.").
		With("next_release_at", time.Date(2015, 5, 18, 10, 10, 0, 5, pacific)).
		With("price", money.Amount{Minor: 1499, Currency: "USD"})
	base := func(code, title, detail string, status int) map[string]any {
		return map[string]any{
			"type":  "urn:problem-type:storefront:" + code,
			"title": title, "status": float64(status), "detail": detail, "code": code, "request_id": "req-1",
		}
	}
	with := func(m map[string]any, name string, value any) map[string]any { m[name] = value; return m }
	oops := base("internal", "Internal error", "Something went wrong on our side. Please try again.", 500)

	tests := map[string]struct {
		err    error
		want   map[string]any
		header http.Header
	}{
		"a problem with more to say": {
			err: soldOut,
			want: with(with(base("sold_out", "Sold out", "Sold out.", 409),
				"next_release_at", "2015-05-18T17:10:00Z"),
				"price", map[string]any{"amount_minor": 1499.0, "currency": "USD"}),
		},
		"a problem deep in the chain": {
			err:  fmt.Errorf("%s: %w", hidden, problem.New(problem.UnknownSale, "There is no such sale.")),
			want: base("unknown_sale", "Unknown sale", "There is no such sale.", 404),
		},
		"fields at fault": {
			err: problem.Invalid(problem.Field{Name: "email", Reason: "must be an address"}),
			want: with(base("invalid_request", "Invalid request", "The request is not valid.", 422),
				"fields", []any{map[string]any{"field": "email", "reason": "must be an address"}}),
		},
		"extra members replace no others": {
			err:  problem.New(problem.BuyerLimit, "One each.").With("code", "x").With("status", 200),
			want: base("buyer_limit", "Buyer limit reached", "One each.", 409),
		},
		"an extra member that JSON cannot hold": {
			err:  problem.New(problem.BuyerLimit, "One each.").With("f", func() {}),
			want: base("buyer_limit", "Buyer limit reached", "One each.", 409),
		},
		"busy": {
			err: problem.Busy(errors.New(hidden)),
			want: base("too_many_requests", "Too many requests",
				"The store is very busy. Please try again in a moment.", 429),
			header: http.Header{"Retry-After": {"1"}},
		},
		"a wait rounds up": {
			err:    &problem.Error{Code: problem.TooManyRequests, Detail: "Wait.", RetryAfter: 1200 * time.Millisecond},
			want:   base("too_many_requests", "Too many requests", "Wait.", 429),
			header: http.Header{"Retry-After": {"2"}},
		},
		"unauthorized names the scheme": {
			err:    problem.New(problem.Unauthorized, "Send the token."),
			want:   base("unauthorized", "Unauthorized", "Send the token.", 401),
			header: http.Header{"Www-Authenticate": {"Bearer"}},
		},
		"anything else is internal":     {err: errors.New(hidden), want: oops},
		"out of time":                   {err: fmt.Errorf("%s: %w", hidden, context.DeadlineExceeded), want: oops},
		"canceled":                      {err: context.Canceled, want: oops},
		"a code that the API lacks":     {err: problem.New("made_up", hidden), want: oops},
		"an internal error of a domain": {err: &problem.Error{Code: problem.Internal, Detail: "Something went wrong on our side. Please try again.", Cause: errors.New(hidden)}, want: oops},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rt := web.NewRouter(quiet())
			rt.Handle("GET /", func(w http.ResponseWriter, r *http.Request) error {
				w.Header().Set("Cache-Control", "public, s-maxage=60")
				return tt.err
			})
			w := ask(t, rt, "GET", "/")
			got := document(t, w)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("answer (-want +got):\n%s", diff)
			}
			if float64(w.Code) != got["status"] {
				t.Errorf("status %d in a document that says %v", w.Code, got["status"])
			}
			for _, name := range []string{"Retry-After", "Www-Authenticate"} {
				if got, want := w.Header().Get(name), tt.header.Get(name); got != want {
					t.Errorf("%s = %q, want %q", name, got, want)
				}
			}
			if got := w.Header().Get("Cache-Control"); got != "no-store" {
				t.Errorf("Cache-Control = %q, want no-store", got)
			}
			if strings.Contains(w.Body.String(), hidden) {
				t.Errorf("the cause leaked: %s", w.Body)
			}
		})
	}
}

func TestPanicIsLoggedOnce(t *testing.T) {
	t.Parallel()
	rt, log := logging("/boom/{x}", func(w http.ResponseWriter, r *http.Request) error {
		if r.PathValue("x") == "late" {
			if err := web.JSON(w, http.StatusOK, "done"); err != nil {
				return err
			}
		}
		panic("kaboom")
	})
	if w := ask(t, rt, "GET", "/boom/secret"); w.Code != 500 || document(t, w)["code"] != "internal" || strings.Contains(w.Body.String(), "kaboom") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	entry := oneLine(t, log)
	if entry["error"] != "panic: kaboom" || entry["route"] != "GET /boom/{x}" {
		t.Errorf("logged %v", entry)
	}
	if stack, _ := entry["stack"].(string); !strings.Contains(stack, "router_test.go") {
		t.Errorf("the stack does not lead to the panic:\n%s", stack)
	}
	log.Reset()
	if w := ask(t, rt, "GET", "/boom/late"); w.Code != 200 || w.Body.String() != `"done"` {
		t.Errorf("after the response, a panic makes it %d %s", w.Code, w.Body)
	}
	if entry := oneLine(t, log); entry["error"] != "panic: kaboom" {
		t.Errorf("logged %v", entry)
	}
}

// oneLine decodes a log that must have exactly one line.
func oneLine(t *testing.T, log *bytes.Buffer) map[string]any {
	t.Helper()
	if n := bytes.Count(log.Bytes(), []byte("\n")); n != 1 {
		t.Fatalf("%d lines in the log:\n%s", n, log)
	}
	var entry map[string]any
	if err := json.Unmarshal(log.Bytes(), &entry); err != nil {
		t.Fatal(err)
	}
	return entry
}

func TestSentTextCannotForgeALogLine(t *testing.T) {
	t.Parallel()
	const forged = "x\n{\"level\":\"INFO\",\"msg\":\"paid\"}"
	rt, log := logging("/{value}", func(_ http.ResponseWriter, r *http.Request) error {
		return fmt.Errorf("look up %s", r.PathValue("value"))
	})

	ask(t, rt, "GET", "/x%0A%7B%22level%22:%22INFO%22,%22msg%22:%22paid%22%7D")

	if entry := oneLine(t, log); entry["error"] != "look up "+forged {
		t.Errorf("logged %v", entry)
	}
}

func TestLog(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		err   error
		level any // nil: nothing
	}{
		"a shopper's mistake":       {problem.New(problem.SoldOut, "Sold out."), nil},
		"a problem with a cause":    {problem.Busy(errors.New("throttled")), "WARN"},
		"an internal error":         {errors.New("broken"), "ERROR"},
		"a deadline":                {context.DeadlineExceeded, "ERROR"},
		"no error":                  {nil, nil},
		"a problem of our own code": {problem.New(problem.Internal, "Broken."), "ERROR"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rt, log := logging("/", returning(tt.err))
			ask(t, rt, "GET", "/?email=a@example.com")
			if tt.level == nil {
				if log.Len() > 0 {
					t.Errorf("logged %s", log)
				}
				return
			}
			if strings.Contains(log.String(), "@") {
				t.Errorf("an address is in the log: %s", log)
			}
			if entry := oneLine(t, log); entry["level"] != tt.level {
				t.Errorf("logged %v", entry)
			}
		})
	}
}

func TestHeadersOfEveryResponse(t *testing.T) {
	t.Parallel()
	rt := web.NewRouter(quiet())
	rt.Handle("GET /ok", func(w http.ResponseWriter, _ *http.Request) error { return web.JSON(w, 200, 1) })
	for _, target := range []string{"/ok", "/unknown"} {
		header := ask(t, rt, "GET", target).Header()
		if header.Get("X-Content-Type-Options") != "nosniff" || header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", target, header)
		}
	}
}

func TestNewRequestID(t *testing.T) {
	t.Parallel()
	rt := web.NewRouter(quiet())
	seen := map[any]bool{}
	for range 3 {
		id := document(t, serve(rt, httptest.NewRequest("GET", "/", nil)))["request_id"]
		if id == "" || seen[id] {
			t.Errorf("the request id is %q, want one other than %v", id, seen)
		}
		seen[id] = true
	}
}

func TestJSONThatCannotBeEncoded(t *testing.T) {
	t.Parallel()
	for _, answer := range []web.HandlerFunc{
		func(w http.ResponseWriter, _ *http.Request) error { return web.JSON(w, http.StatusOK, func() {}) },
		func(w http.ResponseWriter, r *http.Request) error {
			return web.Cacheable(w, r, web.CachePolicy{}, func() {})
		},
	} {
		rt, _ := logging("/", answer)
		if w := ask(t, rt, "GET", "/"); w.Code != 500 || document(t, w)["code"] != "internal" {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	}
}

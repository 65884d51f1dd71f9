package contracttest

import (
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// exchange is a request and its response.
type exchange struct {
	method, target string
	asked          http.Header
	sent           string
	status         int
	answered       http.Header
	body           string
}

func (e exchange) check() error {
	r := httptest.NewRequest(e.method, e.target, nil)
	maps.Copy(r.Header, e.asked)
	return check(r, []byte(e.sent), e.status, e.answered, []byte(e.body))
}

const (
	order = `{"id":"0k3f8m2q7z1xw9vd-1","status":"held","sale":"launch","market":"us",
		"lines":[{"sku":"fitness-band","quantity":1,"unit_price":{"amount_minor":1499,"currency":"USD"},"total":{"amount_minor":1499,"currency":"USD"}}],
		"totals":{"subtotal":{"amount_minor":1499,"currency":"USD"},"shipping":{"amount_minor":499,"currency":"USD"},"tax":{"amount_minor":109,"currency":"USD"},
			"total":{"amount_minor":2107,"currency":"USD"},"tax_included":false},
		"hold_expires_at":"2015-05-18T17:10:00Z","hold_extended":false,"created_at":"2015-05-18T17:00:00Z"}`
	checkout = `{"sale":"launch","lines":[{"sku":"fitness-band","quantity":1}],"email":"a@example.com","locale":"en",
		"ship_to":{"name":"Ada","line1":"1 Market Street","city":"San Francisco","postal_code":"94105","state":"CA","country":"US"}}`
	soldOut = `{"type":"urn:problem-type:storefront:sold_out","title":"Sold out","status":409,"detail":"Sold out.","code":"sold_out","request_id":"1","sku":"fitness-band"}`
)

var (
	asJSON    = http.Header{"Content-Type": {"application/json"}}
	asProblem = http.Header{"Content-Type": {"application/problem+json"}}
)

// held is a checkout that succeeded.
func held() exchange {
	return exchange{
		method: "POST", target: "/v1/us/checkouts",
		asked:    http.Header{"Content-Type": {"application/json"}, "Idempotency-Key": {"a-b"}},
		sent:     checkout,
		status:   201,
		answered: http.Header{"Content-Type": {"application/json"}, "Location": {"/v1/orders/0k3f8m2q7z1xw9vd-1"}},
		body:     `{"order":` + order + `,"token":"t"}`,
	}
}

// refused is a checkout that was sold out.
func refused() exchange {
	e := held()
	e.status, e.answered, e.body = 409, asProblem, soldOut
	return e
}

func TestGoodExchanges(t *testing.T) {
	t.Parallel()
	tests := map[string]exchange{
		"a checkout":  held(),
		"sold out":    refused(),
		"a bad body":  {"POST", "/v1/us/checkouts", asJSON, `{`, 400, asProblem, problem("invalid_request", "400")},
		"not changed": {"GET", "/v1/markets", nil, "", 304, http.Header{"Etag": {`"x"`}}, ""},
		"HEAD":        {"HEAD", "/v1/markets", nil, "", 200, asJSON, ""},
		"unsubscribed by mail program": {"POST", "/v1/waitlist/unsubscribe?token=t",
			http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, "List-Unsubscribe=One-Click", 200, asJSON, `{"status":"unsubscribed"}`},
		"unsubscribed by page": {"POST", "/v1/waitlist/unsubscribe", asJSON, `{"token":"t"}`, 200, asJSON, `{"status":"unsubscribed"}`},
		"no such address":      {"GET", "/v1/nothing", nil, "", 404, asProblem, problem("unknown_route", "404")},
		"not its method": {"PUT", "/v1/markets", nil, "", 405,
			http.Header{"Content-Type": {"application/problem+json"}, "Allow": {"GET"}}, problem("method_not_allowed", "405")},
	}
	for name, e := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := e.check(); err != nil {
				t.Error(err)
			}
		})
	}
}

func problem(code, status string) string {
	return `{"type":"urn:problem-type:storefront:` + code + `","title":"T","status":` + status + `,"detail":"D.","code":"` + code + `","request_id":"1"}`
}

func TestBadExchanges(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		of    func() exchange
		spoil func(*exchange)
	}{
		"a member too many":             {held, func(e *exchange) { e.body = strings.Replace(e.body, `"status"`, `"state":1,"status"`, 1) }},
		"a member missing":              {held, func(e *exchange) { e.body = strings.Replace(e.body, `"hold_extended":false,`, ``, 1) }},
		"a member of another type":      {held, func(e *exchange) { e.body = strings.Replace(e.body, `1499`, `"1499"`, 1) }},
		"a time with a fraction":        {held, func(e *exchange) { e.body = strings.Replace(e.body, `17:10:00Z`, `17:10:00.5Z`, 1) }},
		"an unknown status of an order": {held, func(e *exchange) { e.body = strings.Replace(e.body, `"held"`, `"parked"`, 1) }},
		"no Location":                   {held, func(e *exchange) { e.answered = asJSON }},
		"another status":                {held, func(e *exchange) { e.status = 200 }},
		"another content type":          {held, func(e *exchange) { e.answered = http.Header{"Content-Type": {"text/plain"}} }},
		"accepted without a key":        {held, func(e *exchange) { e.asked = asJSON }},
		"accepted an unknown member":    {held, func(e *exchange) { e.sent = strings.Replace(e.sent, `"sale"`, `"x":1,"sale"`, 1) }},
		"accepted a quantity of 0":      {held, func(e *exchange) { e.sent = strings.Replace(e.sent, `"quantity":1`, `"quantity":0`, 1) }},
		"accepted no JSON":              {held, func(e *exchange) { e.sent = `{` }},
		"a code of another status":      {refused, func(e *exchange) { e.body = problem("not_cleared", "409") }},
		"a code that does not exist":    {refused, func(e *exchange) { e.body = problem("made_up", "409") }},
		"a problem of another status":   {refused, func(e *exchange) { e.body = strings.Replace(e.body, `409`, `400`, 1) }},
		"a problem of another type":     {refused, func(e *exchange) { e.body = strings.Replace(e.body, `storefront:sold_out`, `storefront:x`, 1) }},
		"a problem with a member more":  {refused, func(e *exchange) { e.body = strings.Replace(e.body, `"sku"`, `"cause"`, 1) }},
		"a status no operation has":     {refused, func(e *exchange) { e.status, e.body = 418, strings.Replace(e.body, "409", "418", 1) }},
		"an operation that is unknown":  {held, func(e *exchange) { e.target = "/v1/us/baskets" }},
		"a 405 without Allow":           {refused, func(e *exchange) { e.method, e.status, e.body = "PUT", 405, problem("method_not_allowed", "405") }},
		"304 where nothing is cached":   {held, func(e *exchange) { e.status = 304 }},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := tt.of()
			tt.spoil(&e)
			if e.check() == nil {
				t.Error("no error")
			}
		})
	}
}

func TestHandler(t *testing.T) {
	t.Parallel()
	e := refused()
	h := Handler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if body, err := io.ReadAll(r.Body); err != nil || string(body) != e.sent {
			t.Errorf("the handler got %q, %v", body, err)
		}
		maps.Copy(w.Header(), e.answered)
		w.WriteHeader(e.status)
		if _, err := io.WriteString(w, e.body); err != nil {
			t.Error(err)
		}
	}))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(e.method, e.target, strings.NewReader(e.sent)))
	if w.Code != e.status || w.Body.String() != e.body || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
}

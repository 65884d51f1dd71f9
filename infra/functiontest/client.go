package functiontest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"storefront/shared/contract/contracttest"
	"storefront/shared/problem"
)

// Client calls a function without a gateway, and checks every answer against the
// contract.
type Client struct {
	t      testing.TB
	router http.Handler
}

// NewClient returns a client for a function's router.
func NewClient(t testing.TB, router http.Handler) *Client { return &Client{t: t, router: router} }

// Get requests a path. headers alternates names and values.
func (c *Client) Get(path string, headers ...string) *Answer {
	c.t.Helper()
	return c.Do(http.MethodGet, path, "", headers...)
}

// Post sends a body, as JSON unless the headers have another type.
func (c *Client) Post(path, body string, headers ...string) *Answer {
	c.t.Helper()
	return c.Do(http.MethodPost, path, body, append([]string{"Content-Type", "application/json"}, headers...)...)
}

// Do sends a request. If a header is given twice, the last value counts. A header
// with an empty value is not sent.
func (c *Client) Do(method, path, body string, headers ...string) *Answer {
	c.t.Helper()
	r := httptest.NewRequestWithContext(c.t.Context(), method, path, strings.NewReader(body))
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
		if headers[i+1] == "" {
			r.Header.Del(headers[i])
		}
	}
	w := httptest.NewRecorder()
	c.router.ServeHTTP(w, r)
	contracttest.Check(c.t, r, []byte(body), w.Code, w.Header(), w.Body.Bytes())
	return &Answer{Status: w.Code, Header: w.Header(), Body: w.Body.String(), t: c.t}
}

// Answer is a function's answer.
type Answer struct {
	Status int
	Header http.Header
	Body   string
	t      testing.TB
}

// Problem is the part of a problem document that tests read.
type Problem struct {
	Code   problem.Code    `json:"code"`
	Detail string          `json:"detail"`
	Fields []problem.Field `json:"fields"`
}

// Read decodes the body into v.
func (a *Answer) Read(v any) {
	a.t.Helper()
	if err := json.Unmarshal([]byte(a.Body), v); err != nil {
		a.t.Fatalf("answer %d: %v: %s", a.Status, err, a.Body)
	}
}

// Want fails the test at once unless the answer has the status.
func (a *Answer) Want(status int) *Answer {
	a.t.Helper()
	if a.Status != status {
		a.t.Fatalf("answered %d, want %d: %s", a.Status, status, a.Body)
	}
	return a
}

// Refused fails the test unless the answer is a problem with the status and code,
// and returns the problem.
func (a *Answer) Refused(status int, code problem.Code) Problem {
	a.t.Helper()
	var p Problem
	a.Want(status).Read(&p)
	if got := a.Header.Get("Content-Type"); got != "application/problem+json" {
		a.t.Errorf("a problem is of type %q", got)
	}
	if a.Header.Get("Cache-Control") != "no-store" {
		a.t.Errorf("a problem may be kept: %q", a.Header.Get("Cache-Control"))
	}
	if p.Code != code {
		a.t.Errorf("refused as %s, want %s: %s", p.Code, code, a.Body)
	}
	return p
}

// Mistakes are changes to a body, by name: what is replaced, by what, and the names
// of the fields at fault, separated by spaces.
type Mistakes map[string][3]string

// Refused fails the test unless each change to the body good is refused as an
// invalid request that names the fields at fault.
func (m Mistakes) Refused(t *testing.T, good string, post func(body string) *Answer) {
	t.Helper()
	for name, row := range m {
		t.Run(name, func(t *testing.T) {
			body := strings.Replace(good, row[0], row[1], 1)
			if body == good {
				t.Fatalf("%q is not in %s", row[0], good)
			}
			var fields []string
			for _, field := range post(body).Refused(http.StatusUnprocessableEntity, problem.InvalidRequest).Fields {
				fields = append(fields, field.Name)
			}
			if got := strings.Join(fields, " "); got != row[2] {
				t.Errorf("fields at fault: %q, want %q", got, row[2])
			}
		})
	}
}

package fakestripe_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stripe/stripe-mock/embedded"
	"github.com/stripe/stripe-mock/server"
)

// contract is Stripe's own description of its API, and the stub that Stripe makes of it.
type contract struct {
	stub *server.StubServer
	doc  *openapi3.T
}

var readContract = sync.OnceValues(func() (*contract, error) {
	spec, err := server.LoadSpec(embedded.OpenAPISpec, "")
	if err != nil {
		return nil, err
	}
	fixtures, err := server.LoadFixtures(embedded.OpenAPIFixtures, "")
	if err != nil {
		return nil, err
	}
	stub, err := server.NewStubServer(fixtures, spec, true, false)
	if err != nil {
		return nil, err
	}
	doc, err := openapi3.NewLoader().LoadFromData(embedded.OpenAPISpec)
	return &contract{stub, doc}, err
})

// held returns a handler that answers as next does, and fails the test if Stripe's stub
// refuses a request or an answer is not as Stripe describes it.
func held(t testing.TB, next http.Handler) http.Handler {
	t.Helper()
	c, err := readContract()
	if err != nil {
		t.Fatal(err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/v1/") {
			next.ServeHTTP(w, r)
			return
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		copied := r.Clone(r.Context())
		copied.Body, r.Body = io.NopCloser(bytes.NewReader(body)), io.NopCloser(bytes.NewReader(body))
		stub := httptest.NewRecorder()
		c.stub.HandleRequest(stub, copied)
		if stub.Code != http.StatusOK {
			t.Errorf("Stripe's stub refuses %s %s %s: %s", r.Method, r.URL, body, stub.Body)
		}
		answer := httptest.NewRecorder()
		next.ServeHTTP(answer, r)
		if err := c.check(r, answer); err != nil {
			t.Errorf("%s %s: the answer %s: %v", r.Method, r.URL.Path, answer.Body, err)
		}
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.Code)
		w.Write(answer.Body.Bytes())
	})
}

// check returns how an answer differs from Stripe's description.
func (c *contract) check(r *http.Request, answer *httptest.ResponseRecorder) error {
	item := c.doc.Paths.Find(c.path(r.URL.Path))
	responses := item.GetOperation(r.Method).Responses
	response := responses.Status(answer.Code)
	if response == nil {
		response = responses.Default()
	}
	var content any
	if err := json.Unmarshal(answer.Body.Bytes(), &content); err != nil {
		return err
	}
	return response.Value.Content["application/json"].Schema.Value.VisitJSON(content)
}

// path returns the description's name of a path.
func (*contract) path(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		switch {
		case strings.HasPrefix(part, "cs_"):
			parts[i] = "{session}"
		case i > 0 && parts[i-1] == "payment_intents":
			parts[i] = "{intent}"
		}
	}
	return strings.Join(parts, "/")
}

// checkEvent fails the test unless an event and its object match Stripe's description.
func checkEvent(t testing.TB, body []byte) {
	t.Helper()
	c, err := readContract()
	if err != nil {
		t.Fatal(err)
	}
	var event map[string]any
	if err := json.Unmarshal(body, &event); err != nil {
		t.Fatal(err)
	}
	object := event["data"].(map[string]any)["object"].(map[string]any)
	for name, value := range map[string]any{"event": event, object["object"].(string): object} {
		if err := c.doc.Components.Schemas[name].Value.VisitJSON(value); err != nil {
			t.Errorf("the %s in %s: %v", name, body, err)
		}
	}
}

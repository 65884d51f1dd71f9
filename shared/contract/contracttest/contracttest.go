// Package contracttest checks requests and their responses against the OpenAPI
// document. It is apart from package contract so that the functions do not contain
// an OpenAPI reader.
package contracttest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
	"go.yaml.in/yaml/v3"

	"storefront/shared/contract"
)

// Handler returns a handler that calls h, and fails the test if a request and its
// response break the contract. A page, whose address is outside of /v1, has none.
func Handler(t testing.TB, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t.Helper()
		if !strings.HasPrefix(r.URL.Path, "/v1/") { // a page, which people read
			h.ServeHTTP(w, r)
			return
		}
		sent, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		asked := r.Clone(r.Context())
		r.Body = io.NopCloser(bytes.NewReader(sent))
		answer := httptest.NewRecorder()
		h.ServeHTTP(answer, r)
		Check(t, asked, sent, answer.Code, answer.Header(), answer.Body.Bytes())
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.Code)
		if answer.Body.Len() == 0 {
			return // a response such as a 304 must not have one
		}
		if _, err := w.Write(answer.Body.Bytes()); err != nil {
			t.Fatal(err)
		}
	})
}

// Check fails the test if a request with the body sent and its response break the
// contract: the response differs from the document or has members that it lacks, or
// a request was accepted that the document forbids.
func Check(t testing.TB, r *http.Request, sent []byte, status int, header http.Header, body []byte) {
	t.Helper()
	if err := check(r, sent, status, header, body); err != nil {
		t.Errorf("%s %s answered %d and breaks the contract: %v\nsent: %s\nresponse: %s", r.Method, r.URL, status, err, sent, body)
	}
}

func check(r *http.Request, sent []byte, status int, header http.Header, body []byte) error {
	document, err := load()
	if err != nil {
		return err
	}
	if r.Method == http.MethodHead {
		return nil // the document does not describe HEAD
	}
	if header.Get("Content-Type") == "application/problem+json" {
		if err := document.checkProblem(status, body); err != nil {
			return err
		}
	}
	in, err := document.request(r, sent)
	if err != nil {
		return checkNoRoute(status, header)
	}
	ctx := context.WithoutCancel(r.Context())
	if status < http.StatusBadRequest && status != http.StatusNotModified {
		if err := openapi3filter.ValidateRequest(ctx, in); err != nil {
			return fmt.Errorf("request should be refused: %w", err)
		}
	}
	if in.Route.Operation.Responses.Status(status) == nil {
		return errors.New("status is not in the document")
	}
	out := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: in, Status: status, Header: header, Options: in.Options,
	}
	return openapi3filter.ValidateResponse(ctx, out.SetBodyBytes(body))
}

// checkNoRoute checks the response to a request that is not in the document.
func checkNoRoute(status int, header http.Header) error {
	switch {
	case status == http.StatusNotFound:
		return nil
	case status == http.StatusMethodNotAllowed && header.Get("Allow") != "":
		return nil
	default:
		return errors.New("operation is not in the document")
	}
}

// document is the contract made strict: an object may have only the members that it
// declares.
type document struct {
	spec   *openapi3.T
	router routers.Router
}

var load = sync.OnceValues(func() (document, error) {
	strict, err := strictly(contract.Document)
	if err != nil {
		return document{}, err
	}
	spec, err := openapi3.NewLoader().LoadFromData(strict)
	if err != nil {
		return document{}, err
	}
	spec.Servers = nil // tests ask any host
	router, err := legacy.NewRouter(spec)
	return document{spec, router}, err
})

// errMethod means that a literal path in the document lacks the method. A path with
// parameters that has the method may match too, but is another path.
var errMethod = errors.New("method is not in the document")

// request returns the operation of a request.
func (d document) request(r *http.Request, sent []byte) (*openapi3filter.RequestValidationInput, error) {
	r = r.Clone(r.Context())
	r.Body = io.NopCloser(bytes.NewReader(sent))
	if item := d.spec.Paths.Value(r.URL.Path); item != nil && item.GetOperation(r.Method) == nil {
		return nil, errMethod
	}
	route, params, err := d.router.FindRoute(r)
	if err != nil {
		return nil, err
	}
	return &openapi3filter.RequestValidationInput{
		Request: r, PathParams: params, Route: route,
		Options: &openapi3filter.Options{
			AuthenticationFunc:  openapi3filter.NoopAuthenticationFunc, // the handlers authenticate
			SkipSettingDefaults: true,
		},
	}, nil
}

// checkProblem checks what JSON Schema cannot express: a problem document repeats the
// status, and its type ends with its code.
func (d document) checkProblem(status int, body []byte) error {
	var problem struct {
		Type   string `json:"type"`
		Status int    `json:"status"`
		Code   string `json:"code"`
	}
	if err := json.Unmarshal(body, &problem); err != nil {
		return err
	}
	if problem.Status != status {
		return fmt.Errorf("problem has status %d", problem.Status)
	}
	if want := "urn:problem-type:storefront:" + problem.Code; problem.Type != want {
		return fmt.Errorf("problem has type %s, want %s", problem.Type, want)
	}
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		return err
	}
	return d.spec.Components.Schemas["Problem"].Value.VisitJSON(value, openapi3.EnableJSONSchema2020())
}

// strictly returns the document with every schema of an object closed, unless the
// schema has additionalProperties.
func strictly(source []byte) ([]byte, error) {
	var spec struct {
		Components struct {
			Schemas map[string]any `yaml:"schemas"`
		} `yaml:"components"`
	}
	whole := map[string]any{}
	if err := errors.Join(yaml.Unmarshal(source, &whole), yaml.Unmarshal(source, &spec)); err != nil {
		return nil, err
	}
	for _, schema := range spec.Components.Schemas {
		closeObjects(schema)
	}
	whole["components"].(map[string]any)["schemas"] = spec.Components.Schemas
	return json.Marshal(whole)
}

func closeObjects(schema any) {
	object, ok := schema.(map[string]any)
	if !ok {
		return
	}
	if _, said := object["additionalProperties"]; object["type"] == "object" && !said {
		object["additionalProperties"] = false
	}
	properties, _ := object["properties"].(map[string]any)
	for _, property := range properties {
		closeObjects(property)
	}
	closeObjects(object["items"])
}

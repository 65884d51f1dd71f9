package contract_test

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	gocmp "github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"storefront/shared/contract"
	"storefront/shared/problem"
	"storefront/shared/web"
)

func spec(t *testing.T) *openapi3.T {
	t.Helper()
	spec, err := openapi3.NewLoader().LoadFromData(contract.Document)
	if err != nil {
		t.Fatal(err)
	}
	return spec
}

func TestDocumentIsValid(t *testing.T) {
	t.Parallel()
	if err := spec(t).Validate(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestRoutesAreInTheDocument(t *testing.T) {
	t.Parallel()
	var written, routed []string
	for path, item := range spec(t).Paths.Map() {
		for method := range item.Operations() {
			written = append(written, method+" "+path)
		}
	}
	for _, route := range contract.Routes {
		routed = append(routed, route.Method+" "+route.Path)
	}
	slices.Sort(written)
	slices.Sort(routed)
	if diff := gocmp.Diff(written, routed); diff != "" {
		t.Errorf("(-document +routes):\n%s", diff)
	}
}

// The gateway sends a request to the function that the template names.
func TestRoutesAreInTheTemplate(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var template struct {
		Resources map[string]struct {
			Type       string    `yaml:"Type"`
			Properties yaml.Node `yaml:"Properties"`
		} `yaml:"Resources"`
	}
	if err := yaml.Unmarshal(source, &template); err != nil {
		t.Fatal(err)
	}
	var served []contract.Route
	for name, resource := range template.Resources {
		if resource.Type != "AWS::Serverless::Function" {
			continue
		}
		routes, err := routesOf(resource.Properties)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		served = append(served, routes...)
	}
	if diff := gocmp.Diff(sorted(contract.Routes), sorted(served)); diff != "" {
		t.Errorf("(-routes +template):\n%s", diff)
	}
}

// routesOf returns the routes among the events of a function.
func routesOf(properties yaml.Node) ([]contract.Route, error) {
	var function struct {
		CodeURI string `yaml:"CodeUri"`
		Events  map[string]struct {
			Type       string    `yaml:"Type"`
			Properties yaml.Node `yaml:"Properties"`
		} `yaml:"Events"`
	}
	if err := properties.Decode(&function); err != nil {
		return nil, err
	}
	var routes []contract.Route
	for _, event := range function.Events {
		if event.Type != "HttpApi" {
			continue
		}
		var route struct {
			Method string `yaml:"Method"`
			Path   string `yaml:"Path"`
		}
		if err := event.Properties.Decode(&route); err != nil {
			return nil, err
		}
		if route.Path != "" { // none, or $default: whatever matches no route
			routes = append(routes, contract.Route{Method: route.Method, Path: route.Path, Function: filepath.Base(function.CodeURI)})
		}
	}
	return routes, nil
}

func sorted(routes []contract.Route) []contract.Route {
	return slices.SortedFunc(slices.Values(routes), func(a, b contract.Route) int {
		return cmp.Compare(a.Path+" "+a.Method, b.Path+" "+b.Method)
	})
}

// Every code is in the document, and has a status and a title in package web.
func TestProblemCodes(t *testing.T) {
	t.Parallel()
	var written []string
	for _, code := range spec(t).Components.Schemas["ProblemCode"].Value.Enum {
		written = append(written, code.(string))
	}
	declared := declaredCodes(t)
	slices.Sort(written)
	slices.Sort(declared)
	if diff := gocmp.Diff(declared, written); diff != "" {
		t.Errorf("(-problem +document):\n%s", diff)
	}
	for _, code := range declared {
		router := web.NewRouter(slog.New(slog.DiscardHandler))
		router.Handle("GET /", func(http.ResponseWriter, *http.Request) error { return problem.New(problem.Code(code), "…") })
		w := httptest.NewRecorder()
		router.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", "/", nil))
		if shown := `"code":"` + code + `"`; !strings.Contains(w.Body.String(), shown) {
			t.Errorf("%s has no status and title: it is answered with %s", code, w.Body)
		}
	}
}

// declaredCodes returns the codes in the source of package problem, so that none
// can be forgotten.
func declaredCodes(t *testing.T) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../problem/problem.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if typ, ok := spec.Type.(*ast.Ident); ok && typ.Name == "Code" {
			code, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			codes = append(codes, code)
		}
		return true
	})
	if len(codes) < 20 {
		t.Fatalf("found only %d codes", len(codes))
	}
	return codes
}

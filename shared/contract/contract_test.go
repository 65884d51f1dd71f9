package contract_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"storefront/infra/local/template"
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
	if diff := cmp.Diff(written, routed); diff != "" {
		t.Errorf("(-document +routes):\n%s", diff)
	}
}

// The gateway sends a request to the function that the template names.
func TestRoutesAreInTheTemplate(t *testing.T) {
	t.Parallel()
	stack, err := template.Read("../../template.yaml", template.Options{
		StackName: "storefront-us", AWSRegion: "us-west-2",
		Parameters: map[string]string{"StoreRegion": "us", "ShopUrl": "https://us.example.com", "MailFrom": "shop@example.com", "Environment": "dev"},
		Secret:     func(string) (string, error) { return "secret", nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	functions := map[string]string{} // by logical id
	for _, f := range stack.Functions {
		functions[f.LogicalID] = f.Name
	}
	var served []contract.Route
	for _, r := range stack.Routes {
		if functions[r.Function] != "pages" { // whose routes are for people
			served = append(served, contract.Route{Method: r.Method, Path: r.Path, Function: functions[r.Function]})
		}
	}
	byPath := cmpopts.SortSlices(func(a, b contract.Route) bool { return a.Path+a.Method < b.Path+b.Method })
	if diff := cmp.Diff(contract.Routes, served, byPath); diff != "" {
		t.Errorf("(-routes +template):\n%s", diff)
	}
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
	if diff := cmp.Diff(declared, written); diff != "" {
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

package template

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// decided decides a template that has one resource, R.
func decided(t *testing.T, resource string) (*Document, error) {
	t.Helper()
	const head = `
Parameters:
  Stage: { Type: String, Default: test }
Mappings:
  Sizes: { test: { Memory: 256, Languages: [en, de] } }
Conditions:
  Live: !Equals [!Ref Stage, live]
  Test: !Not [!Condition Live]
Globals:
  Function: { Timeout: 3, Architectures: [arm64], Environment: { Variables: { A: a, B: b } }, Tracing: !If [Live, Active, PassThrough] }
Resources:
  R: `
	return Decide("template.yaml", []byte(head+resource), Options{})
}

func TestDecideValues(t *testing.T) {
	t.Parallel()
	call := func(function string, arg any) map[string]any { return map[string]any{function: arg} }
	for _, test := range []struct {
		name, value string
		want        any
	}{
		{"string", "a", "a"},
		{"string that looks like a number", `"1"`, "1"},
		{"date", "2012-10-17", "2012-10-17"},
		{"number", "10", 10},
		{"fraction", "0.01", 0.01},
		{"boolean", "true", true},
		{"null", "null", nil},
		{"If that holds", "!If [Test, a, b]", "a"},
		{"If that does not", "!If [Live, a, b]", "b"},
		{"If in the long form", "{ 'Fn::If': [Live, a, b] }", "b"},
		{"If in If", "!If [Live, a, !If [Test, b, c]]", "b"},
		{"map", "!FindInMap [Sizes, !Ref Stage, Memory]", 256},
		{"list in a map", "!FindInMap [Sizes, !Ref Stage, Languages]", []any{"en", "de"}},
		{"list without NoValue", "[a, !If [Live, b, !Ref AWS::NoValue], c]", []any{"a", "c"}},
		{"empty list", "[!Ref AWS::NoValue]", []any{}},
		{"mapping without NoValue", "{ A: !Ref AWS::NoValue, B: b }", map[string]any{"B": "b"}},
		{"Ref of a parameter", "!Ref Stage", call("Ref", "Stage")},
		{"GetAtt with a dot", "!GetAtt Table.Arn", call("Fn::GetAtt", []any{"Table", "Arn"})},
		{"GetAtt with two dots", "!GetAtt Stack.Outputs.Url", call("Fn::GetAtt", []any{"Stack", "Outputs.Url"})},
		{"GetAtt of a list", "!GetAtt [Table, Arn]", call("Fn::GetAtt", []any{"Table", "Arn"})},
		{"Sub", "!Sub 'a${Stage}'", call("Fn::Sub", "a${Stage}")},
		{"function with decided arguments", "!Join ['-', [!If [Test, a, b], !Ref Stage]]", call("Fn::Join", []any{"-", []any{"a", call("Ref", "Stage")}})},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			doc, err := decided(t, "{ Type: Any, Properties: { P: "+test.value+" } }")
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]any{"R": map[string]any{"Type": "Any", "Properties": map[string]any{"P": test.want}}}
			if diff := cmp.Diff(want, doc.Resources); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestDecideGlobals(t *testing.T) {
	t.Parallel()
	global := map[string]any{
		"Timeout": 3, "Architectures": []any{"arm64"}, "Tracing": "PassThrough",
		"Environment": map[string]any{"Variables": map[string]any{"A": "a", "B": "b"}},
	}
	for _, test := range []struct {
		name, resource string
		want           any // properties
	}{
		{"without properties", "{ Type: AWS::Serverless::Function }", global},
		{"with its own", "{ Type: AWS::Serverless::Function, Properties: { Timeout: 5, Architectures: [x86_64], Environment: { Variables: { B: own } }, Tracing: Active } }",
			map[string]any{
				"Timeout": 5, "Architectures": []any{"arm64", "x86_64"}, "Tracing": "Active",
				"Environment": map[string]any{"Variables": map[string]any{"A": "a", "B": "own"}},
			}},
		{"of another type", "{ Type: AWS::Serverless::HttpApi }", nil},
		{"of a type that is not serverless", "{ Type: AWS::Lambda::Function }", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			doc, err := decided(t, test.resource)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, doc.Resources["R"].(map[string]any)["Properties"]); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestDecideLeavesOut(t *testing.T) {
	t.Parallel()
	doc, err := decided(t, "{ Type: Any, Condition: Live, Properties: { P: !FindInMap [Absent, live, Memory] } }")
	if err != nil {
		t.Fatal(err)
	}
	want := &Document{
		Parameters: map[string]any{"Stage": map[string]any{"Type": "String", "Default": "test"}},
		Values:     map[string]string{"Stage": "test"},
		Mappings:   map[string]any{"Sizes": map[string]any{"test": map[string]any{"Memory": 256, "Languages": []any{"en", "de"}}}},
		Resources:  map[string]any{},
	}
	if diff := cmp.Diff(want, doc); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestDecideRefuses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, resource, want string }{
		{"a resource that is not a mapping", "a", "want a mapping"},
		{"an unknown condition", "{ Type: Any, Condition: Neither }", "there is no condition Neither"},
		{"an unknown condition of a value", "{ Type: Any, Properties: { P: !If [Neither, a, b] } }", "there is no condition Neither"},
		{"an unknown mapping", "{ Type: Any, Properties: { P: !FindInMap [Sizes, live, Memory] } }", "Mappings have no live here"},
		{"a YAML 1.1 boolean", "{ Type: Any, Properties: { P: off } }", "CloudFormation does not read off as a string: quote it"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			doc, err := decided(t, test.resource)
			if want := "template.yaml:12: " + test.want; err == nil || err.Error() != want || doc != nil {
				t.Errorf("got %v, %v, want %s", doc, err, want)
			}
		})
	}
	if _, err := Decide("template.yaml", []byte("Resources: ["), Options{}); err == nil || !strings.HasPrefix(err.Error(), "template.yaml:1: ") {
		t.Errorf("Decide of invalid YAML: %v", err)
	}
}

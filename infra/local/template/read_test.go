package template

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"storefront/infra/golden"
	"storefront/infra/local/localtest"
)

// storefront is the project's own template.
const storefront = "../../../template.yaml"

func everything(t testing.TB) []byte {
	t.Helper()
	return []byte(localtest.Read(t, "testdata", "everything.yaml"))
}

func testOptions() Options {
	return Options{
		StackName:  "test-us",
		AWSRegion:  "us-west-2",
		Parameters: map[string]string{"Greeting": "hello"},
		Secret:     func(id string) (string, error) { return "secret of " + id, nil },
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	store := testOptions()
	store.StackName = "storefront-us"
	store.Parameters = map[string]string{
		"StoreRegion":        "us",
		"ShopUrl":            "http://localhost:3000",
		"MailFrom":           "shop@storefront.example",
		"FinanceEmail":       "finance@storefront.example",
		"Environment":        "dev",
		"ReserveConcurrency": "on",
	}
	for _, test := range []struct {
		path   string
		opts   Options
		golden string
	}{
		{storefront, store, "testdata/storefront-us.json"},
		{"testdata/everything.yaml", testOptions(), "testdata/everything.json"},
	} {
		stack, err := Read(test.path, test.opts)
		if err != nil {
			t.Fatal(err)
		}
		got, err := json.MarshalIndent(stack, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		golden.Compare(t, test.golden, append(got, '\n'))
	}
}

func TestReadAsksForSecrets(t *testing.T) {
	t.Parallel()
	var asked []string
	noEntropy := errors.New("no entropy")
	opts := testOptions()
	opts.Secret = func(id string) (string, error) {
		asked = append(asked, id)
		return "", noEntropy
	}
	if _, err := Read("testdata/everything.yaml", opts); !errors.Is(err, noEntropy) {
		t.Errorf("with a secret that cannot be made: %v", err)
	}
	asked, noEntropy = nil, nil
	if _, err := Read("testdata/everything.yaml", opts); err != nil || !slices.Equal(asked, []string{"Secret"}) {
		t.Errorf("Read asks for the secrets %q and fails with %v, want one secret", asked, err)
	}
	opts.Secret = nil
	if _, err := Read("testdata/everything.yaml", opts); err == nil || !strings.HasSuffix(err.Error(), "there is no value for the secret Secret") {
		t.Errorf("without secrets: %v", err)
	}
}

func TestReadWithoutATemplate(t *testing.T) {
	t.Parallel()
	if _, err := Read(filepath.Join(t.TempDir(), "template.yaml"), testOptions()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Read fails with %v, want fs.ErrNotExist", err)
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, text       string // empty: everything.yaml, with a parameter
		parameter, value string
		want             string // error
	}{
		{"empty", "# nothing\n", "", "", "template.yaml:1: the template is empty"},
		{"not a mapping", "\n- a\n", "", "", "template.yaml:2: want a mapping"},
		{"no transform", "Resources: {}\n", "", "", "template.yaml:1: Transform is missing"},
		{"no resources", "\nTransform: AWS::Serverless-2016-10-31\n", "", "", "template.yaml:2: Resources is missing"},
		{"not UTF-8", "\xff\xff", "", "", "template.yaml:1: yaml: invalid leading UTF-8 octet"},
		{"instead of the default", "", "Stage", "live", ""},
		{"number", "", "Timeout", "9", ""},
		{"not allowed", "", "Stage", "prod", `template.yaml:8: the parameter Stage is "prod", want test or live`},
		{"no number", "", "Timeout", "soon", `template.yaml:9: the parameter Timeout is not a number: "soon"`},
		{"out of bounds", "", "Timeout", "10", "template.yaml:9: the parameter Timeout is above its maximum 9"},
		{"only a part matches the pattern", "", "Greeting", "hi 5", `template.yaml:10: the parameter Greeting is "hi 5", which does not match [a-z]+`},
		{"not declared", "", "Color", "red", "template.yaml:2: there is no parameter Color"},
	} {
		opts, text := Options{}, test.text
		if test.parameter != "" {
			opts, text = testOptions(), string(everything(t))
			opts.Parameters[test.parameter] = test.value
		}
		_, err := Parse("template.yaml", []byte(text), opts)
		if got, want := fmt.Sprint(err), cmp.Or(test.want, "<nil>"); got != want {
			t.Errorf("%s:\n got %s\nwant %s", test.name, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(localtest.Read(f, "", storefront)))
	f.Add(everything(f))
	const head = "Transform: AWS::Serverless-2016-10-31\nResources:\n  T: { Type: AWS::DynamoDB::Table, Properties: "
	for _, seed := range []string{
		"", "a", "[]", "Transform: !Ref", "Transform: !X\nResources: { A: { Type: !Sub [a] } }", "? [a]\n: b", "Conditions: { A: !Condition A }",
		head + "{ TableName: !Ref T } }", head + "{ TableName: !Select [0, !Split [a, !GetAtt T.Arn]] } }",
		head + "{ KeySchema: !Ref AWS::NoValue } }", head + "!If [A, {}, []] }", head + "{ TableName: !FindInMap [A, B, C] } }",
	} {
		f.Add([]byte(seed))
	}
	clean := regexp.MustCompile(`^template\.yaml:\d+: `)
	f.Fuzz(func(t *testing.T, text []byte) {
		stack, err := Parse("template.yaml", text, testOptions())
		if err != nil && (stack != nil || !clean.MatchString(err.Error())) {
			t.Errorf("%+v, %v", stack, err)
		}
		if err == nil && stack == nil {
			t.Error("neither a stack nor an error")
		}
		doc, err := Decide("template.yaml", text, testOptions())
		if (doc == nil) == (err == nil) || err != nil && !clean.MatchString(err.Error()) {
			t.Errorf("%+v, %v", doc, err)
		}
	})
}

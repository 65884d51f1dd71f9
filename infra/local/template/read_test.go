package template

import (
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// storefront is the project's own template.
const storefront = "../../../template.yaml"

func everything(t testing.TB) []byte {
	t.Helper()
	text, err := os.ReadFile("testdata/everything.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func testOptions() Options {
	return Options{
		StackName:  "test-us",
		AWSRegion:  "us-west-2",
		Parameters: map[string]string{"Greeting": "hello"},
		Secret:     func(id string) (string, error) { return "secret of " + id, nil },
	}
}

func TestStorefront(t *testing.T) {
	t.Parallel()
	opts := testOptions()
	opts.StackName = "storefront-us"
	opts.Parameters = map[string]string{
		"StoreRegion": "us",
		"ShopUrl":     "http://localhost:3000",
		"MailFrom":    "shop@storefront.example",
	}
	stack, err := Read(storefront, opts)
	if err != nil {
		t.Fatal(err)
	}
	compareGolden(t, "testdata/storefront-us.json", stack)
}

func TestEverything(t *testing.T) {
	t.Parallel()
	stack, err := Read("testdata/everything.yaml", testOptions())
	if err != nil {
		t.Fatal(err)
	}
	compareGolden(t, "testdata/everything.json", stack)
}

func compareGolden(t *testing.T, path string, stack *Stack) {
	t.Helper()
	got, err := json.MarshalIndent(stack, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs; go test -update rewrites it (-want +got):\n%s", path, diff)
	}
}

func TestReadAsksForEachSecretOnce(t *testing.T) {
	t.Parallel()
	asked := map[string]int{}
	opts := testOptions()
	opts.Secret = func(id string) (string, error) {
		asked[id]++
		return "s", nil
	}
	if _, err := Read("testdata/everything.yaml", opts); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]int{"Secret": 1}, asked); diff != "" {
		t.Errorf("secrets asked for (-want +got):\n%s", diff)
	}
}

func TestReadPassesErrorsOn(t *testing.T) {
	t.Parallel()
	noEntropy := errors.New("no entropy")
	opts := testOptions()
	opts.Secret = func(string) (string, error) { return "", noEntropy }
	if _, err := Read("testdata/everything.yaml", opts); !errors.Is(err, noEntropy) {
		t.Errorf("with a secret that cannot be made: %v", err)
	}
	if _, err := Read(filepath.Join(t.TempDir(), "template.yaml"), opts); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without a template: %v", err)
	}
}

func TestReadWithoutSecrets(t *testing.T) {
	t.Parallel()
	opts := testOptions()
	opts.Secret = nil
	_, err := Parse("template.yaml", everything(t), opts)
	if err == nil || !strings.HasSuffix(err.Error(), "there is no value for the secret Secret") {
		t.Errorf("got %v", err)
	}
}

func TestDocument(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, text, want string }{
		{"empty", "# nothing\n", "template.yaml:1: the template is empty"},
		{"not a mapping", "\n- a\n", "template.yaml:2: want a mapping"},
		{"no transform", "Resources: {}\n", "template.yaml:1: Transform is missing"},
		{"no resources", "\nTransform: AWS::Serverless-2016-10-31\n", "template.yaml:2: Resources is missing"},
		{"not UTF-8", "\xff\xff", "template.yaml:1: yaml: invalid leading UTF-8 octet"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := Parse("template.yaml", []byte(test.text), Options{})
			if err == nil || err.Error() != test.want {
				t.Errorf("\n got %v\nwant %s", err, test.want)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	project, err := os.ReadFile(storefront)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(project)
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

package doctor_test

import (
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/ops/doctor"
	"storefront/infra/pytools"
	"storefront/infra/samconfig"
)

var update = flag.Bool("update", false, "write the golden files")

// kept are the answers of an account in which a stack was deleted.
var kept = merged(first, map[string]string{caller: "caller", table: "table", bucket: "bucket", secret: "secret", secrets: "secrets"})

func adopt(t *testing.T, answers map[string]string) (doctor.Adoption, error) {
	t.Helper()
	return doctor.Adopt(t.Context(), doctor.Deploy{
		Root: module, AWS: account(t, answers), Now: time.Now(),
		Environment: samconfig.Environment{Name: "us", StackName: "storefront-us", AWSRegion: "us-west-2", Parameters: parameters},
	})
}

func TestAdopt(t *testing.T) {
	t.Parallel()
	a, err := adopt(t, kept)
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "resources-to-import.json")
	got := string(a.Resources) + "\n"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if diff := cmp.Diff(string(want), got); err != nil || diff != "" {
		t.Errorf("%v, -want +got:\n%s", err, diff)
	}

	var list []struct{ LogicalResourceId string }
	var template struct {
		Resources map[string]struct {
			DeletionPolicy string
			Properties     map[string]any
		}
	}
	if err := json.Unmarshal(a.Resources, &list); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(a.Template, &template); err != nil {
		t.Fatal(err)
	}
	var listed []string
	for _, one := range list {
		listed = append(listed, one.LogicalResourceId)
	}
	// An import can neither make a resource nor take one without a policy, and its
	// template has no parameters.
	if diff := cmp.Diff(slices.Sorted(maps.Keys(template.Resources)), listed); diff != "" {
		t.Errorf("the template's resources -template +list:\n%s", diff)
	}
	for id, r := range template.Resources {
		if !strings.HasPrefix(r.DeletionPolicy, "Retain") {
			t.Errorf("%s has the DeletionPolicy %q", id, r.DeletionPolicy)
		}
	}
	if text := string(a.Template); strings.Contains(text, "Fn::") || strings.Contains(text, `"Ref"`) {
		t.Errorf("the template refers to what it does not have: %s", text)
	}
	if template.Resources["TokenSecret"].Properties["GenerateSecretString"] == nil {
		t.Error("the deploy after the import would make a new token secret: the import has no GenerateSecretString")
	}
}

func TestTheAdoptionIsATemplate(t *testing.T) {
	t.Parallel()
	tools := pytools.ForTest(t, "the template of an adoption by cfn-lint")
	a, err := adopt(t, kept)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "template.json")
	if err := os.WriteFile(path, a.Template, 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := tools.Command(t.Context(), "cfn-lint", "--template", path, "--regions", "us-west-2").CombinedOutput(); err != nil {
		t.Errorf("cfn-lint: %v\n%s", err, out)
	}
}

func TestNothingToAdopt(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answers map[string]string
		want    string
	}{
		"an empty account":           {merged(first, map[string]string{caller: "caller"}), "nothing is left"},
		"a stack that runs":          {healthy, "the stack storefront-us exists"},
		"a first deploy that failed": {merged(healthy, map[string]string{stack: "stack-rolled-back"}), "stack: storefront-us is ROLLBACK_COMPLETE"},
		"expired credentials":        {map[string]string{caller: "caller-expired"}, "credentials: GetCallerIdentity of STS: ExpiredToken"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if a, err := adopt(t, test.answers); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("Adopt = %+v, %v; want %q", a, err, test.want)
			}
		})
	}
}

package samconfig_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/samconfig"
)

const content = `
version = 0.1

[default.global.parameters]
region = "us-west-2"

[dev.global.parameters]
stack_name = "mine"
region = "us-west-2"
profile = "sandbox"
parameter_overrides = ["StoreRegion=us", "ShopUrl=https://dev.example.com/?a=b"]

[edge.global.parameters]
stack_name = "edge"
region = "us-east-1"
template_file = "infra/edge/template.yaml"

[x86.build.parameters]
parameter_overrides = ["Architecture=x86_64"]
`

func TestAnEnvironmentIsReadAsTheSAMCLIDeploysIt(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	write(t, root, content)
	got, err := samconfig.Read(root, "dev")
	if err != nil {
		t.Fatal(err)
	}
	want := samconfig.Environment{
		Name: "dev", StackName: "mine", AWSRegion: "us-west-2", Profile: "sandbox",
		Parameters: map[string]string{"StoreRegion": "us", "ShopUrl": "https://dev.example.com/?a=b"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestReadFails(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ content, environment, want string }{
		"an environment that is not there":    {content, "us", `find environment "us": samconfig.toml has dev`},
		"the default, which has no stack":     {content, "default", `find environment "default"`},
		"an environment of another template":  {content, "edge", `find environment "edge"`},
		"what is not TOML":                    {"[dev", "dev", "read samconfig.toml: toml"},
		"parameters as sam --guided saves it": {strings.Replace(content, `["StoreRegion=us", "ShopUrl=https://dev.example.com/?a=b"]`, `"StoreRegion=\"us\""`, 1), "dev", "read environment dev in samconfig.toml"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := t.TempDir()
			write(t, root, test.content)
			if got, err := samconfig.Read(root, test.environment); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("Read = %+v, %v; want an error with %q", got, err, test.want)
			}
		})
	}
	if _, err := samconfig.Read(t.TempDir(), "dev"); err == nil {
		t.Error("Read found an environment without a file")
	}
}

func write(t *testing.T, root, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(root, samconfig.File), []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

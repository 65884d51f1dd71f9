package doctor_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"storefront/infra/ops/doctor"
)

const oneFunction = `Transform: AWS::Serverless-2016-10-31
Parameters:
  Architecture: { Type: String, Default: arm64 }
  PaymentProvider: { Type: String, Default: sandbox }
  Environment: { Type: String, Default: dev }
Resources:
  CatalogFunction:
    Type: AWS::Serverless::Function
    Metadata: { BuildMethod: go1.x }
    Properties: { CodeUri: functions/catalog, Runtime: provided.al2023, Handler: bootstrap, Architectures: [!Ref Architecture] }
`

// buildVariables are those of the build line.
func buildVariables(t *testing.T) []string {
	t.Helper()
	line, ok := strings.CutSuffix(doctor.BuildLine, " sam build")
	cgo, flags, ok2 := strings.Cut(line, " GOFLAGS=")
	if !ok || !ok2 {
		t.Fatalf("the build line is %s", doctor.BuildLine)
	}
	return []string{"GOOS=linux", "GOARCH=arm64", cgo, "GOFLAGS=" + strings.Trim(flags, "'")}
}

func TestTheBuild(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile(filepath.Join(module, "infra", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), "\n"+doctor.BuildLine+"\n") {
		t.Errorf("infra/README.md does not have the build line %s", doctor.BuildLine)
	}
	line := buildVariables(t)
	now := time.Now()
	for name, test := range map[string]struct {
		environment []string             // of the compiler; nil: nothing is compiled
		changed     map[string]time.Time // files, after the build
		verdict     doctor.Verdict
		seen        string
	}{
		"by the build line":                   {line, nil, doctor.Fine, "1 functions for arm64, statically linked, up to "},
		"nothing":                             {nil, nil, doctor.Failure, "nothing is built"},
		"a template alone":                    {nil, map[string]time.Time{".aws-sam/build/template.yaml": now}, doctor.Failure, "catalog is not built"},
		"for another processor":               {append(slices.Clone(line), "GOARCH=amd64"), nil, doctor.Failure, "catalog is built for X86_64, and Architecture is arm64"},
		"dynamically linked":                  {append(slices.Clone(line), "GOFLAGS=-buildmode=pie"), nil, doctor.Failure, "catalog is dynamically linked, "},
		"without the build line's variables":  {append(slices.Clone(line), "GOFLAGS="), nil, doctor.Failure, "catalog was built without the variables of the build line"},
		"with symbols":                        {append(slices.Clone(line), "GOFLAGS=-tags=lambda.norpc,nethttpomithttp2 -trimpath"), nil, doctor.Failure, "catalog was built without the variables"},
		"no program":                          {line, map[string]time.Time{".aws-sam/build/CatalogFunction/bootstrap": now}, doctor.Failure, "catalog is no program for Linux"},
		"before its source changed":           {line, map[string]time.Time{"functions/catalog/main.go": now.Add(time.Hour)}, doctor.Failure, "catalog is older than functions/catalog/main.go"},
		"before a package changed":            {line, map[string]time.Time{"shared/stock/lot.go": now.Add(time.Hour)}, doctor.Failure, "catalog is older than shared/stock/lot.go"},
		"before a test changed":               {line, map[string]time.Time{"shared/stock/lot_test.go": now.Add(time.Hour)}, doctor.Fine, ""},
		"before the template changed":         {line, map[string]time.Time{"template.yaml": now.Add(time.Hour)}, doctor.Failure, "the template is older than template.yaml"},
		"before template and package changed": {line, map[string]time.Time{"template.yaml": now.Add(time.Hour), "go.mod": now.Add(time.Hour)}, doctor.Failure, "; and 1 more"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := t.TempDir()
			for name, content := range map[string]string{
				"go.mod": "module store\n", "go.sum": "", "template.yaml": oneFunction,
				"functions/catalog/main.go": "package main\n\nfunc main() {}\n", "shared/stock/lot.go": "package stock\n",
			} {
				write(t, root, name, content, now.Add(-time.Hour))
			}
			if test.environment != nil {
				write(t, root, ".aws-sam/build/template.yaml", oneFunction, now)
				compile(t, root, test.environment)
			}
			for name, at := range test.changed {
				content := "changed"
				if name == "template.yaml" {
					content = oneFunction
				}
				write(t, root, name, content, at)
			}
			found := examine(t, root, aws.Config{Credentials: aws.AnonymousCredentials{}}, nil)
			i := slices.IndexFunc(found, func(f doctor.Finding) bool { return f.Check == "build" })
			if i < 0 || found[i].Verdict != test.verdict || !strings.Contains(found[i].Seen, test.seen) {
				t.Fatalf("found %+v", found)
			}
			if found[i].Verdict == doctor.Failure && found[i].Do != doctor.BuildLine {
				t.Errorf("to do is %s", found[i].Do)
			}
		})
	}
}

func TestABuildForAnotherProcessorIsOfItsEnvironment(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	write(t, root, "template.yaml", oneFunction, time.Now())
	found := examine(t, root, aws.Config{Credentials: aws.AnonymousCredentials{}}, map[string]string{"Architecture": "x86_64"})
	i := slices.IndexFunc(found, func(f doctor.Finding) bool { return f.Check == "build" })
	if want := doctor.BuildLine + " --config-env us"; i < 0 || found[i].Do != want {
		t.Errorf("found %+v, want %s", found, want)
	}
}

// write writes a file that changed at a time.
func write(t *testing.T, root, name, content string, at time.Time) {
	t.Helper()
	path := filepath.Join(root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
}

// compile builds the function as SAM does.
func compile(t *testing.T, root string, environment []string) {
	t.Helper()
	build := exec.CommandContext(t.Context(), "go", "build", "-o", filepath.Join(root, ".aws-sam", "build", "CatalogFunction", "bootstrap"), ".")
	build.Dir = filepath.Join(root, "functions", "catalog")
	build.Env = append(os.Environ(), environment...)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
}

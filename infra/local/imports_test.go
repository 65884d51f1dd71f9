package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// On a first start, the user waits until the imports of these programs are compiled:
// for the launcher without any output, and for the runner until the store answers.
func TestWhatAFirstStartCompiles(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		program   string
		forbidden []string // package paths, or their beginnings when they end in /
	}{
		"the launcher": {"storefront/infra/local", []string{"github.com/", "golang.org/", "crypto/", "encoding/json", "net", "net/", "regexp", "testing"}},
		"the runner": {"storefront/infra/local/runner", []string{
			"github.com/parquet-go/", "github.com/aws/aws-sdk-go-v2/service/s3", "github.com/aws/aws-sdk-go-v2/service/sesv2",
			"github.com/aws/aws-sdk-go-v2/service/sqs", "github.com/aws/aws-sdk-go-v2/config", "testing",
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			output, err := exec.CommandContext(t.Context(), "go", "list", "-deps", test.program).Output()
			if err != nil {
				t.Fatal(err)
			}
			for pkg := range strings.Lines(string(output)) {
				pkg = strings.TrimSpace(pkg)
				if slices.ContainsFunc(test.forbidden, func(f string) bool {
					return f == pkg || strings.HasSuffix(f, "/") && strings.HasPrefix(pkg, f)
				}) {
					t.Errorf("%s imports %s", name, pkg)
				}
			}
		})
	}
}

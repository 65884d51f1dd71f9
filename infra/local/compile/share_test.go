package compile

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Packages that the launcher and the runner share are compiled once: for go run without
// flags, and for a Job, they have the same compiled form.
func TestTheLauncherSharesItsPackages(t *testing.T) {
	t.Parallel()
	byGoRun := exported(t, nil, nil)
	byJob := exported(t, flags, []string{"CGO_ENABLED=0"})
	for pkg, file := range byGoRun {
		if byJob[pkg] != file {
			t.Errorf("package %s is compiled twice: as %s and as %s", pkg, file, byJob[pkg])
		}
	}
	if len(byGoRun) < 50 {
		t.Errorf("the launcher has only %d packages", len(byGoRun))
	}
}

// exported returns the file of each compiled package that the launcher imports.
func exported(t *testing.T, flags, environment []string) map[string]string {
	t.Helper()
	args := append([]string{"list", "-deps", "-export", "-f", "{{.ImportPath}} {{.Export}}"}, flags...)
	cmd := exec.CommandContext(t.Context(), "go", append(args, "storefront/infra/local")...)
	cmd.Env = append(os.Environ(), environment...)
	cmd.Stderr = os.Stderr
	output, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for line := range strings.Lines(string(output)) {
		pkg, file, _ := strings.Cut(strings.TrimSpace(line), " ")
		if pkg != "storefront/infra/local" && pkg != "unsafe" {
			files[pkg] = file
		}
	}
	return files
}

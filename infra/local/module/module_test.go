package module_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"storefront/infra/local/module"
)

func TestRoot(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	deep := filepath.Join(root, "functions", "checkout")
	if err := os.MkdirAll(deep, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := module.Root(deep); err == nil || !strings.Contains(err.Error(), "not inside the storefront's repository") {
		t.Errorf("outside a module, Root fails with %v", err)
	}
	for _, name := range []string{"go.mod", "template.yaml"} {
		if err := os.WriteFile(filepath.Join(root, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, dir := range []string{root, deep} {
		if got, err := module.Root(dir); err != nil || got != root {
			t.Errorf("Root(%s) = %s, %v; want %s", dir, got, err, root)
		}
	}
}

// Package browser has the tests that look at the shop with a browser. They need Node,
// Chromium and what npm installs from the lock file; see Contributing in infra/README.md.
package browser

import (
	"cmp"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestInABrowser runs the scripts' tests one after the other, against one store with all
// of its regions.
func TestInABrowser(t *testing.T) {
	node, chromium := tools(t)
	s := open(t)
	told, err := json.Marshal(map[string]any{"regions": s.addresses(), "operator": s.operator(t)})
	if err != nil {
		t.Fatal(err)
	}
	scripts, err := filepath.Glob("*.test.mjs")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, script := range scripts {
		t.Run(strings.TrimSuffix(script, ".test.mjs"), func(t *testing.T) {
			if script == "lighthouse.test.mjs" && os.Getenv("STOREFRONT_LIGHTHOUSE") == "" {
				t.Skip("a machine that does other things makes the shop look slow: set STOREFRONT_LIGHTHOUSE to measure it")
			}
			cmd := exec.CommandContext(t.Context(), node, "--test", "--test-reporter=spec", "--test-name-pattern="+cmp.Or(os.Getenv("STOREFRONT_PATTERN"), "."), script)
			cmd.Env = append(os.Environ(), "STOREFRONT_STORE="+string(told), "STOREFRONT_CHROMIUM="+chromium)
			cmd.Stdout, cmd.Stderr = t.Output(), t.Output()
			if err := cmd.Run(); err != nil {
				t.Errorf("%s: %v", script, err)
			}
		})
	}
}

// tools returns the programs that the scripts need. Where npm ci was run in this folder,
// and where CI is set, they have to be there; elsewhere the shop is not looked at.
func tools(t *testing.T) (node, chromium string) {
	t.Helper()
	if _, err := os.Stat("node_modules"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("npm ci was not run in infra/browser")
		}
		t.Skip("npm ci was not run in infra/browser")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"chromium-headless-shell", "chromium"} {
		if chromium, err = exec.LookPath(name); err == nil {
			return node, chromium
		}
	}
	t.Fatal("there is neither chromium-headless-shell nor chromium on the PATH")
	return "", ""
}

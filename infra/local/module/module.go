// Package module finds the module whose template the local store runs.
package module

import (
	"fmt"
	"os"
	"path/filepath"
)

// Root returns the module's root directory, which has go.mod and template.yaml, given
// a directory in the module.
func Root(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find the module: %w", err)
	}
	for at := dir; ; at = filepath.Dir(at) {
		if exists(at, "go.mod") && exists(at, "template.yaml") {
			return at, nil
		}
		if at == filepath.Dir(at) {
			return "", fmt.Errorf("%s is not inside the storefront's repository: no directory above it has both go.mod and template.yaml", dir)
		}
	}
}

func exists(dir, name string) bool {
	_, err := os.Stat(filepath.Join(dir, name))
	return err == nil
}

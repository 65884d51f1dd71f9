package pytools

import (
	"errors"
	"os"
	"testing"
)

// ForTest gives a test the tools in [Checks]. Where there is no Python the test
// is skipped, and says that subject, such as "what DuckDB reads", is not checked.
// Where the environment variable CI is set, it fails instead.
func ForTest(t testing.TB, subject string) *Tools {
	t.Helper()
	tools, err := Install(t.Context(), Checks, os.Stderr)
	if errors.Is(err, ErrNoPython) && os.Getenv("CI") == "" {
		t.Skipf("not checked: %s: %v", subject, err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return tools
}

package page

import (
	"path/filepath"
	"testing"

	"storefront/infra/nodetest"
)

// The scripts' own tests are in JavaScript.
func TestScripts(t *testing.T) {
	t.Parallel()
	nodetest.Test(t, filepath.Join("testdata", "draw.test.mjs"))
}

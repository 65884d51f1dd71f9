package static

import (
	"path/filepath"
	"testing"

	"storefront/infra/nodetest"
)

// The scripts' own tests are in JavaScript.
func TestScripts(t *testing.T) {
	t.Parallel()
	nodetest.Test(t, filepath.Join("testdata", "shop.test.mjs"), filepath.Join("testdata", "work.test.mjs"), filepath.Join("testdata", "drawn.test.mjs"))
}

func TestTypes(t *testing.T) {
	t.Parallel()
	served, err := New()
	if err != nil {
		t.Fatal(err)
	}
	for url, file := range served.served {
		if file.contentType == "" {
			t.Errorf("%s has no content type", url)
		}
	}
}

func TestSizes(t *testing.T) {
	t.Parallel()
	for name, most := range map[string]int{"shop.js": 3 << 10, "work.js": 4 << 10, "drawn.js": 3 << 10, "shop.css": 10 << 10} {
		content, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if len(content) > most {
			t.Errorf("%s has %d bytes, want at most %d", name, len(content), most)
		}
	}
}

package verify_test

import (
	"regexp"
	"strings"
	"testing"

	"storefront/shared/ledger/closing"
)

// A manifest whose numbers are not those of its documents is found, even if no later
// manifest has its digest yet.
func TestNumbersThatAreNotThere(t *testing.T) {
	t.Parallel()
	w := afterAWeek(t, 0)
	last := w.closed[len(w.closed)-1]
	if v := w.verify(t, last, last); len(v.Wrong) > 0 {
		t.Fatalf("before: %s", strings.Join(v.Wrong, "\n"))
	}
	key := closing.Folder("eu", "de", last, 1) + "manifest.json"
	body, err := w.files.Get(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	changed := regexp.MustCompile(`"DE-INV": \d+`).ReplaceAllString(string(body), `"DE-INV": 1`)
	for _, key := range []string{key, closing.CurrentKey("eu", "de", last, "manifest.json")} {
		if err := w.files.Put(t.Context(), key, []byte(changed)); err != nil {
			t.Fatal(err)
		}
	}
	v := w.verify(t, last, last)
	if len(v.Wrong) != 1 || !strings.Contains(v.Wrong[0], "and by its manifest with 1") {
		t.Errorf("found: %s", strings.Join(v.Wrong, "\n"))
	}
}

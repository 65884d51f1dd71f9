package closing_test

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/raw/rawtest"
)

// A digest that somebody has kept finds its manifest for good, also after rebuilds. It finds none
// if a byte of the manifest has changed.
func TestFind(t *testing.T) {
	t.Parallel()
	m := newMemory()
	rawtest.Put(t, m, lives(40), 50)
	mustClose(t, m, first)
	key := func(rev int) string { return closing.Folder("eu", "de", first, rev) + closing.ManifestName }
	kept := func(rev int) string {
		sum := sha256.Sum256(m.objects[key(rev)])
		return hex.EncodeToString(sum[:])
	}
	rebuild := func() {
		t.Helper()
		_, err := closer(m).Close(t.Context(), closing.Request{Market: "de", Date: first, Rebuild: true, Reason: "again", By: "a controller"}, later)
		if err != nil {
			t.Fatal(err)
		}
	}
	find := func(digest string, rev, live, broken int) {
		t.Helper()
		found, err := closer(m).Books().Find(t.Context(), "de", first, digest)
		if err != nil || found.Rev != rev || found.Live.Rev != live || len(found.Broken) != broken {
			t.Errorf("found rev %d of %d, broken: %q, %v; want rev %d of %d, %d broken", found.Rev, found.Live.Rev, found.Broken, err, rev, live, broken)
		}
	}
	one := kept(1)
	find(one, 1, 1, 0)
	find(strings.ToUpper(one), 1, 1, 0)
	rebuild()
	find(one, 1, 2, 0)
	find(kept(2), 2, 2, 0)
	delete(m.objects, key(2)) // as if the rebuild had died
	rebuild()
	find(one, 1, 3, 0)
	find(strings.Repeat("0", 64), 0, 3, 0)

	whole := slices.Clone(m.objects[key(3)])
	m.objects[key(3)] = []byte(strings.Replace(string(whole), one, strings.Repeat("0", 64), 1))
	find(one, 1, 3, 1)
	m.objects[key(3)] = whole
	m.objects[key(1)] = []byte(strings.Replace(string(m.objects[key(1)]), `"failures": 0`, `"failures":  0`, 1))
	find(one, 0, 3, 0)
	delete(m.objects, key(1))
	delete(m.objects, key(3))
	find(one, 0, 0, 0)
}

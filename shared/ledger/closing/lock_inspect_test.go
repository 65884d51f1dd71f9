package closing_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/raw"
	"storefront/shared/ledger/raw/rawtest"
)

// bookedMay returns a bucket and a closer of a month whose days are all closed, with an operator's
// entries.
func bookedMay(t *testing.T) (closing.Closer, *memory) {
	t.Helper()
	m := newMemory()
	rawtest.Put(t, m, lives(8), 50)
	c := anchoredCloser(m)
	if _, err := c.CloseDue(t.Context(), june); err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.Adjust(t.Context(), entries(second), june); err != nil {
		t.Fatal(err)
	}
	return c, m
}

// A lock is final. So a month is not locked while any of its files differs from its manifest. Once
// the file is as it was, the month can be locked.
func TestAMonthWithDamagedFilesIsNotLocked(t *testing.T) {
	t.Parallel()
	c, m := bookedMay(t)
	one := func(prefix string) string {
		for key := range m.kept(prefix) {
			return key
		}
		t.Fatalf("there is no file under %s", prefix)
		return ""
	}
	otherByte := func(body []byte) []byte {
		body = bytes.Clone(body)
		body[len(body)-1] ^= 1
		return body
	}
	gone := func([]byte) []byte { return nil }
	for name, tt := range map[string]struct {
		key    string
		damage func([]byte) []byte
		want   string
	}{
		"a changed raw file":          {one(raw.Folder("eu", "de", second)), func(body []byte) []byte { return alter(t, body) }, "KEY was changed"},
		"a lost raw file":             {one(raw.Folder("eu", "de", first)), gone, "KEY is gone"},
		"a changed file of the books": {closing.Folder("eu", "de", third, 1) + "journal.csv.gz", otherByte, "KEY was changed"},
		"a lost file of the books":    {closing.Folder("eu", "de", third, 1) + "documents.parquet", gone, "KEY is gone"},
		"a changed cut-off":           {closing.Folder("eu", "de", "2015-05-31", 1) + "cutoff.json", otherByte, "KEY differs from its manifest"},
		"a changed manifest":          {closing.Folder("eu", "de", third, 1) + "manifest.json", otherByte, "KEY has the digest"},
		"a changed adjustment":        {one("closed/v=1/region=eu/adjustments/"), otherByte, "KEY was changed"},
		"a changed copy of the books": {closing.CurrentKey("eu", "de", second, "journal.parquet"), otherByte, "KEY is not a copy"},
		"a lost copy of a manifest":   {closing.CurrentKey("eu", "de", second, "manifest.json"), gone, "KEY is gone"},
		"a stray file in the folder":  {closing.Folder("eu", "de", second, 2) + "notes.txt", func([]byte) []byte { return []byte("x") }, "KEY is not a file of closed books"},
	} {
		good, there := m.objects[tt.key]
		if m.objects[tt.key] = tt.damage(good); m.objects[tt.key] == nil {
			delete(m.objects, tt.key)
		}
		_, err := c.LockMonth(t.Context(), may, "a controller", "filed", june)
		if !errors.Is(err, closing.ErrNotLockable) || !strings.Contains(err.Error(), strings.Replace(tt.want, "KEY", tt.key, 1)) {
			t.Errorf("%s, %s: %v", name, tt.key, err)
		} else if !strings.Contains(err.Error(), "ledger verify --market de --from 2015-05-01 --to 2015-05-31 --restore") {
			t.Errorf("%s: the error does not say what to do: %v", name, err)
		}
		anchors, err := c.Anchors.AnchorsOf(t.Context(), may)
		if err != nil || anchors.Lock != "" || len(m.kept("closed/v=1/region=eu/locks/")) > 0 {
			t.Fatalf("%s: the month is locked, %v", name, err)
		}
		if m.objects[tt.key] = good; !there {
			delete(m.objects, tt.key)
		}
	}
	if _, err := c.LockMonth(t.Context(), may, "a controller", "filed", june); err != nil {
		t.Errorf("whole again: %v", err)
	}
}

// A rebuild that ends while the month is inspected is no damage: the lock looks again, and has the
// rebuilt day.
func TestALockInspectsAgainAfterARebuild(t *testing.T) {
	t.Parallel()
	c, m := bookedMay(t)
	var rebuilt atomic.Bool
	m.before = func(call, key string) error {
		if call != "Get" || !strings.HasPrefix(key, "raw/") || rebuilt.Swap(true) {
			return nil
		}
		r := closing.Request{Market: "de", Date: second, Rebuild: true, Reason: "a new rule", By: "another"}
		_, err := c.Close(context.Background(), r, june)
		return err
	}
	if _, err := c.LockMonth(t.Context(), may, "a controller", "filed", june); err != nil {
		t.Fatal(err)
	}
	if day, err := c.Close(t.Context(), closing.Request{Market: "de", Date: second}, june); err != nil || day.Rev != 3 || !rebuilt.Load() {
		t.Errorf("the day has rev %d, %v", day.Rev, err)
	}
	if found := inspectAll(t, c).Findings; len(found) > 0 {
		t.Errorf("inspected: %q", found)
	}
}

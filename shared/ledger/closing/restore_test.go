package closing_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"storefront/infra/fakes3/fakes3test"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/ledger/bucket"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/raw"
	"storefront/shared/ledger/raw/rawtest"
	"storefront/shared/market"
)

// books is a bucket that keeps versions, with two closed days and their anchors.
type books struct {
	*bucket.Bucket
	closer closing.Closer
}

func newBooks(t *testing.T) *books {
	t.Helper()
	b := &books{Bucket: fakes3test.Books(t, nil)}
	rawtest.Put(t, b, lives(20), 50)
	b.closer = closing.Closer{Objects: b, Anchors: checkouttest.NewMemory(), Region: market.EU, After: 3 * time.Hour}
	b.mustClose(t, first, second)
	if seen := b.inspect(t, true); len(seen.Findings) > 0 {
		t.Fatalf("good books: %q", seen.Findings)
	}
	return b
}

func (b *books) mustClose(t *testing.T, dates ...string) {
	t.Helper()
	for _, date := range dates {
		m, err := b.closer.Close(t.Context(), closing.Request{Market: "de", Date: date}, later)
		if err != nil || m.Status != closing.Closed {
			t.Fatalf("%s is %s: %+v, %v", date, m.Status, m.Failed(), err)
		}
	}
}

func (b *books) inspect(t *testing.T, restore bool) closing.Inspection {
	t.Helper()
	i := closing.Inspector{Objects: b, Anchors: b.closer.Anchors, Region: market.EU}
	if restore {
		i.Restore = b
	}
	seen, err := i.Run(t.Context(), "de", first, "2015-06-01")
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

// under returns the first key under a prefix.
func (b *books) under(t *testing.T, prefix string) string {
	t.Helper()
	keys, err := b.List(t.Context(), prefix, "")
	if err != nil || len(keys) == 0 {
		t.Fatalf("there is nothing under %s: %v", prefix, err)
	}
	return keys[0]
}

func (b *books) put(t *testing.T, key, body string) {
	t.Helper()
	if err := b.Put(t.Context(), key, []byte(body)); err != nil {
		t.Fatal(err)
	}
}

func (b *books) lose(t *testing.T, key string) {
	t.Helper()
	if err := b.Delete(t.Context(), key); err != nil {
		t.Fatal(err)
	}
}

func (b *books) get(t *testing.T, key string) string {
	t.Helper()
	body, err := b.Get(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// healed checks that an inspection restores a file and says so, that the next one finds nothing,
// and that the next day can be closed.
func (b *books) healed(t *testing.T, key, was, how string) {
	t.Helper()
	seen := b.inspect(t, true)
	if len(seen.Findings) != 1 || !strings.HasPrefix(seen.Findings[0], key+how) || !strings.HasSuffix(seen.Findings[0], "is restored") || seen.Restored != 1 {
		t.Errorf("restored %d: %q", seen.Restored, seen.Findings)
	}
	if got := b.get(t, key); got != was {
		t.Errorf("%s is not as it was", key)
	}
	if seen := b.inspect(t, true); len(seen.Findings) > 0 || seen.Restored > 0 {
		t.Errorf("the next night: %d, %q", seen.Restored, seen.Findings)
	}
	b.mustClose(t, third)
}

// Any file of the books that is lost or changed after its day was closed is restored from an
// earlier version, and the next day is closed.
func TestRestore(t *testing.T) {
	t.Parallel()
	folder := closing.Folder("eu", "de", second, 1)
	for name, prefix := range map[string]string{
		"a raw file":        raw.Folder("eu", "de", second),
		"a table":           folder + "journal.parquet",
		"a table as CSV":    folder + "order_lines.csv.gz",
		"the cut-off":       folder + "cutoff.json",
		"a copy":            closing.CurrentKey("eu", "de", second, "journal.parquet"),
		"a copied manifest": closing.CurrentKey("eu", "de", second, "manifest.json"),
	} {
		for damage, do := range map[string]struct {
			damage func(*testing.T, *books, string)
			how    string
		}{
			"lost":        {func(t *testing.T, b *books, key string) { b.lose(t, key) }, " is gone"},
			"overwritten": {func(t *testing.T, b *books, key string) { b.put(t, key, "other") }, ""},
			"overwritten twice": {func(t *testing.T, b *books, key string) {
				b.put(t, key, "other")
				b.put(t, key, "others")
			}, ""},
			"of the same size": {func(t *testing.T, b *books, key string) {
				b.put(t, key, strings.Repeat("x", len(b.get(t, key))))
			}, ""},
			"overwritten and lost": {func(t *testing.T, b *books, key string) {
				b.put(t, key, "other")
				b.lose(t, key)
			}, " is gone"},
		} {
			t.Run(name+", "+damage, func(t *testing.T) {
				t.Parallel()
				b := newBooks(t)
				key := b.under(t, prefix)
				was := b.get(t, key)
				do.damage(t, b, key)
				if seen := b.inspect(t, false); len(seen.Findings) != 1 || seen.Restored > 0 || strings.Contains(seen.Findings[0], "restored") {
					t.Errorf("without restoring: %d, %q", seen.Restored, seen.Findings)
				}
				b.healed(t, key, was, do.how)
			})
		}
	}
}

// A lost raw file keeps the next day open until it is restored.
func TestRestoreLetsTheNextDayClose(t *testing.T) {
	t.Parallel()
	b := newBooks(t)
	key := b.under(t, raw.Folder("eu", "de", second))
	was := b.get(t, key)
	b.lose(t, key)
	m, err := b.closer.Close(t.Context(), closing.Request{Market: "de", Date: third}, later)
	if err != nil || !slices.Contains(failed(m), closing.RawFilesWhole) {
		t.Fatalf("%s is %s: %+v, %v", third, m.Status, m.Failed(), err)
	}
	b.healed(t, key, was, " is gone")
}

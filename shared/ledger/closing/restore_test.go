package closing_test

import (
	"slices"
	"strings"
	"testing"

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
	b.closer = anchored(b)
	b.mustClose(t, first, second)
	if seen := b.inspect(t, true); len(seen.Findings) > 0 {
		t.Fatalf("good books: %q", seen.Findings)
	}
	return b
}

// anchored returns a closer that keeps anchors.
func anchored(b *books) closing.Closer {
	c := closer(b)
	c.Anchors = checkouttest.NewMemory()
	return c
}

func (b *books) mustClose(t *testing.T, dates ...string) {
	t.Helper()
	for _, date := range dates {
		m, err := b.closer.Close(t.Context(), closing.Request{Market: "de", Date: date}, june)
		if err != nil || m.Status != closing.Closed {
			t.Fatalf("%s is %s: %+v, %v", date, m.Status, m.Failed(), err)
		}
	}
}

func (b *books) inspect(t *testing.T, restore bool) closing.Inspection {
	t.Helper()
	return b.inspectFrom(t, first, restore)
}

func (b *books) inspectFrom(t *testing.T, from string, restore bool) closing.Inspection {
	t.Helper()
	i := closing.Inspector{Objects: b, Anchors: b.closer.Anchors, Region: market.EU}
	if restore {
		i.Restore = b
	}
	seen, err := i.Run(t.Context(), "de", from, "2015-06-01")
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

// healed checks that an inspection restores a file and says so, and that the next one finds nothing.
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
}

// A booked raw file that is lost after its day was closed keeps the next day open until it is
// restored.
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
	b.mustClose(t, third)
}

// damages are the ways to lose an object, with what the finding says.
var damages = []struct {
	name, how string
	do        func(*testing.T, *books, string)
}{
	{"lost", " is gone", func(t *testing.T, b *books, key string) {
		t.Helper()
		b.lose(t, key)
	}},
	{"overwritten", "", func(t *testing.T, b *books, key string) {
		t.Helper()
		b.put(t, key, "other")
	}},
	{"overwritten twice", "", func(t *testing.T, b *books, key string) {
		t.Helper()
		b.put(t, key, "other")
		b.put(t, key, "others")
	}},
	{"of the same size", "", func(t *testing.T, b *books, key string) {
		t.Helper()
		b.put(t, key, strings.Repeat("x", len(b.get(t, key))))
	}},
	{"overwritten and lost", " is gone", func(t *testing.T, b *books, key string) {
		t.Helper()
		b.put(t, key, "other")
		b.lose(t, key)
	}},
}

// Any file of the books that is lost or changed after its day was closed is restored from an earlier
// version. One store goes through it all.
func TestRestore(t *testing.T) {
	t.Parallel()
	b := newBooks(t)
	key, _, err := b.closer.Adjust(t.Context(), entries(second), later) // makes rev 2
	if err != nil {
		t.Fatal(err)
	}
	folder := closing.Folder("eu", "de", second, 2)
	for name, key := range map[string]string{
		"a raw file":            b.under(t, raw.Folder("eu", "de", second)),
		"an operator's entries": key,
		"a table":               folder + "journal.parquet",
		"a table as CSV":        folder + "order_lines.csv.gz",
		"the cut-off":           folder + "cutoff.json",
		"a manifest":            folder + closing.ManifestName,
		"a superseded manifest": closing.Folder("eu", "de", second, 1) + closing.ManifestName,
		"a copy":                closing.CurrentKey("eu", "de", second, "journal.parquet"),
		"a copied manifest":     closing.CurrentKey("eu", "de", second, closing.ManifestName),
	} {
		was, all := b.get(t, key), damages
		if name != "a raw file" {
			all = damages[:2]
		}
		for _, damage := range all {
			damage.do(t, b, key)
			seen := b.inspect(t, false)
			if len(seen.Findings) == 0 || seen.Restored > 0 || slices.ContainsFunc(seen.Findings, func(f string) bool { return strings.Contains(f, "restored") }) {
				t.Errorf("%s, %s, without restoring: %d, %q", name, damage.name, seen.Restored, seen.Findings)
			}
			b.healed(t, key, was, damage.how)
			if t.Failed() {
				t.Fatalf("%s, %s", name, damage.name)
			}
		}
	}
	b.mustClose(t, third)
}

package closing_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/raw/rawtest"
)

// forge puts a revision of a day as somebody can who may only write to the bucket: the files of
// another one, with a manifest that says so.
func forge(m *memory, date string, of, rev int) {
	from, to := closing.Folder("eu", "de", date, of), closing.Folder("eu", "de", date, rev)
	for key, body := range m.kept(from) {
		name := strings.TrimPrefix(key, from)
		if name == "manifest.json" {
			body = strings.Replace(body, `"rev": 1`, `"rev": `+string(rune('0'+rev)), 1)
		}
		m.objects[to+name] = []byte(body)
	}
}

// anchoredDays closes two days, each with its anchor.
func anchoredDays(t *testing.T) (closing.Closer, *memory) {
	t.Helper()
	m := newMemory()
	rawtest.Put(t, m, few(6), 15)
	c := anchoredCloser(m)
	for _, date := range []string{first, second} {
		if day, err := c.Close(t.Context(), closing.Request{Market: "de", Date: date}, later); err != nil || day.Status != closing.Closed {
			t.Fatalf("%s: %+v, %v", day.Status, day.Failed(), err)
		}
	}
	if found := inspectAll(t, c).Findings; len(found) > 0 {
		t.Fatalf("inspected: %q", found)
	}
	return c, m
}

// A revision that is only in the bucket is not in force, and every run finds it. A rebuild of the day
// puts it right, from the books that are in force.
func TestAForgedRevision(t *testing.T) {
	t.Parallel()
	for _, forged := range []string{first, second} {
		c, m := anchoredDays(t)
		forge(m, forged, 1, 2)
		if found := inspectAll(t, c).Findings; len(found) != 1 || !strings.Contains(found[0], "rev=2/manifest.json is not anchored") {
			t.Errorf("inspected: %q", found)
		}
		if day, err := c.Close(t.Context(), closing.Request{Market: "de", Date: forged}, later); err != nil || day.Rev != 1 {
			t.Errorf("in force is rev %d, %v", day.Rev, err)
		}
		next, err := c.Close(t.Context(), closing.Request{Market: "de", Date: third}, later)
		if err != nil || !slices.Equal(failed(next), []closing.CheckName{closing.Chained}) {
			t.Errorf("the next day: %+v, %v", next.Failed(), err)
		}
		if _, err := c.Issue(t.Context(), c.Anchors.(hooked), "de"); err != nil {
			t.Errorf("issued: %v", err)
		}
		if head, err := c.Anchors.(hooked).IssuedThrough(t.Context(), "de"); err != nil || head.Date != second || head.Rev != 1 {
			t.Errorf("issued through %+v, %v", head, err)
		}
		r := closing.Request{Market: "de", Date: forged, Rebuild: true, Reason: "a forged revision", By: "a controller"}
		if day, err := c.Close(t.Context(), r, later); err != nil || day.Rev != 3 || day.Supersedes == nil || day.Supersedes.Rev != 1 {
			t.Errorf("rebuilt: rev %d instead of %+v, %+v, %v", day.Rev, day.Supersedes, day.Failed(), err)
		}
		if found := inspectAll(t, c).Findings; len(found) > 0 {
			t.Errorf("inspected after the rebuild: %q", found)
		}
		if next, err := c.Close(t.Context(), closing.Request{Market: "de", Date: third}, later); err != nil || next.Status != closing.Closed {
			t.Errorf("the next day after the rebuild: %+v, %v", next.Failed(), err)
		}
	}
}

// A first close that is only in the bucket closes nothing, and gets no anchor.
func TestAForgedFirstClose(t *testing.T) {
	t.Parallel()
	c, m := anchoredDays(t)
	own := m.clone()
	mustClose(t, own, third) // as the forger might
	for key, body := range own.kept(closing.Folder("eu", "de", third, 1)) {
		m.objects[key] = bytes.ReplaceAll([]byte(body), []byte(`"debit_minor"`), []byte(`"debit_minor" `))
	}
	tried, err := c.CloseDue(t.Context(), later)
	if err != nil || len(tried) != 1 || !slices.Equal(failed(tried[0]), []closing.CheckName{closing.Chained}) {
		t.Errorf("%d days: %v", len(tried), err)
	}
	if _, err := c.Issue(t.Context(), c.Anchors.(hooked), "de"); err != nil {
		t.Error(err)
	}
	if head, err := c.Anchors.(hooked).IssuedThrough(t.Context(), "de"); err != nil || head.Date != second {
		t.Errorf("issued through %+v, %v", head, err)
	}
	if found := inspectAll(t, c).Findings; len(found) != 1 || !strings.Contains(found[0], "is not anchored") {
		t.Errorf("inspected: %q", found)
	}
	r := closing.Request{Market: "de", Date: third, Rebuild: true, Reason: "a forged close", By: "a controller"}
	if day, err := c.Close(t.Context(), r, later); err != nil || day.Status != closing.Closed || day.Rev != 2 {
		t.Errorf("rev %d is %s: %+v, %v", day.Rev, day.Status, day.Failed(), err)
	}
	if found := inspectAll(t, c).Findings; len(found) > 0 {
		t.Errorf("inspected after the rebuild: %q", found)
	}
}

// A manifest that was replaced is found, also that of a revision that no later day names.
func TestAReplacedRevision(t *testing.T) {
	t.Parallel()
	c, m := anchoredDays(t)
	r := closing.Request{Market: "de", Date: first, Rebuild: true, Reason: "a new rule", By: "a controller"}
	if day, err := c.Close(t.Context(), r, later); err != nil || day.Rev != 2 {
		t.Fatalf("rev %d, %v", day.Rev, err)
	}
	key := closing.Folder("eu", "de", first, 2) + "manifest.json"
	m.objects[key] = bytes.Replace(m.objects[key], []byte("a new rule"), []byte("no rule"), 1)
	if found := inspectAll(t, c).Findings; !slices.ContainsFunc(found, func(f string) bool { return strings.Contains(f, "and the orders' table has") }) {
		t.Errorf("replaced: %q", found)
	}
	delete(m.objects, key)
	if found := inspectAll(t, c).Findings; !slices.ContainsFunc(found, func(f string) bool {
		return strings.Contains(f, "is anchored in the orders' table, and its manifest is not there")
	}) {
		t.Errorf("deleted: %q", found)
	}
}

// Books from before there were anchors are in force as they are, and so are their locks. What comes
// after that needs an anchor.
func TestBooksFromBeforeAnchors(t *testing.T) {
	t.Parallel()
	m := newMemory()
	rawtest.Put(t, m, lives(20), 50)
	old := closer(m)
	if _, err := old.CloseDue(t.Context(), june); err != nil {
		t.Fatal(err)
	}
	r := closing.Request{Market: "de", Date: second, Rebuild: true, Reason: "a new rule", By: "a controller"}
	if _, err := old.Close(t.Context(), r, june); err != nil {
		t.Fatal(err)
	}
	if _, err := old.LockMonth(t.Context(), may, "a controller", "filed", june); err != nil {
		t.Fatal(err)
	}
	c := anchoredCloser(m)
	if found := inspectAll(t, c).Findings; len(found) > 0 {
		t.Errorf("inspected before the first run: %q", found)
	}
	if _, err := c.CloseDue(t.Context(), june.AddDate(0, 0, 1)); err != nil {
		t.Fatal(err)
	}
	if found := inspectAll(t, c).Findings; len(found) > 0 {
		t.Errorf("inspected: %q", found)
	}
	if day, err := c.Close(t.Context(), closing.Request{Market: "de", Date: second}, june); err != nil || day.Rev != 2 {
		t.Errorf("the rebuilt day has rev %d, %v", day.Rev, err)
	}
	if _, err := c.Close(t.Context(), r, june); !errors.Is(err, closing.ErrLocked) {
		t.Errorf("a rebuild in a locked month: %v", err)
	}
	forge(m, third, 1, 2)
	if found := inspectAll(t, c).Findings; len(found) != 1 || !strings.Contains(found[0], "is not anchored") {
		t.Errorf("forged: %q", found)
	}
}

// The lock in the orders' table counts. If its file is missing, locking the month again puts it.
func TestForgedLocks(t *testing.T) {
	t.Parallel()
	m := newMemory()
	rawtest.Put(t, m, lives(20), 50)
	c := anchoredCloser(m)
	if _, err := c.CloseDue(t.Context(), june); err != nil {
		t.Fatal(err)
	}
	key := "closed/v=1/region=eu/locks/month=2015-05.json"
	m.objects[key] = []byte(`{"month": "2015-05"}`)
	if found := inspectAll(t, c).Findings; len(found) != 1 || !strings.Contains(found[0], "is not in the orders' table") {
		t.Errorf("a forged lock: %q", found)
	}
	r := closing.Request{Market: "de", Date: second, Rebuild: true, Reason: "a new rule", By: "a controller"}
	if day, err := c.Close(t.Context(), r, june); err != nil || day.Status != closing.Closed {
		t.Errorf("a rebuild beside a forged lock: %s, %v", day.Status, err)
	}
	if _, err := c.LockMonth(t.Context(), may, "a controller", "filed", june); !errors.Is(err, closing.ErrNotLockable) {
		t.Errorf("a lock beside a forged lock: %v", err)
	}
	delete(m.objects, key)
	lock, err := c.LockMonth(t.Context(), may, "a controller", "filed", june)
	if err != nil || lock.Heads["de"] == nil {
		t.Fatalf("%+v, %v", lock, err)
	}
	if found := inspectAll(t, c).Findings; len(found) > 0 {
		t.Errorf("inspected: %q", found)
	}
	body := m.objects[key]
	delete(m.objects, key)
	if found := inspectAll(t, c).Findings; len(found) != 1 || !strings.Contains(found[0], "is gone, and the orders' table has it: ledger lock --month 2015-05 puts it") {
		t.Errorf("a lost lock: %q", found)
	}
	if _, err := c.Close(t.Context(), r, june); !errors.Is(err, closing.ErrLocked) {
		t.Errorf("a rebuild without the file of the lock: %v", err)
	}
	again, err := c.LockMonth(t.Context(), may, "somebody else", "", june)
	if diff := cmp.Diff(lock, again); err != nil || diff != "" || !bytes.Equal(m.objects[key], body) {
		t.Errorf("locked again, %v (-first +second):\n%s", err, diff)
	}
}

// copyAnchors copies the anchors of May.
func copyAnchors(t *testing.T, to closing.Anchors, from closing.Anchored) {
	t.Helper()
	through, err := from.Adopted(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	all, err := from.AnchorsOf(t.Context(), may)
	if err != nil {
		t.Fatal(err)
	}
	if err := to.SetAdopted(t.Context(), through); err != nil {
		t.Fatal(err)
	}
	for key, digest := range all.Digests {
		if _, err := to.Anchor(t.Context(), key, digest); err != nil {
			t.Fatal(err)
		}
	}
	for f := range all.Files {
		if _, err := to.AnchorFile(t.Context(), may, f); err != nil {
			t.Fatal(err)
		}
	}
}

// A rebuild that dies at any call is finished by another one.
func TestARebuildDies(t *testing.T) {
	t.Parallel()
	base, bucket := anchoredDays(t)
	for _, applied := range []bool{false, true} {
		for n := 1; ; n++ {
			m := bucket.clone()
			c := anchoredCloser(m)
			copyAnchors(t, c.Anchors, base.Anchors)
			calls := m.fail(n, applied, true)
			r := closing.Request{Market: "de", Date: second, Rebuild: true, Reason: "a new rule", By: "a controller"}
			_, died := c.Close(t.Context(), r, later)
			m.before, m.after = nil, nil
			if int(calls.Load()) < n {
				break
			}
			day, err := c.Close(t.Context(), r, later)
			if err != nil || day.Status != closing.Closed || day.Rev < 2 || !errors.Is(died, errDown) {
				t.Fatalf("after call %d: rev %d is %s, %+v, %v, %v", n, day.Rev, day.Status, day.Failed(), err, died)
			}
			if found := inspectAll(t, c).Findings; len(found) > 0 {
				t.Fatalf("after call %d: %q", n, found)
			}
		}
	}
}

// Only books in force are read. Other revisions in the bucket are named, and close no day.
func TestHistoryOfForgedBooks(t *testing.T) {
	t.Parallel()
	manifest := func(date string, rev int) string { return closing.Folder("eu", "de", date, rev) + closing.ManifestName }
	replace := func(date string) func(t *testing.T, m *memory) {
		return func(_ *testing.T, m *memory) {
			m.objects[manifest(date, 1)] = bytes.Replace(m.objects[manifest(date, 1)], []byte("\n"), []byte("\n\n"), 1)
		}
	}
	for _, test := range []struct {
		name  string
		forge func(t *testing.T, m *memory)
		revs  [3]int // in force, of the first days
		want  string
	}{
		{"a later revision", func(_ *testing.T, m *memory) { forge(m, second, 1, 2) }, [3]int{1, 1, 0}, manifest(second, 2) + " is not anchored"},
		{"a first revision", func(t *testing.T, m *memory) {
			t.Helper()
			mustClose(t, m, third) // as the forger might
		}, [3]int{1, 1, 0}, manifest(third, 1) + " is not anchored"},
		{"another manifest in the place of one", replace(second), [3]int{1, 0, 0}, manifest(second, 1) + " has the digest"},
		{"another manifest before others", replace(first), [3]int{0, 1, 0}, manifest(first, 1) + " has the digest"},
	} {
		c, m := anchoredDays(t)
		test.forge(t, m)
		history, err := c.Books().History(t.Context(), "de", first, third)
		if err != nil || len(history.Days) != 3 {
			t.Fatalf("%s: %d days, %v", test.name, len(history.Days), err)
		}
		for n, day := range history.Days {
			if day.Live.Rev != test.revs[n] || day.Closed() != (test.revs[n] > 0) || day.Closed() != (day.Body != nil) {
				t.Errorf("%s: %s has rev %d, want %d", test.name, day.Date, day.Live.Rev, test.revs[n])
			}
		}
		if !slices.ContainsFunc(history.Broken, func(f string) bool { return strings.HasPrefix(f, test.want) }) {
			t.Errorf("%s: %q, want %q", test.name, history.Broken, test.want)
		}
	}
}

// Days from before there were anchors are proved by the digests in the first manifest after them,
// also if only some of them are read. A month that is read costs one read of its anchors.
func TestHistoryFromBeforeAnchors(t *testing.T) {
	t.Parallel()
	m := newMemory()
	rawtest.Put(t, m, lives(20), 50)
	if _, err := closer(m).CloseDue(t.Context(), june); err != nil {
		t.Fatal(err)
	}
	c := anchoredCloser(m)
	if _, err := c.CloseDue(t.Context(), june.AddDate(0, 0, 2)); err != nil {
		t.Fatal(err)
	}
	books := c.Books()
	reads := &readsOfAnchors{Anchored: c.Anchors}
	books.Anchors = reads
	if history, err := books.History(t.Context(), "de", first, second); err != nil || len(history.Broken) > 0 || !history.Days[1].Closed() {
		t.Fatalf("%+v, %v", history, err)
	}
	if len(reads.months) != len(slices.Compact(slices.Sorted(slices.Values(reads.months)))) {
		t.Errorf("read the anchors of %q", reads.months)
	}
	key := closing.Folder("eu", "de", second, 1) + closing.ManifestName
	m.objects[key] = bytes.Replace(m.objects[key], []byte("\n"), []byte("\n\n"), 1)
	history, err := books.History(t.Context(), "de", first, second)
	if err != nil || !slices.ContainsFunc(history.Broken, func(f string) bool { return strings.Contains(f, "as the digest of "+second) }) {
		t.Errorf("%q, %v", history.Broken, err)
	}
}

type readsOfAnchors struct {
	closing.Anchored
	months []string
}

func (r *readsOfAnchors) AnchorsOf(ctx context.Context, month string) (ledger.Anchors, error) {
	r.months = append(r.months, month)
	return r.Anchored.AnchorsOf(ctx, month)
}

package closing_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/raw"
	"storefront/shared/ledger/raw/rawtest"
)

// file returns the file that an operator's entries have.
func file(t *testing.T, a ledger.Adjustment) []byte {
	t.Helper()
	a.Region = "eu"
	body, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// entriesKey returns a key that entries could have.
func entriesKey(date string) string {
	return "closed/v=1/region=eu/adjustments/market=de/dt=" + date + "/entries-0123456789abcdef.json"
}

// oneOpen returns books whose first day is closed and whose second is over.
func oneOpen(t *testing.T) (closing.Closer, *memory) {
	t.Helper()
	m := newMemory()
	rawtest.Put(t, m, few(6), 3)
	c := anchoredCloser(m)
	mustBeClosed(t, c, first)
	return c, m
}

func mustBeClosed(t *testing.T, c closing.Closer, date string) closing.Manifest {
	t.Helper()
	day, err := c.Close(t.Context(), closing.Request{Market: "de", Date: date}, later)
	if err != nil || day.Status != closing.Closed {
		t.Fatalf("%s is %q: %+v, %v", date, day.Status, day.Failed(), err)
	}
	return day
}

// Entries of somebody who can write only to the bucket are in no books, and keep no day open. Every
// inspection finds those of a closed day.
func TestForgedEntries(t *testing.T) {
	t.Parallel()
	c, m := oneOpen(t)
	for _, date := range []string{first, second} {
		m.objects[entriesKey(date)] = file(t, entries(date))
	}
	settled := slices.Sorted(maps.Keys(m.kept("raw/")))[0]
	events, err := raw.Decode(m.objects[settled])
	if err != nil {
		t.Fatal(err)
	}
	settlement := strings.Replace(entriesKey(second), "entries-", "event-", 1)
	m.objects[settlement] = file(t, ledger.Adjustment{Market: "de", Date: second, By: "a controller", Reason: "a rule", Settles: events[0].ID, RawFile: settled})
	day := mustBeClosed(t, c, second)
	rebuilt, err := c.Close(t.Context(), closing.Request{Market: "de", Date: first, Rebuild: true, Reason: "a new rule", By: "a controller"}, later)
	if err != nil || rebuilt.Rev != 2 || len(rebuilt.Adjustments)+len(day.Adjustments) > 0 || balance("1050", day, rebuilt) != 0 {
		t.Errorf("booked %+v and %+v, %v", day.Adjustments, rebuilt.Adjustments, err)
	}
	found := inspectAll(t, c).Findings
	if len(found) != 3 || !strings.HasPrefix(found[0], entriesKey(first)+" was not entered") || !strings.HasPrefix(found[1], entriesKey(second)) || !strings.HasPrefix(found[2], settlement) {
		t.Errorf("inspected: %q", found)
	}
	if _, err := c.Books().Entered(t.Context(), "de"); !errors.Is(err, closing.ErrManifest) || !strings.Contains(err.Error(), entriesKey(first)) {
		t.Errorf("read: %v", err)
	}
}

// An operator's entries do not take the place of a forged file.
func TestEntriesMeetAForgedFile(t *testing.T) {
	t.Parallel()
	c, m := oneOpen(t)
	key, _, err := c.Adjust(t.Context(), entries(second), later)
	if err != nil {
		t.Fatal(err)
	}
	forged := entries(second)
	forged.By = "somebody else"
	m.objects[key] = file(t, forged)
	if _, _, err := c.Adjust(t.Context(), entries(second), later); !errors.Is(err, closing.ErrForeign) {
		t.Errorf("entered again: %v", err)
	}
	delete(m.objects, key)
	if _, _, err := c.Adjust(t.Context(), entries(second), later); err != nil {
		t.Fatal(err)
	}
	if day := mustBeClosed(t, c, second); len(day.Adjustments) != 1 || day.Adjustments[0].By != "a controller" {
		t.Errorf("booked %+v", day.Adjustments)
	}
	if found := inspectAll(t, c).Findings; len(found) > 0 {
		t.Errorf("inspected: %q", found)
	}
}

// Entries whose file was never put can be entered again, at another time.
func TestEnteringDies(t *testing.T) {
	t.Parallel()
	c, m := oneOpen(t)
	down := errors.New("down")
	m.before = func(call, key string) error {
		if call == "PutNew" {
			return down
		}
		return nil
	}
	if _, _, err := c.Adjust(t.Context(), entries(second), later); !errors.Is(err, down) {
		t.Fatalf("entered: %v", err)
	}
	m.before = nil
	if _, _, err := c.Adjust(t.Context(), entries(second), later.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if day := mustBeClosed(t, c, second); len(day.Adjustments) != 1 || !day.Adjustments[0].At.Equal(later.Add(time.Hour)) {
		t.Errorf("booked %+v", day.Adjustments)
	}
}

// A cut-off that no close has put leaves no raw file out: the day stays open until it is deleted.
func TestAForgedCutOff(t *testing.T) {
	t.Parallel()
	c, m := oneOpen(t)
	copied := anchoredCloser(m.clone())
	copyAnchors(t, copied.Anchors, c.Anchors)
	day := mustBeClosed(t, copied, second)
	key := closing.Folder("eu", "de", second, 1) + "cutoff.json"
	honest, err := copied.Objects.Get(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	m.objects[key] = bytes.Replace(honest, []byte(`"`+day.Inputs[0].Key+`",`), nil, 1)
	if len(day.Inputs) < 2 || bytes.Equal(m.objects[key], honest) {
		t.Fatalf("nothing is left out of %s", honest)
	}
	open, err := c.Close(t.Context(), closing.Request{Market: "de", Date: second}, later)
	if err != nil || open.Status != closing.Open || !slices.ContainsFunc(open.Failed(), func(k closing.Check) bool { return strings.Contains(strings.Join(k.Findings, ""), key) }) {
		t.Fatalf("it is %q: %+v, %v", open.Status, open.Failed(), err)
	}
	delete(m.objects, key)
	if again := mustBeClosed(t, c, second); len(again.Inputs) != len(day.Inputs) {
		t.Errorf("closed with %d raw files, and there are %d", len(again.Inputs), len(day.Inputs))
	}
}

// A month takes a bounded number of operators' files.
func TestTooManyEntries(t *testing.T) {
	t.Parallel()
	c, m := oneOpen(t)
	for n := range 1_500 {
		f := ledger.AnchoredFile{Key: "closed/" + strconv.Itoa(n), SHA256: "a digest"}
		if _, err := c.Anchors.AnchorFile(t.Context(), may, f); err != nil {
			t.Fatal(err)
		}
	}
	before := len(m.objects)
	if _, _, err := c.Adjust(t.Context(), entries(second), later); !errors.Is(err, ledger.ErrAdjustment) || len(m.objects) != before {
		t.Errorf("entered: %v", err)
	}
	mustBeClosed(t, c, second)
}

// A file that was changed after its entries were booked is one finding of a rebuild.
func TestBookedEntriesChange(t *testing.T) {
	t.Parallel()
	c, m := oneOpen(t)
	key, _, err := c.Adjust(t.Context(), entries(first), later)
	if err != nil {
		t.Fatal(err)
	}
	m.objects[key] = bytes.Replace(m.objects[key], []byte("supplier"), []byte("customer"), 1)
	r := closing.Request{Market: "de", Date: first, Rebuild: true, Reason: "a new rule", By: "a controller"}
	day, err := c.Close(t.Context(), r, later)
	if err != nil || !slices.Equal(failed(day), []closing.CheckName{closing.RawFilesWhole}) {
		t.Fatalf("%+v, %v", day.Failed(), err)
	}
	if found := day.Failed()[0].Findings; len(found) != 1 || !strings.HasPrefix(found[0], key+" was changed after it was booked") {
		t.Errorf("found %q", found)
	}
}

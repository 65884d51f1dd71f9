package closing_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/raw/rawtest"
)

// A rebuilt day has the numbers that it had. If it had none, as in books of an earlier
// program, it gets none, because the numbers of later days have begun without it.
func TestNumbersOfARebuild(t *testing.T) {
	t.Parallel()
	m := newMemory()
	rawtest.Put(t, m, lives(200), 50)
	one, two := mustClose(t, m, first), mustClose(t, m, second)
	if one.Numbers["DE-INV"] == 0 || two.Numbers["DE-INV"] <= one.Numbers["DE-INV"] || one.Numbers["DE-INV"] != one.Totals.Events[ledger.Paid] {
		t.Fatalf("numbers %v and %v", one.Numbers, two.Numbers)
	}
	r := closing.Request{Market: "de", Date: first, Rebuild: true, Reason: "a new rule", By: "a controller"}
	again, err := closer(m).Close(t.Context(), r, later)
	if err != nil || again.Rev != 2 || !maps.Equal(one.Numbers, again.Numbers) {
		t.Errorf("rebuilt: rev %d, %v, %v", again.Rev, again.Numbers, err)
	}
	documents := func(rev int) string {
		return unzip(t, m.objects[closing.Folder("eu", "de", first, rev)+"documents.csv.gz"])
	}
	if documents(1) != documents(2) {
		t.Error("the rebuilt documents differ")
	}
}

// A rebuild that would end with other numbers stays open, since the next day goes on from
// those that are there.
func TestARebuildWithOtherNumbers(t *testing.T) {
	t.Parallel()
	m := newMemory()
	rawtest.Put(t, m, lives(200), 50)
	mustClose(t, m, first)
	for name, tt := range map[string]struct {
		change func(manifest string) string
		failed []closing.CheckName
		status closing.Status
	}{
		"one more": {func(s string) string { return strings.Replace(s, `"DE-INV": `, `"DE-INV": 9`, 1) }, []closing.CheckName{closing.NumbersContinue}, closing.Open},
		"none": {func(s string) string {
			from, to := strings.Index(s, ` "numbers"`), strings.Index(s, ` "cut_off"`)
			return s[:from] + s[to:]
		}, nil, closing.Closed},
	} {
		n := m.clone()
		key := closing.Folder("eu", "de", first, 1) + "manifest.json"
		n.objects[key] = []byte(tt.change(string(m.objects[key])))
		r := closing.Request{Market: "de", Date: first, Rebuild: true, Reason: "a new rule", By: "a controller"}
		got, err := closer(n).Close(t.Context(), r, later)
		if err != nil || got.Status != tt.status || !slices.Equal(failed(got), tt.failed) {
			t.Errorf("%s: %s, %+v, %v", name, got.Status, got.Failed(), err)
		}
		if name == "none" && (got.Numbers != nil || strings.Count(unzip(t, n.objects[closing.Folder("eu", "de", first, 2)+"documents.csv.gz"]), "\n") != 1) {
			t.Errorf("%s: numbers %v", name, got.Numbers)
		}
	}
}

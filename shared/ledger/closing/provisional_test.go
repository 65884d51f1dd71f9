package closing_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/raw/rawtest"
)

// Provisional books of a day have what its closed books have later, say in every file
// what they are, and leave no trace in the bucket.
func TestProvisionalBooks(t *testing.T) {
	t.Parallel()
	m := newMemory()
	rawtest.Put(t, m, lives(200), 50)
	before := m.kept("")
	got := map[string]closing.ProvisionalBooks{}
	for _, date := range []string{first, second, third} { // no day before them is closed
		made, err := closer(m).Provisional(t.Context(), closing.Request{Market: "de", Date: date}, later)
		if err != nil {
			t.Fatal(err)
		}
		if len(made.Manifest.Failed()) > 0 || made.Manifest.Status != closing.Provisional {
			t.Errorf("%s is %s: %+v", date, made.Manifest.Status, made.Manifest.Failed())
		}
		got[date] = made
	}
	if diff := cmp.Diff(before, m.kept("")); diff != "" {
		t.Errorf("the bucket has changed:\n%s", diff)
	}
	for _, date := range []string{first, second, third} {
		want := mustClose(t, m, date)
		if diff := cmp.Diff(want.Totals, got[date].Manifest.Totals); diff != "" {
			t.Errorf("%s: -closed +provisional:\n%s", date, diff)
		}
		for i, f := range got[date].Files {
			documents := strings.Contains(f.Of, "documents") // are numbered, and so made, when the day is closed
			if want.Files[i].Rows != got[date].Manifest.Files[i].Rows && !documents {
				t.Errorf("%s has %d rows, and %d closed", f.Name, got[date].Manifest.Files[i].Rows, want.Files[i].Rows)
			}
			checkMark(t, f)
		}
	}
}

// checkMark checks that a file and each of its rows say that they are provisional.
func checkMark(t *testing.T, f closing.ProvisionalFile) {
	t.Helper()
	if !strings.HasPrefix(f.Name, "PROVISIONAL-eu-de-2015-05-") {
		t.Errorf("a file is called %s", f.Name)
	}
	if strings.HasSuffix(f.Name, ".parquet") {
		file, err := parquet.OpenFile(bytes.NewReader(f.Body), int64(len(f.Body)))
		if err != nil {
			t.Fatal(err)
		}
		if mark, _ := file.Lookup("books"); mark != "PROVISIONAL" {
			t.Errorf("%s says that it is %q", f.Name, mark)
		}
		return
	}
	for i, row := range strings.Split(strings.TrimSpace(unzip(t, f.Body)), "\n") {
		if want := []string{"books,", "PROVISIONAL,"}[min(i, 1)]; !strings.HasPrefix(row, want) {
			t.Errorf("row %d of %s is %s", i, f.Name, row)
		}
	}
}

// Late events are in the provisional books of the next open day, as they will be in
// its closed ones.
func TestProvisionalBooksOfLateEvents(t *testing.T) {
	t.Parallel()
	m, events := newMemory(), lives(100)
	rawtest.Put(t, m, without(events, isLot), 50)
	mustClose(t, m, first)
	rawtest.Put(t, m, events, 50) // the lots are late, all else comes twice
	made, err := closer(m).Provisional(t.Context(), closing.Request{Market: "de", Date: second}, later)
	if err != nil {
		t.Fatal(err)
	}
	want := mustClose(t, m, second)
	if diff := cmp.Diff(want.Totals, made.Manifest.Totals); diff != "" || len(want.Late) != 1 {
		t.Errorf("%+v, -closed +provisional:\n%s", want.Late, diff)
	}
	if diff := cmp.Diff(want.Late, made.Manifest.Late); diff != "" {
		t.Errorf("late: -closed +provisional:\n%s", diff)
	}
}

func TestProvisionalRefuses(t *testing.T) {
	t.Parallel()
	m := newMemory()
	rawtest.Put(t, m, lives(50), 50)
	mustClose(t, m, first)
	noon := time.Date(2015, time.May, 19, 10, 0, 0, 0, time.UTC)
	for name, r := range map[string]closing.Request{
		"a closed day":               {Market: "de", Date: first},
		"a day that has not begun":   {Market: "de", Date: third},
		"a market of another region": {Market: "us", Date: second},
		"no date":                    {Market: "de", Date: "today"},
	} {
		if _, err := closer(m).Provisional(t.Context(), r, noon); !errors.Is(err, closing.ErrDate) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := closer(m).Provisional(t.Context(), closing.Request{Market: "de", Date: second}, noon); err != nil {
		t.Errorf("a day that is not over: %v", err)
	}
}

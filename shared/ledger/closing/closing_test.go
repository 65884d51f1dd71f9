package closing_test

import (
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/raw/rawtest"
)

// The books of all days have the entries of all events.
func TestDaysAddUpToAllEvents(t *testing.T) {
	t.Parallel()
	m, events := newMemory(), lives(400)
	rawtest.Put(t, m, events, 50)
	got, want := map[string]int64{}, map[string]int64{}
	tried, err := closer(m).CloseDue(t.Context(), later)
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for i, day := range tried {
		if day.Status != closing.Closed || day.Rev != 1 || (day.Previous == nil) != (i == 0) {
			t.Fatalf("%s is %s, rev %d: %+v", day.Date, day.Status, day.Rev, day.Failed())
		}
		for _, a := range day.Totals.Accounts {
			got[a.Code] += a.Debit - a.Credit
		}
		for _, u := range day.Totals.Units {
			got[u.SKU+" "+string(u.Kind)] += int64(u.Units)
		}
		for _, in := range day.Inputs {
			rows += in.Rows
		}
	}
	for _, e := range events {
		entries, err := ledger.Book(e)
		if err != nil {
			t.Fatal(err)
		}
		for _, j := range entries.Journal {
			if j.Side == ledger.Credit {
				j.Amount.Minor = -j.Amount.Minor
			}
			want[j.AccountCode] += j.Amount.Minor
		}
		for _, move := range entries.Moves {
			want[move.SKU+" "+string(move.Kind)] += int64(move.Quantity)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || rows != len(events) || len(tried) != 6 {
		t.Errorf("%d days have %d of %d events (-want +got):\n%s", len(tried), rows, len(events), diff)
	}
}

func TestCloseOfClosedDay(t *testing.T) {
	t.Parallel()
	m, events := newMemory(), lives(100)
	rawtest.Put(t, m, events, 50)
	want := mustClose(t, m, first)
	before := m.kept("closed/", "current/")
	got, err := closer(m).Close(t.Context(), closing.Request{Market: "de", Date: first}, later.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("manifest (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(before, m.kept("closed/", "current/")); diff != "" {
		t.Errorf("the files have changed:\n%s", diff)
	}
}

func TestCloseRefuses(t *testing.T) {
	t.Parallel()
	m := newMemory()
	for name, r := range map[string]closing.Request{
		"a market of another region": {Market: "us", Date: first},
		"no date":                    {Market: "de", Date: "2015-05-32"},
		"a day that is not over":     {Market: "de", Date: "2015-05-24"},
	} {
		if got, err := closer(m).Close(t.Context(), r, later); !errors.Is(err, closing.ErrDate) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// The books begin with the day of the first event: a wrong year would begin the chain
// for good.
func TestCloseBeforeTheFirstEvent(t *testing.T) {
	t.Parallel()
	fresh := newMemory()
	rawtest.Put(t, fresh, lives(20), 50)
	begun := fresh.clone()
	mustClose(t, begun, first)
	for name, m := range map[string]*memory{"no books": fresh, "books": begun, "no events": newMemory()} {
		for _, date := range []string{"2014-05-18", "2015-05-17"} {
			before := len(m.objects)
			got, err := closer(m).Close(t.Context(), closing.Request{Market: "de", Date: date}, later)
			if !errors.Is(err, closing.ErrDate) || len(m.objects) != before {
				t.Errorf("%s, %s: %s, %v", name, date, got.Status, err)
			}
		}
	}
}

// A day is over at the market's midnight, and due some hours later.
func TestDue(t *testing.T) {
	t.Parallel()
	fresh := newMemory()
	rawtest.Put(t, fresh, lives(100), 50)
	begun := fresh.clone()
	mustClose(t, begun, first)
	midnight := time.Date(2015, time.May, 18, 22, 0, 0, 0, time.UTC) // the day after begins in Berlin
	for _, tt := range []struct {
		name   string
		bucket *memory
		at     time.Time
		want   []string
	}{
		{"the day is over", fresh, midnight, nil},
		{"just before it is due", fresh, midnight.Add(3*time.Hour - 1), nil},
		{"it is due", fresh, midnight.Add(3 * time.Hour), []string{first}},
		{"just before the second one is due", fresh, midnight.Add(27*time.Hour - 1), []string{first}},
		{"two are due", fresh, midnight.Add(27 * time.Hour), []string{first, second}},
		{"the third one is not", fresh, midnight.Add(49 * time.Hour), []string{first, second}},
		{"the first one is closed", begun, midnight.Add(27 * time.Hour), []string{second}},
		{"no raw file", newMemory(), later, nil},
	} {
		tried, err := closer(tt.bucket.clone()).CloseDue(t.Context(), tt.at)
		var got []string
		for _, m := range tried {
			got = append(got, m.Date)
		}
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%s: CloseDue tried %v, %v; want %v", tt.name, got, err, tt.want)
		}
	}
}

// Rebuilt books are of the same events, and the chain goes on from them.
func TestRebuild(t *testing.T) {
	t.Parallel()
	m, events := newMemory(), lives(200)
	today := on(events, first)
	rawtest.Put(t, m, events, 50)
	old := mustClose(t, m, first, second)
	late := slices.Clone(today[:1])
	late[0].Sequence = "1" // unlike that of the event in the books
	rawtest.Put(t, m, late, 1)
	before := m.kept("closed/")
	got, err := closer(m).Close(t.Context(), closing.Request{Market: "de", Date: second, Rebuild: true, Reason: "a new rule", By: "a controller"}, later.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if got.Rev != 2 || got.Supersedes == nil || got.Supersedes.Rev != 1 || got.Status != closing.Closed {
		t.Fatalf("manifest %+v", got)
	}
	same := old
	same.Rev, same.Supersedes, same.At, same.Reason, same.By = got.Rev, got.Supersedes, got.At, "a new rule", "a controller"
	if diff := cmp.Diff(same, got); diff != "" {
		t.Errorf("the same events have other books (-old +new):\n%s", diff)
	}
	after := m.kept("closed/")
	for key, body := range before {
		if after[key] != body {
			t.Errorf("%s changed", key)
		}
	}
	current := m.kept(closing.CurrentKey("eu", "de", second, "manifest.json"))
	if !slices.Contains(slices.Collect(maps.Values(current)), after[closing.Folder("eu", "de", second, 2)+"manifest.json"]) {
		t.Error("the current manifest is not that of rev 2")
	}
	if next := closeDay(t, m, third); next.Previous == nil || next.Previous.Rev != 2 || !slices.Equal(failed(next), []closing.CheckName{closing.DuplicatesSame}) {
		t.Errorf("the next day: %+v, %+v", next.Previous, next.Failed())
	}
}

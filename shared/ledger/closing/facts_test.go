package closing_test

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/raw"
	"storefront/shared/ledger/raw/rawtest"
	"storefront/shared/market"
	"storefront/shared/order"
)

// rawKey returns the key of a raw file of a day, the one in the middle.
func rawKey(m *memory, date string) string {
	keys := slices.Sorted(maps.Keys(m.kept(raw.Folder("eu", "de", date))))
	keys = slices.DeleteFunc(keys, func(key string) bool { return strings.Contains(key, "/lots-") })
	return keys[len(keys)/2]
}

// change returns a copy of the events in which do has changed the first one that is reports true for.
func change(events []ledger.Event, is func(ledger.Event) bool, do func(*ledger.Event)) []ledger.Event {
	events = slices.Clone(events)
	i := slices.IndexFunc(events, is)
	do(&events[i])
	return events
}

func isOn(date string, kind ledger.EventType) func(ledger.Event) bool {
	return func(e ledger.Event) bool { return dateOf(e) == date && e.Type == kind }
}

// Events that come twice, late or in another order do not change the totals.
func TestTotalsOfAnyDelivery(t *testing.T) {
	t.Parallel()
	events := lives(60)
	reference := newMemory()
	rawtest.Put(t, reference, events, 50)
	want := totals(t, reference)
	put := func(events []ledger.Event, atMost int) func(*memory) {
		return func(m *memory) { rawtest.Put(t, m, events, atMost) }
	}
	turned := slices.Clone(events)
	slices.Reverse(turned)
	tail := on(events, second)
	tail = tail[len(tail)-20:]
	erased := change(events, isOn(first, ledger.Paid), func(e *ledger.Event) { e.BuyerRef, e.HSCodes = "", nil })
	for name, tt := range map[string]struct {
		before []func(*memory) // any day is closed
		after  func(*memory)   // two days are closed
	}{
		"again, in other files":     {before: []func(*memory){put(events, 50), put(events, 37)}},
		"again, when it was booked": {before: []func(*memory){put(events, 50)}, after: put(events, 41)},
		"in another order":          {before: []func(*memory){put(turned, 50)}},
		"late":                      {before: []func(*memory){put(without(events, isLot), 50)}, after: put(events, 50)},
		"late, and in part again": {before: []func(*memory){put(without(events, func(e ledger.Event) bool {
			return slices.ContainsFunc(tail, func(x ledger.Event) bool { return x.Order.ID == e.Order.ID })
		}), 50)}, after: put(events, 43)},
		"a few events to a file":                                    {before: []func(*memory){put(events, 3)}},
		"again, after the buyer was erased and the catalog changed": {before: []func(*memory){put(events, 50), put(erased, 50), put(erased, 49)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMemory()
			for _, put := range tt.before {
				put(m)
			}
			mustClose(t, m, first, second)
			closed := m.kept("closed/")
			if tt.after != nil {
				tt.after(m)
			}
			if diff := cmp.Diff(want, totals(t, m)); diff != "" {
				t.Errorf("totals of all days (-want +got):\n%s", diff)
			}
			for key, body := range closed {
				if m.kept(key)[key] != body {
					t.Errorf("%s changed", key)
				}
			}
		})
	}
}

// totals closes all days and returns the sums of their totals.
func totals(t *testing.T, m *memory) map[string]int64 {
	t.Helper()
	sum := map[string]int64{}
	for date := first; date < "2015-05-24"; date = ledger.AddDays(date, 1) {
		day := mustClose(t, m, date)
		for _, a := range day.Totals.Accounts {
			sum[a.Code+" debit"] += a.Debit
			sum[a.Code+" credit"] += a.Credit
		}
		for _, u := range day.Totals.Units {
			sum[u.SKU+" "+string(u.Kind)] += int64(u.Units)
		}
		for kind, n := range day.Totals.Events {
			sum[string(kind)] += int64(n)
		}
	}
	return sum
}

// A day that cannot be proved stays open, and its manifest says why. Once the damage
// is repaired, it can be closed.
func TestWhatKeepsADayOpen(t *testing.T) {
	t.Parallel()
	events := lives(60)
	// instead replaces the raw files of the second day.
	instead := func(events []ledger.Event) func(*memory) {
		return func(m *memory) {
			maps.DeleteFunc(m.objects, func(key string, _ []byte) bool {
				return strings.HasPrefix(key, raw.Folder("eu", "de", second))
			})
			rawtest.Put(t, m, on(events, second), 15)
		}
	}
	// edit changes an event of the second day.
	edit := func(kind ledger.EventType, do func(*ledger.Event)) func(*memory) {
		return instead(change(events, isOn(second, kind), do))
	}
	// rewrite changes the bytes of a raw file, and rename its name.
	rewrite := func(date string, do func([]byte) []byte) func(*memory) {
		return func(m *memory) {
			key := rawKey(m, date)
			m.objects[key] = do(bytes.Clone(m.objects[key]))
		}
	}
	rename := func(date string, do func(*raw.Key)) func(*memory) {
		return func(m *memory) {
			key, err := raw.ParseKey(rawKey(m, date))
			if err != nil {
				t.Fatal(err)
			}
			body := m.objects[key.String()]
			do(&key)
			m.objects[key.String()] = body
		}
	}
	good := newMemory()
	rawtest.Put(t, good, events, 15)
	mustClose(t, good, first)
	manifest := closing.Folder("eu", "de", first, 1) + "manifest.json"
	gap := []closing.CheckName{closing.NoVersionGaps}
	files := []closing.CheckName{closing.RawFilesWhole}
	filesAndGap := []closing.CheckName{closing.RawFilesWhole, closing.NoVersionGaps}
	for name, tt := range map[string]struct {
		damage func(*memory) // after the first day is closed and before the second one is
		want   []closing.CheckName
	}{
		"a missing record": {instead(without(events, func(e ledger.Event) bool {
			return isOn(second, ledger.Paid)(e) && hasNext(events, e, second)
		})), gap},
		"a version that disagrees with the one before": {edit(ledger.Paid, func(e *ledger.Event) { e.Previous.Refunds = 7 }), gap},
		"a version left out":                           {edit(ledger.Paid, func(e *ledger.Event) { e.Previous.Version-- }), gap},
		"a truncated file":                             {rewrite(second, func(body []byte) []byte { return body[:len(body)-9] }), filesAndGap},
		"an empty file":                                {rewrite(second, func([]byte) []byte { return nil }), filesAndGap},
		"a changed byte": {rewrite(second, func(body []byte) []byte {
			body[len(body)/2] ^= 1
			return body
		}), filesAndGap},
		"a file of a newer program": {rewrite(second, func([]byte) []byte {
			return gzipped(t, `{"schema_version":4,"news":1}`+"\n")
		}), filesAndGap},
		"a booked file that was changed": {rewrite(first, func(body []byte) []byte {
			events, err := raw.Decode(body)
			if err == nil {
				events[0].BuyerRef = "other"
				body, err = raw.Encode(events)
			}
			if err != nil {
				t.Fatal(err)
			}
			return body
		}), filesAndGap},
		"a file under another name": {rename(second, func(key *raw.Key) { key.Last += "0" }), files},
		"a file of another day":     {rename(first, func(key *raw.Key) { key.Date = second }), files},
		"a file that is no raw file": {func(m *memory) {
			m.objects[raw.Folder("eu", "de", second)+"notes.txt"] = []byte("x")
		}, files},
		"a booked file that is gone": {func(m *memory) { delete(m.objects, rawKey(m, first)) }, filesAndGap},
		"a duplicate that disagrees": {func(m *memory) {
			other := change(events, isOn(second, ledger.Paid), func(e *ledger.Event) { e.Order.Payment.Reference = "other" })
			rawtest.Put(t, m, on(other, second), 14)
		}, []closing.CheckName{closing.DuplicatesSame, closing.VersionsAgree}},
		"a refund of more than was paid": {edit(ledger.Refunded, func(e *ledger.Event) {
			e.Order.Refunds = slices.Clone(e.Order.Refunds)
			e.Order.Refunds[len(e.Order.Refunds)-1].Total.Minor += 1_000_000_00
		}), []closing.CheckName{closing.VersionsAgree, closing.Bookable, closing.RefundsPaid}},
		"a clock that was behind": {edit(ledger.Extended, func(e *ledger.Event) {
			e.RecordedAt = e.OccurredAt.Add(5*time.Minute + time.Millisecond)
		}), []closing.CheckName{closing.ClocksAgree}},
		"a clock that was ahead": {edit(ledger.Paid, func(e *ledger.Event) {
			e.RecordedAt = e.OccurredAt.Add(-5*time.Minute - time.Millisecond)
		}), []closing.CheckName{closing.ClocksAgree}},
		"a clock a year ahead": {func(m *memory) {
			ahead := change(events, isOn(third, ledger.Refunded), func(e *ledger.Event) { e.OccurredAt = e.OccurredAt.AddDate(1, 0, 0) })
			rawtest.Put(t, m, without(ahead, func(e ledger.Event) bool { return dateOf(e) < "2016" }), 15)
		}, []closing.CheckName{closing.ClocksAgree}},
		"an event of unknown type": {edit(ledger.Extended, func(e *ledger.Event) { e.Type = "GIVEN" }), []closing.CheckName{closing.Bookable}},
		"more sold than leaves stock": {edit(ledger.Paid, func(e *ledger.Event) {
			e.Order.Lines = slices.Clone(e.Order.Lines)
			e.Order.Lines[0].Allocations = nil
		}), []closing.CheckName{closing.VersionsAgree, closing.UnitsTieOut}},
		"a changed manifest of the day before": {func(m *memory) {
			m.objects[manifest] = bytes.Replace(m.objects[manifest], []byte(`"CLOSED"`), []byte(`"OPEN"`), 1)
		}, []closing.CheckName{closing.Chained}},
		"no books of the day before": {func(m *memory) { delete(m.objects, manifest) }, []closing.CheckName{closing.PreviousClosed}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := good.clone()
			tt.damage(m)
			got := closeDay(t, m, second)
			if diff := cmp.Diff(tt.want, failed(got)); diff != "" || got.Status != closing.Open {
				t.Errorf("%s, failed checks (-want +got):\n%s\n%+v", got.Status, diff, got.Failed())
			}
			if files := m.kept(closing.Folder("eu", "de", second, 1)); len(files) > 0 {
				t.Errorf("there are %d closed files, want none", len(files))
			}
			if len(m.kept(closing.OpenKey("eu", "de", second))) != 1 {
				t.Error("there is no manifest of the open day")
			}
			maps.DeleteFunc(m.objects, func(key string, _ []byte) bool { return good.objects[key] == nil })
			maps.Copy(m.objects, good.objects)
			mustClose(t, m, second)
		})
	}
}

// hasNext reports whether the version after an event is of the same day.
func hasNext(events []ledger.Event, e ledger.Event, date string) bool {
	return slices.ContainsFunc(events, func(x ledger.Event) bool {
		return dateOf(x) == date && x.Order.ID == e.Order.ID && x.Previous.Version == e.Order.Version
	})
}

// A file that comes after the look-back is in no books. The days after it are closed all the same,
// and the nightly run finds it, as it finds a file of another name.
func TestFileTooLate(t *testing.T) {
	t.Parallel()
	m := newMemory()
	events := lives(20)
	rawtest.Put(t, m, events, 50)
	c := closer(m)
	if _, err := c.CloseDue(t.Context(), later.AddDate(0, 0, 40)); err != nil {
		t.Fatal(err)
	}
	rawtest.Put(t, m, events, 49)
	m.objects[raw.Folder("eu", "de", first)+"notes.txt"] = []byte("x")
	tried, err := c.CloseDue(t.Context(), later.AddDate(0, 0, 41))
	if err != nil || len(tried) != 1 || tried[0].Status != closing.Closed {
		t.Errorf("%+v, %v", tried, err)
	}
	found := tooLate(t, m)
	if len(found) < 3 || !strings.HasSuffix(found[0], "/notes.txt is not the name of a raw file") {
		t.Errorf("found %q", found)
	}
	for _, late := range found[1:] {
		if !strings.HasSuffix(late, ".ndjson.gz came more than 35 days late, and is in no books") {
			t.Errorf("found %q", late)
		}
	}
}

// tooLate returns the raw files that are found too late after all closes.
func tooLate(t *testing.T, m *memory) []string {
	t.Helper()
	books := closing.Books{Objects: m, Region: "eu"}
	h, err := books.History(t.Context(), "de", "", "")
	if err != nil {
		t.Fatal(err)
	}
	found, err := books.TooLate(t.Context(), "de", h)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// A later close finds any changed byte of a closed manifest.
func TestChainCoversEveryByte(t *testing.T) {
	t.Parallel()
	m := newMemory()
	rawtest.Put(t, m, lives(10), 50)
	mustClose(t, m, first, second)
	key := closing.Folder("eu", "de", first, 1) + "manifest.json"
	for i := range m.objects[key] {
		damaged := m.clone()
		damaged.objects[key] = bytes.Clone(m.objects[key])
		damaged.objects[key][i] ^= 1
		if got := closeDay(t, damaged, third); !slices.Contains(failed(got), closing.Chained) {
			t.Errorf("byte %d: %s, %+v", i, got.Status, got.Failed())
		}
	}
}

// An order was extended by a process whose clock was ahead, just after midnight,
// and then paid by one whose clock was behind, just before it.
func TestClocksDisagreeAroundMidnight(t *testing.T) {
	t.Parallel()
	midnight := time.Date(2015, time.May, 19, 7, 0, 0, 0, time.UTC) // in Los Angeles
	a := &author{t: t, at: midnight.Add(-10 * time.Minute)}
	a.lot(0)
	o := a.held("aaaa000000000001", 1)
	a.at = midnight.Add(5*time.Millisecond - time.Minute)
	o = a.becomes(o, func(o *order.Order) { o.Extended = true })
	a.at = midnight.Add(-10*time.Millisecond - time.Minute)
	a.paid(o)
	m := newMemory()
	rawtest.Put(t, m, a.events, 50)
	for _, date := range []string{first, second} {
		got, err := closing.Closer{Objects: m, Region: market.US}.Close(t.Context(), closing.Request{Market: "us", Date: date}, later)
		if err != nil || got.Status != closing.Closed {
			t.Errorf("%s is %s: %+v, %v", date, got.Status, got.Failed(), err)
		}
	}
}

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
	"storefront/shared/market"
	"storefront/shared/order"
)

// rawKey finds a raw file of a day: the one in the middle.
func rawKey(m *memory, date string) string {
	keys := slices.Sorted(maps.Keys(m.kept(raw.Folder("eu", "de", date))))
	return keys[len(keys)/2]
}

// change writes an event of a day otherwise. It is one that the condition is true of.
func change(events []ledger.Event, is func(ledger.Event) bool, do func(*ledger.Event)) []ledger.Event {
	events = slices.Clone(events)
	i := slices.IndexFunc(events, is)
	do(&events[i])
	return events
}

func isOn(date string, kind ledger.EventType) func(ledger.Event) bool {
	return func(e ledger.Event) bool {
		d, _ := ledger.Date(e.Market, e.OccurredAt)
		return d == date && e.Type == kind
	}
}

// What comes twice, late or in another order changes nothing but where it is.
func TestNothingIsLostAndNothingIsTwice(t *testing.T) {
	t.Parallel()
	events := lives(200)
	reference := newMemory()
	put(t, reference, events, 50)
	want := totals(t, reference)
	for name, tt := range map[string]struct {
		before func(*memory) // before any day is closed
		after  func(*memory) // after two days are
	}{
		"again, in other files": {before: func(m *memory) { put(t, m, events, 50); put(t, m, events, 37) }},
		"again, when it was booked": {
			before: func(m *memory) { put(t, m, events, 50) },
			after:  func(m *memory) { put(t, m, events, 41) },
		},
		"in another order": {before: func(m *memory) {
			turned := slices.Clone(events)
			slices.Reverse(turned)
			put(t, m, turned, 50)
		}},
		"late": {
			before: func(m *memory) {
				put(t, m, slices.DeleteFunc(slices.Clone(events), func(e ledger.Event) bool { return e.Type == ledger.Allocated }), 50)
			},
			after: func(m *memory) { put(t, m, events, 50) },
		},
		"late, and in part again": {
			before: func(m *memory) {
				today, _ := on(events, second)
				short := slices.DeleteFunc(slices.Clone(events), func(e ledger.Event) bool {
					return slices.ContainsFunc(today[len(today)-20:], func(x ledger.Event) bool { return x.Order.ID == e.Order.ID })
				})
				put(t, m, short, 50)
			},
			after: func(m *memory) { put(t, m, events, 43) },
		},
		"a few events to a file": {before: func(m *memory) { put(t, m, events, 3) }},
		"the buyer was erased and the catalog changed when it came again": {
			before: func(m *memory) {
				put(t, m, events, 50)
				put(t, m, change(events, isOn(first, ledger.Paid), func(e *ledger.Event) { e.BuyerRef, e.HSCodes = "", nil }), 50)
				put(t, m, change(events, isOn(first, ledger.Paid), func(e *ledger.Event) { e.BuyerRef, e.HSCodes = "", nil }), 49)
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMemory()
			tt.before(m)
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

// totals closes all days and adds them up.
func totals(t *testing.T, m *memory) map[string]int64 {
	t.Helper()
	sum := map[string]int64{}
	for date := first; date < "2015-05-24"; {
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
		date = date[:len(date)-1] + string(date[len(date)-1]+1)
		if date == "2015-05-1:" {
			date = "2015-05-20"
		}
	}
	return sum
}

// A day that cannot be proved stays open, and says why. When it can be, it is closed.
func TestWhatKeepsADayOpen(t *testing.T) {
	t.Parallel()
	events := lives(200)
	replace := func(m *memory, events []ledger.Event) {
		maps.DeleteFunc(m.objects, func(key string, _ []byte) bool {
			return strings.HasPrefix(key, raw.Folder("eu", "de", second))
		})
		today, _ := on(events, second)
		put(t, m, today, 50)
	}
	for name, tt := range map[string]struct {
		do   func(*memory) // after the first day is closed and before the second one is
		want []closing.CheckName
	}{
		"a record is missing": {func(m *memory) {
			replace(m, slices.DeleteFunc(slices.Clone(events), func(e ledger.Event) bool {
				return isOn(second, ledger.Paid)(e) && e.Order.Market == "de" && hasNext(events, e, second)
			}))
		}, []closing.CheckName{closing.NoVersionGaps}},
		"a version says something else of the one before": {func(m *memory) {
			replace(m, change(events, isOn(second, ledger.Paid), func(e *ledger.Event) { e.Previous.Refunds = 7 }))
		}, []closing.CheckName{closing.NoVersionGaps}},
		"a version is left out": {func(m *memory) {
			replace(m, change(events, isOn(second, ledger.Paid), func(e *ledger.Event) { e.Previous.Version-- }))
		}, []closing.CheckName{closing.NoVersionGaps}},
		"a file is cut off": {func(m *memory) {
			key := rawKey(m, second)
			m.objects[key] = m.objects[key][:len(m.objects[key])-9]
		}, []closing.CheckName{closing.RawFilesWhole, closing.NoVersionGaps}},
		"a file is empty": {func(m *memory) {
			m.objects[rawKey(m, second)] = nil
		}, []closing.CheckName{closing.RawFilesWhole, closing.NoVersionGaps}},
		"a byte is changed": {func(m *memory) {
			key := rawKey(m, second)
			m.objects[key] = bytes.Clone(m.objects[key])
			m.objects[key][len(m.objects[key])/2] ^= 1
		}, []closing.CheckName{closing.RawFilesWhole, closing.NoVersionGaps}},
		"a file has another's name": {func(m *memory) {
			key, err := raw.ParseKey(rawKey(m, second))
			if err != nil {
				t.Fatal(err)
			}
			body := m.objects[key.String()]
			key.Last += "0"
			m.objects[key.String()] = body
		}, []closing.CheckName{closing.RawFilesWhole}},
		"a file is of another day": {func(m *memory) {
			key, err := raw.ParseKey(rawKey(m, first))
			if err != nil {
				t.Fatal(err)
			}
			body := m.objects[key.String()]
			key.Date = second
			m.objects[key.String()] = body
		}, []closing.CheckName{closing.RawFilesWhole}},
		"something else is among them": {func(m *memory) {
			m.objects[raw.Folder("eu", "de", second)+"notes.txt"] = []byte("x")
		}, []closing.CheckName{closing.RawFilesWhole}},
		"a newer program has written it": {func(m *memory) {
			m.objects[rawKey(m, second)] = gzipped(t, `{"schema_version":2,"news":1}`+"\n")
		}, []closing.CheckName{closing.RawFilesWhole, closing.NoVersionGaps}},
		"a booked file is gone": {func(m *memory) {
			delete(m.objects, rawKey(m, first))
		}, []closing.CheckName{closing.RawFilesWhole, closing.NoVersionGaps}},
		"a booked file is not as it was": {func(m *memory) {
			today, _ := on(events, first)
			key := rawKey(m, first)
			part := slices.DeleteFunc(slices.Clone(today), func(e ledger.Event) bool {
				old, _ := raw.Decode(m.objects[key])
				return !slices.ContainsFunc(old, func(x ledger.Event) bool { return x.ID == e.ID })
			})
			part[0].BuyerRef = "other"
			body, err := raw.Encode(part)
			if err != nil {
				t.Fatal(err)
			}
			m.objects[key] = body
		}, []closing.CheckName{closing.RawFilesWhole, closing.NoVersionGaps}},
		"an event is there twice and disagrees": {func(m *memory) {
			other := change(events, isOn(second, ledger.Paid), func(e *ledger.Event) { e.Order.Payment.Reference = "other" })
			today, _ := on(other, second)
			put(t, m, today, 47)
		}, []closing.CheckName{closing.DuplicatesSame}},
		"more is given back than was paid": {func(m *memory) {
			replace(m, change(events, isOn(second, ledger.Refunded), func(e *ledger.Event) {
				e.Order.Refunds = slices.Clone(e.Order.Refunds)
				e.Order.Refunds[len(e.Order.Refunds)-1].Total.Minor += 1_000_000_00
			}))
		}, []closing.CheckName{closing.Bookable, closing.RefundsPaid}},
		"an event of no known type": {func(m *memory) {
			replace(m, change(events, isOn(second, ledger.Extended), func(e *ledger.Event) { e.Type = "GIVEN" }))
		}, []closing.CheckName{closing.Bookable}},
		"more is sold than leaves stock": {func(m *memory) {
			replace(m, change(events, isOn(second, ledger.Paid), func(e *ledger.Event) {
				e.Order.Lines = slices.Clone(e.Order.Lines)
				e.Order.Lines[0].Allocations = nil
			}))
		}, []closing.CheckName{closing.UnitsTieOut}},
		"the manifest before is not as it was": {func(m *memory) {
			key := closing.Folder("eu", "de", first, 1) + "manifest.json"
			m.objects[key] = bytes.Replace(m.objects[key], []byte(`"CLOSED"`), []byte(`"OPEN"`), 1)
		}, []closing.CheckName{closing.Chained}},
		"the day before is not closed": {func(m *memory) {
			delete(m.objects, closing.Folder("eu", "de", first, 1)+"manifest.json")
		}, []closing.CheckName{closing.PreviousClosed}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMemory()
			put(t, m, events, 50)
			mustClose(t, m, first)
			good := m.clone()
			tt.do(m)
			got := closeDay(t, m, second)
			if diff := cmp.Diff(tt.want, failed(got)); diff != "" || got.Status != closing.Open {
				t.Errorf("%s, failed checks (-want +got):\n%s\n%+v", got.Status, diff, got.Failed())
			}
			if files := m.kept(closing.Folder("eu", "de", second, 1)); len(files) > 0 {
				t.Errorf("there are %d closed files", len(files))
			}
			if len(m.kept(closing.OpenKey("eu", "de", second))) != 1 {
				t.Error("no manifest says why")
			}
			maps.DeleteFunc(m.objects, func(key string, _ []byte) bool { return good.objects[key] == nil })
			maps.Copy(m.objects, good.objects) // as it ought to be
			mustClose(t, m, second)
		})
	}
}

// hasNext says whether the version after an event is of a day, too.
func hasNext(events []ledger.Event, e ledger.Event, date string) bool {
	return slices.ContainsFunc(events, func(x ledger.Event) bool {
		d, _ := ledger.Date(x.Market, x.OccurredAt)
		return d == date && x.Order.ID == e.Order.ID && x.Previous.Version == e.Order.Version
	})
}

// A file that comes after the look-back is in no books, and is not forgotten.
func TestAFileThatComesTooLate(t *testing.T) {
	t.Parallel()
	m := newMemory()
	events := lives(20)
	put(t, m, events, 50)
	c := closer(m)
	if _, err := c.CloseDue(t.Context(), later.AddDate(0, 0, 40)); err != nil {
		t.Fatal(err)
	}
	put(t, m, events, 49)
	tried, err := c.CloseDue(t.Context(), later.AddDate(0, 0, 41))
	if err != nil || len(tried) != 1 || !slices.Equal(failed(tried[0]), []closing.CheckName{closing.NoneTooLate}) {
		t.Errorf("%+v, %v", tried, err)
	}
}

// Every change of a closed manifest is found by the closes after it.
func TestTheChainHoldsEveryByte(t *testing.T) {
	t.Parallel()
	m := newMemory()
	put(t, m, lives(10), 50)
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
func TestClocksThatDisagreeAroundMidnight(t *testing.T) {
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
	put(t, m, a.events, 50)
	for _, date := range []string{first, second} {
		got, err := closing.Closer{Objects: m, Region: market.US}.Close(t.Context(), closing.Request{Market: "us", Date: date}, later)
		if err != nil || got.Status != closing.Closed {
			t.Errorf("%s is %s: %+v, %v", date, got.Status, got.Failed(), err)
		}
	}
}

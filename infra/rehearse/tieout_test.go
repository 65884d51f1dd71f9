package main

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/raw"
	"storefront/shared/ledger/verify"
	"storefront/shared/market"
)

// tieOut closes all days and compares the books with the store.
func (s running) tieOut(t *testing.T) {
	t.Helper()
	s.closeNothing(t)
	closer := closing.Closer{Objects: s.books(), Orders: s.data, Anchors: s.data, Region: market.US, After: 3 * time.Hour}
	untilDone(t, 200, func() error {
		// Three days on, and past the wait after midnight, whatever time it is now.
		tried, err := closer.CloseDue(t.Context(), time.Now().AddDate(0, 0, 3).Add(closer.After))
		for _, m := range tried {
			if m.Status != closing.Closed {
				t.Fatalf("%s stays open: %+v", m.Date, m.Failed())
			}
		}
		return err
	})
	history, err := closing.Books{Objects: s.books(), Region: market.US}.History(t.Context(), "us", "", "")
	if err != nil || len(history.Broken) > 0 || len(history.Days) < 3 {
		t.Fatalf("%d days, %q, %v", len(history.Days), history.Broken, err)
	}
	events, moved := map[ledger.EventType]int{}, map[string]int{}
	for _, day := range history.Days {
		for kind, n := range day.Live.Totals.Events {
			events[kind] += n
		}
		for _, u := range day.Live.Totals.Units {
			moved[u.SKU+" "+string(u.Kind)] += u.Units
		}
		s.verify(t, day.Date)
	}
	s.verifyByNight(t)
	s.healByNight(t)
	s.checkEvents(t, events)
	s.checkUnits(t, moved)
}

// closeNothing has the close's binary refuse days that are not over, and those before
// the first event.
func (s running) closeNothing(t *testing.T) {
	t.Helper()
	today, err := ledger.Date("us", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, days := range []int{-400, 1} {
		answer, err := s.region.Invoke(t.Context(), "CloseFunction", fmt.Appendf(nil, `{"market":"us","date":%q}`, ledger.AddDays(today, days)))
		if err == nil {
			t.Errorf("%d days from today is closed: %s", days, answer)
		}
	}
}

// verifyByNight has the close's binary verify the books, as every night.
func (s running) verifyByNight(t *testing.T) {
	t.Helper()
	untilDone(t, 20, func() error {
		_, err := s.region.Invoke(t.Context(), "CloseFunction", []byte(`{"verify":true}`))
		return err
	})
}

// healByNight loses files of a closed day and adds one. The close's binary finds that by night, and puts all right.
func (s running) healByNight(t *testing.T) {
	t.Helper()
	keys, err := s.books().List(t.Context(), raw.Days(market.US, "us"), "")
	if err != nil || len(keys) == 0 {
		t.Fatalf("there are %d raw files, %v", len(keys), err)
	}
	last, err := raw.ParseKey(keys[len(keys)-1])
	if err != nil {
		t.Fatal(err)
	}
	was, folder := map[string]string{}, closing.Folder("us", "us", last.Date, 1)
	for _, key := range []string{keys[len(keys)-1], folder + closing.ManifestName, folder + "journal.parquet"} {
		body, err := s.books().Get(t.Context(), key)
		if err := errors.Join(err, s.books().Delete(t.Context(), key)); err != nil {
			t.Fatal(err)
		}
		was[key] = string(body)
	}
	foreign := closing.CurrentKey("us", "us", last.Date, "journal.parquet") + ".2"
	untilDone(t, 20, func() error { return s.books().Put(t.Context(), foreign, []byte("x")) }) // the bucket may refuse it
	if _, err := s.region.Invoke(t.Context(), "CloseFunction", []byte(`{"verify":true}`)); err == nil {
		t.Error("the night finds nothing")
	}
	s.verifyByNight(t) // if a call failed in that night, the next one does the rest
	for key, body := range was {
		if got, err := s.books().Get(t.Context(), key); err != nil || string(got) != body {
			t.Errorf("%s is not as it was: %v", key, err)
		}
	}
	if _, err := s.books().Get(t.Context(), foreign); !errors.Is(err, ledger.ErrNoObject) {
		t.Errorf("%s is there: %v", foreign, err)
	}
}

// verify compares the books of a day with orders and lots, by other rules than those
// that made the books.
func (s running) verify(t *testing.T, date string) {
	t.Helper()
	all, err := verify.Verifier{Books: s.books(), Region: market.US, Store: s.data}.Run(t.Context(),
		verify.Range{Markets: []market.Code{"us"}, First: date, Compare: date, Last: date})
	if err != nil {
		t.Fatal(err)
	}
	v := all[0]
	for _, finding := range v.Wrong {
		t.Errorf("%s: %s", date, finding)
	}
	for _, sum := range v.Sums {
		if sum.Books != sum.Store {
			t.Errorf("%s: %+v", date, sum)
		}
	}
}

// checkEvents fails unless the books have every event that happened, once, and some of
// each kind.
func (s running) checkEvents(t *testing.T, events map[ledger.EventType]int) {
	t.Helper()
	all := 0
	for _, n := range events {
		all += n
	}
	if want := len(s.happened(t)); all != want {
		t.Errorf("%d events are in the books, and %d happened", all, want)
	}
	for _, kind := range []ledger.EventType{
		ledger.Held, ledger.Paid, ledger.Shipped, ledger.Refunded, ledger.Expired, ledger.Cancelled, ledger.Allocated,
	} {
		if events[kind] == 0 {
			t.Errorf("nothing is %s: %v", kind, events)
		}
	}
}

// checkUnits fails unless the books leave as many units in lots and in paid orders as
// the audit counts.
func (s running) checkUnits(t *testing.T, moved map[string]int) {
	t.Helper()
	left, paid := map[catalog.SKU]int{}, map[catalog.SKU]int{}
	for _, line := range s.audit(t, catalog.Sale{}).Lines {
		left[line.SKU] += line.Left
		paid[line.SKU] += line.Paid
	}
	for sku := range left {
		of := func(kind string) int { return moved[string(sku)+" "+kind] }
		inLots := of("ALLOCATE") - of("HOLD") + of("RELEASE") + of("EXPIRE") + of("CANCEL") + of("RESTORE")
		sold := of("SELL") - of("RESTORE")
		if inLots != left[sku] || sold != paid[sku] {
			t.Errorf("%s: by the books %d are in lots and %d sold, by the audit %d and %d", sku, inLots, sold, left[sku], paid[sku])
		}
	}
}

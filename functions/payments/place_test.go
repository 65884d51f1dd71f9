package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"storefront/infra/fakestripe"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/money"
	"storefront/shared/payment"
)

// capture has the bank take a number of payments that no order knows.
func (w *world) capture(n int) {
	w.t.Helper()
	for range n {
		w.counts["captured"]++
		id := fmt.Sprintf("0123456789abcdef-%d", w.counts["captured"])
		auth, err := w.stripe().Authorize(w.t.Context(), payment.Request{OrderID: id, Amount: money.Amount{Minor: 2107, Currency: "USD"}, Method: payment.CardVisa})
		if err == nil {
			err = w.stripe().Capture(w.t.Context(), auth.Reference)
		}
		if err != nil {
			w.t.Fatal(err)
		}
	}
}

// run runs the schedule once.
func (w *world) run() error {
	f := w.function()
	f.checkout.Findings = w.shop.Store
	_, err := f.invoke(w.t.Context(), []byte(`{"record_hours": 72}`))
	return err
}

// reading returns how far the account was read.
func (w *world) reading() payment.Reading { return w.readingOf(payment.Changes) }

func (w *world) readingOf(list payment.List) payment.Reading {
	w.t.Helper()
	r, err := w.shop.Store.Reading(w.t.Context(), list)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// A run reads a number of pages at most, and the next one goes on, even if it reads again what is
// recorded.
func TestRunsAreBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0, 1, mutant{})
	w.calm = true
	w.capture(100*pagesOfRun + 1)
	w.shop.Clock.Advance(time.Hour)
	for _, want := range []int{100 * pagesOfRun, 100*pagesOfRun + 1, 100*pagesOfRun + 1, 100*pagesOfRun + 1} {
		calls := w.bank.Calls()
		if err := w.run(); err != nil {
			t.Fatal(err)
		}
		if got, calls := w.kinds()[payment.MoneyCaptured], w.bank.Calls()-calls; got != want || calls > pagesOfRun+1 { // one asks for disputes that were lost
			t.Errorf("%d captures are recorded after %d calls, want %d", got, calls, want)
		}
		if whole := w.reading().Until.IsZero(); whole != (w.reading().Version%(pagesOfRun+1) == 0) {
			t.Errorf("after %d pages the window is whole: %v", w.reading().Version, whole)
		}
	}
}

// Whatever fails at the provider or in the store, the kept reading never passes a movement that is
// not recorded. When nothing fails any more, all is recorded once.
func TestReadingPassesNothing(t *testing.T) {
	t.Parallel()
	for seed := range uint64(5) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 7))
			w := newWorld(t, seed, 1, mutant{})
			w.calm = true
			w.capture(1)
			if err := w.run(); err != nil { // the account is read from then on
				t.Fatal(err)
			}
			broken := false
			failed := 0
			w.bank.Faults = func(c fakestripe.Call) fakestripe.Fault {
				if broken && c.Method == http.MethodGet && random.IntN(2) == 0 {
					return fakestripe.ErrorBefore
				}
				return fakestripe.None
			}
			w.shop.Store.(*checkouttest.Memory).Break(func(op checkouttest.Op, _ string) checkouttest.Fault {
				switch {
				case !broken:
				case op == checkouttest.OpRecordMovement && random.IntN(150) == 0, op == checkouttest.OpMovements && random.IntN(4) == 0:
					return checkouttest.Fault{Lost: checkouttest.ErrFault}
				case op == checkouttest.OpKeepReading && random.IntN(4) == 0:
					return []checkouttest.Fault{{Lost: checkouttest.ErrFault}, {ReplyLost: checkouttest.ErrFault}, {Twice: true}}[random.IntN(3)]
				}
				return checkouttest.Fault{}
			})
			for range 15 {
				w.capture(random.IntN(80))
				w.shop.Clock.Advance(time.Duration(random.IntN(30)) * time.Hour)
				broken = true
				if w.run() != nil {
					failed++
				}
				broken = false
				w.passes(w.reading().Since)
			}
			w.shop.Clock.Advance(time.Hour)
			for range 3 {
				if err := w.run(); err != nil {
					t.Error(err)
				}
			}
			if got := w.kinds()[payment.MoneyCaptured]; got != w.counts["captured"] || failed < 4 {
				t.Errorf("%d of %d captures are recorded; %d runs failed", got, w.counts["captured"], failed)
			}
		})
	}
}

// passes fails the test if a movement from before a time is not recorded.
func (w *world) passes(until time.Time) {
	w.t.Helper()
	until = until.Add(-time.Second)
	for after, more := "", true; more; {
		page, err := w.stripe().MovementPage(w.t.Context(), time.Unix(0, 0), until, after)
		if err != nil {
			w.t.Fatal(err)
		}
		there, err := w.shop.Store.RecordedMovements(w.t.Context(), page.Movements)
		if err != nil || len(there) != len(page.Movements) {
			w.t.Fatalf("%d of %d movements until %v are recorded, %v", len(there), len(page.Movements), until, err)
		}
		after, more = page.Last, page.More
	}
}

// A change of the account that the store does not know raises the alarm, and is read again, until an
// operator resolves it. What comes after it is recorded.
func TestUnknownChange(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0, 1, mutant{})
	w.calm = true
	unknown := w.now().Truncate(time.Second)
	w.bank.Adjust("topup", "topup", 700, "USD")
	for day := range 6 {
		w.shop.Clock.Advance(24 * time.Hour)
		w.capture(1)
		if err := w.run(); !errors.Is(err, payment.ErrMovement) || !strings.Contains(err.Error(), `it is of type "topup"`) {
			t.Errorf("on day %d the run ends with %v", day, err)
		}
		if since := w.reading().Since; since.After(unknown) || w.kinds()[payment.MoneyCaptured] != day+1 {
			t.Errorf("on day %d all is recorded up to %v, and %v", day, since, w.kinds())
		}
	}
	found := w.findings()
	if len(found) != 1 || found[0].OrderID != "" {
		t.Fatalf("the findings are %+v", found)
	}
	if _, there, err := w.shop.Store.Resolve(t.Context(), found[0].Reference, payment.Resolution{ResolvedAt: w.now(), By: "ann", Why: "adjusted"}); !there || err != nil {
		t.Fatal(there, err)
	}
	if err := w.run(); err != nil || !w.reading().Since.After(unknown) {
		t.Errorf("after it was resolved the run ends with %v, and all is recorded up to %v", err, w.reading().Since)
	}
}

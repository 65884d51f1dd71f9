package main

import (
	"fmt"
	"testing"
	"time"

	"storefront/infra/fakestripe"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/order"
	"storefront/shared/payment"
)

// progress returns the progress of an order's only refund, since when, and the order's version.
func (w *world) progress(id order.ID) (payment.Progress, time.Time, int) {
	w.t.Helper()
	o, err := w.process().Read(w.t.Context(), id)
	if err != nil || len(o.Refunds) != 1 {
		w.t.Fatalf("the order has %d refunds, %v", len(o.Refunds), err)
	}
	progress, since := payment.ProgressOf(o, o.Refunds[0])
	return progress, since, o.Version
}

// A refund is pending until the provider reports it, by an event or to the schedule. Then it is
// refunded. If the bank sends it back days later, it has failed. Neither makes a version of the
// order.
func TestWordsAboutRefunds(t *testing.T) {
	t.Parallel()
	record := func(w *world) error {
		_, err := w.invoke([]byte(`{"record_hours": 720}`))
		return err
	}
	for name, comes := range map[string]func(*world) error{
		"by events": func(w *world) error {
			for len(w.events) > 0 {
				w.deliver()
			}
			return nil
		},
		"by the schedule": record,
		"by the schedule, after a process that died before it told the order": func(w *world) error {
			memory := w.shop.Store.(*checkouttest.Memory)
			memory.Break(checkouttest.Always(checkouttest.OpMove, checkouttest.Fault{Lost: checkouttest.ErrFault}))
			if err := record(w); err == nil {
				w.t.Error("the order was not told, and the schedule succeeds")
			}
			memory.Break(nil)
			return record(w)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, 1, 2, mutant{})
			w.calm = true
			o, err := w.process().Hold(t.Context(), w.shop.Request("ada", "key", checkout.HoldLine{SKU: band, Quantity: 1}))
			if err != nil {
				t.Fatal(err)
			}
			w.pay(o.ID, checkout.PayRequest{Method: payment.CardVisa})
			w.events = nil
			w.refund(o.ID, all)
			if progress, _, _ := w.progress(o.ID); progress != payment.RefundIsPending {
				t.Errorf("before the provider's word it is %s", progress)
			}
			_, _, version := w.progress(o.ID)
			w.once()
			if err := comes(w); err != nil {
				t.Error(err)
			}
			if progress, _, now := w.progress(o.ID); progress != payment.RefundIsDone || now != version {
				t.Errorf("after the provider's word it is %s, version %d, want version %d", progress, now, version)
			}
			w.shop.Clock.Advance(6 * 24 * time.Hour)
			back := w.now().Truncate(time.Second)
			w.bank.FailRefund(w.bank.Refunds()[0].ID)
			w.once()
			_ = comes(w) // the alarm that it raises is tested elsewhere
			if progress, since, now := w.progress(o.ID); progress != payment.RefundHasFailed || !since.Equal(back) || now != version {
				t.Errorf("when it came back it is %s since %v, version %d, want since %v, version %d", progress, since, now, back, version)
			}
			_ = record(w)
			moves := 0
			w.shop.Store.(*checkouttest.Memory).Break(func(op checkouttest.Op, _ string) checkouttest.Fault {
				if op == checkouttest.OpMove || op == checkouttest.OpRecordMovement {
					moves++
				}
				return checkouttest.Fault{}
			})
			_ = record(w)
			if moves != 0 {
				t.Errorf("looking again writes %d times", moves)
			}
		})
	}
}

// once replaces the pending events with one about each refund.
func (w *world) once() {
	w.events = nil
	for _, r := range w.bank.Refunds() {
		w.events = append(w.events, fakestripe.Event{Body: fmt.Appendf(nil, `{"type":"refund.updated","data":{"object":{"object":"refund","id":%q}}}`, r.ID)})
	}
}

package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/payment/stripe"
)

// alarms runs both schedules and returns their errors.
func (w *world) alarms() error {
	f := w.function()
	f.checkout.Findings = w.shop.Store
	_, err := f.invoke(w.t.Context(), []byte(`{"catch_up_hours": 24}`))
	_, recordErr := f.invoke(w.t.Context(), []byte(`{"record_hours": 72}`))
	return errors.Join(err, recordErr)
}

// findings returns all findings, open or resolved.
func (w *world) findings() (all []payment.Finding) {
	w.t.Helper()
	err := w.shop.Store.AllFindings(w.t.Context(), func(f payment.Finding) error {
		all = append(all, f)
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

// A fault raises the alarm on each run until an operator resolves it. Another fault raises it again.
func TestFindingsEnd(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		happens func(*world, order.Order)
		want    error
	}{
		"captured by hand": {func(w *world, o order.Order) {
			auth := w.authorized(o)
			if err := w.stripe().Capture(w.t.Context(), auth); err != nil {
				w.t.Fatal(err)
			}
		}, checkout.ErrStray},
		"an authorisation that ended": {func(w *world, o order.Order) {
			auth := w.authorized(o)
			move := order.Pay(order.Payment{Provider: stripe.Name, Reference: auth, PaidAt: w.now()})
			if _, moved, err := w.shop.Store.Move(w.t.Context(), o.ID, move); err != nil || !moved {
				w.t.Fatal(moved, err)
			}
			if err := w.stripe().Void(w.t.Context(), auth); err != nil {
				w.t.Fatal(err)
			}
		}, checkout.ErrLapsed},
		"a refund that came back": {func(w *world, o order.Order) {
			w.pay(o.ID, checkout.PayRequest{Method: payment.CardVisa})
			w.refund(o.ID, all)
			w.bank.FailRefund(w.bank.Refunds()[0].ID)
		}, stripe.ErrReturned},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, 0, 9, mutant{})
			w.calm = true
			happen := func(buyer string) {
				o, err := w.process().Hold(t.Context(), w.shop.Request(buyer, "key-"+buyer, checkout.HoldLine{SKU: band, Quantity: 1}))
				if err != nil {
					t.Fatal(err)
				}
				tt.happens(w, o)
			}
			happen("ada")
			for range 3 {
				if err := w.alarms(); !errors.Is(err, tt.want) {
					t.Fatalf("the schedules end with %v, want %v", err, tt.want)
				}
				w.shop.Clock.Advance(time.Hour)
			}
			found := w.findings()
			if len(found) != 1 || !found[0].ResolvedAt.IsZero() || !strings.Contains(found[0].What, tt.want.Error()) || found[0].OrderID == "" {
				t.Fatalf("the findings are %+v, want one that is open", found)
			}
			done := payment.Resolution{ResolvedAt: w.now(), By: "an operator", Why: "paid by bank transfer"}
			if f, there, err := w.shop.Store.Resolve(t.Context(), found[0].Reference, done); err != nil || !there || f.Resolution != done {
				t.Fatalf("Resolve = %+v, %v, %v", f, there, err)
			}
			if err := w.alarms(); err != nil {
				t.Errorf("after it was resolved the schedules end with %v", err)
			}
		})
	}
}

// If the authorisation of an order has ended, the sweep and the shipping fail until an operator
// resolves it. A refund then has no money to return.
func TestOrderOfAnAuthorisationThatEnded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0, 9, mutant{})
	w.calm = true
	o, err := w.process().Hold(t.Context(), w.shop.Request("ada", "key", checkout.HoldLine{SKU: band, Quantity: 1}))
	if err != nil {
		t.Fatal(err)
	}
	auth := w.authorized(o)
	if _, moved, err := w.shop.Store.Move(t.Context(), o.ID, order.Pay(order.Payment{Provider: stripe.Name, Reference: auth, PaidAt: w.now()})); err != nil || !moved {
		t.Fatal(moved, err)
	}
	if err := w.stripe().Void(t.Context(), auth); err != nil {
		t.Fatal(err)
	}
	sales := w.process()
	sales.Findings = w.shop.Store
	sweep := checkout.Sweep{Checkout: sales, Inventory: w.shop.Store}
	w.shop.Clock.Advance(time.Hour)
	if _, err := sweep.Line(t.Context(), w.shop.Line(band)); err == nil || len(w.findings()) != 1 {
		t.Errorf("the sweep ends with %v, and the findings are %+v", err, w.findings())
	}
	if _, there, err := w.shop.Store.Resolve(t.Context(), auth, payment.Resolution{ResolvedAt: w.now(), By: "ann", Why: "cancelled"}); !there || err != nil {
		t.Fatal(there, err)
	}
	after := &checkout.AfterSale{Checkout: sales, Inventory: w.shop.Store, Clock: checkouttest.ClockOf(w.now)}
	if o, err := after.Refund(t.Context(), o.ID, 0, order.RefundRequest{Reference: "r", Reason: order.Withdrawn, All: true}); err != nil || o.Status != order.Refunded {
		t.Errorf("the refund makes it %s, %v", o.Status, err)
	}
	if _, err := sweep.Line(t.Context(), w.shop.Line(band)); err != nil {
		t.Errorf("after it was resolved the sweep ends with %v", err)
	}
	if len(w.bank.Refunds()) != 0 {
		t.Errorf("the bank refunded %+v", w.bank.Refunds())
	}
}

// authorized reserves an order's total at the bank without telling the order.
func (w *world) authorized(o order.Order) (reference string) {
	w.t.Helper()
	auth, err := w.stripe().Authorize(w.t.Context(), payment.Request{OrderID: o.ID.String(), Amount: o.Totals.Total, Method: payment.CardVisa})
	if err != nil {
		w.t.Fatal(err)
	}
	return auth.Reference
}

// A payment that was captured by hand is settled once all of it is refunded by hand. A refund of a
// part is not enough.
func TestRefundedStrayIsSettled(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0, 9, mutant{})
	w.calm = true
	o, err := w.process().Hold(t.Context(), w.shop.Request("ada", "key", checkout.HoldLine{SKU: band, Quantity: 1}))
	if err != nil {
		t.Fatal(err)
	}
	reference := w.authorized(o)
	if err := w.stripe().Capture(t.Context(), reference); err != nil {
		t.Fatal(err)
	}
	total := o.Totals.Total.Minor
	for _, tt := range []struct {
		refund int64
		stray  bool
	}{{0, true}, {total - 100, true}, {100, false}, {0, false}} {
		if tt.refund > 0 {
			w.refundByHand(reference, tt.refund)
		}
		if err := w.alarms(); errors.Is(err, checkout.ErrStray) != tt.stray || !tt.stray && err != nil {
			t.Errorf("after %d more were refunded of %d: %v", tt.refund, total, err)
		}
	}
	if found := w.findings(); len(found) != 1 || found[0].By != "the store" {
		t.Errorf("the findings are %+v, want one that the store resolved", found)
	}
}

// refundByHand refunds a part of a payment in the provider's dashboard.
func (w *world) refundByHand(reference string, minor int64) {
	w.t.Helper()
	form := url.Values{"payment_intent": {reference}, "amount": {fmt.Sprint(minor)}}
	r, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, "http://stripe.test/v1/refunds", strings.NewReader(form.Encode()))
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header = http.Header{"Authorization": {"Bearer " + apiKey}, "Idempotency-Key": {fmt.Sprint("by-hand-", minor)}, "Content-Type": {"application/x-www-form-urlencoded"}}
	answer, err := w.bank.RoundTrip(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		w.t.Fatalf("refund by hand: status %d", answer.StatusCode)
	}
}

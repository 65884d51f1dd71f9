package main

import (
	"errors"
	"flag"
	"fmt"
	"testing"
	"time"

	"storefront/infra/fakestripe"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/payment/stripe"
	"storefront/shared/problem"
)

var (
	seeds  = flag.Uint64("payment-seeds", 10, "simulate `N` seeds, from the first")
	first  = flag.Uint64("payment-seed", 0, "the first seed")
	buyers = flag.Int("payment-buyers", 40, "with `N` buyers each")
)

// Whatever fails and whenever it is run again: an order's total is captured if it is paid,
// and nothing otherwise; nothing is refunded twice; and nobody's money is reserved for long
// for an order that they do not have.
func TestSimulation(t *testing.T) {
	t.Parallel()
	counts := map[string]int{}
	for seed := range *seeds {
		seed += *first
		w := newWorld(t, seed, *buyers, mutant{})
		if err := w.live(*buyers); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for what, n := range w.counts {
			counts[what] += n
		}
	}
	for _, what := range []string{"killed", "paid", "confirmed", "not confirmed", "paid on the page", "refunded part", "refunded all", "events answered 200", "canceled intents", "late", "cash agrees", "disputed", "returned", "paid out"} {
		if counts[what] == 0 {
			t.Errorf("nothing was %s: %v", what, counts)
		}
	}
	t.Log(counts)
}

// live has buyers buy, then waits until all is done, and looks at the outcome.
func (w *world) live(buyers int) error {
	for n := range buyers * 6 {
		buyer := n/6 + w.random.IntN(10) // they come one after the other, and stay for some minutes
		w.within(func() { w.act(fmt.Sprint("buyer", buyer)) })
		w.within(w.deliver)
		w.within(w.pass)
		if err := w.noLooseMoney(); err != nil {
			return err
		}
	}
	w.calm = true
	for range 15 {
		w.shop.Clock.Advance(2 * time.Minute)
		w.schedules()
		if err := w.noLooseMoney(); err != nil {
			return err
		}
	}
	w.disturb()
	for range 10 * len(w.events) {
		w.deliver()
	}
	var refused error
	if len(w.events) > 0 {
		refused = fmt.Errorf("%d events are refused again and again, such as %s", len(w.events), w.events[0].Body)
	}
	if err := errors.Join(w.outcome(), w.fewIntents(), refused); err != nil {
		return err
	}
	if err := w.cash(); err != nil {
		return err
	}
	w.shop.Clock.Advance(25 * time.Hour) // keys are forgotten
	if err := errors.Join(w.again(), w.outcome(), w.fewIntents()); err != nil {
		return err
	}
	return w.cash()
}

// act has a buyer do something, or an operator with their order.
func (w *world) act(buyer string) {
	us := w.shop.Request(buyer, "key", checkout.HoldLine{SKU: band, Quantity: 1})
	o, err := w.process().Hold(w.ctx, us)
	if err != nil {
		return
	}
	switch w.random.IntN(12) {
	case 0, 1:
		w.pay(o.ID, checkout.PayRequest{Method: payment.CardVisa})
	case 2:
		w.pay(o.ID, checkout.PayRequest{Method: payment.CardDeclined})
	case 3, 4:
		w.pay(o.ID, checkout.PayRequest{Method: payment.CardAuthenticationRequired})
	case 5:
		w.pay(o.ID, checkout.PayRequest{ReturnURL: "https://shop.example.com/orders/1"})
	case 6, 7, 8:
		w.atBank(o)
	case 9:
		w.pay(o.ID, checkout.PayRequest{Confirmation: w.confirmed[o.ID], Method: payment.CardAuthenticationRequired})
	case 10:
		_, _ = w.process().Cancel(w.ctx, o.ID) // a paid order stays
	case 11:
		part := order.RefundRequest{Reference: "part", Reason: order.Goodwill, Credits: []order.Credit{{Amount: money.Amount{Minor: 100, Currency: "USD"}}}}
		w.refund(o.ID, []order.RefundRequest{part, all}[w.random.IntN(2)])
	}
}

// all refunds what is left of an order.
var all = order.RefundRequest{Reference: "all", Reason: order.Goodwill, All: true}

func (w *world) pay(id order.ID, r checkout.PayRequest) {
	paid, err := w.process().Pay(w.ctx, id, r)
	switch {
	case err == nil && paid.Confirmation == "":
		w.counts["paid"]++
	case err == nil:
		w.confirmed[id] = paid.Confirmation
	case problem.CodeOf(err) == problem.HoldExpired:
		w.counts["late"]++
	}
}

// atBank has a buyer do what they were asked for, or not.
func (w *world) atBank(o order.Order) {
	asked := w.confirmed[o.ID]
	if w.bank.Pay(asked, payment.CardVisa) {
		w.counts["paid on the page"]++
		return
	}
	yes := w.random.IntN(4) > 0
	if w.bank.Confirm(asked, yes) {
		w.counts[map[bool]string{true: "confirmed", false: "not confirmed"}[yes]]++
	}
}

func (w *world) refund(id order.ID, r order.RefundRequest) {
	after := &checkout.AfterSale{Checkout: w.process(), Inventory: w.shop.Store, Clock: checkouttest.ClockOf(w.now)}
	if _, err := after.Refund(w.ctx, id, 0, r); err == nil {
		w.counts["refunded "+r.Reference]++
	}
}

// noLooseMoney returns an error if money is reserved for more than five minutes without an order or
// a live hold. It allows for more time if two runs of the schedules failed meanwhile.
func (w *world) noLooseMoney() error {
	calm := w.calm
	w.calm = true // only the test looks
	defer func() { w.calm = calm }()
	for _, i := range w.bank.Intents() {
		id, err := order.ParseID(i.Metadata["order"])
		if err != nil {
			return err
		}
		o, err := w.shop.Store.Order(w.t.Context(), id)
		if err != nil {
			return err
		}
		if i.Status != fakestripe.RequiresCapture || o.Payment.Reference == i.ID || o.Status == order.Held && w.now().Before(o.HoldExpiresAt) {
			delete(w.loose, i.ID)
			continue
		}
		since, known := w.loose[i.ID]
		if !known {
			since = loose{w.now(), w.failed}
			w.loose[i.ID] = since
		}
		switch age := w.now().Sub(since.since); {
		case age <= 5*time.Minute:
		case w.failed < since.failed+2:
			return fmt.Errorf("%s is reserved for order %s, which is %s, since %s", i.ID, id, o.Status, age)
		default:
			w.counts["late after two failed runs"]++
		}
	}
	return nil
}

// outcome compares all orders with all payments.
func (w *world) outcome() error {
	captured, refunded := map[string]int64{}, map[string]int64{}
	paidWith := map[string]string{}
	for _, i := range w.bank.Intents() {
		captured[i.Metadata["order"]] += i.AmountReceived
		paidWith[i.ID] = i.Metadata["order"]
		if i.Status == fakestripe.Canceled {
			w.counts["canceled intents"]++
		}
	}
	made := map[string]bool{}
	var errs []error
	for _, r := range w.bank.Refunds() {
		refunded[paidWith[r.PaymentIntent]] += r.Amount
		if made[r.Metadata["refund"]] {
			errs = append(errs, fmt.Errorf("refund %s was made twice", r.Metadata["refund"]))
		}
		made[r.Metadata["refund"]] = true
	}
	err := w.shop.Store.AllOrders(w.t.Context(), func(o order.Order) error {
		var want, back int64
		if !o.Payment.PaidAt.IsZero() {
			want = o.Totals.Total.Minor
		}
		for _, r := range o.Refunds {
			back += r.Total.Minor
		}
		if id := o.ID.String(); captured[id] != want || refunded[id] != back {
			errs = append(errs, fmt.Errorf("order %s is %s: captured %d, want %d; refunded %d, want %d", id, o.Status, captured[id], want, refunded[id], back))
		}
		return nil
	})
	return errors.Join(append(errs, err)...)
}

// fewIntents returns an error if orders have more intents than they need. An order needs one for
// cards that the buyer gives to the store, and one that Stripe's page makes. It may have another
// only if Stripe reported that creating the first failed, although it was created.
func (w *world) fewIntents() error {
	intents, more := map[string]int{}, 0
	for _, i := range w.bank.Intents() {
		way := i.Metadata["order"] + i.Metadata["page"]
		if intents[way]++; intents[way] > 1 {
			more++
		}
	}
	orders := 0
	err := w.shop.Store.AllOrders(w.t.Context(), func(order.Order) error { orders++; return nil })
	if all := len(w.bank.Intents()); more > w.hidden || all > orders {
		err = errors.Join(err, fmt.Errorf("%d intents for %d orders, %d of them beside another of the same way, want at most %d", all, orders, more, w.hidden))
	}
	return err
}

// again carries out all refunds again.
func (w *world) again() error {
	after := &checkout.AfterSale{Checkout: w.process(), Inventory: w.shop.Store, Clock: checkouttest.ClockOf(w.now)}
	var errs []error
	err := w.shop.Store.AllOrders(w.t.Context(), func(o order.Order) error {
		if len(o.Refunds) == 0 {
			return nil
		}
		_, err := after.FinishRefunds(w.t.Context(), o.ID)
		if errors.Is(err, stripe.ErrReturned) && w.returned > 0 { // which is not made again
			w.counts["returned"]++
			err = nil
		}
		errs = append(errs, err)
		return nil
	})
	return errors.Join(append(errs, err)...)
}

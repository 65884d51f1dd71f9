package checkouttest

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/problem"
	"storefront/shared/stock"
)

const (
	band       catalog.SKU = "fitness-band"
	headphones catalog.SKU = "headphones"
)

// Cases tests what a sale promises to shoppers, on any store. Most cases are complaints
// about other shops.
func Cases(t *testing.T, open func(t *testing.T) Store) {
	s := open(t)
	for _, c := range []struct {
		name string
		test func(t *testing.T, s Store)
	}{
		{"the last unit is sold once", lastUnit},
		{"a repeated request gets the same order, to the letter", sameAnswer},
		{"the same key at once makes one order", sameKeyAtOnce},
		{"a key is for one request", keyReused},
		{"a buyer has one order at a time", oneAtATime},
		{"a buyer has as many orders as the sale allows", severalAtATime},
		{"one mailbox is one buyer, whichever way its address is typed", oneMailbox},
		{"a verified sale asks for a pass, and goes by it alone", passNeeded},
		{"in an open sale, strangers do not meet", strangers},
		{"a ticket used many times at once makes one order", ticketOnce},
		{"a ticket is good for one order that is paid", ticketAgain},
		{"a ticket is good for what it says, and refused for all else", ticketRefused},
		{"a request that died does not use its ticket up", ticketAfterDeath},
		{"work is good for one order, however often it comes", workOnce},
		{"work is refused for all but its sale, key and time", workRefused},
		{"a pass stands in for work, and its orders are counted", passForWork},
		{"a buyer makes a bounded number of orders in a sale", slotsBounded},
		{"buyers racing themselves stay within the limit", limitUnderRace},
		{"a sale without limit makes an order for each key", noLimit},
		{"a hold succeeds in full or not at all", allOrNothing},
		{"a rejected request stays rejected", rejectedAgain},
		{"an order may come from several lots", severalLots},
		{"a request for more than is left is refused, and leaks nothing", moreThanThereIs},
		{"an order keeps its prices", pricesStay},
		{"each market has its own price, whatever the currency", pricesByMarket},
		{"the tax of a state is on shipping where the state taxes it", taxOnShipping},
		{"paying twice charges once", payTwice},
		{"two payments at once charge once", payAtOnce},
		{"a payment after the hold has ended authorises no money", payLate},
		{"a declined card keeps the hold", declined},
		{"too many declined cards end the hold", declinedTooOften},
		{"a buyer may have to confirm a payment", confirmPayment},
		{"a hold is extended once", extendOnce},
		{"a cancelled order releases its units", cancel},
		{"a paid order is not cancelled or extended", paidStays},
		{"an order that does not exist cannot be paid, cancelled, extended or read", noOrder},
		{"a sale refuses what it does not sell", refusals},
		{"an order made in time stays when the sale closes", closedSale},
		{"a sweep expires holds", sweepExpires},
		{"a sweep leaves requests in flight alone", sweepLeavesInFlight},
		{"a sweep releases the units of requests that died", sweepAbandoned},
		{"a sweep marks and unmarks lots", sweepMends},
		{"a sweep that finds nothing to do changes nothing", sweepIsQuiet},
		{"two sweeps at once do no harm", sweepTwice},
		{"sold out is final only when all is paid", soldOutIsFinal},
		{"a restock ends sold out", restock},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.test(t, s)
		})
	}
}

// atOnce calls f n times at once.
func atOnce(n int, f func(i int) error) []error {
	errs := make([]error, n)
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() { errs[i] = f(i) })
	}
	group.Wait()
	return errs
}

// confirmationOf starts a payment that asks the buyer to confirm it.
func confirmationOf(t *testing.T, shop *Shop, id order.ID) string {
	t.Helper()
	asked, err := shop.Process().Pay(t.Context(), id, checkout.PayRequest{Method: payment.CardAuthenticationRequired})
	if err != nil || asked.Confirmation == "" || asked.Order.Status != order.Held {
		t.Fatalf("Pay = %+v, %v, want it to ask for a confirmation", asked, err)
	}
	return asked.Confirmation
}

func wantMoney(t *testing.T, shop *Shop, want ...AuthorizationState) {
	t.Helper()
	var got []AuthorizationState
	for _, r := range shop.Bank.Authorizations() {
		got = append(got, r.State)
	}
	diff(t, "the money", got, want)
}

func sweepExpires(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{2, 2}}, Line{headphones, []int{2}})
	held := shop.MustHold(t, "ann", "key", 3)
	two, err := shop.Process().Hold(t.Context(), shop.Request("ben", "key", checkout.HoldLine{SKU: band, Quantity: 1}, checkout.HoldLine{SKU: headphones, Quantity: 1}))
	if err != nil {
		t.Fatal(err)
	}
	shop.MustPay(t, two.ID)
	shop.Clock.Advance(shop.Sale.Hold - time.Second)
	if r := shop.MustSweep(t); r.Expired != 0 || r.Released != 0 {
		t.Errorf("before the end the sweep did %+v", r)
	}
	shop.Clock.Advance(2 * time.Second)
	if r := shop.MustSweep(t); r.Expired != 1 || r.Released != 2 {
		t.Errorf("after the end the sweep did %+v, want one hold expired and its claims in two lots released", r)
	}
	if o := readOrder(t, s, held.ID); o.Status != order.Expired {
		t.Errorf("the order is %s", o.Status)
	}
	shop.WantLeft(t, band, 3)
	shop.WantLeft(t, headphones, 1)
	shop.TiesOut(t)
}

func sweepLeavesInFlight(t *testing.T, s Store) {
	for _, units := range []int{2, 1} { // with one unit the lot is empty, so the sweep reads every order
		t.Run(fmt.Sprintf("with one of %d units reserved", units), func(t *testing.T) {
			t.Parallel()
			shop := NewShop(t, s, nil, Line{band, []int{units}})
			shop.MustReserve(t, 0, newID(), 1, shop.Clock.Now().Add(shop.Sale.Hold))
			for range 2 {
				if r := shop.MustSweep(t); r.Released != 0 || r.Abandoned != 0 {
					t.Errorf("the sweep did %+v to a request in flight", r)
				}
			}
			shop.WantLeft(t, band, units-1)
		})
	}
}

func sweepAbandoned(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{2}})
	id := newID()
	shop.MustReserve(t, 0, id, 2, shop.Clock.Now())
	shop.Clock.Advance(time.Second)
	if r := shop.MustSweep(t); r.Abandoned != 1 || r.Released != 1 {
		t.Errorf("the sweep did %+v, want a tombstone and a claim released", r)
	}
	late := heldOrder(id)
	existing, err := s.Put(t.Context(), late)
	if err != nil || existing == nil || existing.Status != order.Abandoned {
		t.Errorf("the late order met %+v, %v, want a tombstone", existing, err)
	}
	shop.WantLeft(t, band, 2)
	shop.TiesOut(t)
}

func sweepMends(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{1, 1, 1}})
	shop.MustHold(t, "ann", "key", 1)
	shelf := readShelf(t, s, shop.Line(band))
	for number := range 3 { // take the empty lot off the list, and list the others
		if shelf.KnownEmpty(number) {
			unmark(t, s, shop.Line(band), number)
		} else {
			mark(t, s, shop.Line(band), number, readShelf(t, s, shop.Line(band)), true)
		}
	}
	for range 2 { // the first sweep may begin a new epoch, in which its marks fail
		shop.MustSweep(t)
	}
	after := readShelf(t, s, shop.Line(band))
	for number := range 3 {
		if after.KnownEmpty(number) != shelf.KnownEmpty(number) {
			t.Errorf("lot %d is listed: %v, want %v", number, after.KnownEmpty(number), shelf.KnownEmpty(number))
		}
	}
	if r := shop.MustSweep(t); r.Mended != 0 {
		t.Errorf("a mended shelf was mended: %+v", r)
	}
	shop.MustHold(t, "ben", "key", 2)
	shop.TiesOut(t)
}

func sweepIsQuiet(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{2, 1}})
	shop.MustHold(t, "ann", "key", 2)
	shop.MustPay(t, shop.MustHold(t, "ben", "key", 1).ID)
	for range 2 {
		shop.MustSweep(t)
	}
	lots, shelf := readLots(t, s, shop.Line(band), 2), readShelf(t, s, shop.Line(band))
	if r := shop.MustSweep(t); r != (checkout.Report{}) {
		t.Errorf("the sweep did %+v", r)
	}
	diff(t, "the lots", readLots(t, s, shop.Line(band), 2), lots)
	diff(t, "the shelf", readShelf(t, s, shop.Line(band)), shelf)
	if want := (stock.Count{Size: 3, Held: 2, Sold: 1, NextRelease: shelf.Count.NextRelease, Epoch: shelf.Epoch()}); shelf.Count != want || want.NextRelease.IsZero() {
		t.Errorf("the shelf counts %+v, want %+v and a next release", shelf.Count, want)
	}
}

func sweepTwice(t *testing.T, s Store) {
	shop := NewShop(t, s, OpenToAll, Line{band, []int{5, 5, 5, 5}})
	for i := range 4 { // requests that died
		shop.MustReserve(t, i, newID(), 1, shop.Clock.Now())
	}
	for i := range 6 {
		o := shop.MustHold(t, "ann", fmt.Sprint("held ", i), 2)
		if i%3 == 0 {
			shop.MustPay(t, o.ID)
		}
	}
	shop.Clock.Advance(time.Hour)
	if err := errors.Join(atOnce(4, func(int) error {
		_, err := shop.Sweep(t.Context())
		return err
	})...); err != nil {
		t.Error(err)
	}
	shop.TiesOut(t)
	shop.WantLeft(t, band, 16)
}

func soldOutIsFinal(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{1, 1}})
	ann, ben := shop.MustHold(t, "ann", "key", 1), shop.MustHold(t, "ben", "key", 1)
	_, err := shop.Hold(t.Context(), "cat", "key", band, 1)
	WantCode(t, "the third of two units", err, problem.SoldOut)
	for _, step := range []struct {
		do   func()
		want stock.Availability
	}{
		{func() { shop.MustSweep(t) }, stock.OnHold},
		{func() { shop.MustPay(t, ann.ID); shop.MustSweep(t) }, stock.OnHold},
		{func() { shop.MustPay(t, ben.ID); shop.MustSweep(t) }, stock.SoldOut},
	} {
		step.do()
		if got := readShelf(t, s, shop.Line(band)).Availability(); got != step.want {
			t.Errorf("shoppers are told %s, want %s", got, step.want)
		}
	}
	shop.TiesOut(t)
}

func restock(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{1}})
	shop.MustHold(t, "ann", "key", 1)
	_, err := shop.Hold(t.Context(), "ben", "key", band, 1)
	WantCode(t, "the second of one unit", err, problem.SoldOut)
	shop.MustFill(t, band, 1, 1)
	shop.MustHold(t, "ben", "key", 1)
	shop.TiesOut(t)
}

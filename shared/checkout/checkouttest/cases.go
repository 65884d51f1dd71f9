package checkouttest

import (
	"sync"
	"testing"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/order"
	"storefront/shared/payment"
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
		{"a buyer makes a bounded number of orders in a sale", slotsBounded},
		{"buyers racing themselves stay within the limit", limitUnderRace},
		{"a sale without limit makes an order for each key", noLimit},
		{"a hold succeeds in full or not at all", allOrNothing},
		{"a rejected request stays rejected", rejectedAgain},
		{"an order may come from several lots", severalLots},
		{"a request for more than is left is refused, and leaks nothing", moreThanThereIs},
		{"an order keeps its prices", pricesStay},
		{"each market has its own price, whatever the currency", pricesByMarket},
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

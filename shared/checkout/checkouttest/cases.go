package checkouttest

import (
	"sync"
	"testing"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/problem"
)

const (
	band       catalog.SKU = "fitness-band"
	headphones catalog.SKU = "headphones"
)

// Cases are what a sale promises to shoppers, on any store: most are complaints
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
		{"a key is not for two requests", keyReused},
		{"a buyer has one order at a time", oneAtATime},
		{"a buyer has as many orders as the sale allows", severalAtATime},
		{"one mailbox is one buyer, whichever way its address is typed", oneMailbox},
		{"buyers racing themselves stay within the limit", limitUnderRace},
		{"a sale without limit makes an order for each key", noLimit},
		{"an order is had whole or not at all", allOrNothing},
		{"a rejected request stays rejected", rejectedAgain},
		{"an order may come from several lots", severalLots},
		{"more than there is is sold out, and leaks nothing", moreThanThereIs},
		{"an order keeps its prices", pricesStay},
		{"each market has its own price, whatever the currency", pricesByMarket},
		{"paying twice charges once", payTwice},
		{"two payments at once charge once", payAtOnce},
		{"a payment after the hold has ended reserves no money", payLate},
		{"a declined card keeps the hold", declined},
		{"a buyer may have to confirm a payment", confirmPayment},
		{"a hold is extended once", extendOnce},
		{"a cancelled order releases its units", cancel},
		{"a paid order is not cancelled or extended", paidStays},
		{"what is not there cannot be paid, cancelled, extended or read", noOrder},
		{"a sale refuses what it does not sell", refusals},
		{"an order made in time is not lost when the sale closes", closedSale},
		{"a sweep expires holds", sweepExpires},
		{"a sweep leaves requests alone that are on their way", sweepLeavesInFlight},
		{"a sweep releases the units of requests that died", sweepAbandoned},
		{"a sweep mends a shelf both ways", sweepMends},
		{"a sweep that finds nothing to do writes nothing down twice", sweepIsQuiet},
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

func hold(t *testing.T, shop *Shop, buyer, key string, quantity int) order.Order {
	t.Helper()
	o, err := shop.Hold(t.Context(), buyer, key, band, quantity)
	if err != nil {
		t.Fatalf("%s got no order: %v", buyer, err)
	}
	return o
}

func pay(t *testing.T, shop *Shop, id order.ID) order.Order {
	t.Helper()
	paid, err := shop.Process().Pay(t.Context(), id, checkout.PayRequest{Method: payment.CardVisa})
	if err != nil || paid.Order.Status != order.Paid {
		t.Fatalf("Pay = %+v, %v, want it paid", paid, err)
	}
	return paid.Order
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

func sweep(t *testing.T, shop *Shop) checkout.Report {
	t.Helper()
	r, err := shop.Sweep(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func wantCode(t *testing.T, what string, err error, want problem.Code) {
	t.Helper()
	if got := problem.CodeOf(err); got != want {
		t.Errorf("%s: got %v, want %q", what, err, want)
	}
}

func wantLeft(t *testing.T, shop *Shop, sku catalog.SKU, want int) {
	t.Helper()
	if got := shop.Left(t, sku); got != want {
		t.Errorf("%d units of %s are left, want %d", got, sku, want)
	}
}

func wantMoney(t *testing.T, shop *Shop, want ...AuthorizationState) {
	t.Helper()
	var got []AuthorizationState
	for _, r := range shop.Bank.Authorizations() {
		got = append(got, r.State)
	}
	diff(t, "the money", got, want)
}

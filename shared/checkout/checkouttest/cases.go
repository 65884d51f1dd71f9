package checkouttest

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/problem"
	"storefront/shared/stock"
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
		{"buyers racing themselves stay within the limit", limitUnderRace},
		{"a sale without limit takes each key for an order", noLimit},
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
		{"a cancelled order gives its units back", cancel},
		{"a paid order is not cancelled or extended", paidStays},
		{"what is not there cannot be paid, cancelled, extended or read", noOrder},
		{"a sale refuses what it does not sell", refusals},
		{"an order made in time is not lost when the sale closes", closedSale},
		{"a sweep expires holds", sweepExpires},
		{"a sweep leaves requests alone that are on their way", sweepLeavesInFlight},
		{"a sweep gives back the units of requests that died", sweepAbandoned},
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

func lastUnit(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{1}})
	const buyers = 20
	errs := atOnce(buyers, func(i int) error {
		_, err := shop.Hold(t.Context(), fmt.Sprint("buyer", i), "key", band, 1)
		return err
	})
	codes := map[problem.Code]int{}
	for _, err := range errs {
		codes[problem.CodeOf(err)]++
	}
	if codes[""] != 1 || codes[problem.SoldOut] != buyers-1 {
		t.Errorf("the answers were %v, want one order and the others sold out", codes)
	}
	shop.TiesOut(t)
}

func sameAnswer(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{25, 25}})
	first := hold(t, shop, "ann", "key", 2)
	for range 3 {
		shop.Clock.Advance(time.Second)
		diff(t, "the answer", hold(t, shop, "ann", "key", 2), first)
	}
	diff(t, "the order read", readOrder(t, s, first.ID), first)
	wantLeft(t, shop, band, 48)
	shop.TiesOut(t)
}

func sameKeyAtOnce(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{3, 3, 3, 3}})
	ids := make([]order.ID, 10)
	errs := atOnce(len(ids), func(i int) error {
		o, err := shop.Hold(t.Context(), "ann", "key", band, 2)
		ids[i] = o.ID
		return err
	})
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		if id != ids[0] {
			t.Errorf("one key made the orders %s and %s", ids[0], id)
		}
	}
	wantLeft(t, shop, band, 10)
	shop.TiesOut(t)
}

func keyReused(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{25}}, Line{headphones, []int{25}})
	hold(t, shop, "ann", "key", 1)
	elsewhere := shop.Request("ann", "key", checkout.HoldLine{SKU: band, Quantity: 1})
	elsewhere.Buyer.ShipTo.City = "Shelbyville"
	for name, r := range map[string]checkout.HoldRequest{
		"another quantity": shop.Request("ann", "key", checkout.HoldLine{SKU: band, Quantity: 2}),
		"another product":  shop.Request("ann", "key", checkout.HoldLine{SKU: headphones, Quantity: 1}),
		"another address":  elsewhere,
	} {
		_, err := shop.Process().Hold(t.Context(), r)
		wantCode(t, name, err, problem.IdempotencyKeyReused)
	}
	wantLeft(t, shop, band, 24)
	shop.TiesOut(t)
}

func oneAtATime(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{25, 25}})
	first := hold(t, shop, "ann", "key 1", 1)
	_, err := shop.Hold(t.Context(), "ann", "key 2", band, 1)
	wantCode(t, "while one is held", err, problem.BuyerLimit)
	if _, err := shop.Process().Cancel(t.Context(), first.ID); err != nil {
		t.Fatal(err)
	}
	second := hold(t, shop, "ann", "key 2", 1)
	if want := (order.ID{Key: first.ID.Key, Slot: 2}); second.ID != want {
		t.Errorf("after a cancellation the order is %s, want %s", second.ID, want)
	}
	shop.Clock.Advance(time.Hour) // and no sweep has been
	third := hold(t, shop, "ann", "key 3", 1)
	if third.ID.Slot != 3 {
		t.Errorf("after an expiry the order is %s, want slot 3", third.ID)
	}
	pay(t, shop, third.ID)
	_, err = shop.Hold(t.Context(), "ann", "key 4", band, 1)
	wantCode(t, "while one is paid", err, problem.BuyerLimit)
	wantLeft(t, shop, band, 49)
	shop.TiesOut(t)
}

func severalAtATime(t *testing.T, s Store) {
	shop := NewShop(t, s, func(sale *catalog.Sale) { sale.OrdersPerBuyer = 3 }, Line{band, []int{25}})
	first := hold(t, shop, "ann", "key 1", 1)
	for slot := 2; slot <= 3; slot++ {
		if o := hold(t, shop, "ann", fmt.Sprint("key ", slot), 1); o.ID != (order.ID{Key: first.ID.Key, Slot: slot}) {
			t.Errorf("order %d is %s", slot, o.ID)
		}
	}
	_, err := shop.Hold(t.Context(), "ann", "key 4", band, 1)
	wantCode(t, "the fourth order", err, problem.BuyerLimit)
	diff(t, "the first order, asked for again", hold(t, shop, "ann", "key 1", 1), first)
	hold(t, shop, "ben", "key 1", 1)
	wantLeft(t, shop, band, 21)
	shop.TiesOut(t)
}

func limitUnderRace(t *testing.T, s Store) {
	shop := NewShop(t, s, func(sale *catalog.Sale) { sale.OrdersPerBuyer = 2 }, Line{band, []int{5, 5, 5, 5}})
	errs := atOnce(8, func(i int) error {
		_, err := shop.Hold(t.Context(), "ann", fmt.Sprint("key ", i), band, 1+i%3)
		return err
	})
	for _, err := range errs {
		if code := problem.CodeOf(err); code != "" && code != problem.BuyerLimit && code != problem.TooManyRequests {
			t.Errorf("an order was refused for %v", err)
		}
	}
	live := 0
	orders, err := s.Buyer(t.Context(), shop.Sale.OrderKey("ann@example.com", ""))
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range orders {
		if o.Status.Live() {
			live++
		}
	}
	if live < 1 || live > 2 {
		t.Errorf("the buyer has %d live orders, want 1 or 2", live)
	}
	shop.Clock.Advance(time.Hour)
	shop.TiesOut(t)
	wantLeft(t, shop, band, 20)
}

func noLimit(t *testing.T, s Store) {
	shop := NewShop(t, s, func(sale *catalog.Sale) { sale.OrdersPerBuyer = 0 }, Line{band, []int{25}})
	orders := map[order.Key]order.Order{}
	for i := range 6 {
		o := hold(t, shop, "ann", fmt.Sprint("key ", i), 1)
		orders[o.ID.Key] = o
		diff(t, "the order, asked for again", hold(t, shop, "ann", fmt.Sprint("key ", i), 1), o)
	}
	if len(orders) != 6 {
		t.Errorf("six keys made %d orders", len(orders))
	}
	wantLeft(t, shop, band, 19)
	shop.TiesOut(t)
}

func allOrNothing(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{25}}, Line{headphones, []int{1}})
	both := []checkout.HoldLine{{SKU: band, Quantity: 3}, {SKU: headphones, Quantity: 2}}
	_, err := shop.Process().Hold(t.Context(), shop.Request("ann", "key", both...))
	wantCode(t, "two where one is left", err, problem.NotEnoughLeft)
	wantLeft(t, shop, band, 25)
	wantLeft(t, shop, headphones, 1)

	both[1].Quantity = 1
	o, err := shop.Process().Hold(t.Context(), shop.Request("ben", "key", both...))
	if err != nil || len(o.Lines) != 2 {
		t.Fatalf("Hold = %+v, %v", o, err)
	}
	_, err = shop.Process().Hold(t.Context(), shop.Request("cat", "key", both...))
	wantCode(t, "one where none is left", err, problem.SoldOut)
	wantLeft(t, shop, band, 22)
	shop.TiesOut(t)
}

func rejectedAgain(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{2, 1, 1}})
	for i := range 3 { // requests that died; their units are free again after the sweep
		if _, err := s.Reserve(t.Context(), shop.Lot(band, i), newID(), 1, shop.Clock.Now()); err != nil {
			t.Fatal(err)
		}
	}
	_, err := shop.Hold(t.Context(), "ann", "key", band, 2)
	wantCode(t, "two where one is left", err, problem.NotEnoughLeft)
	shop.Clock.Advance(time.Second)
	sweep(t, shop)
	wantLeft(t, shop, band, 4)
	for range 2 {
		_, err = shop.Hold(t.Context(), "ann", "key", band, 2)
		wantCode(t, "asked again under the same key", err, problem.NotEnoughLeft)
	}
	_, err = shop.Hold(t.Context(), "ann", "key", band, 1)
	wantCode(t, "another request under the same key", err, problem.IdempotencyKeyReused)
	if o := hold(t, shop, "ann", "another key", 2); o.Status != order.Held {
		t.Errorf("asked under another key the order is %s", o.Status)
	}
	wantLeft(t, shop, band, 2)
	shop.TiesOut(t)
}

func severalLots(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{25, 25, 3}})
	o := hold(t, shop, "ann", "key 1", 50)
	units := 0
	for _, take := range o.Lines[0].Allocations {
		units += take.Quantity
	}
	if units != 50 {
		t.Errorf("the order has %d units in %v, want 50", units, o.Lines[0].Allocations)
	}
	if o := hold(t, shop, "ben", "key", 3); len(o.Lines[0].Allocations) == 0 {
		t.Errorf("the last units are in %v", o.Lines[0].Allocations)
	}
	wantLeft(t, shop, band, 0)
	shop.TiesOut(t)
}

func moreThanThereIs(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{25, 25, 7}})
	_, err := shop.Hold(t.Context(), "ann", "key", band, 58)
	wantCode(t, "one more than there is", err, problem.NotEnoughLeft)
	wantLeft(t, shop, band, 57)
	shop.TiesOut(t)
	hold(t, shop, "ben", "key", 57)
	shop.TiesOut(t)
}

func pricesStay(t *testing.T, s Store) {
	sku := catalog.SKU("priced-band")
	shop := NewShop(t, s, nil, Line{sku, []int{25}})
	held, err := shop.Hold(t.Context(), "ann", "key", sku, 2)
	if err != nil {
		t.Fatal(err)
	}
	usd := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "USD"} }
	if got := held.Totals; got.Subtotal != usd(2*1499) || got.Shipping != usd(499) || got.Total != usd(2*1499+499+got.Tax.Minor) {
		t.Errorf("the order costs %+v", got)
	}
	dearer := Product(sku)
	dearer.Offers["us"] = catalog.Offer{Price: usd(9999), Clearance: market.Clearance{Status: market.Cleared}}
	if err := s.PutProduct(t.Context(), dearer); err != nil {
		t.Fatal(err)
	}
	paid := pay(t, shop, held.ID)
	diff(t, "what was paid for", paid.Totals, held.Totals)
	again, err := shop.Hold(t.Context(), "ann", "key", sku, 2)
	if err != nil {
		t.Fatal(err)
	}
	diff(t, "the order, asked for again", again, paid)
	shop.TiesOut(t)
}

func pricesByMarket(t *testing.T, s Store) {
	sku := catalog.SKU("european-band")
	shop := NewShop(t, s, nil, Line{sku, []int{25}})
	p := Product(sku)
	for code, price := range map[market.Code]int64{"de": 1999, "fr": 2199, "nl": 2099} {
		p.Offers[code] = catalog.Offer{
			Price: money.Amount{Minor: price, Currency: "EUR"}, Clearance: market.Clearance{Status: market.Cleared},
		}
	}
	if err := s.PutProduct(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	for code := range p.Offers {
		m, ok := market.EU.Market(code)
		if !ok {
			continue
		}
		r := shop.Request(string(code), "key", checkout.HoldLine{SKU: sku, Quantity: 1})
		r.Market = m
		o, err := shop.Process().Hold(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		if o.Lines[0].UnitPrice != p.Offers[code].Price || o.Totals.TaxJurisdiction != m.Country || o.Market != string(code) {
			t.Errorf("in %s it costs %v, taxed by %s", code, o.Lines[0].UnitPrice, o.Totals.TaxJurisdiction)
		}
	}
	shop.TiesOut(t)
}

func payTwice(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{25}})
	o := hold(t, shop, "ann", "key", 1)
	first := pay(t, shop, o.ID)
	shop.Clock.Advance(time.Minute)
	diff(t, "the order, paid again", pay(t, shop, o.ID), first)
	for _, method := range []string{payment.CardAuthenticationRequired, payment.CardDeclined} {
		again, err := shop.Process().Pay(t.Context(), o.ID, checkout.PayRequest{Method: method})
		if err != nil {
			t.Fatal(err)
		}
		diff(t, "the order, paid otherwise", again.Order, first)
	}
	wantMoney(t, shop, Captured)
	shop.TiesOut(t)
}

func payAtOnce(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{25}})
	o := hold(t, shop, "ann", "key", 1)
	confirmation := confirmationOf(t, shop, o.ID)
	errs := atOnce(8, func(i int) error {
		r := checkout.PayRequest{Method: payment.CardVisa}
		if i%2 == 0 {
			r = checkout.PayRequest{Method: payment.CardAuthenticationRequired, Confirmation: confirmation}
		}
		paid, err := shop.Process().Pay(t.Context(), o.ID, r)
		if err == nil && paid.Order.Status != order.Paid {
			err = fmt.Errorf("the order is %s", paid.Order.Status)
		}
		return err
	})
	if err := errors.Join(errs...); err != nil {
		t.Error(err)
	}
	for _, r := range shop.Bank.Reservations() {
		if r.State == Reserved {
			t.Errorf("money was left reserved: %+v", r)
		}
	}
	shop.TiesOut(t)
}

func payLate(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{1}})
	o := hold(t, shop, "ann", "key", 1)
	shop.Clock.Advance(11 * time.Minute)
	for range 2 {
		_, err := shop.Process().Pay(t.Context(), o.ID, checkout.PayRequest{Method: payment.CardVisa})
		wantCode(t, "a late payment", err, problem.HoldExpired)
	}
	wantMoney(t, shop)
	wantLeft(t, shop, band, 1)
	hold(t, shop, "ben", "key", 1)
	shop.TiesOut(t)
}

func declined(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{25}})
	o := hold(t, shop, "ann", "key", 1)
	_, err := shop.Process().Pay(t.Context(), o.ID, checkout.PayRequest{Method: payment.CardDeclined})
	wantCode(t, "a declined card", err, problem.PaymentDeclined)
	diff(t, "the order", readOrder(t, s, o.ID), o)
	wantMoney(t, shop)
	pay(t, shop, o.ID)
	wantMoney(t, shop, Captured)
	shop.TiesOut(t)
}

func confirmPayment(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{25}})
	o := hold(t, shop, "ann", "key", 1)
	confirmation := confirmationOf(t, shop, o.ID)
	wantMoney(t, shop)
	r := checkout.PayRequest{Method: payment.CardAuthenticationRequired, Confirmation: "made up"}
	_, err := shop.Process().Pay(t.Context(), o.ID, r)
	wantCode(t, "a made-up confirmation", err, problem.InvalidRequest)
	diff(t, "the order", readOrder(t, s, o.ID), o)

	r.Confirmation = confirmation
	paid, err := shop.Process().Pay(t.Context(), o.ID, r)
	if err != nil || paid.Confirmation != "" || paid.Order.Status != order.Paid {
		t.Errorf("Pay = %+v, %v, want it paid", paid, err)
	}
	wantMoney(t, shop, Captured)
	shop.TiesOut(t)
}

func extendOnce(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{1}})
	o := hold(t, shop, "ann", "key", 1)
	for range 2 {
		shop.Clock.Advance(time.Minute)
		extended, err := shop.Process().Extend(t.Context(), o.ID)
		if err != nil || !extended.HoldExpiresAt.Equal(o.HoldExpiresAt.Add(shop.Sale.Hold)) {
			t.Fatalf("Extend = %v, %v, want %v later than %v", extended.HoldExpiresAt, err, shop.Sale.Hold, o.HoldExpiresAt)
		}
	}
	shop.Clock.Advance(10 * time.Minute) // past the first end
	if r := sweep(t, shop); r.Expired != 0 {
		t.Errorf("the sweep expired an extended hold: %+v", r)
	}
	wantLeft(t, shop, band, 0)
	shop.Clock.Advance(10 * time.Minute) // past the second
	if r := sweep(t, shop); r.Expired != 1 || r.Released != 1 {
		t.Errorf("the sweep did %+v, want one hold expired and given back", r)
	}
	_, err := shop.Process().Extend(t.Context(), o.ID)
	wantCode(t, "extending an expired order", err, problem.HoldExpired)
	shop.TiesOut(t)

	late := hold(t, shop, "ben", "key", 1)
	shop.Clock.Advance(11 * time.Minute)
	_, err = shop.Process().Extend(t.Context(), late.ID)
	wantCode(t, "extending a hold that has ended", err, problem.HoldExpired)
	wantLeft(t, shop, band, 1)
}

func cancel(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{1, 1}})
	o := hold(t, shop, "ann", "key", 2)
	for range 2 {
		cancelled, err := shop.Process().Cancel(t.Context(), o.ID)
		if err != nil || cancelled.Status != order.Cancelled {
			t.Errorf("Cancel = %s, %v", cancelled.Status, err)
		}
		wantLeft(t, shop, band, 2)
	}
	_, err := shop.Process().Pay(t.Context(), o.ID, checkout.PayRequest{Method: payment.CardVisa})
	wantCode(t, "paying a cancelled order", err, problem.OrderClosed)
	wantMoney(t, shop)
	hold(t, shop, "ben", "key", 2)
	// Cancelling once more must not give back what is somebody else's now.
	if _, err := shop.Process().Cancel(t.Context(), o.ID); err != nil {
		t.Error(err)
	}
	wantLeft(t, shop, band, 0)
	shop.TiesOut(t)
}

func paidStays(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{25}})
	o := hold(t, shop, "ann", "key", 1)
	paid := pay(t, shop, o.ID)
	_, err := shop.Process().Cancel(t.Context(), o.ID)
	wantCode(t, "cancelling", err, problem.OrderClosed)
	_, err = shop.Process().Extend(t.Context(), o.ID)
	wantCode(t, "extending", err, problem.OrderClosed)
	shop.Clock.Advance(time.Hour)
	sweep(t, shop)
	diff(t, "the order", readOrder(t, s, o.ID), paid)
	wantLeft(t, shop, band, 24)
	shop.TiesOut(t)
}

func noOrder(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{25}})
	stone := order.Tombstone(newID(), shop.Sale.ID, noon)
	putOrder(t, s, stone)
	for name, id := range map[string]order.ID{"no order": newID(), "a tombstone": stone.ID} {
		c := shop.Process()
		_, err := c.Read(t.Context(), id)
		wantCode(t, "reading "+name, err, problem.OrderNotFound)
		_, err = c.Pay(t.Context(), id, checkout.PayRequest{Method: payment.CardVisa})
		wantCode(t, "paying "+name, err, problem.OrderNotFound)
		_, err = c.Extend(t.Context(), id)
		wantCode(t, "extending "+name, err, problem.OrderNotFound)
		_, err = c.Cancel(t.Context(), id)
		wantCode(t, "cancelling "+name, err, problem.OrderNotFound)
	}
	wantMoney(t, shop)
}

func refusals(t *testing.T, s Store) {
	de, _ := market.EU.Market("de")
	gb, _ := market.UK.Market("gb")
	for _, tt := range []struct {
		name string
		sale func(*catalog.Sale)
		r    func(*checkout.HoldRequest)
		want problem.Code
	}{
		{"before the sale opens", func(s *catalog.Sale) { s.Opens = noon.Add(time.Minute) }, nil, problem.SaleNotOpen},
		{"after it closed", func(s *catalog.Sale) { s.Closes = noon.Add(time.Second) }, nil, problem.SaleClosed},
		{"without a ticket", func(s *catalog.Sale) { s.Access = catalog.AccessTicket }, nil, problem.TicketRequired},
		{"more than the sale allows", func(s *catalog.Sale) { s.Lines[0].MaxPerOrder = 2 }, nil, problem.InvalidRequest},
		{"an unknown sale", nil, func(r *checkout.HoldRequest) { r.Sale = "no-sale" }, problem.UnknownSale},
		{"a product of another sale", nil, func(r *checkout.HoldRequest) { r.Lines[0].SKU = headphones }, problem.UnknownProduct},
		{"where it is not cleared", nil, func(r *checkout.HoldRequest) { r.Market = de }, problem.NotCleared},
		{"where it is not known", nil, func(r *checkout.HoldRequest) { r.Market = gb }, problem.UnknownProduct},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			shop := NewShop(t, s, tt.sale, Line{band, []int{25}})
			r := shop.Request("ann", "key", checkout.HoldLine{SKU: band, Quantity: 3})
			if tt.r != nil {
				tt.r(&r)
			}
			_, err := shop.Process().Hold(t.Context(), r)
			wantCode(t, "the request", err, tt.want)
			wantLeft(t, shop, band, 25)
			shop.TiesOut(t)
		})
	}
}

func closedSale(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{25}})
	o := hold(t, shop, "ann", "key", 1)
	if _, err := s.CloseSale(t.Context(), shop.Sale.ID, shop.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	shop.Clock.Advance(time.Second)
	diff(t, "the order, asked for again", hold(t, shop, "ann", "key", 1), o)
	_, err := shop.Hold(t.Context(), "ann", "key", band, 2)
	wantCode(t, "another request under the same key", err, problem.IdempotencyKeyReused)
	_, err = shop.Hold(t.Context(), "ann", "another key", band, 1)
	wantCode(t, "a new request", err, problem.SaleClosed)
	if _, err := shop.Process().Extend(t.Context(), o.ID); err != nil {
		t.Errorf("a held order was not extended: %v", err)
	}
	pay(t, shop, o.ID)
	shop.TiesOut(t)
}

func sweepExpires(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{2, 2}}, Line{headphones, []int{2}})
	held := hold(t, shop, "ann", "key", 3)
	two, err := shop.Process().Hold(t.Context(), shop.Request("ben", "key", checkout.HoldLine{SKU: band, Quantity: 1}, checkout.HoldLine{SKU: headphones, Quantity: 1}))
	if err != nil {
		t.Fatal(err)
	}
	pay(t, shop, two.ID)
	shop.Clock.Advance(shop.Sale.Hold - time.Second)
	if r := sweep(t, shop); r.Expired != 0 || r.Released != 0 {
		t.Errorf("before the end the sweep did %+v", r)
	}
	shop.Clock.Advance(2 * time.Second)
	if r := sweep(t, shop); r.Expired != 1 || r.Released != 2 {
		t.Errorf("after the end the sweep did %+v, want one hold expired and its claims in two lots given", r)
	}
	if o := readOrder(t, s, held.ID); o.Status != order.Expired {
		t.Errorf("the order is %s", o.Status)
	}
	wantLeft(t, shop, band, 3)
	wantLeft(t, shop, headphones, 1)
	shop.TiesOut(t)
}

func sweepLeavesInFlight(t *testing.T, s Store) {
	for _, units := range []int{2, 1} { // with one the lot is empty, and the sweep asks for every order
		t.Run(fmt.Sprintf("with one of %d units taken", units), func(t *testing.T) {
			t.Parallel()
			shop := NewShop(t, s, nil, Line{band, []int{units}})
			until := shop.Clock.Now().Add(shop.Sale.Hold)
			if _, err := s.Reserve(t.Context(), shop.Lot(band, 0), newID(), 1, until); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if r := sweep(t, shop); r.Released != 0 || r.Abandoned != 0 {
					t.Errorf("the sweep did %+v to a request on its way", r)
				}
			}
			wantLeft(t, shop, band, units-1)
		})
	}
}

func sweepAbandoned(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{2}})
	id := newID()
	if _, err := s.Reserve(t.Context(), shop.Lot(band, 0), id, 2, shop.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	shop.Clock.Advance(time.Second)
	if r := sweep(t, shop); r.Abandoned != 1 || r.Released != 1 {
		t.Errorf("the sweep did %+v, want a tombstone and a claim given back", r)
	}
	late := heldOrder(id)
	existing, err := s.Put(t.Context(), late)
	if err != nil || existing == nil || existing.Status != order.Abandoned {
		t.Errorf("the late order met %+v, %v, want a tombstone", existing, err)
	}
	wantLeft(t, shop, band, 2)
	shop.TiesOut(t)
}

func sweepMends(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{1, 1, 1}})
	hold(t, shop, "ann", "key", 1)
	shelf := readShelf(t, s, shop.Line(band))
	for number := range 3 { // the taken lot off the list, the others on it
		if shelf.KnownEmpty(number) {
			unmark(t, s, shop.Line(band), number)
		} else {
			mark(t, s, shop.Line(band), number, readShelf(t, s, shop.Line(band)), true)
		}
	}
	for range 2 { // what is mended first may begin a new epoch
		sweep(t, shop)
	}
	after := readShelf(t, s, shop.Line(band))
	for number := range 3 {
		if after.KnownEmpty(number) != shelf.KnownEmpty(number) {
			t.Errorf("lot %d is listed: %v, want %v", number, after.KnownEmpty(number), shelf.KnownEmpty(number))
		}
	}
	if r := sweep(t, shop); r.Mended != 0 {
		t.Errorf("a mended shelf was mended: %+v", r)
	}
	hold(t, shop, "ben", "key", 2)
	shop.TiesOut(t)
}

func sweepIsQuiet(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{2, 1}})
	hold(t, shop, "ann", "key", 2)
	pay(t, shop, hold(t, shop, "ben", "key", 1).ID)
	for range 2 {
		sweep(t, shop)
	}
	lots, err := s.Lots(t.Context(), shop.Line(band), 2)
	if err != nil {
		t.Fatal(err)
	}
	shelf := readShelf(t, s, shop.Line(band))
	if r := sweep(t, shop); r != (checkout.Report{}) {
		t.Errorf("the sweep did %+v", r)
	}
	after, err := s.Lots(t.Context(), shop.Line(band), 2)
	if err != nil {
		t.Fatal(err)
	}
	diff(t, "the lots", after, lots)
	diff(t, "the shelf", readShelf(t, s, shop.Line(band)), shelf)
	if want := (stock.Count{Size: 3, Held: 2, Sold: 1, NextRelease: shelf.Count.NextRelease, Epoch: shelf.Epoch()}); shelf.Count != want || want.NextRelease.IsZero() {
		t.Errorf("the shelf counts %+v, want %+v and a next release", shelf.Count, want)
	}
}

func sweepTwice(t *testing.T, s Store) {
	shop := NewShop(t, s, func(sale *catalog.Sale) { sale.OrdersPerBuyer = 0 }, Line{band, []int{5, 5, 5, 5}})
	for i := range 6 {
		o := hold(t, shop, "ann", fmt.Sprint("held ", i), 2)
		if i%3 == 0 {
			pay(t, shop, o.ID)
		}
	}
	for i := range 4 { // requests that died
		if _, err := s.Reserve(t.Context(), shop.Lot(band, i), newID(), 1, shop.Clock.Now()); err != nil {
			t.Fatal(err)
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
	wantLeft(t, shop, band, 16)
}

func soldOutIsFinal(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{1, 1}})
	availability := func() stock.Availability { return readShelf(t, s, shop.Line(band)).Availability() }
	ann, ben := hold(t, shop, "ann", "key", 1), hold(t, shop, "ben", "key", 1)
	_, err := shop.Hold(t.Context(), "cat", "key", band, 1)
	wantCode(t, "the third of two units", err, problem.SoldOut)
	for _, step := range []struct {
		do   func()
		want stock.Availability
	}{
		{func() { sweep(t, shop) }, stock.OnHold},
		{func() { pay(t, shop, ann.ID); sweep(t, shop) }, stock.OnHold},
		{func() { pay(t, shop, ben.ID); sweep(t, shop) }, stock.SoldOut},
	} {
		step.do()
		if got := availability(); got != step.want {
			t.Errorf("shoppers are told %s, want %s", got, step.want)
		}
	}
	shop.TiesOut(t)
}

func restock(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{1}})
	hold(t, shop, "ann", "key", 1)
	_, err := shop.Hold(t.Context(), "ben", "key", band, 1)
	wantCode(t, "the second of one unit", err, problem.SoldOut)
	if err := Fill(t.Context(), s, shop.Line(band), 1, 1); err != nil {
		t.Fatal(err)
	}
	hold(t, shop, "ben", "key", 1)
	shop.TiesOut(t)
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

func wantMoney(t *testing.T, shop *Shop, want ...ReservationState) {
	t.Helper()
	var got []ReservationState
	for _, r := range shop.Bank.Reservations() {
		got = append(got, r.State)
	}
	diff(t, "the money", got, want)
}

package checkouttest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/email"
	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/problem"
)

func lastUnit(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{1}})
	const buyers = 20
	codes := map[problem.Code]int{}
	for _, err := range atOnce(buyers, func(i int) error {
		_, err := shop.Hold(t.Context(), fmt.Sprint("buyer", i), "key", band, 1)
		return err
	}) {
		codes[problem.CodeOf(err)]++
	}
	if codes[""] != 1 || codes[problem.SoldOut] != buyers-1 {
		t.Errorf("the answers were %v, want one order and the others sold out", codes)
	}
	shop.TiesOut(t)
}

func sameAnswer(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{25, 25}})
	first := shop.MustHold(t, "ann", "key", 2)
	for range 3 {
		shop.Clock.Advance(time.Second)
		diff(t, "the answer", shop.MustHold(t, "ann", "key", 2), first)
	}
	diff(t, "the order read", readOrder(t, s, first.ID), first)
	shop.WantLeft(t, band, 48)
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
	if err := errors.Join(errs...); err != nil || len(slices.Compact(ids)) != 1 {
		t.Errorf("one key made the orders %v, %v", ids, err)
	}
	shop.WantLeft(t, band, 10)
	shop.TiesOut(t)
}

func keyReused(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{25}}, Line{headphones, []int{25}})
	shop.MustHold(t, "ann", "key", 1)
	elsewhere := shop.Request("ann", "key", checkout.HoldLine{SKU: band, Quantity: 1})
	elsewhere.Buyer.ShipTo.City = "Shelbyville"
	for name, r := range map[string]checkout.HoldRequest{
		"another quantity": shop.Request("ann", "key", checkout.HoldLine{SKU: band, Quantity: 2}),
		"another product":  shop.Request("ann", "key", checkout.HoldLine{SKU: headphones, Quantity: 1}),
		"another address":  elsewhere,
	} {
		_, err := shop.Process().Hold(t.Context(), r)
		WantCode(t, name, err, problem.IdempotencyKeyReused)
	}
	shop.WantLeft(t, band, 24)
	shop.TiesOut(t)
}

func oneAtATime(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{25, 25}})
	first := shop.MustHold(t, "ann", "key 1", 1)
	_, err := shop.Hold(t.Context(), "ann", "key 2", band, 1)
	WantCode(t, "while one is held", err, problem.BuyerLimit)
	shop.MustCancel(t, first.ID)
	second := shop.MustHold(t, "ann", "key 2", 1)
	if want := shop.NthID(first.ID.Key, 2); second.ID != want {
		t.Errorf("after a cancellation the order is %s, want %s", second.ID, want)
	}
	shop.Clock.Advance(time.Hour) // without a sweep
	third := shop.MustHold(t, "ann", "key 3", 1)
	if third.ID != shop.NthID(first.ID.Key, 3) {
		t.Errorf("after an expiry the order is %s, want slot 3", third.ID)
	}
	shop.MustPay(t, third.ID)
	_, err = shop.Hold(t.Context(), "ann", "key 4", band, 1)
	WantCode(t, "while one is paid", err, problem.BuyerLimit)
	shop.WantLeft(t, band, 49)
	shop.TiesOut(t)
}

func severalAtATime(t *testing.T, s Store) {
	shop := NewShop(t, s, func(sale *catalog.Sale) { sale.OrdersPerBuyer = 3 }, Line{band, []int{25}})
	first := shop.MustHold(t, "ann", "key 1", 1)
	for slot := 2; slot <= 3; slot++ {
		if o := shop.MustHold(t, "ann", fmt.Sprint("key ", slot), 1); o.ID != shop.NthID(first.ID.Key, slot) {
			t.Errorf("order %d is %s", slot, o.ID)
		}
	}
	_, err := shop.Hold(t.Context(), "ann", "key 4", band, 1)
	WantCode(t, "the fourth order", err, problem.BuyerLimit)
	diff(t, "the first order, asked for again", shop.MustHold(t, "ann", "key 1", 1), first)
	shop.MustHold(t, "ben", "key 1", 1)
	shop.WantLeft(t, band, 21)
	shop.TiesOut(t)
}

func oneMailbox(t *testing.T, s Store) {
	shop := NewShop(t, s, func(sale *catalog.Sale) { sale.OrdersPerBuyer = 1 }, Line{band, []int{25}})
	by := func(address, key string) (order.Order, error) {
		r := shop.Request("ada", key, checkout.HoldLine{SKU: band, Quantity: 1})
		r.Buyer.Email, r.Proved = address, email.IdentityOf(address)
		return shop.Process().Hold(t.Context(), r)
	}
	first, err := by("a.d.a@gmail.com", "key 1")
	if err != nil || first.Buyer.Email != "a.d.a@gmail.com" {
		t.Fatalf("the order is for %q, %v", first.Buyer.Email, err)
	}
	for _, address := range []string{"ada+1@gmail.com", "ada@googlemail.com", "ada@gmail.com"} {
		_, err := by(address, "key 2")
		WantCode(t, address, err, problem.BuyerLimit)
	}
	if _, err := by("ada+1@example.com", "key 3"); err != nil {
		t.Errorf("another mailbox: %v", err)
	}
	shop.WantLeft(t, band, 23)
	shop.TiesOut(t)
}

// passNeeded: what a shopper says neither opens a verified sale nor decides whose the
// order is.
func passNeeded(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{25}})
	asAnn := func(proved, key string) (order.Order, error) {
		r := shop.Request("ann", key, checkout.HoldLine{SKU: band, Quantity: 1})
		r.Proved = email.IdentityOf(proved)
		return shop.Process().Hold(t.Context(), r)
	}
	_, err := asAnn("", "key 1")
	WantCode(t, "without a pass", err, problem.PassRequired)
	if _, err := asAnn("ben@example.com", "key 2"); err != nil {
		t.Errorf("with ben's pass: %v", err)
	}
	_, err = asAnn("ben@example.com", "key 3")
	WantCode(t, "with ben's pass again", err, problem.BuyerLimit)
	shop.MustHold(t, "ann", "key 4", 1)
	shop.WantLeft(t, band, 23)
	shop.TiesOut(t)
}

// strangers: in an open sale an address that nobody proved takes nothing from its
// owner and tells nothing about them.
func strangers(t *testing.T, s Store) {
	shop := NewShop(t, s, OpenToAll, Line{band, []int{25}})
	stranger := shop.Request("ann", "the stranger's key", checkout.HoldLine{SKU: band, Quantity: 3})
	stranger.Proved = email.Identity{}
	theirs, err := shop.Process().Hold(t.Context(), stranger)
	if err != nil {
		t.Fatal(err)
	}
	mine := shop.MustHold(t, "ann", "ann's key", 1)
	if mine.ID.Key == theirs.ID.Key {
		t.Errorf("the orders %s and %s have one key", mine.ID, theirs.ID)
	}
	diff(t, "ann's order, asked for again", shop.MustHold(t, "ann", "ann's key", 1), mine)
	shop.WantLeft(t, band, 21)
	shop.TiesOut(t)
}

// slotsBounded: a buyer who cancels again and again is refused in the end.
func slotsBounded(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{25}})
	for n := range catalog.MaxSlots {
		shop.MustCancel(t, shop.MustHold(t, "ann", fmt.Sprint("key ", n), 1).ID)
	}
	for _, key := range []string{"one too many", "two too many"} {
		_, err := shop.Hold(t.Context(), "ann", key, band, 1)
		WantCode(t, key, err, problem.TooManyRequests)
	}
	shop.MustHold(t, "ben", "key", 1)
	shop.WantLeft(t, band, 24)
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
	orders, err := s.Buyer(t.Context(), shop.Sale.OrderKey(email.IdentityOf("ann@example.com"), ""))
	live := slices.DeleteFunc(orders, func(o order.Order) bool { return !o.Status.Live() })
	if err != nil || len(live) < 1 || len(live) > 2 {
		t.Errorf("the buyer has the live orders %v, %v, want 1 or 2", live, err)
	}
	shop.Clock.Advance(time.Hour)
	shop.TiesOut(t)
	shop.WantLeft(t, band, 20)
}

func noLimit(t *testing.T, s Store) {
	shop := NewShop(t, s, OpenToAll, Line{band, []int{25}})
	orders := map[order.Key]order.Order{}
	for i := range 6 {
		o := shop.MustHold(t, "ann", fmt.Sprint("key ", i), 1)
		orders[o.ID.Key] = o
		diff(t, "the order, asked for again", shop.MustHold(t, "ann", fmt.Sprint("key ", i), 1), o)
	}
	if len(orders) != 6 {
		t.Errorf("six keys made %d orders", len(orders))
	}
	shop.WantLeft(t, band, 19)
	shop.TiesOut(t)
}

func allOrNothing(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{25}}, Line{headphones, []int{1}})
	both := []checkout.HoldLine{{SKU: band, Quantity: 3}, {SKU: headphones, Quantity: 2}}
	_, err := shop.Process().Hold(t.Context(), shop.Request("ann", "key", both...))
	WantCode(t, "two where one is left", err, problem.NotEnoughLeft)
	shop.WantLeft(t, band, 25)
	shop.WantLeft(t, headphones, 1)

	both[1].Quantity = 1
	o, err := shop.Process().Hold(t.Context(), shop.Request("ben", "key", both...))
	if err != nil || len(o.Lines) != 2 {
		t.Fatalf("Hold = %+v, %v", o, err)
	}
	_, err = shop.Process().Hold(t.Context(), shop.Request("cat", "key", both...))
	WantCode(t, "one where none is left", err, problem.SoldOut)
	shop.WantLeft(t, band, 22)
	shop.TiesOut(t)
}

func rejectedAgain(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{2, 1, 1}})
	for i := range 3 { // requests that died; a sweep will release their units
		shop.MustReserve(t, i, newID(), 1, shop.Clock.Now())
	}
	_, err := shop.Hold(t.Context(), "ann", "key", band, 2)
	WantCode(t, "two where one is left", err, problem.NotEnoughLeft)
	shop.Clock.Advance(time.Second)
	shop.MustSweep(t)
	shop.WantLeft(t, band, 4)
	for range 2 {
		_, err = shop.Hold(t.Context(), "ann", "key", band, 2)
		WantCode(t, "asked again under the same key", err, problem.NotEnoughLeft)
	}
	_, err = shop.Hold(t.Context(), "ann", "key", band, 1)
	WantCode(t, "another request under the same key", err, problem.IdempotencyKeyReused)
	if o := shop.MustHold(t, "ann", "another key", 2); o.Status != order.Held {
		t.Errorf("asked under another key the order is %s", o.Status)
	}
	shop.WantLeft(t, band, 2)
	shop.TiesOut(t)
}

func severalLots(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{25, 25, 3}})
	o := shop.MustHold(t, "ann", "key 1", 50)
	units := 0
	for _, a := range o.Lines[0].Allocations {
		units += a.Quantity
	}
	if units != 50 {
		t.Errorf("the order has %d units in %v, want 50", units, o.Lines[0].Allocations)
	}
	if o := shop.MustHold(t, "ben", "key", 3); len(o.Lines[0].Allocations) == 0 {
		t.Errorf("the last units are in %v", o.Lines[0].Allocations)
	}
	shop.WantLeft(t, band, 0)
	shop.TiesOut(t)
}

func moreThanThereIs(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{25, 25, 7}})
	_, err := shop.Hold(t.Context(), "ann", "key", band, 58)
	WantCode(t, "one more than is left", err, problem.NotEnoughLeft)
	shop.WantLeft(t, band, 57)
	shop.TiesOut(t)
	shop.MustHold(t, "ben", "key", 57)
	shop.TiesOut(t)
}

func pricesStay(t *testing.T, s Store) {
	sku := catalog.SKU("priced-band")
	shop := NewShop(t, s, nil, Line{sku, []int{25}})
	held := shop.MustHold(t, "ann", "key", 2)
	usd := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "USD"} }
	if got := held.Totals; got.Subtotal != usd(2*1499) || got.Shipping != usd(499) || got.Total != usd(2*1499+499+got.Tax.Minor) {
		t.Errorf("the order costs %+v", got)
	}
	dearer := Product(sku)
	dearer.Offers["us"] = catalog.Offer{Price: usd(9999), Clearance: market.Clearance{Status: market.Cleared}}
	if err := s.PutProduct(t.Context(), dearer); err != nil {
		t.Fatal(err)
	}
	paid := shop.MustPay(t, held.ID)
	diff(t, "what was paid for", paid.Totals, held.Totals)
	diff(t, "the order, asked for again", shop.MustHold(t, "ann", "key", 2), paid)
	shop.TiesOut(t)
}

func taxOnShipping(t *testing.T, s Store) {
	sku := catalog.SKU("band-by-mail")
	shop := NewShop(t, s, nil, Line{sku, []int{25}})
	for _, to := range []struct {
		state, postal string
		tax           int64
	}{
		{"CA", "94105", 109},     // 7.25 % of 14.99
		{"NY", "10001", 60 + 20}, // 4 % of 14.99, and of 4.99
		{"DC", "20001", 90},      // 6 % of 14.99
		{"TX", "78701", 94 + 31}, // 6.25 % of 14.99, and of 4.99
		{"OR", "97301", 0},       // no sales tax
	} {
		r := shop.Request("buyer-"+to.state, "key", checkout.HoldLine{SKU: sku, Quantity: 1})
		r.Buyer.ShipTo.State, r.Buyer.ShipTo.PostalCode = to.state, to.postal
		o, err := shop.Process().Hold(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		if o.Totals.Tax.Minor != to.tax || o.Totals.Total.Minor != 1499+499+to.tax {
			t.Errorf("in %s it costs %+v", to.state, o.Totals)
		}
		shop.MustPay(t, o.ID)
	}
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
		if want := (order.Supply{RateSource: string(m.Tax.Source)}); o.Totals.Supply != want {
			t.Errorf("in %s it is supplied to %+v, want %+v", code, o.Totals.Supply, want)
		}
	}
	shop.TiesOut(t)
}

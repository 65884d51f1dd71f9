package checkouttest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/problem"
)

func payTwice(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{25}})
	o := shop.MustHold(t, "ann", "key", 1)
	first := shop.MustPay(t, o.ID)
	shop.Clock.Advance(time.Minute)
	diff(t, "the order, paid again", shop.MustPay(t, o.ID), first)
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
	o := shop.MustHold(t, "ann", "key", 1)
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
	for _, r := range shop.Bank.Authorizations() {
		if r.State == Authorized {
			t.Errorf("money was left authorised: %+v", r)
		}
	}
	shop.TiesOut(t)
}

func payLate(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{1}})
	o := shop.MustHold(t, "ann", "key", 1)
	shop.Clock.Advance(11 * time.Minute)
	for range 2 {
		_, err := shop.Pay(t.Context(), o.ID)
		WantCode(t, "a late payment", err, problem.HoldExpired)
	}
	wantMoney(t, shop)
	shop.WantLeft(t, band, 1)
	shop.MustHold(t, "ben", "key", 1)
	shop.TiesOut(t)
}

func declined(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{25}})
	o := shop.MustHold(t, "ann", "key", 1)
	_, err := shop.Process().Pay(t.Context(), o.ID, checkout.PayRequest{Method: payment.CardDeclined})
	WantCode(t, "a declined card", err, problem.PaymentDeclined)
	o.Version, o.Declines, o.UpdatedAt = 2, 1, readOrder(t, s, o.ID).UpdatedAt
	diff(t, "the order", readOrder(t, s, o.ID), o)
	wantMoney(t, shop)
	shop.MustPay(t, o.ID)
	wantMoney(t, shop, Captured)
	shop.TiesOut(t)
}

// declinedTooOften: nobody tries out cards on a hold.
func declinedTooOften(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{1}})
	o := shop.MustHold(t, "ann", "key", 1)
	for range order.MaxDeclines {
		_, err := shop.Process().Pay(t.Context(), o.ID, checkout.PayRequest{Method: payment.CardDeclined})
		WantCode(t, "a declined card", err, problem.PaymentDeclined)
	}
	for range 3 {
		_, err := shop.Process().Pay(t.Context(), o.ID, checkout.PayRequest{Method: payment.CardVisa})
		WantCode(t, "a good card after them", err, problem.OrderClosed)
	}
	wantMoney(t, shop)
	shop.MustHold(t, "ben", "key", 1)
	shop.TiesOut(t)
}

func confirmPayment(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{25}})
	o := shop.MustHold(t, "ann", "key", 1)
	confirmation := confirmationOf(t, shop, o.ID)
	wantMoney(t, shop)
	r := checkout.PayRequest{Method: payment.CardAuthenticationRequired, Confirmation: "made up"}
	_, err := shop.Process().Pay(t.Context(), o.ID, r)
	WantCode(t, "a made-up confirmation", err, problem.InvalidRequest)
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
	o := shop.MustHold(t, "ann", "key", 1)
	for range 2 {
		shop.Clock.Advance(time.Minute)
		extended, err := shop.Process().Extend(t.Context(), o.ID)
		if err != nil || !extended.HoldExpiresAt.Equal(o.HoldExpiresAt.Add(shop.Sale.Hold)) {
			t.Fatalf("Extend = %v, %v, want %v later than %v", extended.HoldExpiresAt, err, shop.Sale.Hold, o.HoldExpiresAt)
		}
	}
	shop.Clock.Advance(10 * time.Minute) // past the first end
	if r := shop.MustSweep(t); r.Expired != 0 {
		t.Errorf("the sweep expired an extended hold: %+v", r)
	}
	shop.WantLeft(t, band, 0)
	shop.Clock.Advance(10 * time.Minute) // past the second
	if r := shop.MustSweep(t); r.Expired != 1 || r.Released != 1 {
		t.Errorf("the sweep did %+v, want one hold expired and released", r)
	}
	_, err := shop.Process().Extend(t.Context(), o.ID)
	WantCode(t, "extending an expired order", err, problem.HoldExpired)
	shop.TiesOut(t)

	late := shop.MustHold(t, "ben", "key", 1)
	shop.Clock.Advance(11 * time.Minute)
	_, err = shop.Process().Extend(t.Context(), late.ID)
	WantCode(t, "extending a hold that has ended", err, problem.HoldExpired)
	shop.WantLeft(t, band, 1)
}

func cancel(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{1, 1}})
	o := shop.MustHold(t, "ann", "key", 2)
	for range 2 {
		shop.MustCancel(t, o.ID)
		shop.WantLeft(t, band, 2)
	}
	_, err := shop.Pay(t.Context(), o.ID)
	WantCode(t, "paying a cancelled order", err, problem.OrderClosed)
	wantMoney(t, shop)
	shop.MustHold(t, "ben", "key", 2)
	// A later cancellation must not release the claims of another buyer.
	shop.MustCancel(t, o.ID)
	shop.WantLeft(t, band, 0)
	shop.TiesOut(t)
}

func paidStays(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{25}})
	o := shop.MustHold(t, "ann", "key", 1)
	paid := shop.MustPay(t, o.ID)
	_, err := shop.Process().Cancel(t.Context(), o.ID)
	WantCode(t, "cancelling", err, problem.OrderClosed)
	_, err = shop.Process().Extend(t.Context(), o.ID)
	WantCode(t, "extending", err, problem.OrderClosed)
	shop.Clock.Advance(time.Hour)
	shop.MustSweep(t)
	diff(t, "the order", readOrder(t, s, o.ID), paid)
	shop.WantLeft(t, band, 24)
	shop.TiesOut(t)
}

func noOrder(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{25}})
	stone := order.Tombstone(newID(), shop.Sale.ID, noon)
	putOrder(t, s, stone)
	for name, id := range map[string]order.ID{"no order": newID(), "a tombstone": stone.ID} {
		_, paying := shop.Pay(t.Context(), id)
		c := shop.Process()
		_, reading := c.Read(t.Context(), id)
		_, extending := c.Extend(t.Context(), id)
		_, cancelling := c.Cancel(t.Context(), id)
		for what, err := range map[string]error{"paying ": paying, "reading ": reading, "extending ": extending, "cancelling ": cancelling} {
			WantCode(t, what+name, err, problem.OrderNotFound)
		}
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
		{"for an amount that the payment provider refuses", nil, nil, problem.NotPayable},
		{"where it is not known", nil, func(r *checkout.HoldRequest) { r.Market = gb }, problem.UnknownProduct},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			shop := NewShop(t, s, tt.sale, Line{band, []int{25}})
			if tt.want == problem.NotPayable {
				shop.Bank.Refuses = func(a money.Amount) error { return payment.Within(a, a.Minor+1, a.Minor+1) }
			}
			r := shop.Request("ann", "key", checkout.HoldLine{SKU: band, Quantity: 3})
			if tt.r != nil {
				tt.r(&r)
			}
			_, err := shop.Process().Hold(t.Context(), r)
			WantCode(t, "the request", err, tt.want)
			shop.WantLeft(t, band, 25)
			shop.TiesOut(t)
		})
	}
}

func closedSale(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{25}})
	o := shop.MustHold(t, "ann", "key", 1)
	if _, err := s.CloseSale(t.Context(), shop.Sale.ID, shop.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	shop.Clock.Advance(time.Second)
	diff(t, "the order, asked for again", shop.MustHold(t, "ann", "key", 1), o)
	_, err := shop.Hold(t.Context(), "ann", "key", band, 2)
	WantCode(t, "another request under the same key", err, problem.IdempotencyKeyReused)
	_, err = shop.Hold(t.Context(), "ann", "another key", band, 1)
	WantCode(t, "a new request", err, problem.SaleClosed)
	if _, err := shop.Process().Extend(t.Context(), o.ID); err != nil {
		t.Errorf("a held order was not extended: %v", err)
	}
	shop.MustPay(t, o.ID)
	shop.TiesOut(t)
}

package checkouttest

import (
	"context"
	"testing"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/problem"
	"storefront/shared/stock"
)

// MustHold holds units of the sale's first line in a process of its own, and ends the
// test if that fails.
func (s *Shop) MustHold(t testing.TB, buyer, key string, quantity int) order.Order {
	t.Helper()
	o, err := s.Hold(t.Context(), buyer, key, s.Sale.Lines[0].SKU, quantity)
	if err != nil {
		t.Fatalf("Hold of %d units for %s: %v", quantity, buyer, err)
	}
	return o
}

// Pay pays an order by a card that is accepted, in a process of its own.
func (s *Shop) Pay(ctx context.Context, id order.ID) (checkout.Paid, error) {
	return s.Process().Pay(ctx, id, checkout.PayRequest{Method: payment.CardVisa})
}

// MustPay is Pay for an order that can be paid.
func (s *Shop) MustPay(t testing.TB, id order.ID) order.Order {
	t.Helper()
	paid, err := s.Pay(t.Context(), id)
	if err != nil || paid.Order.Status != order.Paid {
		t.Fatalf("Pay = %+v, %v, want it paid", paid, err)
	}
	return paid.Order
}

// MustCancel cancels an order that can be cancelled, in a process of its own.
func (s *Shop) MustCancel(t testing.TB, id order.ID) {
	t.Helper()
	if o, err := s.Process().Cancel(t.Context(), id); err != nil || o.Status != order.Cancelled {
		t.Fatalf("Cancel = %q, %v, want it cancelled", o.Status, err)
	}
}

// MustSweep is Sweep, and ends the test if that fails.
func (s *Shop) MustSweep(t testing.TB) checkout.Report {
	t.Helper()
	r, err := s.Sweep(t.Context())
	if err != nil {
		t.Fatalf("Sweep: %v", err)
	}
	return r
}

// MustFill adds lots of these sizes to a line. from is the number of lots that it has.
func (s *Shop) MustFill(t testing.TB, sku catalog.SKU, from int, sizes ...int) {
	t.Helper()
	if err := Fill(t.Context(), s.Store, s.Line(sku), from, sizes...); err != nil {
		t.Fatalf("Fill: %v", err)
	}
}

// MustReserve reserves units in a lot of the sale's first line, as a request does
// before it puts its order.
func (s *Shop) MustReserve(t testing.TB, lot int, id order.ID, quantity int, until time.Time) {
	t.Helper()
	r, err := s.Store.Reserve(t.Context(), s.Lot(s.Sale.Lines[0].SKU, lot), id, quantity, until)
	if err != nil || r.Outcome != stock.Reserved {
		t.Fatalf("Reserve = %+v, %v, want it reserved", r, err)
	}
}

// WantLeft fails the test unless so many units are left.
func (s *Shop) WantLeft(t testing.TB, sku catalog.SKU, want int) {
	t.Helper()
	if got := s.Left(t, sku); got != want {
		t.Errorf("%d units of %s are left, want %d", got, sku, want)
	}
}

// WantCode fails the test unless err has this code; "" stands for no error.
func WantCode(t testing.TB, what string, err error, want problem.Code) {
	t.Helper()
	if got := problem.CodeOf(err); got != want {
		t.Errorf("%s: got %v, want %q", what, err, want)
	}
}

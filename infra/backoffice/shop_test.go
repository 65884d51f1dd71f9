package backoffice_test

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"storefront/infra/backoffice"
	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/stock"
)

var monday = time.Date(2015, 5, 18, 19, 0, 0, 0, time.UTC)

const (
	band  = catalog.SKU("fitness-band")
	phone = catalog.SKU("phone-4i")
	bank  = catalog.SKU("power-bank-5000")
)

// bands is the line that most tests look at.
var bands = stock.Line{Sale: "monday", SKU: band}

// spec is a sale of 60 bands and 30 power banks, two to a buyer.
func spec() backoffice.Spec {
	return backoffice.Spec{
		ID: "monday", Opens: monday, Closes: monday.Add(24 * time.Hour), Access: catalog.AccessOpen,
		OrdersPerBuyer: 2, Hold: 10 * time.Minute,
		Lines: []backoffice.Line{
			{SKU: band, Units: 60, MaxPerOrder: 3},
			{SKU: bank, Units: 30, MaxPerOrder: 1},
		},
	}
}

// shop is a region with the demo's catalog.
type shop struct {
	*checkouttest.Memory
	buy *checkout.Checkout
	t   *testing.T
}

func newShop(t *testing.T, now func() time.Time) *shop {
	t.Helper()
	memory := checkouttest.NewMemory()
	if _, err := backoffice.New(market.US, memory).Seed(t.Context(), now()); err != nil {
		t.Fatal(err)
	}
	return &shop{t: t, Memory: memory, buy: process(memory, now)}
}

// process is a checkout that has just started.
func process(memory *checkouttest.Memory, now func() time.Time) *checkout.Checkout {
	return checkout.New(memory, payment.Sandbox{}, now, slog.New(slog.DiscardHandler))
}

func at(t time.Time) func() time.Time { return func() time.Time { return t } }

// hold buys without paying yet.
func (s *shop) hold(email string, lines ...checkout.HoldLine) order.Order {
	s.t.Helper()
	o, err := s.buy.Hold(s.t.Context(), request(email, lines...))
	if err != nil {
		s.t.Fatal(err)
	}
	return o
}

func request(email string, lines ...checkout.HoldLine) checkout.HoldRequest {
	us, _ := market.Of("us")
	return checkout.HoldRequest{
		Market: us, Sale: "monday", Lines: lines, IdempotencyKey: "key of " + email,
		Buyer: order.Buyer{Email: email, Locale: "en", ShipTo: order.Address{
			Name: "A", Line1: "1 Market St", City: "San Francisco", PostalCode: "94105", State: "CA", Country: "US",
		}},
	}
}

func (s *shop) pay(o order.Order) {
	s.t.Helper()
	if _, err := s.buy.Pay(s.t.Context(), o.ID, checkout.PayRequest{Method: payment.CardVisa}); err != nil {
		s.t.Fatal(err)
	}
}

func create(t *testing.T, store backoffice.Store, spec backoffice.Spec) {
	t.Helper()
	if err := backoffice.New(market.US, store).CreateSale(t.Context(), monday, spec); err != nil {
		t.Fatal(err)
	}
}

func audit(t *testing.T, store backoffice.Store, now time.Time) backoffice.Report {
	t.Helper()
	report, err := backoffice.New(market.US, store).Audit(t.Context(), now, "monday")
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func sizeOf(t *testing.T, store backoffice.Store, line stock.Line) int {
	t.Helper()
	report := audit(t, store, monday)
	if !report.OK() {
		t.Errorf("findings %q", report.Findings)
	}
	i := slices.IndexFunc(report.Lines, func(l backoffice.LineReport) bool { return l.Line == line })
	if i < 0 {
		t.Fatalf("no line %s", line)
	}
	return report.Lines[i].Size
}

// brittle is a store one of whose operator's writes fails, before or after it
// was applied.
type brittle struct {
	backoffice.Store
	writes  chan struct{} // a token for each write that goes well
	applied bool          // the failing write is applied, and its answer lost
}

func failingAfter(n int, applied bool, store backoffice.Store) brittle {
	b := brittle{store, make(chan struct{}, n), applied}
	for range n {
		b.writes <- struct{}{}
	}
	return b
}

func (b brittle) try(write func() (bool, error)) (bool, error) {
	select {
	case <-b.writes:
		return write()
	default:
	}
	if b.applied {
		if _, err := write(); err != nil {
			return false, err
		}
	}
	return false, checkouttest.ErrFault
}

func (b brittle) PutLot(ctx context.Context, lot stock.Lot) (bool, error) {
	return b.try(func() (bool, error) { return b.Store.PutLot(ctx, lot) })
}

func (b brittle) AddLots(ctx context.Context, line stock.Line, from, to, units int) (bool, error) {
	return b.try(func() (bool, error) { return b.Store.AddLots(ctx, line, from, to, units) })
}

func (b brittle) PutSale(ctx context.Context, s catalog.Sale) (bool, error) {
	return b.try(func() (bool, error) { return b.Store.PutSale(ctx, s) })
}

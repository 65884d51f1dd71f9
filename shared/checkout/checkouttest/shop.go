package checkouttest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/email"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/stock"
)

// Clock is a clock that a test moves by hand. It is safe for concurrent use.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now returns the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock forward.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Shop is the region us with one sale, which opened this minute, asks for a pass,
// allows one order per buyer and holds it for ten minutes.
type Shop struct {
	Store Store
	Bank  *Bank
	Clock *Clock
	Now   func() time.Time // Clock.Now, unless a test has its own time
	Sale  catalog.Sale
}

// Line is a SKU of a shop's sale and the sizes of its lots. An order may have
// as many units as it likes.
type Line struct {
	SKU  catalog.SKU
	Lots []int
}

// NewShop opens a sale on the store, with a name of its own. If with is not nil, it
// changes the sale before it opens.
func NewShop(t testing.TB, s Store, with func(*catalog.Sale), lines ...Line) *Shop {
	t.Helper()
	// The fraction is finer than any store keeps.
	clock := &Clock{now: noon.Add(12*time.Second + 345678912*time.Nanosecond)}
	shop := &Shop{Store: s, Bank: new(Bank), Clock: clock, Now: clock.Now, Sale: catalog.Sale{
		ID: newLine().Sale, Opens: noon, Access: catalog.AccessVerified, OrdersPerBuyer: 1, Hold: 10 * time.Minute, Salt: []byte("salt"),
	}}
	for _, line := range lines {
		shop.Sale.Lines = append(shop.Sale.Lines, catalog.SaleLine{SKU: line.SKU, MaxPerOrder: 10_000})
	}
	if with != nil {
		with(&shop.Sale)
	}
	for _, line := range lines {
		if err := s.PutProduct(t.Context(), Product(line.SKU)); err != nil {
			t.Fatal(err)
		}
		shop.MustFill(t, line.SKU, 0, line.Lots...)
	}
	if put, err := s.PutSale(t.Context(), shop.Sale); err != nil || !put {
		t.Fatalf("PutSale = %v, %v, want true", put, err)
	}
	return shop
}

// OpenToAll makes a sale one that needs no pass, in which each request is an order of
// its own.
func OpenToAll(sale *catalog.Sale) { sale.Access, sale.OrdersPerBuyer = catalog.AccessOpen, 0 }

// Line returns the name of a SKU's stock.
func (s *Shop) Line(sku catalog.SKU) stock.Line { return stock.Line{Sale: s.Sale.ID, SKU: sku} }

// Lot returns the name of a lot of a SKU.
func (s *Shop) Lot(sku catalog.SKU, number int) stock.LotKey {
	return stock.LotKey{Line: s.Line(sku), Number: number}
}

// Lines returns the names of every SKU's stock.
func (s *Shop) Lines() []stock.Line {
	var lines []stock.Line
	for _, line := range s.Sale.Lines {
		lines = append(lines, s.Line(line.SKU))
	}
	return lines
}

// Process returns the checkout of a process that has just started and has read nothing.
func (s *Shop) Process() *checkout.Checkout {
	return checkout.New(s.Store, s.Bank, s.Now, slog.New(slog.DiscardHandler))
}

// AfterSale returns the use cases of an operator, in a process that has just started.
func (s *Shop) AfterSale() *checkout.AfterSale {
	return &checkout.AfterSale{Checkout: s.Process(), Inventory: s.Store, Movements: s.Store, Clock: ClockOf(s.Now)}
}

// ClockOf returns a service's clock that tells the time of another clock.
func ClockOf(now func() time.Time) checkout.Clock {
	return func(context.Context) (time.Time, error) { return now(), nil }
}

// NthID returns the id of the nth order of a key, from 1.
func (s *Shop) NthID(key order.Key, n int) order.ID {
	return order.ID{Key: key, Slot: s.Sale.Slots(key)[n-1]}
}

// Request returns the request for units of a buyer with a pass, under an
// Idempotency-Key.
func (s *Shop) Request(buyer, key string, lines ...checkout.HoldLine) checkout.HoldRequest {
	us, _ := market.US.Market("us")
	address := buyer + "@example.com"
	return checkout.HoldRequest{
		Market: us, Sale: s.Sale.ID, Lines: lines, IdempotencyKey: key, Proved: email.IdentityOf(address),
		Buyer: order.Buyer{Email: address, Locale: "en", ShipTo: order.Address{
			Name: buyer, Line1: "1 Main Street", City: "Springfield", PostalCode: "90001", State: "CA", Country: "US",
		}},
	}
}

// Hold makes a request for one SKU in a process of its own.
func (s *Shop) Hold(ctx context.Context, buyer, key string, sku catalog.SKU, quantity int) (order.Order, error) {
	return s.Process().Hold(ctx, s.Request(buyer, key, checkout.HoldLine{SKU: sku, Quantity: quantity}))
}

// Sweep sweeps every line once, in a process of its own.
func (s *Shop) Sweep(ctx context.Context) (checkout.Report, error) {
	var sum checkout.Report
	sweep := &checkout.Sweep{Checkout: s.Process(), Inventory: s.Store}
	for _, line := range s.Lines() {
		r, err := sweep.Line(ctx, line)
		if err != nil {
			return sum, err
		}
		sum.Expired += r.Expired
		sum.Abandoned += r.Abandoned
		sum.Released += r.Released
		sum.Settled += r.Settled
		sum.Mended += r.Mended
	}
	return sum, nil
}

// Left returns how many units are not claimed.
func (s *Shop) Left(t testing.TB, sku catalog.SKU) int {
	t.Helper()
	shelf, err := s.Store.Shelf(t.Context(), s.Line(sku))
	if err != nil {
		t.Fatal(err)
	}
	lots, err := s.Store.Lots(t.Context(), s.Line(sku), shelf.Lots)
	if err != nil {
		t.Fatal(err)
	}
	return stock.CountOf(lots).Left
}

// Sound fails the test unless the sale's stock is [Sound].
func (s *Shop) Sound(t testing.TB) {
	t.Helper()
	if err := Sound(t.Context(), s.Store, s.Lines()...); err != nil {
		t.Error(err)
	}
}

// TiesOut sweeps, and fails the test unless Audit finds nothing wrong.
func (s *Shop) TiesOut(t testing.TB) {
	t.Helper()
	if err := s.Audit(t.Context()); err != nil {
		t.Error(err)
	}
}

// Audit sweeps, and returns an error if units are oversold or leaked, or if money was
// captured other than once for each paid order.
func (s *Shop) Audit(ctx context.Context) error {
	_, swept := s.Sweep(ctx)
	if swept != nil {
		swept = fmt.Errorf("the sweep failed: %w", swept)
	}
	return errors.Join(swept, TiesOut(ctx, s.Store, s.Lines()...), s.moneyTiesOut(ctx))
}

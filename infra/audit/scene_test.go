package audit_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"storefront/infra/audit"
	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/stock"
)

var monday = time.Date(2015, 5, 18, 19, 0, 0, 0, time.UTC)

const (
	band = catalog.SKU("fitness-band")
	bank = catalog.SKU("power-bank-5000")
)

// bands is the line that most tests look at.
var bands = stock.Line{Sale: "monday", SKU: band}

// newShop opens a sale of 60 bands and 30 power banks.
func newShop(t *testing.T, now func() time.Time, ordersPerBuyer int, hold time.Duration) (*checkouttest.Shop, *checkouttest.Memory) {
	t.Helper()
	memory := checkouttest.NewMemory()
	shop := checkouttest.NewShop(t, memory, func(s *catalog.Sale) {
		s.ID, s.Opens, s.OrdersPerBuyer, s.Hold = "monday", now(), ordersPerBuyer, hold
	}, checkouttest.Line{SKU: band, Lots: stock.Split(60)}, checkouttest.Line{SKU: bank, Lots: stock.Split(30)})
	shop.Now = now
	return shop, memory
}

func run(t *testing.T, store audit.Store, now time.Time, sale catalog.SaleID) audit.Report {
	t.Helper()
	report, err := audit.Run(t.Context(), store, now, sale)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// damaged is a store whose readers see damage that its own rules would not do.
type damaged struct {
	*checkouttest.Memory
	lots      map[stock.LotKey]func(*stock.Lot)
	orders    map[order.ID]func(*order.Order)
	extra     []order.Order
	forgotten stock.Line // its shelf counts no lots
}

func (d *damaged) Lots(ctx context.Context, line stock.Line, n int) ([]stock.Lot, error) {
	lots, err := d.Memory.Lots(ctx, line, n)
	for i := range lots {
		if damage := d.lots[lots[i].LotKey]; damage != nil {
			damage(&lots[i])
		}
	}
	return lots, err
}

func (d *damaged) Shelf(ctx context.Context, line stock.Line) (stock.Shelf, error) {
	shelf, err := d.Memory.Shelf(ctx, line)
	if line == d.forgotten {
		shelf.Lots = 0
	}
	return shelf, err
}

func (d *damaged) AllOrders(ctx context.Context, visit func(order.Order) error) error {
	orders := slices.Clone(d.extra)
	err := d.Memory.AllOrders(ctx, func(o order.Order) error {
		if damage := d.orders[o.ID]; damage != nil {
			damage(&o)
		}
		orders = append(orders, o)
		return nil
	})
	for _, o := range orders {
		if err == nil && o.Status != order.Absent {
			err = visit(o)
		}
	}
	return err
}

func (d *damaged) Orders(ctx context.Context, ids []order.ID) (map[order.ID]order.Order, error) {
	orders := map[order.ID]order.Order{}
	return orders, d.AllOrders(ctx, func(o order.Order) error {
		if slices.Contains(ids, o.ID) {
			orders[o.ID] = o
		}
		return nil
	})
}

// scene is a sale with a paid order of two bands and a power bank, a held order of
// a band, and a cancelled order of a band.
type scene struct {
	*damaged
	shop                  *checkouttest.Shop
	paid, held, cancelled order.Order
	now                   time.Time // of the audit
}

func newScene(t *testing.T) *scene {
	t.Helper()
	shop, memory := newShop(t, func() time.Time { return monday }, 2, 10*time.Minute)
	sc := &scene{shop: shop, now: monday, damaged: &damaged{
		Memory: memory, lots: map[stock.LotKey]func(*stock.Lot){}, orders: map[order.ID]func(*order.Order){},
	}}
	hold := func(buyer string, lines ...checkout.HoldLine) order.Order {
		o, err := shop.Process().Hold(t.Context(), shop.Request(buyer, "key", lines...))
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	one := checkout.HoldLine{SKU: band, Quantity: 1}
	sc.held, sc.cancelled = hold("held", one), hold("cancelled", one)
	sc.paid = hold("paid", checkout.HoldLine{SKU: band, Quantity: 2}, checkout.HoldLine{SKU: bank, Quantity: 1})
	if _, err := shop.Process().Pay(t.Context(), sc.paid.ID, checkout.PayRequest{Method: payment.CardVisa}); err != nil {
		t.Fatal(err)
	}
	if _, err := shop.Process().Cancel(t.Context(), sc.cancelled.ID); err != nil {
		t.Fatal(err)
	}
	return sc
}

// lot returns the lot in which an order has its bands.
func lot(o order.Order) stock.LotKey {
	return stock.LotKey{Line: bands, Number: o.Lines[0].Allocations[0].Lot}
}

// claim adds a claim to a lot, and keeps the lot's numbers right.
func (sc *scene) claim(key stock.LotKey, id order.ID, quantity int, until time.Time) {
	sc.lots[key] = func(l *stock.Lot) {
		l.Left -= quantity
		l.Claims[id] = stock.Claim{Quantity: quantity, Until: until}
	}
}

// tally returns where the 60 bands are; the others are left.
func tally(held, paid, pending, leaked int) audit.Tally {
	return audit.Tally{Size: 60, Left: 60 - held - paid - pending - leaked, Held: held, Paid: paid, Pending: pending, Leaked: leaked}
}

var stranger = order.ID{Key: "0123456789abcdef", Slot: 1}

// checkFindings fails unless there are as many findings as wanted, and each of the
// wanted texts is in one of them.
func checkFindings(t *testing.T, got, want []string) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("found %q, want %d findings", got, len(want))
	}
	for _, text := range want {
		if !slices.ContainsFunc(got, func(finding string) bool { return strings.Contains(finding, text) }) {
			t.Errorf("found %q, want %q", got, text)
		}
	}
}

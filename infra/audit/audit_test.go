package audit_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/audit"
	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/problem"
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
	lots   map[stock.LotKey]func(*stock.Lot)
	orders map[order.ID]func(*order.Order)
	extra  []order.Order
	shelf  func(*stock.Shelf)
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
	if d.shelf != nil {
		d.shelf(&shelf)
	}
	return shelf, err
}

func (d *damaged) damage(o order.Order) order.Order {
	if damage := d.orders[o.ID]; damage != nil {
		damage(&o)
	}
	return o
}

func (d *damaged) AllOrders(ctx context.Context, visit func(order.Order) error) error {
	err := d.Memory.AllOrders(ctx, func(o order.Order) error {
		if o = d.damage(o); o.Status == order.Absent {
			return nil
		}
		return visit(o)
	})
	for _, o := range d.extra {
		if err == nil {
			err = visit(o)
		}
	}
	return err
}

func (d *damaged) Orders(ctx context.Context, ids []order.ID) (map[order.ID]order.Order, error) {
	orders, err := d.Memory.Orders(ctx, ids)
	for id, o := range orders {
		if orders[id] = d.damage(o); orders[id].Status == order.Absent {
			delete(orders, id)
		}
	}
	for _, o := range d.extra {
		if slices.Contains(ids, o.ID) {
			orders[o.ID] = o
		}
	}
	return orders, err
}

// scene is a sale with a paid order of two bands and a power bank, a held order of
// a band, and a cancelled order of a band.
type scene struct {
	*damaged
	shop                  *checkouttest.Shop
	paid, held, cancelled order.Order
}

func newScene(t *testing.T) *scene {
	t.Helper()
	shop, memory := newShop(t, func() time.Time { return monday }, 2, 10*time.Minute)
	sc := &scene{shop: shop, damaged: &damaged{
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
	sc.paid = hold("paid", checkout.HoldLine{SKU: band, Quantity: 2}, checkout.HoldLine{SKU: bank, Quantity: 1})
	sc.held, sc.cancelled = hold("held", one), hold("cancelled", one)
	if _, err := shop.Process().Pay(t.Context(), sc.paid.ID, checkout.PayRequest{Method: payment.CardVisa}); err != nil {
		t.Fatal(err)
	}
	if _, err := shop.Process().Cancel(t.Context(), sc.cancelled.ID); err != nil {
		t.Fatal(err)
	}
	return sc
}

// intact is the bands of a scene.
var intact = audit.Tally{Size: 60, Left: 57, Held: 1, Paid: 2}

// lot is where an order has its bands.
func lot(o order.Order) stock.LotKey {
	return stock.LotKey{Line: bands, Number: o.Lines[0].Allocations[0].Lot}
}

// claim adds a claim to a lot, in whose arithmetic it fits.
func (sc *scene) claim(key stock.LotKey, id order.ID, c stock.Claim) {
	sc.lots[key] = func(l *stock.Lot) {
		l.Left -= c.Quantity
		l.Claims[id] = c
	}
}

var stranger = order.ID{Key: "0123456789abcdef", Slot: 1}

func TestAnIntactStoreTiesOut(t *testing.T) {
	t.Parallel()
	got := run(t, newScene(t), monday, "monday")
	want := audit.Report{
		Lines: []audit.LineReport{
			{Line: bands, Tally: intact},
			{Line: stock.Line{Sale: "monday", SKU: bank}, Tally: audit.Tally{Size: 30, Left: 29, Paid: 1}},
		},
		Orders: map[order.Status]int{order.Paid: 1, order.Held: 1, order.Cancelled: 1},
	}
	if diff := cmp.Diff(want, got); diff != "" || !got.OK() {
		t.Errorf("-want +got:\n%s", diff)
	}
	if want := (audit.Tally{Size: 90, Left: 86, Held: 1, Paid: 3}); got.Total() != want {
		t.Errorf("in total %+v, want %+v", got.Total(), want)
	}
}

func TestDamageIsFound(t *testing.T) {
	t.Parallel()
	soon, past := monday.Add(10*time.Minute), monday.Add(-4*time.Minute)
	// In findings PAID, HELD and CANCELLED stand for the orders of the scene, and
	// PAIDLOT and HELDLOT for the lots in which the first two have their bands.
	tests := map[string]struct {
		damage func(*scene)
		line   audit.Tally // of the bands
		want   []string
	}{
		"a unit vanished from a lot": {
			func(sc *scene) { sc.lots[lot(sc.held)] = func(l *stock.Lot) { l.Left-- } },
			audit.Tally{Size: 60, Left: 56, Held: 1, Paid: 2},
			[]string{
				"lot HELDLOT: ", // its numbers depend on which orders share it
				"line monday/fitness-band: 59 units are accounted for, of 60",
			},
		},
		"a live order has no claim": {
			func(sc *scene) {
				sc.lots[lot(sc.held)] = func(l *stock.Lot) { l.Release(sc.held.ID) }
			},
			audit.Tally{Size: 60, Left: 58, Paid: 2},
			[]string{"order HELD is held and names 1 of lot HELDLOT, where it has no claim"},
		},
		"a claim has another quantity than its order": {
			func(sc *scene) {
				sc.lots[lot(sc.paid)] = func(l *stock.Lot) {
					l.Release(sc.paid.ID)
					l.Reserve(sc.paid.ID, 1, time.Time{})
				}
			},
			audit.Tally{Size: 60, Left: 58, Held: 1, Leaked: 1},
			[]string{
				"order PAID is paid and names 2 of lot PAIDLOT, where its claim is on another number of units",
				"lot PAIDLOT: 1 of its units are claimed by order PAID, which is paid and names other claims; it is marked as paid",
			},
		},
		"an order has a second claim": {
			func(sc *scene) {
				sc.claim(stock.LotKey{Line: bands, Number: (lot(sc.held).Number + 1) % 3}, sc.held.ID, stock.Claim{Quantity: 1, Until: soon})
			},
			audit.Tally{Size: 60, Left: 56, Held: 1, Paid: 2, Leaked: 1},
			[]string{"HELD, which is held and names other claims; the sweep should give them back after 2015-05-18T19:10:00Z"},
		},
		"an order has a claim in another line": {
			func(sc *scene) {
				sc.claim(stock.LotKey{Line: stock.Line{Sale: "monday", SKU: bank}, Number: 1}, sc.held.ID, stock.Claim{Quantity: 1, Until: soon})
			},
			intact,
			[]string{"lot monday/power-bank-5000/1: 1 of its units are claimed by order HELD, which is held and names other claims"},
		},
		"a closed order still claims": {
			func(sc *scene) {
				sc.claim(stock.LotKey{Line: bands}, sc.cancelled.ID, stock.Claim{Quantity: 1, Until: soon})
			},
			audit.Tally{Size: 60, Left: 56, Held: 1, Paid: 2, Leaked: 1},
			[]string{"lot monday/fitness-band/0: 1 of its units are claimed by order CANCELLED, which is cancelled; the sweep"},
		},
		"a claim of an order that does not exist is counted as paid": {
			func(sc *scene) { sc.claim(stock.LotKey{Line: bands}, stranger, stock.Claim{Quantity: 1}) },
			audit.Tally{Size: 60, Left: 56, Held: 1, Paid: 2, Leaked: 1},
			[]string{"claimed by order 0123456789abcdef-1, which does not exist; it is marked as paid"},
		},
		"a claim of an order that was never put is not swept": {
			func(sc *scene) { sc.claim(stock.LotKey{Line: bands}, stranger, stock.Claim{Quantity: 1, Until: past}) },
			audit.Tally{Size: 60, Left: 56, Held: 1, Paid: 2, Leaked: 1},
			[]string{"claimed by order 0123456789abcdef-1, which does not exist; no sweep has come since 2015-05-18T18:56:00Z"},
		},
		"a closed order claims and the claim has ended": {
			func(sc *scene) {
				sc.claim(stock.LotKey{Line: bands}, sc.cancelled.ID, stock.Claim{Quantity: 1, Until: monday})
			},
			audit.Tally{Size: 60, Left: 56, Held: 1, Paid: 2, Pending: 1},
			nil, // the sweep may have closed it, and look at this lot only the next time
		},
		"a closed order claims and the claim ended long ago": {
			func(sc *scene) {
				sc.claim(stock.LotKey{Line: bands}, sc.cancelled.ID, stock.Claim{Quantity: 1, Until: past})
			},
			audit.Tally{Size: 60, Left: 56, Held: 1, Paid: 2, Leaked: 1},
			[]string{"by order CANCELLED, which is cancelled; no sweep has come since 2015-05-18T18:56:00Z"},
		},
		"a claim of an order on its way": {
			func(sc *scene) { sc.claim(stock.LotKey{Line: bands}, stranger, stock.Claim{Quantity: 3, Until: soon}) },
			audit.Tally{Size: 60, Left: 54, Held: 1, Paid: 2, Pending: 3},
			nil,
		},
		"an order is lost": {
			func(sc *scene) { sc.orders[sc.held.ID] = func(o *order.Order) { o.Status = order.Absent } },
			audit.Tally{Size: 60, Left: 57, Paid: 2, Pending: 1},
			nil, // until the claim ends, it looks like a request that died; see below
		},
		"an order is put twice": {
			func(sc *scene) {
				twin := sc.held
				twin.ID.Slot = 2
				sc.extra = append(sc.extra, twin)
			},
			intact,
			[]string{"order TWIN is held and names 1 of lot HELDLOT, where it has no claim"},
		},
		"a buyer has more orders than allowed": {
			func(sc *scene) {
				for slot := 2; slot <= 3; slot++ {
					more := sc.held
					more.ID.Slot, more.Lines = slot, []order.Line{more.Lines[0]}
					number := (lot(sc.held).Number + slot - 1) % 3
					more.Lines[0].Allocations = []order.Allocation{{Lot: number, Quantity: 1}}
					sc.extra = append(sc.extra, more)
					sc.claim(stock.LotKey{Line: bands, Number: number}, more.ID, stock.Claim{Quantity: 1, Until: soon})
				}
			},
			audit.Tally{Size: 60, Left: 55, Held: 3, Paid: 2},
			[]string{"buyer HELDKEY has 3 live orders in sale monday, which allows 2"},
		},
		"an order names a claim twice": {
			func(sc *scene) {
				sc.orders[sc.held.ID] = func(o *order.Order) {
					o.Lines[0].Allocations = append(o.Lines[0].Allocations, o.Lines[0].Allocations[0])
				}
			},
			intact,
			[]string{
				"order HELD names its claim in lot HELDNUMBER of fitness-band twice",
				"order HELD is held and names 1 of lot HELDLOT, where it has no claim",
			},
		},
		"an order names fewer units than it has": {
			func(sc *scene) { sc.orders[sc.held.ID] = func(o *order.Order) { o.Lines[0].Allocations = nil } },
			audit.Tally{Size: 60, Left: 57, Paid: 2, Leaked: 1},
			[]string{
				"order HELD has 1 of fitness-band and names claims on 0",
				"lot HELDLOT: 1 of its units are claimed by order HELD, which is held and names other claims",
			},
		},
		"a shelf forgets lots": {
			func(sc *scene) {
				sc.shelf = func(s *stock.Shelf) {
					if s.Line == bands {
						s.Lots = 0
					}
				}
			},
			audit.Tally{},
			[]string{
				"order HELD is held and names 1 of lot HELDLOT, which the shelf does not count",
				"order PAID is paid and names 2 of lot PAIDLOT, which the shelf does not count",
			},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { // whose clock makes the audit's patience cost nothing
				sc := newScene(t)
				tt.damage(sc)
				got := run(t, sc, monday, "monday")
				if got.Lines[0].Tally != tt.line {
					t.Errorf("bands: got %+v, want %+v", got.Lines[0].Tally, tt.line)
				}
				twin := sc.held.ID
				twin.Slot = 2
				words := strings.NewReplacer(
					"CANCELLED", sc.cancelled.ID.String(), "TWIN", twin.String(),
					"HELDLOT", lot(sc.held).String(), "HELDKEY", string(sc.held.ID.Key), "HELDNUMBER", fmt.Sprint(lot(sc.held).Number),
					"HELD", sc.held.ID.String(), "PAIDLOT", lot(sc.paid).String(), "PAID", sc.paid.ID.String(),
				)
				if len(got.Findings) != len(tt.want) {
					t.Errorf("found %q", got.Findings)
				}
				for _, want := range tt.want {
					if want := words.Replace(want); !strings.Contains(strings.Join(got.Findings, "\n"), want) {
						t.Errorf("not found: %q in %q", want, got.Findings)
					}
				}
			})
		})
	}
}

func TestALostOrderIsFoundAfterItsHold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sc := newScene(t)
		sc.orders[sc.held.ID] = func(o *order.Order) { o.Status = order.Absent }
		report := run(t, sc, sc.held.HoldExpiresAt.Add(4*time.Minute), "monday")
		if len(report.Findings) != 1 || report.Lines[0].Leaked != 1 {
			t.Errorf("got %+v", report)
		}
	})
}

func TestAnOrderOfAnUnknownSaleIsFound(t *testing.T) {
	t.Parallel()
	sc := newScene(t)
	sc.extra = []order.Order{{ID: stranger, Sale: "tuesday", Status: order.Paid}}
	want := `order 0123456789abcdef-1 is of sale "tuesday", which does not exist`
	if got := run(t, sc, monday, "").Findings; len(got) != 1 || got[0] != want {
		t.Errorf("got %q", got)
	}
	if report := run(t, sc, monday, "monday"); !report.OK() {
		t.Errorf("found in the audit of another sale: %q", report.Findings)
	}
	if _, err := audit.Run(t.Context(), sc, monday, "tuesday"); err == nil {
		t.Error("an unknown sale was audited")
	}
}

// slow is a store that takes long to read, as a large one does: each order and each
// lot is read at another moment.
type slow struct{ *checkouttest.Memory }

// AllOrders also visits orders that are put meanwhile.
func (s slow) AllOrders(ctx context.Context, visit func(order.Order) error) error {
	visited := map[order.ID]bool{}
	for range 2 {
		err := s.Memory.AllOrders(ctx, func(o order.Order) error {
			if visited[o.ID] {
				return nil
			}
			visited[o.ID] = true
			pause(100 * time.Millisecond)
			now, err := s.Memory.Order(ctx, o.ID)
			if err != nil {
				return err
			}
			return visit(now)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s slow) Lots(ctx context.Context, line stock.Line, n int) ([]stock.Lot, error) {
	lots := make([]stock.Lot, n)
	for i := range n {
		pause(time.Second)
		now, err := s.Memory.Lots(ctx, line, i+1)
		if err != nil {
			return nil, err
		}
		lots[i] = now[i]
	}
	return lots, nil
}

func pause(most time.Duration) { time.Sleep(rand.N(most)) }

// Each call takes up to a second of the bubble's time, so that audits run in the
// middle of every step of buying, cancelling and sweeping.
func TestAStoreThatSellsHasNoFindings(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shop, memory := newShop(t, time.Now, 1, 30*time.Second)
		buy := shop.Process()
		memory.Break(func(op checkouttest.Op, _ string) checkouttest.Fault {
			if op != checkouttest.OpShelf { // is called under a lock, which would stop the bubble's clock
				pause(time.Second)
			}
			return checkouttest.Fault{}
		})
		end, stop := context.WithTimeout(t.Context(), 5*time.Minute)
		defer stop()
		var busyWith sync.WaitGroup
		for buyer := range 40 {
			busyWith.Go(func() {
				for n := 0; end.Err() == nil; n++ {
					goShopping(t, shop, buy, buyer, n)
				}
			})
		}
		busyWith.Go(func() {
			for end.Err() == nil {
				sweep := checkout.Sweep{Checkout: buy, Inventory: memory}
				if _, err := sweep.Line(t.Context(), bands); err != nil {
					t.Errorf("sweep: %v", err)
				}
				time.Sleep(10 * time.Second)
			}
		})
		held, paid := 0, 0
		for end.Err() == nil {
			report := run(t, slow{memory}, time.Now(), "monday")
			if !report.OK() {
				t.Errorf("found %q", report.Findings)
			}
			total := report.Total()
			held, paid = held+total.Held, paid+total.Paid
		}
		busyWith.Wait()
		if held == 0 || paid == 0 {
			t.Error("nothing was going on")
		}
	})
}

// goShopping has a buyer want something and then pay it, cancel it or leave it.
func goShopping(t *testing.T, shop *checkouttest.Shop, buy *checkout.Checkout, buyer, n int) {
	o, err := buy.Hold(t.Context(), shop.Request(fmt.Sprint("buyer-", buyer), fmt.Sprint(n), checkout.HoldLine{SKU: band, Quantity: 1 + n%3}))
	if code := problem.CodeOf(err); code == problem.SoldOut || code == problem.NotEnoughLeft || code == problem.BuyerLimit || code == problem.TooManyRequests {
		time.Sleep(5 * time.Second)
		return
	}
	if err != nil {
		t.Errorf("hold: %v", err)
		return
	}
	switch (buyer + n) % 8 {
	case 0:
		_, err = buy.Pay(t.Context(), o.ID, checkout.PayRequest{Method: payment.CardVisa})
	case 1, 2, 3:
		_, err = buy.Cancel(t.Context(), o.ID)
	}
	if code := problem.CodeOf(err); err != nil && code != problem.HoldExpired && code != problem.OrderClosed {
		t.Errorf("end: %v", err)
	}
}

package audit_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/audit"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/problem"
	"storefront/shared/stock"
)

func TestAnIntactStoreTiesOut(t *testing.T) {
	t.Parallel()
	got := run(t, newScene(t), monday, "monday")
	want := audit.Report{
		Lines: []audit.LineReport{
			{Line: bands, Tally: tally(1, 2, 0, 0)},
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
	first := stock.LotKey{Line: bands}
	// In findings PAID, HELD and CANCELLED stand for the orders of the scene, TWIN for
	// a second one of the held order's buyer, and PAIDLOT and HELDLOT for the lots in
	// which the first two have their bands.
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
			func(sc *scene) { sc.lots[lot(sc.held)] = func(l *stock.Lot) { l.Release(sc.held.ID) } }, tally(0, 2, 0, 0),
			[]string{"order HELD is held and names 1 of lot HELDLOT, where it has no claim"},
		},
		"a claim has another quantity than its order": {
			func(sc *scene) {
				sc.lots[lot(sc.paid)] = func(l *stock.Lot) {
					l.Release(sc.paid.ID)
					l.Reserve(sc.paid.ID, 1, time.Time{})
				}
			},
			tally(1, 0, 0, 1),
			[]string{
				"order PAID is paid and names 2 of lot PAIDLOT, where its claim is on another number of units",
				"lot PAIDLOT: 1 of its units are claimed by order PAID, which is paid and names other claims; it is marked as paid",
			},
		},
		"an order has a second claim": {
			func(sc *scene) {
				sc.claim(stock.LotKey{Line: bands, Number: (lot(sc.held).Number + 1) % 3}, sc.held.ID, 1, soon)
			}, tally(1, 2, 0, 1),
			[]string{"HELD, which is held and names other claims; the sweep should release them after 2015-05-18T19:10:00Z"},
		},
		"an order has a claim in another line": {
			func(sc *scene) {
				sc.claim(stock.LotKey{Line: stock.Line{Sale: "monday", SKU: bank}, Number: 1}, sc.held.ID, 1, soon)
			}, tally(1, 2, 0, 0),
			[]string{"lot monday/power-bank-5000/1: 1 of its units are claimed by order HELD, which is held and names other claims"},
		},
		"a closed order still claims": {
			func(sc *scene) { sc.claim(first, sc.cancelled.ID, 1, soon) }, tally(1, 2, 0, 1),
			[]string{"lot monday/fitness-band/0: 1 of its units are claimed by order CANCELLED, which is cancelled; the sweep"},
		},
		"a claim of an order that does not exist is marked as paid": {
			func(sc *scene) { sc.claim(first, stranger, 1, time.Time{}) }, tally(1, 2, 0, 1),
			[]string{"claimed by order 0123456789abcdef-1, which does not exist; it is marked as paid"},
		},
		"a claim of an order that was never put is not swept": {
			func(sc *scene) { sc.claim(first, stranger, 1, past) }, tally(1, 2, 0, 1),
			[]string{"claimed by order 0123456789abcdef-1, which does not exist; no sweep has come since 2015-05-18T18:56:00Z"},
		},
		// The sweep may have closed the order, and look at this lot only the next time.
		"a closed order claims and the claim has ended": {func(sc *scene) { sc.claim(first, sc.cancelled.ID, 1, monday) }, tally(1, 2, 1, 0), nil},
		"a closed order claims and the claim ended long ago": {
			func(sc *scene) { sc.claim(first, sc.cancelled.ID, 1, past) }, tally(1, 2, 0, 1),
			[]string{"by order CANCELLED, which is cancelled; no sweep has come since 2015-05-18T18:56:00Z"},
		},
		"a claim of an order on its way": {func(sc *scene) { sc.claim(first, stranger, 3, soon) }, tally(1, 2, 3, 0), nil},
		// Until the claim ends, it looks like that of a request that died.
		"an order is lost": {
			func(sc *scene) { sc.orders[sc.held.ID] = func(o *order.Order) { o.Status = order.Absent } },
			tally(0, 2, 1, 0), nil,
		},
		"an order is lost and its hold has ended": {
			func(sc *scene) {
				sc.orders[sc.held.ID] = func(o *order.Order) { o.Status = order.Absent }
				sc.now = sc.held.HoldExpiresAt.Add(4 * time.Minute)
			},
			tally(0, 2, 0, 1),
			[]string{"lot HELDLOT: 1 of its units are claimed by order HELD, which does not exist; no sweep has come since "},
		},
		"an order is put twice": {
			func(sc *scene) {
				twin := sc.held
				twin.ID.Slot = 2
				sc.extra = append(sc.extra, twin)
			}, tally(1, 2, 0, 0),
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
					sc.claim(stock.LotKey{Line: bands, Number: number}, more.ID, 1, soon)
				}
			}, tally(3, 2, 0, 0),
			[]string{"buyer HELDKEY has 3 live orders in sale monday, which allows 2"},
		},
		"an order names a claim twice": {
			func(sc *scene) {
				sc.orders[sc.held.ID] = func(o *order.Order) {
					o.Lines[0].Allocations = append(o.Lines[0].Allocations, o.Lines[0].Allocations[0])
				}
			}, tally(1, 2, 0, 0),
			[]string{
				"order HELD names its claim in lot HELDNUMBER of fitness-band twice",
				"order HELD is held and names 1 of lot HELDLOT, where it has no claim",
			},
		},
		"an order names fewer units than it has": {
			func(sc *scene) { sc.orders[sc.held.ID] = func(o *order.Order) { o.Lines[0].Allocations = nil } },
			tally(0, 2, 0, 1),
			[]string{
				"order HELD has 1 of fitness-band and names claims on 0",
				"lot HELDLOT: 1 of its units are claimed by order HELD, which is held and names other claims",
			},
		},
		"a shelf forgets lots": {
			func(sc *scene) { sc.forgotten = bands }, audit.Tally{},
			[]string{
				"order HELD is held and names 1 of lot HELDLOT, which the shelf does not count",
				"order PAID is paid and names 2 of lot PAIDLOT, which the shelf does not count",
			},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { // its clock skips the pauses of the audit
				sc := newScene(t)
				tt.damage(sc)
				got := run(t, sc, sc.now, "monday")
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
				for i, want := range tt.want {
					tt.want[i] = words.Replace(want)
				}
				checkFindings(t, got.Findings, tt.want)
			})
		})
	}
}

func TestAnOrderOfAnUnknownSaleIsFound(t *testing.T) {
	t.Parallel()
	sc := newScene(t)
	sc.extra = []order.Order{{ID: stranger, Sale: "tuesday", Status: order.Paid}}
	want := `order 0123456789abcdef-1 is of sale "tuesday", which does not exist`
	if got := run(t, sc, monday, "").Findings; len(got) != 1 || got[0] != want {
		t.Errorf("found %q, want %q", got, want)
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
	once := func(o order.Order) error {
		if visited[o.ID] {
			return nil
		}
		visited[o.ID] = true
		pause(100 * time.Millisecond)
		now, err := s.Memory.Order(ctx, o.ID)
		return errors.Join(err, visit(now))
	}
	return errors.Join(s.Memory.AllOrders(ctx, once), s.Memory.AllOrders(ctx, once))
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
		audited, audits := context.WithCancel(t.Context()) // an audit that sees the end wants sweeps, too
		defer audits()
		busyWith.Go(func() {
			for audited.Err() == nil {
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
		audits()
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

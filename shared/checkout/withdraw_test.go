package checkout_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/problem"
)

// boughtIn opens a shop in which one paid order of a market has four bands.
func boughtIn(t *testing.T, market string) (*checkouttest.Shop, *checkouttest.Memory, order.ID) {
	t.Helper()
	shop, m := open(t, nil, 2, 2)
	o := shop.MustHold(t, "ann", "key", 4)
	// The shop sells in the us alone. The right to withdraw goes by the order.
	o.ID, o.Market = order.ID{Key: order.Key(strings.Repeat("d", 16)), Slot: 1}, market
	if _, err := m.Put(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	return shop, m, shop.MustPay(t, o.ID).ID
}

func mustWithdraw(t *testing.T, shop *checkouttest.Shop, id order.ID) order.Order {
	t.Helper()
	o, err := shop.Process().Withdraw(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// A withdrawal is one read and one write. Again it is one read, and nothing changes.
func TestWithdraw(t *testing.T) {
	t.Parallel()
	for _, shipped := range []bool{false, true} {
		shop, m, id := boughtIn(t, "de")
		if shipped {
			mustShip(t, shop, id)
		}
		shop.Clock.Advance(time.Hour)
		var calls []checkouttest.Op
		m.Break(func(op checkouttest.Op, _ string) checkouttest.Fault {
			calls = append(calls, op)
			return checkouttest.Fault{}
		})
		first := mustWithdraw(t, shop, id)
		if want := shop.Clock.Now().UTC().Truncate(time.Millisecond); !first.WithdrawnAt.Equal(want) {
			t.Errorf("withdrawn at %v, want %v", first.WithdrawnAt, want)
		}
		shop.Clock.Advance(1000 * time.Hour)
		again := mustWithdraw(t, shop, id)
		if diff := cmp.Diff(first, again); diff != "" {
			t.Errorf("withdrawn again (-first +again):\n%s", diff)
		}
		if diff := cmp.Diff([]checkouttest.Op{checkouttest.OpOrder, checkouttest.OpMove, checkouttest.OpOrder}, calls); diff != "" {
			t.Errorf("calls (-want +got):\n%s", diff)
		}
		m.Break(nil)
		refunded := mustRefund(t, shop, id, order.RefundRequest{Reference: "r", Reason: order.Withdrawn, All: true})
		if diff := cmp.Diff(refunded, mustWithdraw(t, shop, id)); diff != "" {
			t.Errorf("withdrawn again after the refund (-refunded +again):\n%s", diff)
		}
	}
}

func TestWithdrawRefuses(t *testing.T) {
	t.Parallel()
	check := func(name string, shop *checkouttest.Shop, id order.ID, want problem.Code) (extra map[string]any) {
		t.Helper()
		_, err := shop.Process().Withdraw(t.Context(), id)
		checkouttest.WantCode(t, name, err, want)
		if refusal, ok := errors.AsType[*problem.Error](err); ok {
			extra = refusal.Extra
		}
		return extra
	}
	shop, _, id := bought(t)
	check("in the us", shop, id, problem.NoWithdrawal)
	check("no order", shop, order.ID{Key: order.Key(strings.Repeat("0", 16)), Slot: 1}, problem.OrderNotFound)

	shop, m := open(t, nil, 2)
	held := shop.MustHold(t, "ann", "key", 1)
	check("a hold", shop, held.ID, problem.OrderClosed)
	m.Break(nil)
	if _, err := shop.Process().Cancel(t.Context(), held.ID); err != nil {
		t.Fatal(err)
	}
	check("a cancelled order", shop, held.ID, problem.OrderClosed)

	shop, _, id = boughtIn(t, "gb")
	mustRefund(t, shop, id, order.RefundRequest{Reference: "r", Reason: order.OutOfStock, All: true})
	check("a refunded order", shop, id, problem.OrderClosed)

	shop, _, id = boughtIn(t, "gb")
	until, _ := mustShip(t, shop, id).Withdrawable()
	shop.Clock.Advance(until.Sub(shop.Clock.Now()))
	if extra := check("too late", shop, id, problem.NoWithdrawal); extra["withdraw_until"] != until {
		t.Errorf("too late: %v, want %v", extra, until)
	}
	shop.Clock.Advance(-time.Millisecond)
	mustWithdraw(t, shop, id)
}

// A write whose answer is lost, and withdrawals at once, make one withdrawal.
func TestWithdrawOnce(t *testing.T) {
	t.Parallel()
	shop, m, id := boughtIn(t, "fr")
	m.Break(checkouttest.Always(checkouttest.OpMove, checkouttest.Fault{ReplyLost: checkouttest.ErrFault}))
	if _, err := shop.Process().Withdraw(t.Context(), id); !errors.Is(err, checkouttest.ErrFault) {
		t.Errorf("a lost answer: %v", err)
	}
	m.Break(nil)
	if o := mustWithdraw(t, shop, id); o.Version != 3 {
		t.Errorf("version %d after one withdrawal", o.Version)
	}

	shop, _, id = boughtIn(t, "fr")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := shop.Process().Withdraw(t.Context(), id); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if o := mustWithdraw(t, shop, id); o.Version != 3 {
		t.Errorf("version %d after withdrawals at once", o.Version)
	}
}

// Whichever of a withdrawal, a shipment and a refund comes first decides. No order is
// shipped that was withdrawn from.
func TestWithdrawMeetsTheOperator(t *testing.T) {
	t.Parallel()
	t.Run("shipped just before", func(t *testing.T) {
		t.Parallel()
		shop, m, id := boughtIn(t, "de")
		m.Break(before(1, checkouttest.OpMove, func() { mustShip(t, shop, id) }))
		if o := mustWithdraw(t, shop, id); o.Status != order.Shipped || o.WithdrawnAt.IsZero() {
			t.Errorf("the order is %s, withdrawn at %v", o.Status, o.WithdrawnAt)
		}
	})
	t.Run("withdrawn just before it ships", func(t *testing.T) {
		t.Parallel()
		shop, m, id := boughtIn(t, "de")
		m.Break(before(1, checkouttest.OpMove, func() { mustWithdraw(t, shop, id) }))
		if _, err := shop.AfterSale().Ship(t.Context(), id, 0, order.Shipment{}); !errors.Is(err, checkout.ErrChanged) {
			t.Errorf("Ship = %v", err)
		}
		if o, err := shop.AfterSale().Ship(t.Context(), id, 0, order.Shipment{}); !errors.Is(err, checkout.ErrWithdrawn) || !o.ShippedAt.IsZero() {
			t.Errorf("Ship = %+v, %v", o, err)
		}
	})
	t.Run("refunded just before", func(t *testing.T) {
		t.Parallel()
		shop, m, id := boughtIn(t, "de")
		m.Break(before(1, checkouttest.OpMove, func() {
			mustRefund(t, shop, id, order.RefundRequest{Reference: "r", Reason: order.OutOfStock, All: true})
		}))
		_, err := shop.Process().Withdraw(t.Context(), id)
		checkouttest.WantCode(t, "after a refund", err, problem.OrderClosed)
	})
	t.Run("an order that changes all the time", func(t *testing.T) {
		t.Parallel()
		shop, m, id := boughtIn(t, "de")
		refunds, others := 0, false
		m.Break(func(op checkouttest.Op, _ string) checkouttest.Fault {
			if op == checkouttest.OpMove && !others {
				refunds, others = refunds+1, true
				mustRefund(t, shop, id, order.RefundRequest{
					Reference: strings.Repeat("r", refunds), Reason: order.Goodwill, Credits: []order.Credit{{Amount: money.Amount{Minor: 1, Currency: "USD"}}},
				})
				others = false
			}
			return checkouttest.Fault{}
		})
		_, err := shop.Process().Withdraw(t.Context(), id)
		checkouttest.WantCode(t, "it changes all the time", err, problem.TooManyRequests)
	})
}

// Paying a withdrawn order again, as the reload of a page does, changes nothing.
func TestPayAfterWithdrawal(t *testing.T) {
	t.Parallel()
	shop, _, id := boughtIn(t, "it")
	withdrawn := mustWithdraw(t, shop, id)
	paid, err := shop.Process().Pay(t.Context(), id, checkout.PayRequest{Method: payment.CardVisa})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(withdrawn, paid.Order); diff != "" {
		t.Errorf("(-withdrawn +paid):\n%s", diff)
	}
}

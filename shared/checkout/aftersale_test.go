package checkout_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/payment"
)

// bought opens a shop in which one paid order has all four bands.
func bought(t *testing.T) (*checkouttest.Shop, *checkouttest.Memory, order.ID) {
	t.Helper()
	shop, m := open(t, nil, 2, 2)
	return shop, m, shop.MustPay(t, shop.MustHold(t, "ann", "key", 4).ID).ID
}

func bands(reference string, reason order.RefundReason, n int) order.RefundRequest {
	return order.RefundRequest{Reference: reference, Reason: reason, Lines: []order.RefundUnits{{SKU: band, Quantity: n}}}
}

func mustRefund(t *testing.T, shop *checkouttest.Shop, id order.ID, r order.RefundRequest) order.Order {
	t.Helper()
	o, err := shop.AfterSale().Refund(t.Context(), id, 0, r)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func mustShip(t *testing.T, shop *checkouttest.Shop, id order.ID) order.Order {
	t.Helper()
	o, err := shop.AfterSale().Ship(t.Context(), id, 0, order.Shipment{})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// Refunded units are offered again only if they are in stock and have not shipped,
// whatever a sweep does.
func TestWhichRefundedUnitsAreOfferedAgain(t *testing.T) {
	t.Parallel()
	all := func(reason order.RefundReason, returned *int) order.RefundRequest {
		return order.RefundRequest{Reference: "r", Reason: reason, All: true, Returned: returned}
	}
	for _, tt := range []struct {
		name    string
		request order.RefundRequest
		left    int
	}{
		{"withdrawn", all(order.Withdrawn, nil), 4},
		{"goodwill", all(order.Goodwill, nil), 4},
		{"unavailable", all(order.OutOfStock, nil), 0},
		{"damaged", all(order.Damaged, nil), 0},
		{"lost", all(order.Lost, nil), 0},
		{"lost and found", all(order.Lost, new(4)), 4},
		{"a part of it", bands("r", order.Withdrawn, 2), 0}, // they come back by a restock
	} {
		for _, ships := range []bool{false, true} {
			shop, _, id := bought(t)
			want := tt.left
			if ships {
				want = 0
				mustShip(t, shop, id)
			}
			mustRefund(t, shop, id, tt.request)
			for range 2 {
				if left := shop.Left(t, band); left != want {
					t.Errorf("%s, shipped %v: %d are left, want %d", tt.name, ships, left, want)
				}
				shop.Clock.Advance(time.Hour)
				shop.TiesOut(t)
			}
		}
	}
}

// A buyer who already has all the money back returns the units. The bank has nothing to
// do then.
func TestReturnAfterTheMoneyWasRefunded(t *testing.T) {
	t.Parallel()
	shop, _, id := bought(t)
	o := mustShip(t, shop, id)
	o = mustRefund(t, shop, id, order.RefundRequest{
		Reference: "money", Reason: order.Goodwill, Credits: []order.Credit{{Amount: o.Totals.Total}},
	})
	if o.Status != order.Shipped {
		t.Errorf("money alone makes the order %s", o.Status)
	}
	o = mustRefund(t, shop, id, order.RefundRequest{Reference: "units", Reason: order.Withdrawn, All: true})
	if o.Status != order.Refunded || o.Refunds[1].Total.Minor != 0 || o.Refunds[1].Lines[0].Returned != 4 {
		t.Errorf("the order is %s, refunded %+v", o.Status, o.Refunds)
	}
	shop.TiesOut(t)
}

// The same request, made several times at once under one reference, refunds once,
// whichever write or answer comes first.
func TestSameRefundAtOnce(t *testing.T) {
	t.Parallel()
	for _, moment := range []checkouttest.Op{checkouttest.OpOrder, checkouttest.OpReschedule, checkouttest.OpMove, checkouttest.OpRefund} {
		t.Run("before "+string(moment), func(t *testing.T) {
			t.Parallel()
			shop, _, id := bought(t)
			breakAll(shop, before(1, moment, func() { mustRefund(t, shop, id, bands("case-17", order.Withdrawn, 1)) }))
			o := mustRefund(t, shop, id, bands("case-17", order.Withdrawn, 1))
			breakAll(shop, nil)
			if len(o.Refunds) != 1 || shop.Bank.Refunded(o.Payment.Reference) != o.Refunds[0].Total.Minor {
				t.Errorf("refunded %+v, and the buyer got %d", o.Refunds, shop.Bank.Refunded(o.Payment.Reference))
			}
			shop.TiesOut(t)
		})
	}
	t.Run("many", func(t *testing.T) {
		t.Parallel()
		shop, _, id := bought(t)
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if _, err := shop.AfterSale().Refund(t.Context(), id, 0, bands("case-17", order.Withdrawn, 1)); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if o := mustRefund(t, shop, id, bands("case-17", order.Withdrawn, 1)); len(o.Refunds) != 1 {
			t.Errorf("refunded %+v", o.Refunds)
		}
		shop.TiesOut(t)
	})
}

// A different refund under a reference that is in use fails.
func TestAnotherRefundUnderTheSameReference(t *testing.T) {
	t.Parallel()
	shop, m, id := bought(t)
	m.Break(before(1, checkouttest.OpMove, func() { mustRefund(t, shop, id, bands("case-17", order.Withdrawn, 1)) }))
	for range 2 { // while the first is being made, and afterwards
		if o, err := shop.AfterSale().Refund(t.Context(), id, 0, bands("case-17", order.Withdrawn, 2)); !errors.Is(err, order.ErrRefund) {
			t.Errorf("refunded %+v, %v", o.Refunds, err)
		}
	}
	shop.TiesOut(t)
}

// A refund or a parcel that was prepared for an earlier version of the order fails.
func TestEarlierVersion(t *testing.T) {
	t.Parallel()
	shop, _, id := bought(t)
	desk := shop.AfterSale()
	if _, err := desk.Refund(t.Context(), id, 1, bands("early", order.Damaged, 1)); !errors.Is(err, checkout.ErrChanged) {
		t.Errorf("a refund of version 1: %v", err)
	}
	o, err := desk.Refund(t.Context(), id, 2, bands("in-time", order.Damaged, 1))
	if err != nil || o.Version != 3 {
		t.Fatalf("a refund of version 2: version %d, %v", o.Version, err)
	}
	if again, err := desk.Refund(t.Context(), id, 2, bands("in-time", order.Damaged, 1)); err != nil || again.Version != 3 {
		t.Errorf("the same once more: version %d, %v", again.Version, err)
	}
	if _, err := desk.Ship(t.Context(), id, 2, order.Shipment{}); !errors.Is(err, checkout.ErrChanged) {
		t.Errorf("shipping version 2: %v", err)
	}
	if o, err := desk.Ship(t.Context(), id, 3, order.Shipment{}); err != nil || o.Status != order.Shipped {
		t.Errorf("shipping version 3: %s, %v", o.Status, err)
	}
	if o, err := desk.Ship(t.Context(), id, 3, order.Shipment{}); err != nil || o.Version != 4 {
		t.Errorf("shipping it again: version %d, %v", o.Version, err)
	}
}

// Orders are dated by the service's clock, not by the operator's. If the operator's clock
// is wrong, nothing is done.
func TestServiceDatesWhatAnOperatorDoes(t *testing.T) {
	t.Parallel()
	shop, m, id := bought(t)
	shop.Clock.Advance(time.Hour)
	service := shop.Now().UTC().Truncate(time.Second)
	desk := shop.AfterSale()
	at := func(skew time.Duration) {
		own := func() time.Time { return service.Add(skew) }
		desk.Checkout.Now = own
		desk.Clock = checkout.ServiceClock(func(context.Context) (time.Time, error) { return service, nil }, own)
	}

	count := tally{}
	at(365 * 24 * time.Hour)
	m.Break(count.hook)
	_, err := desk.Refund(t.Context(), id, 0, bands("r1", order.Damaged, 1))
	if _, shipErr := desk.Ship(t.Context(), id, 0, order.Shipment{}); !errors.Is(err, checkout.ErrClock) || !errors.Is(shipErr, checkout.ErrClock) {
		t.Errorf("a year ahead: %v, %v", err, shipErr)
	}
	m.Break(nil)
	if calls := count.read(); len(calls) > 0 {
		t.Errorf("with a wrong clock it made %v", calls)
	}

	at(59 * time.Second)
	o, err := desk.Refund(t.Context(), id, 0, bands("r1", order.Damaged, 1))
	if err != nil || !o.Refunds[0].At.Equal(service) || !o.UpdatedAt.Equal(service) {
		t.Errorf("refunded %+v, %v, want it at %v", o.Refunds, err, service)
	}
	at(-59 * time.Second)
	o, err = desk.Ship(t.Context(), id, 0, order.Shipment{})
	if want := service.Add(time.Millisecond); err != nil || !o.ShippedAt.Equal(want) { // after the refund
		t.Errorf("shipped at %v, %v, want %v", o.ShippedAt, err, want)
	}
	shop.TiesOut(t)
}

// A sweep during a refund does not settle the order's claims. If the operator's process
// then dies, the next sweep still carries the refund out.
func TestSweepDuringARefundThatIsCutShort(t *testing.T) {
	t.Parallel()
	for name, early := range map[string]bool{"while the hold would last": true, "long after it": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shop, m, id := bought(t)
			if !early {
				shop.Clock.Advance(time.Hour)
			}
			shop.MustSweep(t)
			dead, swept := false, false
			m.Break(func(op checkouttest.Op, _ string) checkouttest.Fault {
				switch {
				case dead:
					return checkouttest.Fault{Lost: checkouttest.ErrFault}
				case op == checkouttest.OpMove && !swept:
					swept = true
					shop.MustSweep(t)
					dead = true
					return checkouttest.Fault{ReplyLost: checkouttest.ErrFault}
				default:
					return checkouttest.Fault{}
				}
			})
			_, err := shop.AfterSale().Refund(t.Context(), id, 0, bands("r", order.Damaged, 1))
			m.Break(nil)
			if !errors.Is(err, checkout.ErrUnfinished) {
				t.Fatalf("the refund was not cut short: %v", err)
			}
			shop.TiesOut(t) // after a sweep
			shop.Clock.Advance(time.Hour)
			shop.MustSweep(t)
			if r := shop.MustSweep(t); r.Settled != 0 {
				t.Errorf("the claims are not settled: %+v", r)
			}
		})
	}
}

// A buyer who repeats their request does not keep an order's refund from being carried out,
// which died before its money moved: the sweep finds it by the order's claims.
func TestRefundIsCarriedOutAfterTheRequestIsRepeated(t *testing.T) {
	t.Parallel()
	shop, _, id := bought(t)
	shop.Bank.Break(checkouttest.Always(checkouttest.OpRefund, checkouttest.Fault{Lost: checkouttest.ErrFault}))
	if _, err := shop.AfterSale().Refund(t.Context(), id, 0, order.RefundRequest{Reference: "all", Reason: order.Goodwill, All: true}); !errors.Is(err, checkout.ErrUnfinished) {
		t.Fatalf("Refund = %v, want it unfinished", err)
	}
	shop.Bank.Break(nil)
	if again := shop.MustHold(t, "ann", "key", 4); again.ID != id || again.Status != order.Refunded {
		t.Fatalf("the request is answered with %s, which is %s", again.ID, again.Status)
	}
	shop.TiesOut(t)
	shop.WantLeft(t, band, 4)
}

// An order whose payment is disputed is not shipped, unless the bank gives the money back.
func TestADisputedOrderIsNotShipped(t *testing.T) {
	t.Parallel()
	shop, _, id := bought(t)
	record := func(name, source string, kind payment.MovementKind) {
		t.Helper()
		m := payment.Movement{
			ID: name, Kind: kind, Source: source, OrderID: id.String(), Market: "us",
			Amount: money.Amount{Minor: 100, Currency: "USD"}, Fee: money.Amount{Currency: "USD"}, At: shop.Now(),
		}
		if err := shop.Store.RecordMovement(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	refused := func(when string) {
		t.Helper()
		if o, err := shop.AfterSale().Ship(t.Context(), id, 0, order.Shipment{}); !errors.Is(err, checkout.ErrDisputed) || !o.ShippedAt.IsZero() {
			t.Errorf("%s: %+v, %v", when, o, err)
		}
	}
	record("txn_1", "du_1", payment.Disputed)
	refused("disputed")
	record("txn_2", "du_2", payment.Disputed)
	record("txn_3", "du_1", payment.DisputeReturned)
	refused("another dispute is open")
	record("du_2", "du_2", payment.DisputeLost)
	refused("lost")
	record("txn_4", "du_2", payment.DisputeReturned)
	mustShip(t, shop, id)
}

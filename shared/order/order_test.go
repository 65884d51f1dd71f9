package order_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/order"
)

var statuses = []order.Status{
	order.Absent, order.Held, order.Paid, order.Shipped, order.Expired, order.Cancelled, order.Rejected, order.Refunded, order.Abandoned,
}

// An order has a right to its units, or has ended, or is not there yet. What has
// ended, or was given a right, never goes back: units are given back for good.
func TestStatuses(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(statuses[1:], order.Statuses()); diff != "" {
		t.Errorf("those in the store (-want +got):\n%s", diff)
	}
	type moves = []order.Status // all there are
	for _, tt := range []struct {
		status       order.Status
		live, closed bool
		moves        moves
	}{
		{order.Absent, false, false, moves{order.Held, order.Rejected, order.Abandoned}},
		{order.Held, true, false, moves{order.Paid, order.Expired, order.Cancelled}},
		{order.Paid, true, false, moves{order.Shipped, order.Refunded}},
		{order.Shipped, true, false, moves{order.Refunded}},
		{order.Expired, false, true, nil},
		{order.Cancelled, false, true, nil},
		{order.Rejected, false, true, nil},
		{order.Refunded, false, true, nil},
		{order.Abandoned, false, true, nil},
	} {
		if tt.status.Live() != tt.live || tt.status.Closed() != tt.closed {
			t.Errorf("%q is live: %v, closed: %v, want %v and %v", tt.status, tt.status.Live(), tt.status.Closed(), tt.live, tt.closed)
		}
		for _, next := range statuses {
			got := tt.status.MayBecome(next)
			if want := slices.Contains(tt.moves, next); got != want {
				t.Errorf("from %q to %q: %v, want %v", tt.status, next, got, want)
			}
			if got && (tt.closed || next == order.Absent) {
				t.Errorf("an order may go back from %q to %q", tt.status, next)
			}
		}
	}
}

var (
	end = time.Date(2015, time.May, 18, 19, 10, 0, 0, time.UTC)
	at  = end.Add(-time.Minute)
)

func held() order.Order {
	return order.Order{
		ID: order.ID{Key: "0123456789abcdef", Slot: 1}, Status: order.Held, Version: 1,
		CreatedAt: end.Add(-10 * time.Minute), UpdatedAt: end.Add(-10 * time.Minute), HoldExpiresAt: end,
	}
}

func TestApply(t *testing.T) {
	t.Parallel()
	payment := order.Payment{Provider: "sandbox", Reference: "sandbox_1", PaidAt: at}
	in := func(s order.Status) order.Order {
		o := held()
		o.Status = s
		return o
	}
	extended := held()
	extended.Extended = true
	ups := order.Shipment{Carrier: "UPS", Tracking: "1Z 999"}
	onItsWay := in(order.Shipped)
	onItsWay.Shipment = ups
	sealed, _ := onItsWay.Apply(onItsWay.Forget(at, []byte("sealed")))
	hopeless := held()
	hopeless.Declines = order.MaxDeclines
	for _, tt := range []struct {
		name string
		from order.Order
		move order.Move
		want func(*order.Order) // nil: the move does not apply
	}{
		{"pay a held order", held(), order.Pay(payment), func(o *order.Order) {
			o.Status, o.Version, o.UpdatedAt, o.Payment = order.Paid, 2, at, payment
		}},
		{"pay a held order past its end", held(), order.Pay(order.Payment{PaidAt: end.Add(time.Hour)}), func(o *order.Order) {
			o.Status, o.Version, o.UpdatedAt, o.Payment.PaidAt = order.Paid, 2, end.Add(time.Hour), end.Add(time.Hour)
		}},
		{"cancel a held order", held(), order.Cancel(at), func(o *order.Order) {
			o.Status, o.Version, o.UpdatedAt = order.Cancelled, 2, at
		}},
		{"expire a held order at its end", held(), order.Expire(end), func(o *order.Order) {
			o.Status, o.Version, o.UpdatedAt = order.Expired, 2, end
		}},
		{"expire a held order before its end", held(), order.Expire(end.Add(-1)), nil},
		{"extend a held order", held(), order.Extend(end.Add(time.Hour), at), func(o *order.Order) {
			o.Version, o.UpdatedAt, o.HoldExpiresAt, o.Extended = 2, at, end.Add(time.Hour), true
		}},
		{"extend a second time", extended, order.Extend(end.Add(time.Hour), at), nil},
		{"pay an extended order", extended, order.Pay(payment), func(o *order.Order) {
			o.Status, o.Version, o.UpdatedAt, o.Payment = order.Paid, 2, at, payment
		}},
		{"count a declined payment", held(), order.Decline(at), func(o *order.Order) {
			o.Version, o.UpdatedAt, o.Declines = 2, at, 1
		}},
		{"count one declined payment more than a hold may have", hopeless, order.Decline(at), nil},
		{"count a declined payment of a paid order", in(order.Paid), order.Decline(at), nil},
		{"cancel after declined payments", hopeless, order.Cancel(at), func(o *order.Order) {
			o.Status, o.Version, o.UpdatedAt = order.Cancelled, 2, at
		}},
		{"refund a paid order", in(order.Paid), order.Move{From: order.Paid, To: order.Refunded, At: at, Refund: &order.Refund{Number: 1}}, func(o *order.Order) {
			o.Status, o.Version, o.UpdatedAt, o.Refunds = order.Refunded, 2, at, []order.Refund{{Number: 1}}
		}},
		{"refund a paid order without a refund", in(order.Paid), order.Move{From: order.Paid, To: order.Refunded, At: at}, nil},
		{"refund a part of a shipped order", in(order.Shipped), order.Move{From: order.Shipped, To: order.Shipped, At: at, Refund: &order.Refund{Number: 1}}, func(o *order.Order) {
			o.Version, o.UpdatedAt, o.Refunds = 2, at, []order.Refund{{Number: 1}}
		}},
		{"refund a held order", held(), order.Move{From: order.Held, To: order.Held, At: at, Refund: &order.Refund{Number: 1}}, nil},
		{"ship a paid order", in(order.Paid), in(order.Paid).Ship(ups, at), func(o *order.Order) {
			o.Status, o.Version, o.UpdatedAt, o.ShippedAt, o.Shipment = order.Shipped, 2, at, at, ups
		}},
		{"ship an order of an earlier version", in(order.Paid), order.Move{From: order.Paid, To: order.Shipped, At: at, Version: 7}, nil},
		{"erase the buyer of a shipped order", onItsWay, onItsWay.Erase(at), func(o *order.Order) {
			o.Version, o.UpdatedAt, o.ErasedAt, o.Buyer, o.Request, o.Shipment = 2, at, at, order.Buyer{}, order.Request{}, order.Shipment{}
		}},
		{"forget the buyer of a shipped order", onItsWay, onItsWay.Forget(at, []byte("sealed")), func(o *order.Order) {
			o.Version, o.UpdatedAt, o.ErasedAt, o.Buyer, o.Request, o.Shipment = 2, at, at, order.Buyer{}, order.Request{}, order.Shipment{}
			o.Sealed = order.Sealed{Box: []byte("sealed"), Since: onItsWay.UpdatedAt}
		}},
		{"keep a copy of who never paid", in(order.Cancelled), in(order.Cancelled).Forget(at, []byte("sealed")), nil},
		{"remove a sealed copy", sealed, sealed.Unseal(), func(o *order.Order) { o.Sealed = order.Sealed{} }},
		{"remove a sealed copy of another version", sealed, order.Move{From: order.Shipped, To: order.Shipped, Version: 1, Unseals: true}, nil},
		{"remove a sealed copy where there is none", onItsWay, onItsWay.Unseal(), nil},
		{"erase the buyer of a paid order", in(order.Paid), in(order.Paid).Erase(at), nil},
		{"extend a paid order", in(order.Paid), order.Extend(end.Add(time.Hour), at), nil},
		{"extend what is paid as if that were no change", in(order.Paid), order.Move{From: order.Paid, To: order.Paid, At: at}, nil},
		{"make a held order out of a paid one", in(order.Paid), order.Move{From: order.Paid, To: order.Held, At: at}, nil},
		{"put an absent order by a move", order.Order{}, order.Move{From: order.Absent, To: order.Held, At: at}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			want := tt.from
			if tt.want != nil {
				tt.want(&want)
			}
			got, applies := tt.from.Apply(tt.move)
			if applies != (tt.want != nil) {
				t.Errorf("Apply reports %v, want %v", applies, tt.want != nil)
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("the order differs (-want +got):\n%s", d)
			}
		})
	}
}

// The shop's moves start from held: of any other order they leave everything as it is.
func TestApplyLeavesOtherOrdersAlone(t *testing.T) {
	t.Parallel()
	for name, move := range map[string]order.Move{
		"pay":    order.Pay(order.Payment{Reference: "late", PaidAt: end}),
		"cancel": order.Cancel(end),
		"expire": order.Expire(end),
		"extend": order.Extend(end.Add(time.Hour), at),
	} {
		for _, status := range statuses {
			if status == order.Held {
				continue
			}
			t.Run(fmt.Sprintf("%s %q", name, status), func(t *testing.T) {
				t.Parallel()
				before := held()
				before.Status = status
				after, applies := before.Apply(move)
				if applies {
					t.Error("the move applies")
				}
				if d := cmp.Diff(before, after); d != "" {
					t.Errorf("the order has changed:\n%s", d)
				}
			})
		}
	}
}

func TestHasAllocation(t *testing.T) {
	t.Parallel()
	o := order.Order{Lines: []order.Line{
		{SKU: "band", Allocations: []order.Allocation{{Lot: 1, Quantity: 2}, {Lot: 3, Quantity: 1}}},
		{SKU: "phone", Allocations: []order.Allocation{{Lot: 1, Quantity: 1}}},
	}}
	for _, tt := range []struct {
		name       string
		sku        order.SKU
		allocation order.Allocation
		want       bool
	}{
		{"an allocation of the line", "band", order.Allocation{Lot: 1, Quantity: 2}, true},
		{"another one", "band", order.Allocation{Lot: 3, Quantity: 1}, true},
		{"one of the other line", "phone", order.Allocation{Lot: 1, Quantity: 1}, true},
		{"another quantity", "band", order.Allocation{Lot: 1, Quantity: 1}, false},
		{"another lot", "band", order.Allocation{Lot: 2, Quantity: 2}, false},
		{"another line's", "phone", order.Allocation{Lot: 3, Quantity: 1}, false},
		{"another product's", "headphones", order.Allocation{Lot: 1, Quantity: 2}, false},
	} {
		if got := o.HasAllocation(tt.sku, tt.allocation); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestTombstone(t *testing.T) {
	t.Parallel()
	id := order.ID{Key: "0123456789abcdef", Slot: 2}
	stone := order.Tombstone(id, "sale", at)
	if stone.ID != id || !stone.Status.Closed() || stone.Version != 1 || len(stone.Lines) != 0 || stone.Request != (order.Request{}) {
		t.Errorf("a tombstone is %+v: want a closed order of nobody, without lines", stone)
	}
}

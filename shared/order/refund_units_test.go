package order_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/order"
)

// Units that cannot be sold, or that stay with the buyer, come back only if
// the request says so, before the order ships and afterwards.
func TestUnitsThatComeBack(t *testing.T) {
	t.Parallel()
	one := []order.RefundUnits{{SKU: "fitness-band", Quantity: 1}}
	two := []order.RefundUnits{{SKU: "fitness-band", Quantity: 2}}
	for _, tt := range []struct {
		name    string
		status  order.Status
		request order.RefundRequest
		want    int
	}{
		{"withdrawn", order.Paid, order.RefundRequest{Reason: order.Withdrawn, Lines: two}, 2},
		{"withdrawn after it shipped", order.Shipped, order.RefundRequest{Reason: order.Withdrawn, Lines: two}, 2},
		{"withdrawn, one of them broken", order.Shipped, order.RefundRequest{Reason: order.Withdrawn, Lines: two, Returned: new(1)}, 1},
		{"unavailable", order.Paid, order.RefundRequest{Reason: order.OutOfStock, Lines: two}, 0},
		{"unavailable, all of it", order.Paid, order.RefundRequest{Reason: order.OutOfStock, All: true}, 0},
		{"unavailable, and found again", order.Paid, order.RefundRequest{Reason: order.OutOfStock, All: true, Returned: new(3)}, 3},
		{"damaged", order.Paid, order.RefundRequest{Reason: order.Damaged, Lines: one}, 0},
		{"damaged after it shipped", order.Shipped, order.RefundRequest{Reason: order.Damaged, All: true}, 0},
		{"damaged, but for one", order.Shipped, order.RefundRequest{Reason: order.Damaged, All: true, Returned: new(1)}, 1},
		{"lost", order.Shipped, order.RefundRequest{Reason: order.Lost, All: true}, 0},
		{"lost before it shipped", order.Paid, order.RefundRequest{Reason: order.Lost, All: true}, 0},
		{"lost and found", order.Shipped, order.RefundRequest{Reason: order.Lost, Lines: two, Returned: new(2)}, 2},
		{"goodwill before it ships", order.Paid, order.RefundRequest{Reason: order.Goodwill, Lines: one}, 1},
		{"goodwill after it shipped", order.Shipped, order.RefundRequest{Reason: order.Goodwill, Lines: one}, 0},
	} {
		tt.request.Reference = "r"
		o := refunded(t, threeBands(tt.status), tt.request)
		if got := o.Refunds[0].Lines[0].Returned; got != tt.want {
			t.Errorf("%s: %d come back, want %d", tt.name, got, tt.want)
		}
		wantFree := tt.status == order.Paid && tt.request.All && tt.want == 3
		if o.ReleasesUnits() != wantFree {
			t.Errorf("%s: ReleasesUnits = %v, want %v", tt.name, o.ReleasesUnits(), wantFree)
		}
	}
}

// A number for all units tells only where it tells of which they are.
func TestUnitsOfSeveralLinesThatComeBack(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		returned int
		want     []int // of headphones and bands; nil: refused
	}{{0, []int{0, 0}}, {3, []int{1, 2}}, {1, nil}, {2, nil}, {4, nil}, {-1, nil}} {
		m, err := dollarOrder().Refund(order.RefundRequest{Reference: "r", Reason: order.Damaged, All: true, Returned: &tt.returned}, start)
		if (err == nil) != (tt.want != nil) {
			t.Errorf("%d of two lines: %v", tt.returned, err)
			continue
		}
		for i, n := range tt.want {
			if got := m.Refund.Lines[i].Returned; got != n {
				t.Errorf("%d of two lines: %d of %s", tt.returned, got, m.Refund.Lines[i].SKU)
			}
		}
	}
	said := []order.RefundUnits{{SKU: "headphones", Quantity: 1, Returned: new(1)}}
	if err := cannot(dollarOrder(), order.RefundRequest{Reference: "r", Reason: order.Damaged, Lines: said, Returned: new(1)}); !errors.Is(err, order.ErrRefund) {
		t.Errorf("said twice: %v", err)
	}
}

func TestParcel(t *testing.T) {
	t.Parallel()
	band := func(n int) []order.ParcelLine { return []order.ParcelLine{{SKU: "fitness-band", Quantity: n}} }
	o := threeBands(order.Paid)
	check := func(what string, want []order.ParcelLine) {
		t.Helper()
		if diff := cmp.Diff(want, o.Parcel()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	check("paid", band(3))
	o = refunded(t, o, order.RefundRequest{Reference: "credit", Reason: order.Goodwill, Credits: credits(credit("", euros(100)))})
	check("with a credit", band(3))
	o = refunded(t, o, damaged("one", 1, 0))
	check("with a unit given back", band(2))
	o = applied(t, o, o.Ship(order.Shipment{}, start))
	check("shipped", band(2))
	o = refunded(t, o, damaged("another", 1, 0))
	check("with another one given back since", band(2))
	o = refunded(t, o, damaged("last", 1, 0))
	check("with all given back since", band(2))
	o = refunded(t, threeBands(order.Paid), order.RefundRequest{Reference: "all", Reason: order.OutOfStock, All: true})
	check("given back before it shipped", nil)
	for _, status := range []order.Status{order.Held, order.Cancelled, order.Abandoned, order.Absent} {
		o = threeBands(status)
		check(string(status), nil)
	}
}

// Claims stay the record of what was sold once a part was given back or goods have left.
func TestWhoReleasesUnits(t *testing.T) {
	t.Parallel()
	units := func(quantity, returned int) order.Refund {
		return order.Refund{Lines: []order.RefundLine{{SKU: "fitness-band", Quantity: quantity, Returned: returned}}}
	}
	credit, fee := units(0, 0), order.Refund{Shipping: euros(499)}
	refunded := func(r ...order.Refund) order.Order { return order.Order{Status: order.Refunded, Refunds: r} }
	shipped := refunded(units(2, 2))
	shipped.ShippedAt = start
	for _, tt := range []struct {
		name            string
		order           order.Order
		releases, keeps bool
	}{
		{"held", order.Order{Status: order.Held}, false, true},
		{"shipped", order.Order{Status: order.Shipped}, false, true},
		{"cancelled", order.Order{Status: order.Cancelled}, true, false},
		{"refunded at once before it was shipped", refunded(units(2, 2)), true, false},
		{"refunded at once, and damaged", refunded(units(2, 1)), false, true},
		{"refunded at once, after money without units", refunded(fee, credit, units(2, 2)), true, false},
		{"refunded in parts", refunded(units(1, 1), units(1, 1)), false, true},
		{"refunded after it was shipped", shipped, false, true},
		{"absent", order.Order{}, false, false},
	} {
		if tt.order.ReleasesUnits() != tt.releases || tt.order.KeepsClaims() != tt.keeps {
			t.Errorf("%s: ReleasesUnits = %v, KeepsClaims = %v, want %v, %v", tt.name, tt.order.ReleasesUnits(), tt.order.KeepsClaims(), tt.releases, tt.keeps)
		}
	}
}

package order_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/money"
	"storefront/shared/order"
)

func euros(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "EUR"} }

// threeBands is three bands for 10.00, 1.60 of it tax, and shipping for 4.99.
func threeBands(status order.Status) order.Order {
	shipped := time.Time{}
	if status == order.Shipped {
		shipped = start
	}
	return order.Order{
		ShippedAt: shipped,
		ID:        order.ID{Key: "0123456789abcdef", Slot: 1}, Status: status, Version: 2, UpdatedAt: start,
		Lines: []order.Line{{SKU: "fitness-band", Quantity: 3, Total: euros(1000), Tax: euros(160)}},
		Totals: order.Totals{
			Subtotal: euros(1000), Shipping: euros(499), Tax: euros(240), Total: euros(1499), TaxIncluded: true,
		},
	}
}

var start = time.Date(2015, time.May, 18, 19, 0, 0, 0, time.UTC)

// damaged asks for a refund of bands, of which some can be sold again.
func damaged(reference string, quantity, returned int) order.RefundRequest {
	return order.RefundRequest{
		Reference: reference, Reason: order.Damaged,
		Lines: []order.RefundUnits{{SKU: "fitness-band", Quantity: quantity, Returned: &returned}},
	}
}

func TestRefundInParts(t *testing.T) {
	t.Parallel()
	o := threeBands(order.Shipped)
	for i, want := range []struct {
		total, tax, shipping int64
		status               order.Status
	}{
		{333, 53, 0, order.Shipped},
		{334, 54, 0, order.Shipped},
		{333 + 499, 53 + 80, 499, order.Refunded}, // and shipping with the last unit
	} {
		m, err := o.Refund(damaged(fmt.Sprint("r", i), 1, i%2), start)
		if err != nil {
			t.Fatal(err)
		}
		r := *m.Refund
		if r.Total != euros(want.total) || r.Tax != euros(want.tax) || r.Shipping != euros(want.shipping) || m.To != want.status {
			t.Errorf("refund %d: %v, tax %v, shipping %v, %s; want %+v", i+1, r.Total, r.Tax, r.Shipping, m.To, want)
		}
		if r.Number != i+1 || r.Lines[0].Returned != i%2 || !r.At.After(o.UpdatedAt) {
			t.Errorf("refund %d is %+v", i+1, r)
		}
		o = applied(t, o, m)
	}
	if _, err := o.Refund(damaged("r4", 1, 0), start); !errors.Is(err, order.ErrRefund) {
		t.Errorf("a fourth refund: %v", err)
	}
}

func applied(t *testing.T, o order.Order, m order.Move) order.Order {
	t.Helper()
	after, ok := o.Apply(m)
	if !ok || after.Version != o.Version+1 {
		t.Fatalf("the move does not apply: %+v", m)
	}
	return after
}

func refunded(t *testing.T, o order.Order, r order.RefundRequest) order.Order {
	t.Helper()
	m, err := o.Refund(r, start)
	if err != nil {
		t.Fatal(err)
	}
	return applied(t, o, m)
}

func TestRefundOfEverything(t *testing.T) {
	t.Parallel()
	o := threeBands(order.Paid)
	m, err := o.Refund(order.RefundRequest{Reference: "case-17", Reason: order.Withdrawn, All: true}, start.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	want := order.Move{
		From: order.Paid, To: order.Refunded, At: start.Add(time.Hour), Version: 2,
		Refund: &order.Refund{
			Number: 1, At: start.Add(time.Hour), Reason: order.Withdrawn,
			Lines:    []order.RefundLine{{SKU: "fitness-band", Quantity: 3, Returned: 3, Total: euros(1000), Tax: euros(160)}},
			Shipping: euros(499), Tax: euros(240), Total: euros(1499), Reference: "0123456789abcdef-1-refund-case-17",
		},
	}
	if diff := cmp.Diff(want, m); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if o := applied(t, o, m); !o.ReleasesUnits() || o.KeepsClaims() {
		t.Errorf("its units are not free: %v", o.Status)
	}
}

func TestRefundOfShippingAlone(t *testing.T) {
	t.Parallel()
	for _, status := range []order.Status{order.Paid, order.Shipped} {
		o := threeBands(status)
		fee := order.RefundRequest{Reference: "late", Reason: order.Goodwill, Shipping: true}
		m, err := o.Refund(fee, start)
		if err != nil {
			t.Fatal(err)
		}
		want := &order.Refund{
			Number: 1, At: m.At, Reason: order.Goodwill, Shipping: euros(499), Tax: euros(80), Total: euros(499),
			Reference: "0123456789abcdef-1-refund-late",
		}
		if diff := cmp.Diff(want, m.Refund); diff != "" || m.To != status {
			t.Errorf("the order is %s; (-want +got):\n%s", m.To, diff)
		}
		o = applied(t, o, m)
		if fee.Reference = "again"; cannot(o, fee) == nil {
			t.Error("shipping goes back twice")
		}
		all, err := o.Refund(order.RefundRequest{Reference: "all", Reason: order.Withdrawn, All: true}, start)
		if err != nil || all.Refund.Total != euros(1000) || all.Refund.Shipping != euros(0) || all.Refund.Tax != euros(160) {
			t.Fatalf("then everything else is %+v, %v", all.Refund, err)
		}
		if o := applied(t, o, all); o.ReleasesUnits() != (status == order.Paid) {
			t.Errorf("an order that was %s frees its units: %v", status, o.ReleasesUnits())
		}
	}
}

func cannot(o order.Order, r order.RefundRequest) error {
	_, err := o.Refund(r, start)
	return err
}

// The same reference is the same refund, or none.
func TestTheSameRefund(t *testing.T) {
	t.Parallel()
	one := damaged("case-17", 1, 0)
	fee := order.RefundRequest{Reference: "fee", Reason: order.Goodwill, Shipping: true}
	rest := order.RefundRequest{Reference: "rest", Reason: order.Withdrawn, All: true}
	o := refunded(t, threeBands(order.Paid), one)
	o = refunded(t, o, fee)
	o = applied(t, o, o.Ship(order.Shipment{}, start))
	o = refunded(t, o, rest)
	for i, r := range []order.RefundRequest{one, fee, rest} {
		stands, ok, err := o.Standing(r)
		if !ok || err != nil || stands.Number != i+1 {
			t.Errorf("%s: %+v, %v, %v", r.Reference, stands, ok, err)
		}
		if err := cannot(o, r); !errors.Is(err, order.ErrRefund) {
			t.Errorf("%s once more: %v", r.Reference, err)
		}
	}
	if _, ok, err := o.Standing(damaged("case-18", 1, 0)); ok || err != nil {
		t.Errorf("another reference: %v, %v", ok, err)
	}
	for name, other := range map[string]order.RefundRequest{
		"more units":         damaged("case-17", 2, 0),
		"units that return":  damaged("case-17", 1, 1),
		"everything":         {Reference: "case-17", Reason: order.Damaged, All: true},
		"another reason":     {Reference: "case-17", Reason: order.Lost, Lines: one.Lines},
		"shipping":           {Reference: "case-17", Reason: order.Damaged, Shipping: true},
		"and shipping":       {Reference: "case-17", Reason: order.Damaged, Lines: one.Lines, Shipping: true},
		"money":              {Reference: "case-17", Reason: order.Damaged, Credits: credits(credit("fitness-band", euros(333)))},
		"more than there is": damaged("case-17", 9, 0),
	} {
		if stands, ok, err := o.Standing(other); ok || !errors.Is(err, order.ErrRefund) {
			t.Errorf("%s under the same reference: %+v, %v, %v", name, stands, ok, err)
		}
	}
}

func TestRefundsThatCannotBe(t *testing.T) {
	t.Parallel()
	bands := func(n int) order.RefundUnits { return order.RefundUnits{SKU: "fitness-band", Quantity: n} }
	lines := func(units ...order.RefundUnits) order.RefundRequest {
		return order.RefundRequest{Reference: "r", Reason: order.Damaged, Lines: units}
	}
	amounts := func(credits ...order.Credit) order.RefundRequest {
		return order.RefundRequest{Reference: "r", Reason: order.Goodwill, Credits: credits}
	}
	with := func(r order.RefundRequest, change func(*order.RefundRequest)) order.RefundRequest {
		change(&r)
		return r
	}
	all := order.RefundRequest{Reference: "r", Reason: order.Damaged, All: true}
	for _, tt := range []struct {
		name    string
		status  order.Status
		request order.RefundRequest
	}{
		{"of a held order", order.Held, all},
		{"of a cancelled order", order.Cancelled, all},
		{"of a refunded order", order.Refunded, all},
		{"of nothing", order.Paid, lines()},
		{"without a reason", order.Paid, with(all, func(r *order.RefundRequest) { r.Reason = "" })},
		{"for a reason in words", order.Paid, with(all, func(r *order.RefundRequest) { r.Reason = "Ada called, and she cried" })},
		{"without a reference", order.Paid, with(all, func(r *order.RefundRequest) { r.Reference = "" })},
		{"under a reference in words", order.Paid, with(all, func(r *order.RefundRequest) { r.Reference = "Ada called" })},
		{"under an address", order.Paid, with(all, func(r *order.RefundRequest) { r.Reference = "ada@example.com" })},
		{"of more units than there are", order.Paid, lines(bands(4))},
		{"of no units", order.Paid, lines(bands(0))},
		{"of less than no units", order.Paid, lines(bands(-1))},
		{"of what is not in the order", order.Paid, lines(order.RefundUnits{SKU: "phone-4i", Quantity: 1})},
		{"of a line twice", order.Paid, lines(bands(1), bands(1))},
		{"of more returned than refunded", order.Shipped, lines(order.RefundUnits{SKU: "fitness-band", Quantity: 1, Returned: new(2)})},
		{"of less than none returned", order.Shipped, lines(order.RefundUnits{SKU: "fitness-band", Quantity: 1, Returned: new(-1)})},
		{"of more returned in all", order.Shipped, with(lines(bands(1)), func(r *order.RefundRequest) { r.Returned = new(2) })},
		{"of units returned with money alone", order.Shipped, with(amounts(credit("", euros(1))), func(r *order.RefundRequest) { r.Returned = new(1) })},
		{"of everything and a line", order.Paid, with(all, func(r *order.RefundRequest) { r.Lines = []order.RefundUnits{bands(1)} })},
		{"of everything and shipping", order.Paid, with(all, func(r *order.RefundRequest) { r.Shipping = true })},
		{"of a cent more than a line", order.Paid, amounts(credit("fitness-band", euros(1001)))},
		{"of a cent more than the order", order.Paid, amounts(credit("", euros(1500)))},
		{"of no money", order.Paid, amounts(credit("", euros(0)))},
		{"of less than no money", order.Paid, amounts(credit("", euros(-1)))},
		{"of other money", order.Paid, amounts(credit("", dollars(1)))},
		{"of money for what is not in the order", order.Paid, amounts(credit("phone-4i", euros(1)))},
		{"of money for a line twice", order.Paid, amounts(credit("fitness-band", euros(1)), credit("fitness-band", euros(1)))},
		{"of money and units of a line", order.Paid, with(amounts(credit("fitness-band", euros(1))), func(r *order.RefundRequest) { r.Lines = []order.RefundUnits{bands(1)} })},
		{"of money for the order and for a line", order.Paid, amounts(credit("", euros(1)), credit("fitness-band", euros(1)))},
		{"of money for the order and shipping", order.Paid, with(amounts(credit("", euros(1))), func(r *order.RefundRequest) { r.Shipping = true })},
	} {
		if err := cannot(threeBands(tt.status), tt.request); !errors.Is(err, order.ErrRefund) {
			t.Errorf("a refund %s: %v", tt.name, err)
		}
	}
}

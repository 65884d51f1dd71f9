package order_test

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
)

func euros(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "EUR"} }

// threeBands is three bands for 10.00, 1.60 of it tax, and shipping for 4.99.
func threeBands(status order.Status) order.Order {
	return order.Order{
		ID: order.ID{Key: "0123456789abcdef", Slot: 1}, Status: status, Version: 2, UpdatedAt: start,
		Lines: []order.Line{{SKU: "fitness-band", Quantity: 3, Total: euros(1000), Tax: euros(160)}},
		Totals: order.Totals{
			Subtotal: euros(1000), Shipping: euros(499), Tax: euros(240), Total: euros(1499), TaxIncluded: true,
		},
	}
}

var start = time.Date(2015, time.May, 18, 19, 0, 0, 0, time.UTC)

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
		m, err := o.Refund(order.RefundRequest{
			Reason: order.Damaged, Lines: []order.RefundUnits{{SKU: "fitness-band", Quantity: 1, Returned: i % 2}},
		}, start)
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
		var ok bool
		if o, ok = o.Apply(m); !ok {
			t.Fatalf("refund %d does not apply", i+1)
		}
	}
	if _, err := o.Refund(order.RefundRequest{Reason: order.Goodwill}, start); !errors.Is(err, order.ErrRefund) {
		t.Errorf("a fourth refund: %v", err)
	}
}

func TestRefundOfEverything(t *testing.T) {
	t.Parallel()
	o := threeBands(order.Paid)
	m, err := o.Refund(order.RefundRequest{Reason: order.Withdrawn}, start.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	want := order.Move{
		From: order.Paid, To: order.Refunded, At: start.Add(time.Hour), Version: 2,
		Refund: &order.Refund{
			Number: 1, At: start.Add(time.Hour), Reason: order.Withdrawn,
			Lines:    []order.RefundLine{{SKU: "fitness-band", Quantity: 3, Returned: 3, Total: euros(1000), Tax: euros(160)}},
			Shipping: euros(499), Tax: euros(240), Total: euros(1499), Reference: "0123456789abcdef-1-refund-1",
		},
	}
	if diff := cmp.Diff(want, m); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if o, ok := o.Apply(m); !ok || !o.Frees() || o.Keeps() {
		t.Errorf("its units are not free: %v", o.Status)
	}
}

// Claims stay the record of what was sold once a part was given back or goods have left.
func TestWhoFreesUnits(t *testing.T) {
	t.Parallel()
	one := []order.Refund{{Number: 1}}
	for _, tt := range []struct {
		name         string
		order        order.Order
		frees, keeps bool
	}{
		{"held", order.Order{Status: order.Held}, false, true},
		{"shipped", order.Order{Status: order.Shipped}, false, true},
		{"cancelled", order.Order{Status: order.Cancelled}, true, false},
		{"refunded at once before it was shipped", order.Order{Status: order.Refunded, Refunds: one}, true, false},
		{"refunded at once, and damaged", order.Order{Status: order.Refunded, Refunds: []order.Refund{{Lines: []order.RefundLine{{Quantity: 2, Returned: 1}}}}}, false, true},
		{"refunded in parts", order.Order{Status: order.Refunded, Refunds: append(one, order.Refund{Number: 2})}, false, true},
		{"refunded after it was shipped", order.Order{Status: order.Refunded, Refunds: one, ShippedAt: start}, false, true},
		{"absent", order.Order{}, false, false},
	} {
		if tt.order.Frees() != tt.frees || tt.order.Keeps() != tt.keeps {
			t.Errorf("%s: frees %v, keeps %v", tt.name, tt.order.Frees(), tt.order.Keeps())
		}
	}
}

func TestRefundsThatCannotBe(t *testing.T) {
	t.Parallel()
	lines := func(units ...order.RefundUnits) order.RefundRequest {
		return order.RefundRequest{Reason: order.Damaged, Lines: units}
	}
	for _, tt := range []struct {
		name    string
		status  order.Status
		request order.RefundRequest
	}{
		{"of a held order", order.Held, lines()},
		{"of a cancelled order", order.Cancelled, lines()},
		{"without a reason", order.Paid, order.RefundRequest{}},
		{"for a reason in words", order.Paid, order.RefundRequest{Reason: "Ada called, and she cried"}},
		{"of more units than there are", order.Paid, lines(order.RefundUnits{SKU: "fitness-band", Quantity: 4})},
		{"of no units", order.Paid, lines(order.RefundUnits{SKU: "fitness-band"})},
		{"of what is not in the order", order.Paid, lines(order.RefundUnits{SKU: "phone-4i", Quantity: 1})},
		{"of a line twice", order.Paid, lines(order.RefundUnits{SKU: "fitness-band", Quantity: 1}, order.RefundUnits{SKU: "fitness-band", Quantity: 1})},
		{"of more returned than refunded", order.Shipped, lines(order.RefundUnits{SKU: "fitness-band", Quantity: 1, Returned: 2})},
	} {
		if _, err := threeBands(tt.status).Refund(tt.request, start); !errors.Is(err, order.ErrRefund) {
			t.Errorf("a refund %s: %v", tt.name, err)
		}
	}
}

// However an order is given back, each part lands on exactly what was paid for it.
func TestRefundsAddUp(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 7))
		o := randomOrder(t, r)
		for o.Status != order.Refunded {
			if o.Status == order.Paid && r.IntN(4) == 0 {
				o, _ = o.Apply(o.Ship(start))
			}
			m, err := o.Refund(randomRefund(r, o), start)
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			after, ok := o.Apply(m)
			if !ok || after.Version != o.Version+1 {
				t.Fatalf("seed %d: the refund does not apply", seed)
			}
			o = after
		}
		var total, tax, shipping int64
		back := map[order.SKU][2]int64{}
		for _, refund := range o.Refunds {
			total, tax, shipping = total+refund.Total.Minor, tax+refund.Tax.Minor, shipping+refund.Shipping.Minor
			if refund.Total.Minor < 0 || refund.Tax.Minor < 0 {
				t.Errorf("seed %d: refund %d takes money", seed, refund.Number)
			}
			for _, l := range refund.Lines {
				back[l.SKU] = [2]int64{back[l.SKU][0] + l.Total.Minor, back[l.SKU][1] + l.Tax.Minor}
			}
		}
		if total != o.Totals.Total.Minor || tax != o.Totals.Tax.Minor || shipping != o.Totals.Shipping.Minor {
			t.Errorf("seed %d: %d, tax %d, shipping %d went back of %+v", seed, total, tax, shipping, o.Totals)
		}
		for _, l := range o.Lines {
			if back[l.SKU] != [2]int64{l.Total.Minor, l.Tax.Minor} {
				t.Errorf("seed %d: of %s %v went back of %v, tax %v", seed, l.SKU, back[l.SKU], l.Total, l.Tax)
			}
		}
	}
}

// randomOrder is a paid order of some market.
func randomOrder(t *testing.T, r *rand.Rand) order.Order {
	t.Helper()
	region := market.Regions()[r.IntN(len(market.Regions()))]
	m := region.Markets()[r.IntN(len(region.Markets()))]
	o := order.Order{ID: order.ID{Key: "0123456789abcdef", Slot: 1}, Status: order.Paid, Version: 2, UpdatedAt: start}
	var prices []money.Amount
	for _, sku := range []order.SKU{"a", "b", "c"}[:1+r.IntN(3)] {
		line := order.Line{SKU: sku, Quantity: 1 + r.IntN(7), UnitPrice: money.Amount{Minor: 1 + r.Int64N(9999), Currency: m.Currency}}
		line.Total, _ = line.UnitPrice.Times(int64(line.Quantity))
		o.Lines, prices = append(o.Lines, line), append(prices, line.Total)
	}
	bill, err := m.Bill(prices, "CA")
	if err != nil {
		t.Fatal(err)
	}
	for i, levy := range bill.Lines {
		o.Lines[i].Tax, o.Lines[i].TaxRate, o.Totals.TaxIncluded = levy.Tax, levy.Rate, levy.Included
	}
	o.Totals.Subtotal, o.Totals.Shipping, o.Totals.Tax, o.Totals.Total = bill.Subtotal, m.Shipping, bill.Tax, bill.Total
	return o
}

// randomRefund asks for some of what is left.
func randomRefund(r *rand.Rand, o order.Order) order.RefundRequest {
	request := order.RefundRequest{Reason: order.Goodwill, Shipping: r.IntN(8) == 0}
	for _, l := range o.Lines {
		if left := l.Quantity - o.GivenBack(l.SKU); left > 0 && r.IntN(2) == 0 {
			n := 1 + r.IntN(left)
			request.Lines = append(request.Lines, order.RefundUnits{SKU: l.SKU, Quantity: n, Returned: r.IntN(n + 1)})
		}
	}
	return request // without lines: everything
}

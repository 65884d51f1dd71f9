package order_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
)

// However an order is given back, by units, by amounts and by shipping, no part of
// it is ever more than was paid for it, and the last one lands on exactly that.
func TestRefundsAddUp(t *testing.T) {
	t.Parallel()
	for seed := range uint64(10_000) {
		r := rand.New(rand.NewPCG(seed, 7))
		o := randomOrder(t, r)
		for n := 0; o.Status != order.Refunded; n++ {
			if o.Status == order.Paid && r.IntN(4) == 0 {
				o = applied(t, o, o.Ship(order.Shipment{}, start))
			}
			request := randomRefund(r, o)
			request.Reference = fmt.Sprint("r", n)
			if n > 12 {
				request = order.RefundRequest{Reference: request.Reference, Reason: order.Damaged, All: true}
			}
			m, err := o.Refund(request, start)
			if errors.Is(err, order.ErrRefund) && !request.All { // nothing may be left of what it asks for
				continue
			}
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			o = applied(t, o, m)
			checkParts(t, seed, o)
			if stands, ok, err := o.Standing(request); !ok || err != nil || stands.Number != len(o.Refunds) {
				t.Errorf("seed %d: the refund that was made is %+v, %v, %v", seed, stands, ok, err)
			}
		}
	}
}

// checkParts holds an order's refunds to what was paid.
func checkParts(t *testing.T, seed uint64, o order.Order) {
	t.Helper()
	type part struct{ total, tax int64 }
	back := map[order.SKU]part{} // shipping is ""
	total := int64(0)
	for _, refund := range o.Refunds {
		sum, tax := refund.Shipping.Minor, refund.Tax.Minor
		for _, l := range refund.Lines {
			sum, tax = sum+l.Total.Minor, tax-l.Tax.Minor
			back[l.SKU] = part{back[l.SKU].total + l.Total.Minor, back[l.SKU].tax + l.Tax.Minor}
			if l.Total.Minor < 0 || l.Tax.Minor < 0 || o.Totals.TaxIncluded && l.Tax.Minor > l.Total.Minor {
				t.Errorf("seed %d: refund %d has the line %+v", seed, refund.Number, l)
			}
		}
		if !o.Totals.TaxIncluded {
			sum += refund.Tax.Minor
		}
		back[""] = part{back[""].total + refund.Shipping.Minor, back[""].tax + tax}
		for _, l := range append(refund.Lines, order.RefundLine{Tax: money.Amount{Minor: tax}}) {
			if market.InHalves(o.Totals.TaxJurisdiction) && l.Tax.Minor%2 != 0 {
				t.Errorf("seed %d: refund %d has tax of %d for %q, which are not two equal halves", seed, refund.Number, l.Tax.Minor, l.SKU)
			}
		}
		if sum != refund.Total.Minor || tax < 0 || refund.Shipping.Minor < 0 {
			t.Errorf("seed %d: refund %d is not its parts: %+v", seed, refund.Number, refund)
		}
		total += refund.Total.Minor
	}
	paid := map[order.SKU]part{"": {o.Totals.Shipping.Minor, o.Totals.Tax.Minor}}
	for _, l := range o.Lines {
		paid[l.SKU] = part{l.Total.Minor, l.Tax.Minor}
		paid[""] = part{paid[""].total, paid[""].tax - l.Tax.Minor}
		if o.RefundedUnits(l.SKU) == l.Quantity && back[l.SKU] != paid[l.SKU] {
			t.Errorf("seed %d: all units of %s went back, and %+v of %+v", seed, l.SKU, back[l.SKU], paid[l.SKU])
		}
	}
	for sku, of := range paid {
		left := part{of.total - back[sku].total, of.tax - back[sku].tax}
		if left.total < 0 || left.tax < 0 || o.Totals.TaxIncluded && left.tax > left.total || o.Status == order.Refunded && left != (part{}) {
			t.Errorf("seed %d: of %q, which cost %+v, %+v are left, and the order is %s", seed, sku, of, left, o.Status)
		}
	}
	if total > o.Totals.Total.Minor || o.Status == order.Refunded && total != o.Totals.Total.Minor {
		t.Errorf("seed %d: %d went back of %v", seed, total, o.Totals.Total)
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
	state := "CA"
	switch other := r.IntN(2) == 0; {
	case other && m.Tax.Kind == market.GST:
		state = market.SellerStateIN
	case other && m.Tax.Kind == market.SalesTax:
		state = "NY" // which taxes shipping, too
	}
	bill, err := m.Bill(prices, state)
	if err != nil {
		t.Fatal(err)
	}
	for i, levy := range bill.Lines {
		o.Lines[i].Tax, o.Lines[i].TaxRate, o.Totals.TaxIncluded = levy.Tax, levy.Rate, levy.Included
		o.Totals.TaxJurisdiction = levy.Jurisdiction
	}
	o.Totals.Subtotal, o.Totals.Shipping, o.Totals.Tax, o.Totals.Total = bill.Subtotal, m.Shipping, bill.Tax, bill.Total
	return o
}

// randomRefund asks for some of what is left, or for more.
func randomRefund(r *rand.Rand, o order.Order) order.RefundRequest {
	reasons := order.RefundReasons()
	request := order.RefundRequest{Reason: reasons[r.IntN(len(reasons))], Shipping: r.IntN(8) == 0}
	amount := func(most int64) money.Amount {
		return money.Amount{Minor: 1 + r.Int64N(most), Currency: o.Totals.Total.Currency}
	}
	switch r.IntN(8) {
	case 0:
		return order.RefundRequest{Reason: request.Reason, All: true}
	case 1:
		return order.RefundRequest{Reason: request.Reason, Credits: []order.Credit{{Amount: amount(o.Totals.Total.Minor)}}}
	}
	for _, l := range o.Lines {
		left := l.Quantity - o.RefundedUnits(l.SKU)
		switch {
		case left == 0:
		case r.IntN(4) == 0:
			request.Credits = append(request.Credits, order.Credit{SKU: l.SKU, Amount: amount(l.Total.Minor)})
		case r.IntN(2) == 0:
			n := 1 + r.IntN(left)
			request.Lines = append(request.Lines, order.RefundUnits{SKU: l.SKU, Quantity: n, Returned: new(r.IntN(n + 1))})
		}
	}
	return request
}

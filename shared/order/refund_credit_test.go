package order_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/money"
	"storefront/shared/order"
)

// dollarOrder is headphones for 2.99 and two bands for 30.00, with tax of 0.22 and
// 2.18 on top, and untaxed shipping for 4.99.
func dollarOrder() order.Order {
	return order.Order{
		ID: order.ID{Key: "0123456789abcdef", Slot: 1}, Status: order.Paid, Version: 2, UpdatedAt: start,
		Lines: []order.Line{
			{SKU: "headphones", Quantity: 1, Total: dollars(299), Tax: dollars(22)},
			{SKU: "fitness-band", Quantity: 2, Total: dollars(3000), Tax: dollars(218)},
		},
		Totals: order.Totals{Subtotal: dollars(3299), Shipping: dollars(499), Tax: dollars(240), Total: dollars(4038)},
	}
}

func credit(sku order.SKU, amount money.Amount) order.Credit {
	return order.Credit{SKU: sku, Amount: amount}
}

func credits(credits ...order.Credit) []order.Credit { return credits }

func dollars(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "USD"} }

func TestCredit(t *testing.T) {
	t.Parallel()
	line := func(sku order.SKU, total, tax money.Amount) order.RefundLine {
		return order.RefundLine{SKU: sku, Total: total, Tax: tax}
	}
	refund := func(in func(int64) money.Amount, shipping, tax, total int64, lines ...order.RefundLine) order.Refund {
		return order.Refund{Lines: lines, Shipping: in(shipping), Tax: in(tax), Total: in(total)}
	}
	for _, tt := range []struct {
		name    string
		order   order.Order
		credits []order.Credit
		want    order.Refund // lines and money
	}{
		{"a part of a line whose tax is added", dollarOrder(), credits(credit("headphones", dollars(150))),
			refund(dollars, 0, 10, 150, line("headphones", dollars(140), dollars(10)))},
		{"all of a line", dollarOrder(), credits(credit("headphones", dollars(321))),
			refund(dollars, 0, 22, 321, line("headphones", dollars(299), dollars(22)))},
		{"a part of a line whose price contains tax", threeBands(order.Paid), credits(credit("fitness-band", euros(150))),
			refund(euros, 0, 24, 150, line("fitness-band", euros(150), euros(24)))},
		{"parts of two lines", dollarOrder(), credits(credit("headphones", dollars(1)), credit("fitness-band", dollars(2))),
			refund(dollars, 0, 0, 3, line("headphones", dollars(1), dollars(0)), line("fitness-band", dollars(2), dollars(0)))},
		// 1000 × 299/4038 = 74.05, 22: 5.45, 3000: 742.94, 218: 53.99, 499: 123.58
		{"a part of the order", dollarOrder(), credits(credit("", dollars(1000))),
			refund(dollars, 124, 59, 1000, line("headphones", dollars(74), dollars(5)), line("fitness-band", dollars(743), dollars(54)))},
		{"a part of an order whose prices contain tax", threeBands(order.Shipped), credits(credit("", euros(750))),
			refund(euros, 250, 120, 750, line("fitness-band", euros(500), euros(80)))},
		{"all of the order's money", dollarOrder(), credits(credit("", dollars(4038))),
			refund(dollars, 499, 240, 4038, line("headphones", dollars(299), dollars(22)), line("fitness-band", dollars(3000), dollars(218)))},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m, err := tt.order.Refund(order.RefundRequest{Reference: "r", Reason: order.Goodwill, Credits: tt.credits}, start)
			if err != nil {
				t.Fatal(err)
			}
			tt.want.Number, tt.want.At, tt.want.Reason, tt.want.Reference = 1, m.At, order.Goodwill, "0123456789abcdef-1-refund-r"
			if diff := cmp.Diff(&tt.want, m.Refund); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			after := applied(t, tt.order, m)
			if after.Status != tt.order.Status || after.ReleasesUnits() || !after.KeepsClaims() {
				t.Errorf("money alone makes the order %s, and frees units: %v", after.Status, after.ReleasesUnits())
			}
			last := refunded(t, after, order.RefundRequest{Reference: "rest", Reason: order.Withdrawn, All: true})
			back := last.Refunds[0].Total.Minor + last.Refunds[1].Total.Minor
			if last.Status != order.Refunded || back != tt.order.Totals.Total.Minor || last.ReleasesUnits() != (tt.order.Status == order.Paid) {
				t.Errorf("with the rest, %d went back, and the order is %s and frees: %v", back, last.Status, last.ReleasesUnits())
			}
		})
	}
}

// After a credit, a unit is worth its share of what is left of its line.
func TestUnitsAfterACredit(t *testing.T) {
	t.Parallel()
	o := refunded(t, dollarOrder(), order.RefundRequest{
		Reference: "r1", Reason: order.Goodwill, Credits: credits(credit("fitness-band", dollars(1000))),
	})
	for i, want := range []struct{ total, tax int64 }{{1034, 75}, {1034, 75}} { // of 20.68 and 1.50 that are left of it
		var m order.Move
		m, err := o.Refund(damaged(fmt.Sprint("unit", i), 1, 0), start)
		if err != nil || m.Refund.Lines[0].Total != dollars(want.total) || m.Refund.Lines[0].Tax != dollars(want.tax) {
			t.Errorf("unit %d is worth %+v, %v, want %+v", i+1, m.Refund, err, want)
		}
		o = applied(t, o, m)
	}
}

// An order that has had its last refund in part can still be refunded in full, so that no
// money stays behind.
func TestRefundsAreBounded(t *testing.T) {
	t.Parallel()
	o := threeBands(order.Shipped)
	cent := func() order.RefundRequest {
		return order.RefundRequest{Reference: fmt.Sprint("r", len(o.Refunds)), Reason: order.Goodwill, Credits: credits(credit("fitness-band", euros(1)))}
	}
	for range order.MaxRefunds {
		o = refunded(t, o, cent())
	}
	if err := cannot(o, cent()); !errors.Is(err, order.ErrRefund) {
		t.Errorf("a refund in part after %d: %v", order.MaxRefunds, err)
	}
	if _, stands, err := o.Standing(order.RefundRequest{
		Reference: fmt.Sprint("r", order.MaxRefunds-1), Reason: order.Goodwill, Credits: credits(credit("fitness-band", euros(1))),
	}); !stands || err != nil {
		t.Errorf("the last refund in part, asked for again: %v, %v", stands, err)
	}
	all := order.RefundRequest{Reference: "all", Reason: order.Withdrawn, All: true}
	o = refunded(t, o, all)
	if o.Status != order.Refunded || o.Refunds[order.MaxRefunds].Total != euros(1499-order.MaxRefunds) {
		t.Errorf("the refund of the rest: %s, %v", o.Status, o.Refunds[order.MaxRefunds].Total)
	}
	if _, stands, err := o.Standing(all); !stands || err != nil {
		t.Errorf("the refund of the rest, asked for again: %v, %v", stands, err)
	}
}

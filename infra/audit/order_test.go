package audit_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"storefront/shared/money"
	"storefront/shared/order"
)

// refundedInParts returns an order of two bands and a power bank that was refunded
// a credit, one band, and then the rest.
func refundedInParts(t *testing.T) (*scene, order.Order) {
	t.Helper()
	sc := newScene(t)
	var o order.Order
	for _, r := range []order.RefundRequest{
		{Reference: "credit", Reason: order.Goodwill, Credits: []order.Credit{{Amount: money.Amount{Minor: 150, Currency: "USD"}}}},
		{Reference: "unit", Reason: order.Damaged, Lines: []order.RefundUnits{{SKU: band, Quantity: 1}}},
		{Reference: "rest", Reason: order.Withdrawn, All: true},
	} {
		var err error
		if o, err = sc.shop.AfterSale().Refund(t.Context(), sc.paid.ID, 0, r); err != nil {
			t.Fatal(err)
		}
	}
	return sc, o
}

// orderDamage is damage to an order, and how what an audit says of the order begins.
type orderDamage struct {
	damage func(*order.Order)
	want   []string
}

// found audits a store after an order was damaged. It returns what the audit says
// of the order, and fails the test unless that has everything wanted.
func (d orderDamage) found(t *testing.T, sc *scene, o order.Order) []string {
	t.Helper()
	sc.orders[o.ID] = d.damage
	findings := run(t, sc, monday, "monday").Findings
	for _, want := range d.want {
		if !strings.Contains(strings.Join(findings, "\n"), "order "+o.ID.String()+" "+want) {
			t.Errorf("found %q, want %q", findings, want)
		}
	}
	return findings
}

func TestDamageOfAnOrderIsFound(t *testing.T) {
	t.Parallel()
	tests := map[string]orderDamage{
		"the wrong buyer":    {func(o *order.Order) { o.Buyer.Email = "other@example.com" }, []string{"is filed under a key that is not its buyer's"}},
		"an unknown line":    {func(o *order.Order) { o.Lines[0].SKU = "sock" }, []string{`has a line of "sock", which its sale does not have`}},
		"no lines":           {func(o *order.Order) { o.Lines, o.Totals = nil, order.Totals{} }, []string{"has no lines"}},
		"an unknown status":  {func(o *order.Order) { o.Status = "lost" }, []string{`has status "lost"`}},
		"a total a cent off": {func(o *order.Order) { o.Totals.Total.Minor++ }, []string{"comes to USD "}},
		"a line a cent off":  {func(o *order.Order) { o.Lines[0].Total.Minor-- }, []string{"has a line of fitness-band that comes to USD "}},
		"a tax a cent off":   {func(o *order.Order) { o.Lines[0].Tax.Minor++ }, []string{"has a line of fitness-band that comes to USD "}},
		"two lines of a SKU": {func(o *order.Order) { o.Lines = append(o.Lines, order.Line{SKU: band}) }, []string{
			"has two lines of fitness-band", "has money that cannot be added up",
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sc := newScene(t)
			if findings := tt.found(t, sc, sc.cancelled); len(findings) != len(tt.want) {
				t.Errorf("found %q", findings)
			}
		})
	}
}

func TestDamageOfRefundsIsFound(t *testing.T) {
	t.Parallel()
	tests := map[string]orderDamage{
		"no damage":                 {func(*order.Order) {}, nil},
		"a refund is lost":          {func(o *order.Order) { o.Refunds = o.Refunds[:2] }, []string{"is refunded and got"}},
		"all refunds are lost":      {func(o *order.Order) { o.Refunds = nil }, []string{"is refunded without a refund"}},
		"a refund comes twice":      {func(o *order.Order) { o.Refunds = append(o.Refunds, o.Refunds[1]) }, []string{"has two refunds"}},
		"the first is lost":         {func(o *order.Order) { o.Refunds = o.Refunds[1:] }, []string{"has refund 2 in place of 1"}},
		"it was never paid":         {func(o *order.Order) { o.Payment = order.Payment{} }, []string{"has refunds and was never paid"}},
		"it lives on":               {func(o *order.Order) { o.Status = order.Paid }, []string{"is paid and every unit of it was refunded"}},
		"a cent more goes back":     {func(o *order.Order) { o.Refunds[1].Total.Minor++ }, []string{"has refund 2 that comes to"}},
		"more units go back":        {func(o *order.Order) { o.Refunds[1].Lines[0].Quantity++ }, []string{"gave back 1 of fitness-band more than it has"}},
		"more come back than went":  {func(o *order.Order) { o.Refunds[1].Lines[0].Returned = 2 }, []string{"has refund 2 of 1 of fitness-band, of which 2 came back"}},
		"units come back for money": {func(o *order.Order) { o.Refunds[0].Lines[0].Returned = 1 }, []string{"has refund 1 of 0 of fitness-band, of which 1 came back"}},
		"a line gets more than it cost": {func(o *order.Order) {
			o.Refunds[0].Lines[0].Total.Minor++
			o.Refunds[0].Lines[1].Total.Minor--
		}, []string{"got more back for fitness-band than was paid"}},
		"shipping gets more than it cost": {func(o *order.Order) {
			o.Refunds[0].Lines[0].Total.Minor--
			o.Refunds[0].Shipping.Minor++
		}, []string{"got more back for shipping than was paid"}},
		"tax gets more than there was": {func(o *order.Order) {
			o.Refunds[0].Lines[0].Tax.Minor++
			o.Refunds[0].Lines[1].Tax.Minor--
		}, []string{"got more back for fitness-band than was paid"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { // whose clock makes the audit's patience cost nothing
				sc, o := refundedInParts(t)
				damage := tt.damage
				tt.damage = func(o *order.Order) {
					o.Refunds = slices.Clone(o.Refunds)
					for i := range o.Refunds {
						o.Refunds[i].Lines = slices.Clone(o.Refunds[i].Lines)
					}
					damage(o)
				}
				if findings := tt.found(t, sc, o); tt.want == nil && len(findings) > 0 {
					t.Errorf("found %q", findings)
				}
			})
		})
	}
}

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

func TestDamageOfRefundsIsFound(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		damage func(*order.Order)
		want   string // empty: nothing is found
	}{
		"no damage":                 {func(*order.Order) {}, ""},
		"a refund is lost":          {func(o *order.Order) { o.Refunds = o.Refunds[:2] }, "is refunded and got"},
		"all refunds are lost":      {func(o *order.Order) { o.Refunds = nil }, "is refunded without a refund"},
		"a refund comes twice":      {func(o *order.Order) { o.Refunds = append(o.Refunds, o.Refunds[1]) }, "has two refunds"},
		"the first is lost":         {func(o *order.Order) { o.Refunds = o.Refunds[1:] }, "has refund 2 in place of 1"},
		"it was never paid":         {func(o *order.Order) { o.Payment = order.Payment{} }, "has refunds and was never paid"},
		"it lives on":               {func(o *order.Order) { o.Status = order.Paid }, "is paid and every unit of it was refunded"},
		"a cent more goes back":     {func(o *order.Order) { o.Refunds[1].Total.Minor++ }, "has refund 2 that comes to"},
		"more units go back":        {func(o *order.Order) { o.Refunds[1].Lines[0].Quantity++ }, "gave back 1 of fitness-band more than it has"},
		"more come back than went":  {func(o *order.Order) { o.Refunds[1].Lines[0].Returned = 2 }, "has refund 2 of 1 of fitness-band, of which 2 came back"},
		"units come back for money": {func(o *order.Order) { o.Refunds[0].Lines[0].Returned = 1 }, "has refund 1 of 0 of fitness-band, of which 1 came back"},
		"a line gets more than it cost": {func(o *order.Order) {
			o.Refunds[0].Lines[0].Total.Minor++
			o.Refunds[0].Lines[1].Total.Minor--
		}, "got more back for fitness-band than was paid"},
		"shipping gets more than it cost": {func(o *order.Order) {
			o.Refunds[0].Lines[0].Total.Minor--
			o.Refunds[0].Shipping.Minor++
		}, "got more back for shipping than was paid"},
		"tax gets more than there was": {func(o *order.Order) {
			o.Refunds[0].Lines[0].Tax.Minor++
			o.Refunds[0].Lines[1].Tax.Minor--
		}, "got more back for fitness-band than was paid"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { // whose clock makes the audit's patience cost nothing
				sc, o := refundedInParts(t)
				sc.orders[o.ID] = func(o *order.Order) {
					o.Refunds = slices.Clone(o.Refunds)
					for i := range o.Refunds {
						o.Refunds[i].Lines = slices.Clone(o.Refunds[i].Lines)
					}
					tt.damage(o)
				}
				found := strings.Join(run(t, sc, monday, "monday").Findings, "\n")
				if tt.want == "" && found != "" || !strings.Contains(found, "order "+o.ID.String()+" "+tt.want) && tt.want != "" {
					t.Errorf("found %q, want %q", found, tt.want)
				}
			})
		})
	}
}

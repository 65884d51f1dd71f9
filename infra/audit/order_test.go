package audit_test

import (
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"storefront/infra/audit"
	"storefront/infra/seed"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/email"
	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/payment"
)

// refundInParts refunds the paid order of a scene in three parts: a credit, one
// band, and the rest.
func (sc *scene) refundInParts(t *testing.T) order.Order {
	t.Helper()
	for _, r := range []order.RefundRequest{
		{Reference: "credit", Reason: order.Goodwill, Credits: []order.Credit{{Amount: money.Amount{Minor: 150, Currency: "USD"}}}},
		{Reference: "unit", Reason: order.Damaged, Lines: []order.RefundUnits{{SKU: band, Quantity: 1}}},
		{Reference: "rest", Reason: order.Withdrawn, All: true},
	} {
		var err error
		if sc.paid, err = sc.shop.AfterSale().Refund(t.Context(), sc.paid.ID, 0, r); err != nil {
			t.Fatal(err)
		}
	}
	return sc.paid
}

func TestDamageOfAnOrderIsFound(t *testing.T) {
	t.Parallel()
	cancelled := func(sc *scene, _ *testing.T) order.Order { return sc.cancelled }
	refunded := (*scene).refundInParts
	tests := map[string]struct {
		of     func(*scene, *testing.T) order.Order
		damage func(*order.Order)
		want   []string // how the findings begin, without the order's name
	}{
		"the wrong buyer":    {cancelled, func(o *order.Order) { o.Buyer.Email = "other@example.com" }, []string{"is filed under a key that is not its buyer's"}},
		"an unknown line":    {cancelled, func(o *order.Order) { o.Lines[0].SKU = "sock" }, []string{`has a line of "sock", which its sale does not have`}},
		"no lines":           {cancelled, func(o *order.Order) { o.Lines, o.Totals = nil, order.Totals{} }, []string{"has no lines"}},
		"an unknown status":  {cancelled, func(o *order.Order) { o.Status = "lost" }, []string{`has status "lost"`}},
		"a total a cent off": {cancelled, func(o *order.Order) { o.Totals.Total.Minor++ }, []string{"comes to USD "}},
		"a line a cent off":  {cancelled, func(o *order.Order) { o.Lines[0].Total.Minor-- }, []string{"has a line of fitness-band that comes to USD "}},
		"a tax a cent off":   {cancelled, func(o *order.Order) { o.Lines[0].Tax.Minor++ }, []string{"has a line of fitness-band that comes to USD "}},
		"two lines of a SKU": {cancelled, func(o *order.Order) { o.Lines = append(o.Lines, order.Line{SKU: band}) }, []string{
			"has two lines of fitness-band", "has money that cannot be added up",
		}},

		"untaxed shipping": {cancelled, func(o *order.Order) { o.Totals.TaxJurisdiction = "US-NY" }, []string{"comes to USD "}},
		"and that it was before states taxed it": {cancelled, func(o *order.Order) {
			o.Totals.TaxJurisdiction, o.Totals.Supply.RateSource = "US-NY", string(market.TaxFoundation)
		}, nil},
		"no damage":        {refunded, func(*order.Order) {}, nil},
		"a refund is lost": {refunded, func(o *order.Order) { o.Refunds = o.Refunds[:2] }, []string{"is refunded, and its refunds of"}},
		"all refunds are lost": {refunded, func(o *order.Order) { o.Refunds = nil }, []string{
			"is refunded without a refund", "lot monday/fitness-band/", "lot monday/power-bank-5000/",
		}},
		"a refund comes twice": {refunded, func(o *order.Order) { o.Refunds = append(o.Refunds, o.Refunds[1]) }, []string{
			"has two refunds", "has refund 2 in place of 4", "has refunds of 1 more of fitness-band than it has",
			"has more refunded for fitness-band than was paid", "has refunds of USD 6885",
		}},
		"the first is lost": {refunded, func(o *order.Order) { o.Refunds = o.Refunds[1:] }, []string{
			"has refund 2 in place of 1", "has refund 3 in place of 2", "is refunded, and its refunds of",
		}},
		"it was never paid":       {refunded, func(o *order.Order) { o.Payment = order.Payment{} }, []string{"has refunds and was never paid"}},
		"it lives on":             {refunded, func(o *order.Order) { o.Status = order.Paid }, []string{"is paid and every unit of it was refunded"}},
		"a cent more is refunded": {refunded, func(o *order.Order) { o.Refunds[1].Total.Minor++ }, []string{"has refund 2 that comes to", "has refunds of USD 5323"}},
		"more units are refunded": {refunded, func(o *order.Order) { o.Refunds[1].Lines[0].Quantity++ }, []string{
			"has refunds of 1 more of fitness-band than it has", "is refunded, and its refunds of",
		}},
		"more is returned than refunded":  {refunded, func(o *order.Order) { o.Refunds[1].Lines[0].Returned = 2 }, []string{"has refund 2 of 1 of fitness-band, of which 2 were returned"}},
		"units are returned for a credit": {refunded, func(o *order.Order) { o.Refunds[0].Lines[0].Returned = 1 }, []string{"has refund 1 of 0 of fitness-band, of which 1 were returned"}},
		"a line gets more than it cost":   {refunded, func(o *order.Order) { o.Refunds[0].Lines[0].Total.Minor++; o.Refunds[0].Lines[1].Total.Minor-- }, []string{"has more refunded for fitness-band than was paid"}},
		"shipping gets more":              {refunded, func(o *order.Order) { o.Refunds[0].Lines[0].Total.Minor--; o.Refunds[0].Shipping.Minor++ }, []string{"has more refunded for shipping than was paid"}},
		"tax gets more":                   {refunded, func(o *order.Order) { o.Refunds[0].Lines[0].Tax.Minor++; o.Refunds[0].Lines[1].Tax.Minor-- }, []string{"has more refunded for fitness-band than was paid"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { // its clock skips the pauses of the audit
				sc := newScene(t)
				id := tt.of(sc, t).ID
				sc.orders[id] = func(o *order.Order) {
					o.Refunds = slices.Clone(o.Refunds)
					for i := range o.Refunds {
						o.Refunds[i].Lines = slices.Clone(o.Refunds[i].Lines)
					}
					tt.damage(o)
				}
				for i, want := range tt.want {
					if !strings.HasPrefix(want, "lot ") {
						tt.want[i] = "order " + id.String() + " " + want
					}
				}
				checkFindings(t, run(t, sc, monday, "monday").Findings, tt.want)
			})
		})
	}
}

// Prices contain tax in some markets, and in some shipping is taxed.
func TestTheMoneyOfEveryMarketAddsUp(t *testing.T) {
	t.Parallel()
	for _, region := range market.Regions() {
		store := checkouttest.NewMemory()
		seeded, err := seed.Apply(t.Context(), region, store, monday)
		if err != nil {
			t.Fatal(err)
		}
		now := monday.Add(4 * time.Hour) // every demo sale is open
		shop := checkout.New(store, payment.Sandbox{}, func() time.Time { return now }, slog.New(slog.DiscardHandler))
		for _, m := range region.Markets() {
			state := ""
			if m.Code == "us" {
				state = "CA"
			}
			o, err := shop.Hold(t.Context(), checkout.HoldRequest{
				Market: m, Sale: seeded.Created[0], IdempotencyKey: "key", Proved: email.IdentityOf(string(m.Code) + "@example.com"),
				Lines: []checkout.HoldLine{{SKU: band, Quantity: 2}, {SKU: "headphones", Quantity: 1}},
				Buyer: order.Buyer{Email: string(m.Code) + "@example.com", ShipTo: order.Address{State: state}},
			})
			if err != nil || o.Totals.Tax.Minor == 0 {
				t.Fatalf("market %s: %+v, %v", m.Code, o.Totals, err)
			}
			for name, spoil := range map[string]func(*order.Order){
				"nothing":       func(*order.Order) {},
				"the subtotal":  func(o *order.Order) { o.Totals.Subtotal.Minor++ },
				"the shipping":  func(o *order.Order) { o.Totals.Shipping.Minor += 10 },
				"the tax":       func(o *order.Order) { o.Totals.Tax.Minor-- },
				"the total":     func(o *order.Order) { o.Totals.Total.Minor-- },
				"the currency":  func(o *order.Order) { o.Totals.Shipping.Currency = "XXX" },
				"a line's rate": func(o *order.Order) { o.Lines[1].TaxRate += 10_000 },
			} {
				spoilt := &damaged{Memory: store, orders: map[order.ID]func(*order.Order){o.ID: spoil}}
				report, err := audit.Run(t.Context(), spoilt, now, "")
				if err != nil || report.OK() != (name == "nothing") {
					t.Errorf("market %s with %s spoilt: %q, %v", m.Code, name, report.Findings, err)
				}
			}
		}
	}
}

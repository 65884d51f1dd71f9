package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/functiontest"
	"storefront/shared/catalog"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/market"
)

func TestCosts(t *testing.T) {
	t.Parallel()
	costs := func(currency string, subtotal, shipping, tax, total int64, included bool) totals {
		return totals{
			Subtotal: amount{subtotal, currency}, Shipping: amount{shipping, currency},
			Tax: amount{tax, currency}, Total: amount{total, currency}, TaxIncluded: included,
		}
	}
	britain := strings.NewReplacer(`"CA"`, `""`, "94105", "EC1A 1BB", `"US"`, `"GB"`)
	india := strings.NewReplacer(`"CA"`, `"KA"`, "94105", "560 001", `"US"`, `"IN"`)
	oregon := strings.NewReplacer(`"CA"`, `"OR"`, "94105", "97201", "San Francisco", "Portland")
	for name, tt := range map[string]struct {
		region market.Region
		market string
		body   string
		units  int
		want   totals
	}{
		"California adds its sales tax": {market.US, "us", unproved, 1, costs("USD", 1499, 499, 109, 2107, false)},
		"tax is of the whole line": {market.US, "us", strings.Replace(unproved, `"quantity":1`, `"quantity":3`, 1), 3,
			costs("USD", 4497, 499, 326, 5322, false)},
		"Oregon has no sales tax":                {market.US, "us", oregon.Replace(unproved), 1, costs("USD", 1499, 499, 0, 1998, false)},
		"German prices and shipping include VAT": {market.EU, "de", grete, 1, costs("EUR", 1699, 499, 351, 2198, true)},
		"British prices are in pounds":           {market.UK, "gb", britain.Replace(unproved), 1, costs("GBP", 1299, 399, 284, 1698, true)},
		"Indian prices include GST":              {market.IN, "in", india.Replace(unproved), 1, costs("INR", 99900, 4900, 15986, 104800, true)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shop, client := region(t, tt.region)
			shop.Sell(t, "everything", 10, nil, "fitness-band")
			s := holdIn(t, client, tt.market, strings.Replace(tt.body, "us-launch", "everything", 1), "key")
			if diff := cmp.Diff(tt.want, s.Order.Totals); diff != "" {
				t.Errorf("totals (-want +got):\n%s", diff)
			}
			if line := s.Order.Lines[0]; line.Quantity != tt.units || line.Total != tt.want.Subtotal {
				t.Errorf("line: %+v", line)
			}
			addsUp(t, s)
		})
	}
}

// addsUp fails the test unless the parts of an order add up to its sums.
func addsUp(t *testing.T, s *shopper) {
	t.Helper()
	var lines int64
	for _, line := range s.Order.Lines {
		if line.Total.Minor != line.UnitPrice.Minor*int64(line.Quantity) {
			t.Errorf("%d of %s cost %v, each %v", line.Quantity, line.SKU, line.Total, line.UnitPrice)
		}
		lines += line.Total.Minor
	}
	sums := s.Order.Totals
	total := sums.Subtotal.Minor + sums.Shipping.Minor
	if !sums.TaxIncluded {
		total += sums.Tax.Minor
	}
	if sums.Subtotal.Minor != lines || sums.Total.Minor != total {
		t.Errorf("lines of %d in all, totals %+v", lines, sums)
	}
}

// The buyer pays what the hold says, even if the price has changed since.
func TestHoldFixesThePrice(t *testing.T) {
	t.Parallel()
	shop, client := region(t, market.US)
	bank := new(checkouttest.Bank)
	paying := shop.Checkout()
	paying.Payments = bank
	s := hold(t, client, ada, "key")
	held := s.Order.Totals

	snapshot, err := shop.Store.Catalog(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range snapshot.Products {
		for code, offer := range p.Offers {
			offer.Price.Minor *= 2
			p.Offers[code] = offer
		}
		if err := shop.Store.PutProduct(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	shop.Clock.Advance(2 * catalog.FreshFor)
	hold(t, client, ada, "key") // the same key returns the same order
	s.client = functiontest.NewClient(t, handlers{region: shop.Region, tokens: functiontest.Tokens, checkout: paying, now: shop.Clock.Now, metrics: shop.Metrics}.router(shop.Log))
	s.pay("pm_card_visa").Want(200).Read(&s.bought)

	taken := bank.Authorizations()
	if s.Order.Totals != held || len(taken) != 1 || taken[0].Amount.Minor != held.Total.Minor || taken[0].State != checkouttest.Captured {
		t.Errorf("held at %+v, paid at %+v, taken %+v", held, s.Order.Totals, taken)
	}
	if grace := hold(t, client, by("grace"), "key"); grace.Order.Totals.Subtotal.Minor != 2*held.Subtotal.Minor {
		t.Errorf("a new order costs %+v", grace.Order.Totals)
	}
}

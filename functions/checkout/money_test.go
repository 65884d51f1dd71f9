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

func TestWhatAnOrderCosts(t *testing.T) {
	t.Parallel()
	in := func(currency string) func(int64) amount {
		return func(minor int64) amount { return amount{minor, currency} }
	}
	usd, eur, gbp, inr := in("USD"), in("EUR"), in("GBP"), in("INR")
	tests := []struct {
		name   string
		region market.Region
		market string
		body   string
		units  int
		price  amount
		want   totals
	}{
		{
			name: "California adds its sales tax", region: market.US, market: "us", body: ada,
			units: 1, price: usd(1499),
			want: totals{Subtotal: usd(1499), Shipping: usd(499), Tax: usd(109), Total: usd(2107)},
		},
		{
			name: "tax is of the whole line", region: market.US, market: "us", body: strings.Replace(ada, `"quantity":1`, `"quantity":3`, 1),
			units: 3, price: usd(1499),
			want: totals{Subtotal: usd(4497), Shipping: usd(499), Tax: usd(326), Total: usd(5322)},
		},
		{
			name: "Oregon has no sales tax", region: market.US, market: "us",
			body:  strings.NewReplacer(`"CA"`, `"OR"`, "94105", "97201", "San Francisco", "Portland").Replace(ada),
			units: 1, price: usd(1499),
			want: totals{Subtotal: usd(1499), Shipping: usd(499), Tax: usd(0), Total: usd(1998)},
		},
		{
			name: "a German price has its VAT, and so has shipping", region: market.EU, market: "de", body: grete,
			units: 1, price: eur(1699),
			want: totals{Subtotal: eur(1699), Shipping: eur(499), Tax: eur(351), Total: eur(2198), TaxIncluded: true},
		},
		{
			name: "a British price is in pounds", region: market.UK, market: "gb",
			body:  strings.NewReplacer(`"CA"`, `""`, "94105", "EC1A 1BB", `"US"`, `"GB"`).Replace(ada),
			units: 1, price: gbp(1299),
			want: totals{Subtotal: gbp(1299), Shipping: gbp(399), Tax: gbp(284), Total: gbp(1698), TaxIncluded: true},
		},
		{
			name: "an Indian price has its GST", region: market.IN, market: "in",
			body:  strings.NewReplacer(`"CA"`, `"KA"`, "94105", "560 001", `"US"`, `"IN"`).Replace(ada),
			units: 1, price: inr(99900),
			want: totals{Subtotal: inr(99900), Shipping: inr(4900), Tax: inr(15986), Total: inr(104800), TaxIncluded: true},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			shop, client := region(t, tt.region)
			shop.Sell(t, "everything", 10, nil, "fitness-band")
			s := holdIn(t, client, tt.market, strings.Replace(tt.body, "us-launch", "everything", 1), "key")
			if diff := cmp.Diff(tt.want, s.Order.Totals); diff != "" {
				t.Errorf("totals (-want +got):\n%s", diff)
			}
			line := s.Order.Lines[0]
			if line.UnitPrice != tt.price || line.Quantity != tt.units || line.Total != tt.want.Subtotal {
				t.Errorf("line: %+v", line)
			}
			addsUp(t, s)
		})
	}
}

// addsUp fails the test unless an order's sums are those of its parts.
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

// What is paid is what the hold said, whatever the price is by then.
func TestAPriceIsFixedByTheHold(t *testing.T) {
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
	hold(t, client, ada, "key") // asked again, it is the order of before
	s.client = functiontest.NewClient(t, handlers{region: shop.Region, tokens: functiontest.Tokens, checkout: paying, metrics: shop.Metrics}.router(shop.Log))
	s.pay("pm_card_visa").Want(200).Read(&s.bought)

	taken := bank.Reservations()
	if s.Order.Totals != held || len(taken) != 1 || taken[0].Amount.Minor != held.Total.Minor || taken[0].State != checkouttest.Captured {
		t.Errorf("held at %+v, paid at %+v, taken %+v", held, s.Order.Totals, taken)
	}
	if grace := hold(t, client, by("grace"), "key"); grace.Order.Totals.Subtotal.Minor != 2*held.Subtotal.Minor {
		t.Errorf("a new order costs %+v", grace.Order.Totals)
	}
}

package market_test

import (
	"errors"
	"math"
	"testing"

	"storefront/shared/market"
	"storefront/shared/money"
)

func TestTaxOn(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name            string
		market          market.Code
		state           string
		price           int64
		want            market.Levy // amounts below
		net, tax, gross int64
	}{
		{
			name: "a German price contains VAT", market: "de", price: 1699,
			want: market.Levy{Kind: market.VAT, Jurisdiction: "DE", Rate: 190_000, Included: true},
			net:  1428, tax: 271, gross: 1699,
		},
		{
			name: "a state does not matter in France", market: "fr", state: "Bretagne", price: 1699,
			want: market.Levy{Kind: market.VAT, Jurisdiction: "FR", Rate: 200_000, Included: true},
			net:  1416, tax: 283, gross: 1699,
		},
		{
			name: "a British price contains VAT", market: "gb", price: 1299,
			want: market.Levy{Kind: market.VAT, Jurisdiction: "GB", Rate: 200_000, Included: true},
			net:  1082, tax: 217, gross: 1299,
		},
		{
			name: "an Indian price contains GST", market: "in", price: 99_900,
			want: market.Levy{Kind: market.GST, Jurisdiction: "IN", Rate: 180_000, Included: true},
			net:  84_661, tax: 15_239, gross: 99_900,
		},
		{
			name: "California adds its tax", market: "us", state: "CA", price: 1499,
			want: market.Levy{Kind: market.SalesTax, Jurisdiction: "US-CA", Rate: 72_500},
			net:  1499, tax: 109, gross: 1608,
		},
		{
			name: "so does the District of Columbia", market: "us", state: "DC", price: 1499,
			want: market.Levy{Kind: market.SalesTax, Jurisdiction: "US-DC", Rate: 60_000},
			net:  1499, tax: 90, gross: 1589,
		},
		{
			name: "Oregon has no sales tax", market: "us", state: "OR", price: 1499,
			want: market.Levy{Kind: market.SalesTax, Jurisdiction: "US-OR"},
			net:  1499, tax: 0, gross: 1499,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := of(t, tt.market)
			amount := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: m.Currency} }
			tt.want.Net, tt.want.Tax, tt.want.Gross = amount(tt.net), amount(tt.tax), amount(tt.gross)
			if got, err := m.TaxOn(amount(tt.price), tt.state); got != tt.want || err != nil {
				t.Errorf("got  %+v, %v\nwant %+v", got, err, tt.want)
			}
		})
	}
}

func TestTaxOnRefuses(t *testing.T) {
	t.Parallel()
	us := of(t, "us")
	for _, state := range []string{"", "ca", "California", "PR", "GU", "AE", "XX", "CA "} {
		if _, err := us.TaxOn(money.Amount{Minor: 1, Currency: "USD"}, state); !errors.Is(err, market.ErrState) {
			t.Errorf("state %q: got %v, want %v", state, err, market.ErrState)
		}
	}
	if _, err := us.TaxOn(money.Amount{Minor: 1, Currency: "EUR"}, "OR"); !errors.Is(err, money.ErrCurrency) {
		t.Errorf("euros in the US: got %v, want %v", err, money.ErrCurrency)
	}
	if _, err := us.TaxOn(money.Amount{Minor: math.MaxInt64, Currency: "USD"}, "CA"); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("a price beyond the range: got %v, want %v", err, money.ErrOverflow)
	}
}

func TestEveryStateAndTheDistrictIsTaxed(t *testing.T) {
	t.Parallel()
	us, hundred := of(t, "us"), money.Amount{Minor: 100_00, Currency: "USD"}
	var states, untaxed int
	for _, a := range "ABCDEFGHIJKLMNOPQRSTUVWXYZ" {
		for _, b := range "ABCDEFGHIJKLMNOPQRSTUVWXYZ" {
			state := string(a) + string(b)
			if _, ok := us.State(state); !ok {
				continue
			}
			states++
			levy, err := us.TaxOn(hundred, state)
			if err != nil || levy.Rate < 0 || levy.Rate > 72_500 {
				t.Errorf("%s: %d ppm, %v; no state takes more than California's 7.25 %%", state, levy.Rate, err)
			}
			if levy.Rate == 0 {
				untaxed++
			}
		}
	}
	if states != 51 || untaxed != 5 {
		t.Errorf("%d states, %d of them without a sales tax; want 51 and 5", states, untaxed)
	}
}

func TestBill(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name                            string
		market                          market.Code
		state                           string
		prices                          []int64
		subtotal, shipping, shippingTax int64
		tax, total                      int64
	}{
		{
			name: "where tax is added, shipping is not taxed", market: "us", state: "CA",
			prices: []int64{1499, 1998}, subtotal: 3497, shipping: 499, shippingTax: 0,
			tax: 109 + 145, total: 3497 + 254 + 499,
		},
		{
			name: "where prices contain tax, so does shipping", market: "de",
			prices: []int64{1699, 1199}, subtotal: 2898, shipping: 499, shippingTax: 80,
			tax: 271 + 191 + 80, total: 2898 + 499,
		},
		{
			name: "tax is rounded for each line", market: "us", state: "RI",
			prices: []int64{50, 50}, subtotal: 100, shipping: 499, // 3.5 each, 7 together
			tax: 4 + 4, total: 100 + 8 + 499,
		},
		{
			name: "nothing bought", market: "gb",
			prices: nil, subtotal: 0, shipping: 399, shippingTax: 67, // 66.5
			tax: 67, total: 399,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := of(t, tt.market)
			bill, err := m.Bill(amounts(m, tt.prices...), tt.state)
			if err != nil {
				t.Fatal(err)
			}
			got := []int64{
				bill.Subtotal.Minor, bill.Shipping.Gross.Minor, bill.Shipping.Tax.Minor, bill.Tax.Minor, bill.Total.Minor,
			}
			for i, want := range []int64{tt.subtotal, tt.shipping, tt.shippingTax, tt.tax, tt.total} {
				if got[i] != want {
					t.Fatalf("subtotal, shipping, tax in it, tax, total are %d, want %d at %d", got, want, i)
				}
			}
		})
	}
}

func TestBillRefuses(t *testing.T) {
	t.Parallel()
	us := of(t, "us")
	if _, err := us.Bill(amounts(us, 1499), "PR"); !errors.Is(err, market.ErrState) {
		t.Errorf("an unknown state: got %v, want %v", err, market.ErrState)
	}
	if _, err := us.Bill(amounts(of(t, "de"), 1499), "CA"); !errors.Is(err, money.ErrCurrency) {
		t.Errorf("euros in the US: got %v, want %v", err, money.ErrCurrency)
	}
	if _, err := us.Bill(amounts(us, math.MaxInt64, 1), "OR"); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("a sum beyond the range: got %v, want %v", err, money.ErrOverflow)
	}
}

// FuzzBill holds a bill to its promise: it is the sum of its parts, in every
// market, for a charge and for its refund alike.
func FuzzBill(f *testing.F) {
	f.Add(int64(1499), int64(7999), int64(-1))
	f.Add(int64(3), int64(0), int64(math.MaxInt32))
	f.Fuzz(func(t *testing.T, a, b, c int64) {
		const limit = math.MaxInt64 / 16 // three prices and their taxes fit
		a, b, c = a%limit, b%limit, c%limit
		for _, m := range every(t) {
			bill, err := m.Bill(amounts(m, a, b, c), "TN")
			if err != nil {
				t.Fatalf("market %s: %v", m.Code, err)
			}
			var net, tax, gross int64
			for _, levy := range append(bill.Lines, bill.Shipping) {
				if levy.Net.Minor+levy.Tax.Minor != levy.Gross.Minor {
					t.Errorf("market %s: %v + %v is not %v", m.Code, levy.Net, levy.Tax, levy.Gross)
				}
				net, tax, gross = net+levy.Net.Minor, tax+levy.Tax.Minor, gross+levy.Gross.Minor
			}
			if bill.Tax.Minor != tax || bill.Total.Minor != gross || net+tax != gross {
				t.Errorf("market %s: %+v is not the sum of net %d, tax %d, gross %d", m.Code, bill, net, tax, gross)
			}
			paid := bill.Subtotal.Minor + m.Shipping.Minor
			if !m.Tax.Included {
				paid += bill.Tax.Minor
			}
			if bill.Subtotal.Minor != a+b+c || bill.Total.Minor != paid {
				t.Errorf("market %s: the buyer pays %v, want %d", m.Code, bill.Total, paid)
			}
			refund, err := m.Bill(amounts(m, -a, -b, -c), "TN")
			if err != nil {
				t.Fatalf("market %s: %v", m.Code, err)
			}
			for i := range refund.Lines {
				if refund.Lines[i].Tax.Minor != -bill.Lines[i].Tax.Minor {
					t.Errorf("market %s: tax %v is refunded as %v", m.Code, bill.Lines[i].Tax, refund.Lines[i].Tax)
				}
			}
		}
	})
}

func amounts(m market.Market, minor ...int64) []money.Amount {
	all := make([]money.Amount, len(minor))
	for i := range minor {
		all[i] = money.Amount{Minor: minor[i], Currency: m.Currency}
	}
	return all
}

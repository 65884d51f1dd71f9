package market_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"storefront/shared/market"
	"storefront/shared/money"
)

func TestTaxOn(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		market          market.Code
		state           string
		price           int64
		want            market.Levy // without amounts
		net, tax, gross int64
	}{
		"Germany includes VAT":      {"de", "", 1699, market.Levy{Kind: market.VAT, Jurisdiction: "DE", Rate: 190_000, Included: true}, 1428, 271, 1699},
		"France ignores the state":  {"fr", "Bretagne", 1699, market.Levy{Kind: market.VAT, Jurisdiction: "FR", Rate: 200_000, Included: true}, 1416, 283, 1699},
		"Britain includes VAT":      {"gb", "", 1299, market.Levy{Kind: market.VAT, Jurisdiction: "GB", Rate: 200_000, Included: true}, 1082, 217, 1299},
		"India includes GST":        {"in", "MH", 99_900, market.Levy{Kind: market.GST, Jurisdiction: "IN", Rate: 180_000, Included: true}, 84_661, 15_239, 99_900},
		"Karnataka takes half":      {"in", "KA", 99_900, market.Levy{Kind: market.GST, Jurisdiction: "IN-KA", Rate: 180_000, Included: true}, 84_662, 15_238, 99_900},
		"India without a state":     {"in", "", 7, market.Levy{Kind: market.GST, Jurisdiction: "IN-KA", Rate: 180_000, Included: true}, 5, 2, 7},
		"California adds its tax":   {"us", "CA", 1499, market.Levy{Kind: market.SalesTax, Jurisdiction: "US-CA", Rate: 72_500}, 1499, 109, 1608},
		"the District adds its tax": {"us", "DC", 1499, market.Levy{Kind: market.SalesTax, Jurisdiction: "US-DC", Rate: 60_000}, 1499, 90, 1589},
		"Oregon has no sales tax":   {"us", "OR", 1499, market.Levy{Kind: market.SalesTax, Jurisdiction: "US-OR"}, 1499, 0, 1499},
	} {
		t.Run(name, func(t *testing.T) {
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

// TaxOn and Bill fail alike.
func TestTaxFails(t *testing.T) {
	t.Parallel()
	us := of(t, "us")
	type row struct {
		prices []money.Amount
		state  string
		want   error
	}
	rows := []row{
		{amounts(of(t, "de"), 1499), "OR", money.ErrCurrency},
		{amounts(us, math.MaxInt64), "CA", money.ErrOverflow},
		{amounts(us, math.MaxInt64, 1), "OR", money.ErrOverflow},
	}
	for _, state := range []string{"", "ca", "California", "PR", "GU", "AE", "XX", "CA "} {
		rows = append(rows, row{amounts(us, 1), state, market.ErrState})
	}
	for _, tt := range rows {
		if _, err := us.Bill(tt.prices, tt.state); !errors.Is(err, tt.want) {
			t.Errorf("Bill(%v, %q) fails with %v, want %v", tt.prices, tt.state, err, tt.want)
		}
		if len(tt.prices) > 1 {
			continue // only the sum is too large
		}
		if _, err := us.TaxOn(tt.prices[0], tt.state); !errors.Is(err, tt.want) {
			t.Errorf("TaxOn(%v, %q) fails with %v, want %v", tt.prices[0], tt.state, err, tt.want)
		}
	}
}

func TestEveryStateHasARate(t *testing.T) {
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

// States tax shipping only if they tax goods. Orders from before the store taxed it stay as they are.
func TestShippingTaxed(t *testing.T) {
	t.Parallel()
	us, taxed := of(t, "us"), 0
	for _, state := range us.States() {
		bill, err := us.Bill(amounts(us, 100_00), state.Code)
		if err != nil {
			t.Fatal(err)
		}
		at := bill.Shipping.Jurisdiction
		if is := market.ShippingTaxed(at, us.Tax.Source); is != (bill.Shipping.Tax.Minor > 0) || is && bill.Lines[0].Rate == 0 {
			t.Errorf("%s: taxed is %v, and shipping is %+v", at, is, bill.Shipping)
		} else if is {
			taxed++
		}
		if market.ShippingTaxed(at, market.TaxFoundation) || market.ShippingTaxed(at, "") {
			t.Errorf("%s taxes the shipping of old orders", at)
		}
	}
	if taxed != 28 {
		t.Errorf("%d states tax shipping, want 28", taxed)
	}
}

// The books keep of an address what tax returns ask for, and where a rate comes from.
func TestPlaceOfSupply(t *testing.T) {
	t.Parallel()
	for code, want := range map[market.Code][2]string{"us": {"CA", "94105"}, "in": {"CA", ""}, "de": {}, "gb": {}} {
		state, postal := of(t, code).PlaceOfSupply("CA", "94105-1420")
		if got := [2]string{state, postal}; got != want {
			t.Errorf("market %s: %q, want %q", code, got, want)
		}
	}
	for _, m := range every(t) {
		if m.Tax.Source == "" || m.Tax.Source.Describe() == market.RateSource("").Describe() {
			t.Errorf("market %s: no source of its rate", m.Code)
		}
	}
}

func TestBill(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		market market.Code
		state  string
		prices []int64
		want   []int64 // subtotal, shipping, tax on shipping, tax, total
	}{
		"added tax, none on shipping":        {"us", "CA", []int64{1499, 1998}, []int64{3497, 499, 0, 109 + 145, 3497 + 254 + 499}},
		"included tax, in shipping too":      {"de", "", []int64{1699, 1199}, []int64{2898, 499, 80, 271 + 191 + 80, 2898 + 499}},
		"tax is rounded for each line (3.5)": {"us", "RI", []int64{50, 50}, []int64{100, 499 + 35, 35, 4 + 4 + 35, 100 + 8 + 499 + 35}},
		"added tax, on shipping too (19.96)": {"us", "NY", []int64{1499}, []int64{1499, 499 + 20, 20, 60 + 20, 1499 + 60 + 499 + 20}},
		"a state without tax":                {"us", "OR", []int64{1499}, []int64{1499, 499, 0, 0, 1499 + 499}},
		"no lines (66.5 on shipping)":        {"gb", "", nil, []int64{0, 399, 67, 67, 399}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := of(t, tt.market)
			bill, err := m.Bill(amounts(m, tt.prices...), tt.state)
			if err != nil {
				t.Fatal(err)
			}
			got := []int64{
				bill.Subtotal.Minor, bill.Shipping.Gross.Minor, bill.Shipping.Tax.Minor, bill.Tax.Minor, bill.Total.Minor,
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("subtotal, shipping, tax on shipping, tax, total = %d, want %d", got, tt.want)
			}
		})
	}
}

// FuzzBill checks that a bill is the sum of its parts, in every market, for a charge
// and for its refund.
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

// Within the seller's state, the Union and the state take the same: half of the tax. It differs by at
// most one minor unit from tax that is rounded once.
func FuzzHalves(f *testing.F) {
	f.Add(int64(99_900))
	f.Add(int64(-7))
	f.Fuzz(func(t *testing.T, price int64) {
		in, price := of(t, "in"), price%(math.MaxInt64/2)
		home, err := in.TaxOn(money.Amount{Minor: price, Currency: "INR"}, market.SellerStateIN)
		away, awayErr := in.TaxOn(money.Amount{Minor: price, Currency: "INR"}, "MH")
		if err := errors.Join(err, awayErr); err != nil {
			t.Fatal(err)
		}
		if !market.InHalves(home.Jurisdiction) || market.InHalves(away.Jurisdiction) {
			t.Errorf("halves in %s, and not in %s", home.Jurisdiction, away.Jurisdiction)
		}
		if more := home.Tax.Minor - away.Tax.Minor; home.Tax.Minor%2 != 0 || more < -1 || more > 1 {
			t.Errorf("tax in %d is %d at home and %d elsewhere", price, home.Tax.Minor, away.Tax.Minor)
		}
		if home.Gross != away.Gross || home.Net.Minor+home.Tax.Minor != price {
			t.Errorf("%d is %+v", price, home)
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

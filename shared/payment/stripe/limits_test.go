package stripe_test

import (
	"testing"

	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/problem"
)

// Stripe takes amounts from its minimum up to eight digits, in the currency of each market.
func TestAccepts(t *testing.T) {
	t.Parallel()
	p := open(t).Provider
	for amount, want := range map[money.Amount]problem.Code{
		{Minor: 49, Currency: "USD"}: problem.NotPayable, {Minor: 50, Currency: "USD"}: "",
		{Minor: 29, Currency: "GBP"}: problem.NotPayable, {Minor: 30, Currency: "GBP"}: "",
		{Minor: 0, Currency: "EUR"}: problem.NotPayable, {Minor: 99_999_999, Currency: "EUR"}: "",
		{Minor: 100_000_000, Currency: "EUR"}: problem.NotPayable,
		{Minor: 500, Currency: "JPY"}:         problem.NotPayable, // it has no hundredths
		{Minor: 500, Currency: "XXX"}:         problem.NotPayable,
	} {
		if err := p.Accepts(amount); problem.CodeOf(err) != want {
			t.Errorf("Accepts(%v) = %v, want %q", amount, err, want)
		}
	}
	for _, region := range market.Regions() {
		for _, m := range region.Markets() {
			if err := p.Accepts(money.Amount{Minor: 1499, Currency: m.Currency}); err != nil {
				t.Errorf("market %s: %v", m.Code, err)
			}
		}
	}
}

package stripe

import (
	"storefront/shared/money"
	"storefront/shared/payment"
)

// minimums has the least amounts that Stripe takes, in the currencies that the store sells in.
// Stripe counts these in hundredths, as the store does. It counts some others differently from
// ISO 4217, so what is not listed is not taken.
var minimums = map[string]int64{"USD": 50, "EUR": 50, "GBP": 30, "INR": 50}

// maximum is the greatest amount, which has eight digits.
const maximum = 99_999_999

// Accepts returns problem.NotPayable unless Stripe takes payments of an amount.
func (p *Provider) Accepts(amount money.Amount) error {
	minimum, taken := minimums[amount.Currency]
	if !taken {
		return payment.RefuseCurrency(amount.Currency)
	}
	return payment.Within(amount, minimum, maximum)
}

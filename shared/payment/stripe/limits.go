package stripe

import (
	"storefront/shared/money"
	"storefront/shared/payment"
)

// minimums has the least amounts that Stripe takes, in the currencies of the store. Stripe counts
// these currencies in hundredths, as the store does. It counts some others differently from ISO
// 4217, so a currency that is not listed is refused.
var minimums = map[string]int64{"USD": 50, "EUR": 50, "GBP": 30, "INR": 50}

// maximum is the greatest amount that Stripe takes. It has eight digits.
const maximum = 99_999_999

// Accepts fails with problem.NotPayable if Stripe takes no payment of this amount.
func (p *Provider) Accepts(amount money.Amount) error {
	minimum, taken := minimums[amount.Currency]
	if !taken {
		return payment.RefuseCurrency(amount.Currency)
	}
	return payment.Within(amount, minimum, maximum)
}

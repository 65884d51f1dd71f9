package payment

import (
	"storefront/shared/money"
	"storefront/shared/problem"
)

// RefuseCurrency returns the problem for a currency that a provider does not take.
func RefuseCurrency(currency string) error {
	return problem.New(problem.NotPayable, "The payment provider takes no payments in %s. Nothing was kept.", currency)
}

// Within returns a problem unless an amount is from minimum to maximum, in minor units.
func Within(amount money.Amount, minimum, maximum int64) error {
	if amount.Minor >= minimum && amount.Minor <= maximum {
		return nil
	}
	least, most := money.Amount{Minor: minimum, Currency: amount.Currency}, money.Amount{Minor: maximum, Currency: amount.Currency}
	return problem.New(problem.NotPayable, "The payment provider does not take payments of this amount. Nothing was kept.").
		With("minimum", least).With("maximum", most)
}

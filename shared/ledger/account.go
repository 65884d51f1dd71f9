package ledger

import (
	"time"

	"storefront/shared/market"
)

// Account is one account of a chart.
type Account struct {
	Code   string
	Name   string
	Normal Side // the side that increases its balance
}

// Chart has the accounts that the rules of booking post to, by their purpose.
type Chart struct {
	Cash            Account // what the payment provider owes us
	OwedGoods       Account // paid for and not shipped
	OwedShipping    Account
	Tax             Account // owed to the tax office
	TaxUnshipped    Account // tax of orders that owe it once they are shipped
	Goods           Account // revenue
	Shipping        Account
	ReturnsGoods    Account // revenue refunded after shipping
	ReturnsShipping Account
	Rounding        Account // no rule posts to it today
	Suspense        Account // money of events that no rule books, until an operator settles them

	// Accounts that only operators' entries post to: for the cost of goods, and a provision for
	// returns.
	Inventory       Account
	ExpectedReturns Account
	CostOfGoods     Account

	// Accounts for the movements of a provider that reports them.
	Payouts         Account // paid out to the bank, whose statement clears it
	Balance         Account // at the provider
	RefundsSent     Account // on their way to buyers
	Disputed        Account // taken by the buyers' banks until they decide
	RefundsReturned Account // owed to buyers whom a refund did not reach
	Fees            Account
	DisputesLost    Account
}

// Accounts returns the accounts in the order of their codes.
func (c Chart) Accounts() []Account {
	return []Account{
		c.Payouts, c.Cash, c.Balance, c.RefundsSent, c.Disputed, c.Inventory,
		c.OwedGoods, c.OwedShipping, c.RefundsReturned, c.ExpectedReturns, c.Tax, c.TaxUnshipped,
		c.Goods, c.Shipping, c.ReturnsGoods, c.ReturnsShipping, c.CostOfGoods, c.Fees, c.DisputesLost, c.Rounding, c.Suspense,
	}
}

// LegalEntity is the company that sells in a region and keeps its books.
type LegalEntity struct {
	Code  string
	Chart Chart
	// TaxAtDispatch is the beginning of a day. An order that is paid from then on owes its tax,
	// and gets its invoice, when it is shipped. Earlier orders do so when they are paid, as do
	// all orders if TaxAtDispatch is zero. India requires the tax point at dispatch (CGST Act,
	// sections 12 and 31).
	TaxAtDispatch time.Time
}

// OwesAtDispatch reports whether an order that was paid at paidAt owes its tax when it is shipped.
func (l LegalEntity) OwesAtDispatch(paidAt time.Time) bool {
	return !l.TaxAtDispatch.IsZero() && !paidAt.IsZero() && !paidAt.Before(l.TaxAtDispatch)
}

// Entity returns the legal entity of a region, and whether the region is known.
func Entity(region market.Region) (LegalEntity, bool) {
	entity, ok := entities[region]
	return entity, ok
}

var entities = map[market.Region]LegalEntity{
	market.US: {Code: "STOREFRONT-US", Chart: chart("Sales tax payable")},
	market.EU: {Code: "STOREFRONT-EU", Chart: chart("VAT payable")},
	market.UK: {Code: "STOREFRONT-UK", Chart: chart("VAT payable")},
	market.IN: {Code: "STOREFRONT-IN", Chart: chart("GST payable")},
}

// chart returns a chart. Only the name of the tax differs between entities.
func chart(tax string) Chart {
	return Chart{
		Cash:            Account{"1100", "Cash clearing", Debit},
		OwedGoods:       Account{"2100", "Contract liability, goods", Credit},
		OwedShipping:    Account{"2110", "Contract liability, shipping", Credit},
		Tax:             Account{"2200", tax, Credit},
		TaxUnshipped:    Account{"2210", tax + " once shipped", Credit},
		Goods:           Account{"4000", "Revenue, goods", Credit},
		Shipping:        Account{"4100", "Revenue, shipping", Credit},
		ReturnsGoods:    Account{"4900", "Returns, goods", Debit},
		ReturnsShipping: Account{"4910", "Returns, shipping", Debit},
		Rounding:        Account{"6900", "Rounding differences", Debit},
		Inventory:       Account{"1200", "Inventory", Debit},
		ExpectedReturns: Account{"2130", "Expected returns", Credit},
		CostOfGoods:     Account{"5000", "Cost of goods sold", Debit},
		Payouts:         Account{"1050", "Payouts to the bank", Debit},
		Balance:         Account{"1110", "Balance at the payment provider", Debit},
		RefundsSent:     Account{"1120", "Refunds in transit", Debit},
		Disputed:        Account{"1130", "Disputed payments", Debit},
		RefundsReturned: Account{"2120", "Refunds that did not reach buyers", Credit},
		Fees:            Account{"6100", "Payment fees", Debit},
		DisputesLost:    Account{"6200", "Disputes lost", Debit},
		Suspense:        Account{"9900", "Suspense", Credit},
	}
}

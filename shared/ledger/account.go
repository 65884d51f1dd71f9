package ledger

import "storefront/shared/market"

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
	Goods           Account // revenue
	Shipping        Account
	ReturnsGoods    Account // revenue refunded after shipping
	ReturnsShipping Account
	Rounding        Account // no rule posts to it today
	Suspense        Account // money of events that no rule books, until somebody finds out
}

// Accounts returns the accounts in the order of their codes.
func (c Chart) Accounts() []Account {
	return []Account{
		c.Cash, c.OwedGoods, c.OwedShipping, c.Tax, c.Goods, c.Shipping, c.ReturnsGoods, c.ReturnsShipping, c.Rounding, c.Suspense,
	}
}

// LegalEntity is the company that sells in a region and keeps its books.
type LegalEntity struct {
	Code  string
	Chart Chart
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
		Goods:           Account{"4000", "Revenue, goods", Credit},
		Shipping:        Account{"4100", "Revenue, shipping", Credit},
		ReturnsGoods:    Account{"4900", "Returns, goods", Debit},
		ReturnsShipping: Account{"4910", "Returns, shipping", Debit},
		Rounding:        Account{"6900", "Rounding differences", Debit},
		Suspense:        Account{"9900", "Suspense", Credit},
	}
}

// Package market says where the store sells: regions, the markets each region
// serves, and what differs between markets: currency, time zone, languages,
// tax, postal codes, and which products are cleared for sale.
package market

import (
	"fmt"
	"slices"

	"storefront/shared/money"
)

// Region is one deployed stack: it owns its stock, its tables and its endpoint.
type Region string

// The regions of the store.
const (
	US Region = "us"
	EU Region = "eu"
	UK Region = "uk"
	IN Region = "in"
)

// Regions lists every region of the store.
func Regions() []Region { return []Region{US, EU, UK, IN} }

// ParseRegion reads a region's name, such as "eu".
func ParseRegion(name string) (Region, error) {
	if !slices.Contains(Regions(), Region(name)) {
		return "", fmt.Errorf("unknown region %q: want one of %v", name, Regions())
	}
	return Region(name), nil
}

// Markets lists the markets the region sells to, its main one first.
func (r Region) Markets() []Market {
	return slices.DeleteFunc(slices.Clone(table[:]), func(m Market) bool { return m.Region != r })
}

// Market returns the market with that code if the region sells to it. What
// answers shoppers asks its region rather than [Of], or it would quote the
// prices of a market that another region's stock serves.
func (r Region) Market(code Code) (Market, bool) {
	m, ok := Of(code)
	if !ok || m.Region != r {
		return Market{}, false
	}
	return m, true
}

// Code names a market by its lower-case ISO 3166-1 country code, such as "de".
type Code string

// Of returns the market with that code, of whatever region.
func Of(code Code) (Market, bool) {
	for i := range table {
		if table[i].Code == code {
			return table[i], true
		}
	}
	return Market{}, false
}

// Market is a country that a region sells to.
type Market struct {
	Code      Code
	Region    Region
	Country   string   // ISO 3166-1 alpha-2, upper case, as in a ship-to address
	Name      string   // in English
	Currency  string   // ISO 4217
	TimeZone  string   // IANA name; the market's books close at its midnight
	Languages []string // BCP 47, the first is the default; not to be changed
	Tax       Tax
	Shipping  money.Amount // flat fee of an order; with tax where prices include it

	states []state // none: tax law does not tell parts of the country apart
	postal postal
}

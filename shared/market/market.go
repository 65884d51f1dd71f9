// Package market has the regions of the store, the markets that each region serves,
// and what differs between markets: currency, time zone, languages, tax, postal
// codes, and the clearance of products.
package market

import (
	"fmt"
	"slices"

	"storefront/shared/money"
)

// Region is one deployed stack with its own stock, tables and endpoint.
type Region string

// The regions of the store.
const (
	US Region = "us"
	EU Region = "eu"
	UK Region = "uk"
	IN Region = "in"
)

// Regions returns every region of the store.
func Regions() []Region { return []Region{US, EU, UK, IN} }

// AWSRegion returns the AWS Region that the region is deployed to, such as
// "us-west-2", or "" for an unknown region.
func (r Region) AWSRegion() string {
	switch r {
	case US:
		return "us-west-2"
	case EU:
		return "eu-central-1"
	case UK:
		return "eu-west-2"
	case IN:
		return "ap-south-1"
	default:
		return ""
	}
}

// ParseRegion returns the region with a name such as "eu".
func ParseRegion(name string) (Region, error) {
	if !slices.Contains(Regions(), Region(name)) {
		return "", fmt.Errorf("unknown region %q: want one of %v", name, Regions())
	}
	return Region(name), nil
}

// Markets returns the markets that the region sells to, with the main one first.
func (r Region) Markets() []Market {
	return slices.DeleteFunc(slices.Clone(table[:]), func(m Market) bool { return m.Region != r })
}

// Market returns the market with this code if the region sells to it. Code that
// answers shoppers must use it instead of [Of]: otherwise it would show the prices
// of a market that another region serves.
func (r Region) Market(code Code) (Market, bool) {
	m, ok := Of(code)
	if !ok || m.Region != r {
		return Market{}, false
	}
	return m, true
}

// Code is the code of a market: its ISO 3166-1 country code in lower case, such as
// "de".
type Code string

// Of returns the market with this code in any region.
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
	Languages []string // BCP 47; the first is the default. Must not be modified
	Tax       Tax
	Shipping  money.Amount // flat fee of an order; includes tax if prices do
	// WithdrawalDays is how many days after delivery a consumer may withdraw from an order
	// without a reason; 0: the law gives no such right.
	WithdrawalDays int

	zone   string  // TimeZone as a rule of POSIX's TZ variable; see Location
	states []state // empty if tax law does not distinguish parts of the country
	postal postal
}

package main

import (
	"slices"

	"storefront/functions/pages/words"
	"storefront/shared/market"
)

// legalPage is a page that a market's law asks for.
type legalPage struct {
	name    string // in its address
	title   words.Text
	regions []market.Region // that have it; nil: all
}

// legalPages are in the order of the footer.
var legalPages = []legalPage{
	{name: "imprint", title: words.Imprint},
	{name: "terms", title: words.Terms},
	{name: "privacy", title: words.Privacy},
	{name: "delivery", title: words.Delivery},
	{name: "withdrawal", title: words.Withdrawal, regions: []market.Region{market.EU, market.UK}},
	{name: "accessibility", title: words.Access},
	{name: "contact", title: words.Contact, regions: []market.Region{market.US, market.EU, market.UK}},
	{name: "contact", title: words.Grievance, regions: []market.Region{market.IN}},
}

// in reports whether the markets of a region have the page.
func (l legalPage) in(region market.Region) bool {
	return l.regions == nil || slices.Contains(l.regions, region)
}

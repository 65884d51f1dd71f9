package market

import "storefront/shared/money"

// stateRate is the general sales tax of a state or the District of Columbia.
type stateRate struct {
	code string // as the Postal Service abbreviates it
	rate money.PPM
}

// usStates holds the rates of Tax Foundation, "State and Local Sales Tax Rates,
// 2025" (as of 1 January 2025), column "State Tax Rate". Local rates are not
// included, except the statewide local add-ons of California, Utah and Virginia,
// which that column counts in. Territories and military post (AA, AE, AP) are
// not in the source, and the store does not deliver there.
var usStates = []stateRate{
	{"AL", 40_000}, {"AK", 0}, {"AZ", 56_000}, {"AR", 65_000}, {"CA", 72_500},
	{"CO", 29_000}, {"CT", 63_500}, {"DE", 0}, {"DC", 60_000}, {"FL", 60_000},
	{"GA", 40_000}, {"HI", 40_000}, {"ID", 60_000}, {"IL", 62_500}, {"IN", 70_000},
	{"IA", 60_000}, {"KS", 65_000}, {"KY", 60_000}, {"LA", 50_000}, {"ME", 55_000},
	{"MD", 60_000}, {"MA", 62_500}, {"MI", 60_000}, {"MN", 68_750}, {"MS", 70_000},
	{"MO", 42_250}, {"MT", 0}, {"NE", 55_000}, {"NV", 68_500}, {"NH", 0},
	{"NJ", 66_250}, {"NM", 48_750}, {"NY", 40_000}, {"NC", 47_500}, {"ND", 50_000},
	{"OH", 57_500}, {"OK", 45_000}, {"OR", 0}, {"PA", 60_000}, {"RI", 70_000},
	{"SC", 60_000}, {"SD", 42_000}, {"TN", 70_000}, {"TX", 62_500}, {"UT", 61_000},
	{"VT", 60_000}, {"VA", 53_000}, {"WA", 65_000}, {"WV", 60_000}, {"WI", 50_000},
	{"WY", 40_000},
}

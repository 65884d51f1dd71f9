package market

// usStates has the rates of Tax Foundation, "State and Local Sales Tax Rates, 2025"
// (as of 1 January 2025), column "State Tax Rate". They include no local rates
// except the statewide add-ons of California, Utah and Virginia. The source does not
// have territories and military post (AA, AE, AP), and the store does not deliver
// there.
//
// taxesShipping follows the states' laws on the sales price, as of 2025. The store's
// charge is stated separately, is for delivery by a carrier, and cannot be avoided,
// since nobody can collect an order. Colorado, Florida and Illinois exempt only a
// charge that the buyer can avoid. The other 25 states are those of the table in
// Whatnot's help, "Sales Tax on Shipping", without Kansas, which has not taxed a
// separate charge since 1 July 2023 (Department of Revenue, Notice 23-02). The
// District exempts delivery after the sale.
//
// ZIP Codes are those of the Postal Service's labeling list L002, "3-Digit ZIP Code
// Prefix Matrix", including unassigned numbers next to them. Five-digit codes belong
// to post offices that serve people across a state border: the 13 that the 2010
// Census tabulates in two states, Fishers Island (06390), Wilsons Mills (03579),
// Alta (83414) and Kentucky Bend (38079).
var usStates = []state{
	{code: "AL", name: "Alabama", rate: 40_000, postal: "350-369"},
	{code: "AK", name: "Alaska", rate: 0, postal: "995-999"},
	{code: "AZ", name: "Arizona", rate: 56_000, postal: "850-866 84536"},
	{code: "AR", name: "Arkansas", rate: 65_000, postal: "716-729", taxesShipping: true},
	{code: "CA", name: "California", rate: 72_500, postal: "900-961 89439 97635"},
	{code: "CO", name: "Colorado", rate: 29_000, postal: "800-816", taxesShipping: true},
	{code: "CT", name: "Connecticut", rate: 63_500, postal: "060-069", taxesShipping: true},
	{code: "DE", name: "Delaware", rate: 0, postal: "197-199"},
	{code: "DC", name: "District of Columbia", rate: 60_000, postal: "200 202-205 569"},
	{code: "FL", name: "Florida", rate: 60_000, postal: "320-349", taxesShipping: true},
	{code: "GA", name: "Georgia", rate: 40_000, postal: "300-319 398-399", taxesShipping: true},
	{code: "HI", name: "Hawaii", rate: 40_000, postal: "967-968", taxesShipping: true},
	{code: "ID", name: "Idaho", rate: 60_000, postal: "832-838"},
	{code: "IL", name: "Illinois", rate: 62_500, postal: "600-629 63673", taxesShipping: true},
	{code: "IN", name: "Indiana", rate: 70_000, postal: "460-479", taxesShipping: true},
	{code: "IA", name: "Iowa", rate: 60_000, postal: "500-528"},
	{code: "KS", name: "Kansas", rate: 65_000, postal: "660-679"},
	{code: "KY", name: "Kentucky", rate: 60_000, postal: "400-427 38079", taxesShipping: true},
	{code: "LA", name: "Louisiana", rate: 50_000, postal: "700-715 71749"},
	{code: "ME", name: "Maine", rate: 55_000, postal: "039-049 03579"},
	{code: "MD", name: "Maryland", rate: 60_000, postal: "206-219"},
	{code: "MA", name: "Massachusetts", rate: 62_500, postal: "010-027 055 02861"},
	{code: "MI", name: "Michigan", rate: 60_000, postal: "480-499"},
	{code: "MN", name: "Minnesota", rate: 68_750, postal: "550-567", taxesShipping: true},
	{code: "MS", name: "Mississippi", rate: 70_000, postal: "386-397", taxesShipping: true},
	{code: "MO", name: "Missouri", rate: 42_250, postal: "630-658"},
	{code: "MT", name: "Montana", rate: 0, postal: "590-599"},
	{code: "NE", name: "Nebraska", rate: 55_000, postal: "680-693", taxesShipping: true},
	{code: "NV", name: "Nevada", rate: 68_500, postal: "889-899"},
	{code: "NH", name: "New Hampshire", rate: 0, postal: "030-038"},
	{code: "NJ", name: "New Jersey", rate: 66_250, postal: "070-089", taxesShipping: true},
	{code: "NM", name: "New Mexico", rate: 48_750, postal: "870-884 886 81137 86515", taxesShipping: true},
	{code: "NY", name: "New York", rate: 40_000, postal: "005 100-149 06390", taxesShipping: true},
	{code: "NC", name: "North Carolina", rate: 47_500, postal: "270-289", taxesShipping: true},
	{code: "ND", name: "North Dakota", rate: 50_000, postal: "580-589 59221", taxesShipping: true},
	{code: "OH", name: "Ohio", rate: 57_500, postal: "430-459", taxesShipping: true},
	{code: "OK", name: "Oklahoma", rate: 45_000, postal: "730-732 734-749"},
	{code: "OR", name: "Oregon", rate: 0, postal: "970-979"},
	{code: "PA", name: "Pennsylvania", rate: 60_000, postal: "150-196", taxesShipping: true},
	{code: "RI", name: "Rhode Island", rate: 70_000, postal: "028-029", taxesShipping: true},
	{code: "SC", name: "South Carolina", rate: 60_000, postal: "290-299", taxesShipping: true},
	{code: "SD", name: "South Dakota", rate: 42_000, postal: "570-579", taxesShipping: true},
	{code: "TN", name: "Tennessee", rate: 70_000, postal: "370-385 42223", taxesShipping: true},
	{code: "TX", name: "Texas", rate: 62_500, postal: "733 750-799 885 73949 88063", taxesShipping: true},
	{code: "UT", name: "Utah", rate: 61_000, postal: "840-849 86044"},
	{code: "VT", name: "Vermont", rate: 60_000, postal: "050-054 056-059", taxesShipping: true},
	{code: "VA", name: "Virginia", rate: 53_000, postal: "201 220-246"},
	{code: "WA", name: "Washington", rate: 65_000, postal: "980-994", taxesShipping: true},
	{code: "WV", name: "West Virginia", rate: 60_000, postal: "247-269", taxesShipping: true},
	{code: "WI", name: "Wisconsin", rate: 50_000, postal: "530-549", taxesShipping: true},
	{code: "WY", name: "Wyoming", rate: 40_000, postal: "820-831 83414"},
}

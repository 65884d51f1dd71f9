package market

import "storefront/shared/money"

// centralEurope is the time zone of most of the Union.
const centralEurope = "CET-1CEST,M3.5.0,M10.5.0/3"

// table has every market. It is static data, so it adds nothing to a cold start.
//
// VAT rates are the standard rates in the European Commission's "Taxes in Europe
// Database" and of HMRC as of January 2025. GST is 18 % for all goods of the store.
// The rate is the same whether the Union shares it with a state or not (IGST).
//
// Consumers may withdraw by Article 9 of Directive 2011/83/EU, and by regulation 29 of the
// Consumer Contracts Regulations 2013 in the United Kingdom.
var table = [...]Market{
	{
		Code: "us", Region: US, Country: "US", Name: "United States",
		Currency: "USD", TimeZone: "America/Los_Angeles", zone: "PST8PDT,M3.2.0,M11.1.0", Languages: []string{"en", "es"},
		Tax:      Tax{Kind: SalesTax, Source: StatesOfUSA},
		Shipping: money.Amount{Minor: 499, Currency: "USD"},
		states:   usStates,
		postal: postal{
			forms: []string{"99999", "99999-9999"},
			// Territories, which have no tax rate, and military post: 09, 340, 962 to 966.
			outside: []string{"006", "007", "008", "009", "09", "340", "962", "963", "964", "965", "966", "969", "96799"},
		},
	},
	{
		Code: "de", Region: EU, Country: "DE", Name: "Germany",
		Currency: "EUR", TimeZone: "Europe/Berlin", zone: centralEurope, Languages: []string{"de", "en"},
		Tax:            Tax{Kind: VAT, Included: true, Rate: 190_000, Source: TEDB},
		Shipping:       money.Amount{Minor: 499, Currency: "EUR"},
		WithdrawalDays: 14,
		postal: postal{
			forms:   []string{"99999"},
			outside: []string{"27498", "78266"}, // Heligoland, Büsingen
		},
	},
	{
		Code: "fr", Region: EU, Country: "FR", Name: "France",
		Currency: "EUR", TimeZone: "Europe/Paris", zone: centralEurope, Languages: []string{"fr", "en"},
		Tax:            Tax{Kind: VAT, Included: true, Rate: 200_000, Source: TEDB},
		Shipping:       money.Amount{Minor: 499, Currency: "EUR"},
		WithdrawalDays: 14,
		postal: postal{
			forms:   []string{"99999"},
			outside: []string{"97", "98", "00"}, // overseas, with other rates or none; Monaco; military post
		},
	},
	{
		Code: "es", Region: EU, Country: "ES", Name: "Spain",
		Currency: "EUR", TimeZone: "Europe/Madrid", zone: centralEurope, Languages: []string{"es", "en"},
		Tax:            Tax{Kind: VAT, Included: true, Rate: 210_000, Source: TEDB},
		Shipping:       money.Amount{Minor: 499, Currency: "EUR"},
		WithdrawalDays: 14,
		postal: postal{
			forms:   []string{"99999"},
			outside: []string{"35", "38", "51", "52"}, // the Canary Islands, Ceuta, Melilla
		},
	},
	{
		Code: "it", Region: EU, Country: "IT", Name: "Italy",
		Currency: "EUR", TimeZone: "Europe/Rome", zone: centralEurope, Languages: []string{"it", "en"},
		Tax:            Tax{Kind: VAT, Included: true, Rate: 220_000, Source: TEDB},
		Shipping:       money.Amount{Minor: 499, Currency: "EUR"},
		WithdrawalDays: 14,
		postal: postal{
			forms:   []string{"99999"},
			outside: []string{"23041", "22061", "4789", "00120"}, // Livigno, Campione, San Marino, Vatican City
		},
	},
	{
		Code: "nl", Region: EU, Country: "NL", Name: "Netherlands",
		Currency: "EUR", TimeZone: "Europe/Amsterdam", zone: centralEurope, Languages: []string{"nl", "en"},
		Tax:            Tax{Kind: VAT, Included: true, Rate: 210_000, Source: TEDB},
		Shipping:       money.Amount{Minor: 499, Currency: "EUR"},
		WithdrawalDays: 14,
		postal:         postal{forms: []string{"N999 AA"}},
	},
	{
		Code: "gb", Region: UK, Country: "GB", Name: "United Kingdom",
		Currency: "GBP", TimeZone: "Europe/London", zone: "GMT0BST,M3.5.0/1,M10.5.0", Languages: []string{"en"},
		Tax:            Tax{Kind: VAT, Included: true, Rate: 200_000, Source: HMRC},
		Shipping:       money.Amount{Minor: 399, Currency: "GBP"},
		WithdrawalDays: 14,
		postal: postal{
			forms:   []string{"A9 9UU", "A99 9UU", "A9A 9UU", "AA9 9UU", "AA99 9UU", "AA9A 9UU"},
			outside: []string{"GY", "JE", "GX", "BF"}, // Guernsey, Jersey, Gibraltar; military post
		},
	},
	{
		Code: "in", Region: IN, Country: "IN", Name: "India",
		Currency: "INR", TimeZone: "Asia/Kolkata", zone: "IST-5:30", Languages: []string{"en", "hi"},
		Tax:      Tax{Kind: GST, Included: true, Rate: 180_000, Source: GSTCouncil},
		Shipping: money.Amount{Minor: 49_00, Currency: "INR"},
		states:   inStates,
		postal: postal{
			forms:   []string{"N99999"},
			outside: []string{"9"}, // military post
		},
	},
}

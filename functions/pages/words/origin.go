package words

import (
	"strings"

	"storefront/shared/market"
	"storefront/shared/phrase"
)

// origins has the names of countries that products are made in, beside the markets'.
var origins = map[string]Text{
	"CN": all("China", "China", "Chine", "China", "Cina", "China", "चीन"),
	"TW": all("Taiwan", "Taiwan", "Taïwan", "Taiwán", "Taiwan", "Taiwan", "ताइवान"),
	"VN": all("Vietnam", "Vietnam", "Viêt Nam", "Vietnam", "Vietnam", "Vietnam", "वियतनाम"),
	"KR": all("South Korea", "Südkorea", "Corée du Sud", "Corea del Sur", "Corea del Sud", "Zuid-Korea", "दक्षिण कोरिया"),
	"JP": all("Japan", "Japan", "Japon", "Japón", "Giappone", "Japan", "जापान"),
	"TH": all("Thailand", "Thailand", "Thaïlande", "Tailandia", "Thailandia", "Thailand", "थाईलैंड"),
	"MY": all("Malaysia", "Malaysia", "Malaisie", "Malasia", "Malaysia", "Maleisië", "मलेशिया"),
	"ID": all("Indonesia", "Indonesien", "Indonésie", "Indonesia", "Indonesia", "Indonesië", "इंडोनेशिया"),
	"MX": all("Mexico", "Mexiko", "Mexique", "México", "Messico", "Mexico", "मेक्सिको"),
	"PL": all("Poland", "Polen", "Pologne", "Polonia", "Polonia", "Polen", "पोलैंड"),
	"TR": all("Türkiye", "Türkei", "Turquie", "Turquía", "Turchia", "Turkije", "तुर्की"),
}

// Origin returns the name of a country that a product was made in, which is its ISO 3166-1
// code if the shop does not know a name.
func Origin(country string) Text {
	if text, ok := origins[country]; ok {
		return text
	}
	if text := phrase.Country(market.Code(strings.ToLower(country))); text != (Text{}) {
		return text
	}
	return all(country, country, country, country, country, country, country)
}

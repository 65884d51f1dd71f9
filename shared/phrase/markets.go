package phrase

import "storefront/shared/market"

// Name is a name with the language that it is in.
type Name struct{ Text, Language string }

// markets has the names of the markets' countries.
var markets = map[market.Code]struct {
	own  Name // in the country
	text Text
	in   Text // "in the United States"
}{
	"us": {
		Name{"United States", "en"},
		All("United States", "USA", "États-Unis", "Estados Unidos", "Stati Uniti", "Verenigde Staten", "संयुक्त राज्य अमेरिका"),
		All("in the United States", "in den USA", "aux États-Unis", "en Estados Unidos", "negli Stati Uniti", "in de Verenigde Staten", "संयुक्त राज्य अमेरिका में"),
	},
	"de": {
		Name{"Deutschland", "de"},
		All("Germany", "Deutschland", "Allemagne", "Alemania", "Germania", "Duitsland", "जर्मनी"),
		All("in Germany", "in Deutschland", "en Allemagne", "en Alemania", "in Germania", "in Duitsland", "जर्मनी में"),
	},
	"fr": {
		Name{"France", "fr"},
		All("France", "Frankreich", "France", "Francia", "Francia", "Frankrijk", "फ़्रांस"),
		All("in France", "in Frankreich", "en France", "en Francia", "in Francia", "in Frankrijk", "फ़्रांस में"),
	},
	"es": {
		Name{"España", "es"},
		All("Spain", "Spanien", "Espagne", "España", "Spagna", "Spanje", "स्पेन"),
		All("in Spain", "in Spanien", "en Espagne", "en España", "in Spagna", "in Spanje", "स्पेन में"),
	},
	"it": {
		Name{"Italia", "it"},
		All("Italy", "Italien", "Italie", "Italia", "Italia", "Italië", "इटली"),
		All("in Italy", "in Italien", "en Italie", "en Italia", "in Italia", "in Italië", "इटली में"),
	},
	"nl": {
		Name{"Nederland", "nl"},
		All("Netherlands", "Niederlande", "Pays-Bas", "Países Bajos", "Paesi Bassi", "Nederland", "नीदरलैंड"),
		All("in the Netherlands", "in den Niederlanden", "aux Pays-Bas", "en los Países Bajos", "nei Paesi Bassi", "in Nederland", "नीदरलैंड में"),
	},
	"gb": {
		Name{"United Kingdom", "en"},
		All("United Kingdom", "Vereinigtes Königreich", "Royaume-Uni", "Reino Unido", "Regno Unito", "Verenigd Koninkrijk", "यूनाइटेड किंगडम"),
		All("in the United Kingdom", "im Vereinigten Königreich", "au Royaume-Uni", "en el Reino Unido", "nel Regno Unito", "in het Verenigd Koninkrijk", "यूनाइटेड किंगडम में"),
	},
	"in": {
		Name{"भारत (India)", "hi"},
		All("India", "Indien", "Inde", "India", "India", "India", "भारत"),
		All("in India", "in Indien", "en Inde", "en India", "in India", "in India", "भारत में"),
	},
}

// OwnName returns the name of a market's country as its people write it.
func OwnName(code market.Code) Name { return markets[code].own }

// Country returns the name of a market's country.
func Country(code market.Code) Text { return markets[code].text }

// InCountry returns where a market is, such as "in the United States".
func InCountry(code market.Code) Text { return markets[code].in }

// LanguageName returns the name of a language in itself.
func LanguageName(language string) string {
	return All("English", "Deutsch", "Français", "Español", "Italiano", "Nederlands", "हिन्दी").In(language)
}

package crowd

import "storefront/shared/market"

// shipTo is an address in the API's format.
type shipTo struct {
	Name       string `json:"name"`
	Line1      string `json:"line1"`
	City       string `json:"city"`
	PostalCode string `json:"postal_code"`
	State      string `json:"state,omitempty"`
	Country    string `json:"country"`
}

// addresses are town halls, so that each is a real place.
var addresses = map[market.Code]shipTo{
	"us": {Line1: "1 Dr Carlton B Goodlett Pl", City: "San Francisco", PostalCode: "94102", State: "CA"},
	"de": {Line1: "Rathausstr. 15", City: "Berlin", PostalCode: "10178"},
	"fr": {Line1: "Place de l'Hôtel de Ville", City: "Paris", PostalCode: "75004"},
	"es": {Line1: "Calle de Montalbán 1", City: "Madrid", PostalCode: "28014"},
	"it": {Line1: "Piazza della Scala 2", City: "Milano", PostalCode: "20121"},
	"nl": {Line1: "Amstel 1", City: "Amsterdam", PostalCode: "1011 PN"},
	"gb": {Line1: "Albert Square", City: "Manchester", PostalCode: "M2 5DB"},
	"in": {Line1: "Mahapalika Marg", City: "Mumbai", PostalCode: "400001", State: "MH"},
}

// addressIn returns the crowd's delivery address in a market.
func addressIn(m market.Market) shipTo {
	a := addresses[m.Code]
	a.Name, a.Country = "A Rehearsal", m.Country
	return a
}

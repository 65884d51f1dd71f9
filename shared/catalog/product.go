// Package catalog holds what the store offers: products with their names,
// prices and clearance per market, and the timed sales of a region.
package catalog

import (
	"maps"

	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
)

// SKU names a product: lower-case letters, digits and hyphens, 1 to 40 of them.
type SKU = order.SKU

// Product is a product of the store. A market knows it if it has an offer there,
// whether or not it may be sold there yet. What a market requires of a product that
// is sold there is in [Product.Missing]. The rest may be empty, as it is in products
// that an older version stored.
type Product struct {
	SKU        SKU
	HSCode     string  // Harmonized System code of customs, 6 digits
	Model      string  // the maker's name for this type, such as "FB-1"
	Picture    string  // a file among the shop's static pictures, such as "fitness-band.svg"
	Origin     string  // country that it was made in, ISO 3166-1 alpha-2
	Maker      Contact // as on the product
	NoWarnings bool    // someone has checked that it needs none: the texts have no Warnings, and nobody forgot them
	Facts      []Fact  // in the order in which they are listed

	Texts  map[string]Text       // by language (BCP 47); "en" is always there
	Offers map[market.Code]Offer // by market
}

// Text is how a product is described to shoppers in one language.
type Text struct {
	Name        string
	Description string
	Alt         string // what the picture shows, for those who do not see it
	Warnings    string // warnings and safety information, as on the product and in its papers
}

// Offer is a product's price and clearance in one market, and what its law wants to
// be shown beside them.
type Offer struct {
	Price     money.Amount // per unit; includes VAT or GST where the market's prices do
	Clearance market.Clearance

	// Responsible answers for the product's safety in the market. For the EU and
	// Northern Ireland it is established there. It is the maker if the maker is.
	Responsible Contact

	// The rest is India's.
	Importer     Contact
	ConsumerCare Contact      // who takes complaints
	NetQuantity  string       // of one unit as sold, such as "1 N": one piece
	MRP          money.Amount // maximum retail price, with all taxes
}

// Contact is a person or firm that answers for a product, and how to reach them.
type Contact struct {
	Name    string
	Address string // postal, in one line, with the country
	Email   string
	Phone   string // with the country's code
}

// Fact is one line of a product's data sheet. Its value is the same in every
// language: whole numbers with units, and names of standards.
type Fact struct {
	Kind  FactKind
	Value string // such as "5000 mAh"
}

// FactKind is what a fact is about.
type FactKind string

// The kinds of facts.
const (
	FactSize      FactKind = "size"
	FactWeight    FactKind = "weight"
	FactBattery   FactKind = "battery"
	FactInput     FactKind = "input"  // how it is charged
	FactOutput    FactKind = "output" // what it gives to other devices
	FactImpedance FactKind = "impedance"
	FactScreen    FactKind = "screen"
	FactCamera    FactKind = "camera"
	FactMemory    FactKind = "memory"
	FactRadio     FactKind = "radio"
	FactWater     FactKind = "water" // resistance to water and dust
	FactWorksWith FactKind = "works_with"
)

// FactKinds returns every kind of fact.
func FactKinds() []FactKind {
	return []FactKind{
		FactSize, FactWeight, FactBattery, FactInput, FactOutput, FactImpedance,
		FactScreen, FactCamera, FactMemory, FactRadio, FactWater, FactWorksWith,
	}
}

// TextIn returns the product's text in a language, or in English if it has none.
func (p Product) TextIn(language string) Text {
	if text, ok := p.Texts[language]; ok {
		return text
	}
	return p.Texts["en"]
}

// In returns what a region has to store of a product: texts in its markets' languages
// and in English, and of the offers elsewhere no more than price and clearance. Busy
// processes read all products once a second, so what no page of the region shows would
// cost as much again.
func (p Product) In(region market.Region) Product {
	spoken := map[string]bool{"en": true}
	for _, m := range region.Markets() {
		for _, language := range m.Languages {
			spoken[language] = true
		}
	}
	p.Texts = maps.Clone(p.Texts)
	maps.DeleteFunc(p.Texts, func(language string, _ Text) bool { return !spoken[language] })
	p.Offers = maps.Clone(p.Offers)
	for code, offer := range p.Offers {
		if _, here := region.Market(code); !here {
			p.Offers[code] = Offer{Price: offer.Price, Clearance: offer.Clearance}
		}
	}
	return p
}

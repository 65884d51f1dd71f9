// Package catalog holds what the store offers: products with their names,
// prices and clearance per market, and the timed sales of a region.
package catalog

import (
	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
)

// SKU names a product: lower-case letters, digits and hyphens, 1 to 40 of them.
type SKU = order.SKU

// Product is a product of the store. A market knows it if it has an offer there,
// whether or not it may be sold there yet.
type Product struct {
	SKU    SKU
	HSCode string                // Harmonized System code of customs, 6 digits
	Texts  map[string]Text       // by language (BCP 47); "en" is always there
	Offers map[market.Code]Offer // by market
}

// Text is how a product is described to shoppers in one language.
type Text struct {
	Name        string
	Description string
}

// Offer is a product's price and clearance in one market.
type Offer struct {
	Price     money.Amount // per unit; includes VAT or GST where the market's prices do
	Clearance market.Clearance
}

// TextIn returns the product's text in a language, or in English if it has none.
func (p Product) TextIn(language string) Text {
	if text, ok := p.Texts[language]; ok {
		return text
	}
	return p.Texts["en"]
}

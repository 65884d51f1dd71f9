package market

// Seller is who sells in the region, as receipts name them. The names are placeholders of the
// demo: a merchant puts the own name, address and tax number here, and has them checked.
func (r Region) Seller() string { return sellers[r].name }

// SellerTaxNumber returns the number under which the seller pays VAT or GST, or "".
func (r Region) SellerTaxNumber() string { return sellers[r].taxNumber }

// SellerStateIN is the state where the seller of region "in" is registered. Goods
// supplied within it bear the Union's and the state's tax, others the integrated one. It is the
// place of supply if the address has no state (Integrated GST Act, section 10(1)(ca)).
const SellerStateIN = "KA"

var sellers = map[Region]struct{ name, taxNumber string }{
	US: {"Storefront Demo Inc., 1 Market Street, San Francisco, CA 94105", ""},
	EU: {"Storefront Demo GmbH, Musterstraße 1, 10115 Berlin", "DE000000000"},
	UK: {"Storefront Demo Ltd, 1 Example Street, London EC1A 1BB", "GB000000000"},
	IN: {"Storefront Demo Pvt Ltd, 1 Example Road, Bengaluru 560001", "29AAAAA0000A1Z5"},
}

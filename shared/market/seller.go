package market

// Seller is who sells in the region, as receipts name them. The names are placeholders of the
// demo: a merchant puts the own name, address and tax number here, and has them checked.
func (r Region) Seller() string { return sellers[r] }

// SellerStateIN is the state where the seller of region "in" is registered. Goods
// supplied within it bear the Union's and the state's tax, others the integrated one.
const SellerStateIN = "KA"

var sellers = map[Region]string{
	US: "Storefront Demo Inc., 1 Market Street, San Francisco, CA 94105",
	EU: "Storefront Demo GmbH, Musterstraße 1, 10115 Berlin. USt-IdNr. DE000000000",
	UK: "Storefront Demo Ltd, 1 Example Street, London EC1A 1BB. VAT GB000000000",
	IN: "Storefront Demo Pvt Ltd, 1 Example Road, Bengaluru 560001. GSTIN 29AAAAA0000A1Z5",
}

package main

import "storefront/shared/market"

// sellers are who sells in a region, as receipts name them. They are placeholders of the
// demo: a merchant puts the own name, address and tax number here, and has them checked.
var sellers = map[market.Region]string{
	market.US: "Storefront Demo Inc., 1 Market Street, San Francisco, CA 94105",
	market.EU: "Storefront Demo GmbH, Musterstraße 1, 10115 Berlin. USt-IdNr. DE000000000",
	market.UK: "Storefront Demo Ltd, 1 Example Street, London EC1A 1BB. VAT GB000000000",
	market.IN: "Storefront Demo Pvt Ltd, 1 Example Road, Bengaluru 560001. GSTIN 29AAAAA0000A1Z5",
}

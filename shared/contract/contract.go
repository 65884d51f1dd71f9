// Package contract has the contract of the store's HTTP API: an OpenAPI document, and
// its routes with the functions that serve them. Tests check the handlers against
// it; see package contracttest.
package contract

import _ "embed"

// Document is the OpenAPI 3.1 document, in YAML.
//
//go:embed openapi.yaml
var Document []byte

// Route is one operation of the API.
type Route struct {
	Method   string
	Path     string // with {parameters}, as in API Gateway and the document
	Function string // the folder in functions/ that serves it
}

// Routes has every operation of the document.
var Routes = []Route{
	{"GET", "/v1/markets", "catalog"},
	{"GET", "/v1/{market}/products", "catalog"},
	{"GET", "/v1/{market}/products/{sku}", "catalog"},
	{"GET", "/v1/{market}/sales", "catalog"},
	{"GET", "/v1/{market}/sales/{sale}", "catalog"},
	{"GET", "/v1/{market}/sales/{sale}/availability", "catalog"},
	{"GET", "/v1/{market}/sales/{sale}/draw", "catalog"},
	{"GET", "/v1/{market}/sales/{sale}/draw/entries", "catalog"},
	{"POST", "/v1/{market}/waitlist", "waitlist"},
	{"POST", "/v1/waitlist/confirm", "waitlist"},
	{"POST", "/v1/waitlist/unsubscribe", "waitlist"},
	{"POST", "/v1/{market}/passes", "waitlist"},
	{"POST", "/v1/{market}/checkouts", "checkout"},
	{"GET", "/v1/orders/{id}", "checkout"},
	{"POST", "/v1/orders/{id}/extend", "checkout"},
	{"POST", "/v1/orders/{id}/pay", "checkout"},
	{"POST", "/v1/orders/{id}/cancel", "checkout"},
	{"POST", "/v1/orders/{id}/withdraw", "checkout"},
	{"POST", "/v1/orders/lookup", "waitlist"},
	{"POST", "/v1/payments/{provider}", "payments"},
}

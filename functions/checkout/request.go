package main

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"storefront/functions/internal/request"
	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/market"
	"storefront/shared/order"
)

// Bounds of a request. An order with texts of common length stays below 1 KB,
// which keeps its write at one unit.
const (
	maxLines    = catalog.MaxLinesInSale
	maxQuantity = 1000
	maxText     = 100 // characters of a part of an address
)

// holdBody is the body of POST /v1/{market}/checkouts.
type holdBody struct {
	Sale   string     `json:"sale"`
	Lines  []lineBody `json:"lines"`
	Email  string     `json:"email"`
	Locale string     `json:"locale"`
	ShipTo shipToBody `json:"ship_to"`
}

type lineBody struct {
	SKU      string `json:"sku"`
	Quantity int    `json:"quantity"`
}

type shipToBody struct {
	Name       string `json:"name"`
	Line1      string `json:"line1"`
	Line2      string `json:"line2"`
	City       string `json:"city"`
	PostalCode string `json:"postal_code"`
	State      string `json:"state"`
	Country    string `json:"country"`
}

// payBody is the body of POST /v1/orders/{id}/pay.
type payBody struct {
	PaymentMethod string `json:"payment_method"`
	Confirmation  string `json:"confirmation"`
}

// request checks the body's form and says all that is wrong with it at once.
func (b holdBody) request(m market.Market, key string) (checkout.HoldRequest, error) {
	var f request.Faults
	if !catalog.ValidName(b.Sale) {
		f.Add("sale", "must be the id of a sale")
	}
	r := checkout.HoldRequest{
		Market: m,
		Sale:   catalog.SaleID(b.Sale),
		Lines:  b.lines(&f),
		Buyer: order.Buyer{
			Email:  f.Email("email", b.Email),
			Locale: f.Locale("locale", b.Locale, m),
			ShipTo: b.ShipTo.address(m, &f),
		},
		IdempotencyKey: key,
	}
	return r, f.Err()
}

// lines checks that each SKU comes once: two lines of one SKU would be checked
// apart and might together ask for more than there is.
func (b holdBody) lines(f *request.Faults) []checkout.HoldLine {
	if len(b.Lines) < 1 || len(b.Lines) > maxLines {
		f.Add("lines", "must have 1 to %d items", maxLines)
		return nil
	}
	var lines []checkout.HoldLine
	seen := map[string]bool{}
	for i, line := range b.Lines {
		field := fmt.Sprintf("lines[%d]", i)
		sku := f.SKU(field+".sku", line.SKU)
		if seen[line.SKU] {
			f.Add(field+".sku", "is there twice; ask for a quantity instead")
		}
		if line.Quantity < 1 || line.Quantity > maxQuantity {
			f.Add(field+".quantity", "must be a whole number from 1 to %d", maxQuantity)
		}
		seen[line.SKU] = true
		lines = append(lines, checkout.HoldLine{SKU: sku, Quantity: line.Quantity})
	}
	return lines
}

// address checks an address against its market. Two spellings of one code
// become the same.
func (b shipToBody) address(m market.Market, f *request.Faults) order.Address {
	a := order.Address{
		Name:       text(f, "ship_to.name", b.Name, true),
		Line1:      text(f, "ship_to.line1", b.Line1, true),
		Line2:      text(f, "ship_to.line2", b.Line2, false),
		City:       text(f, "ship_to.city", b.City, true),
		PostalCode: strings.ToUpper(strings.TrimSpace(b.PostalCode)),
		State:      strings.ToUpper(text(f, "ship_to.state", b.State, false)),
		Country:    b.Country,
	}
	if a.Country != m.Country {
		f.Add("ship_to.country", "must be %s: orders of a market are shipped within it", m.Country)
	}
	if !m.CheckPostalCode(a.PostalCode) {
		f.Add("ship_to.postal_code", "must be a postal code of %s that we deliver to", m.Name)
	}
	if !m.CheckState(a.State) {
		f.Add("ship_to.state", "must be the two letters of a state that we deliver to")
	}
	return a
}

// text checks a part of an address: printable, in one line, and short.
func text(f *request.Faults, field, value string, required bool) string {
	value = strings.TrimSpace(value)
	switch {
	case value == "" && required:
		f.Add(field, "must not be empty")
	case utf8.RuneCountInString(value) > maxText:
		f.Add(field, "must have at most %d characters", maxText)
	case strings.ContainsFunc(value, func(c rune) bool { return !unicode.IsPrint(c) }):
		f.Add(field, "must be printable characters in one line")
	}
	return value
}

func (b payBody) request() (checkout.PayRequest, error) {
	var f request.Faults
	if b.PaymentMethod == "" || len(b.PaymentMethod) > maxText {
		f.Add("payment_method", "must be the provider's token of a payment method")
	}
	if len(b.Confirmation) > maxText {
		f.Add("confirmation", "must be the one of the answer before")
	}
	return checkout.PayRequest{Method: b.PaymentMethod, Confirmation: b.Confirmation}, f.Err()
}

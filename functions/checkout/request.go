package main

import (
	"fmt"
	"strings"

	"storefront/functions/internal/request"
	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/pass"
)

// Bounds of a request's fields.
const (
	maxLines    = catalog.MaxLinesInSale
	maxQuantity = 1000
	maxToken    = 100 // characters of a payment provider's token
)

// holdBody is the body of POST /v1/{market}/checkouts.
type holdBody struct {
	Sale   string     `json:"sale"`
	Lines  []lineBody `json:"lines"`
	Pass   string     `json:"pass"`
	Email  string     `json:"email"` // may be left out with a pass
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

// request checks the form of the body and that it agrees with the pass, which is zero
// if none was shown. Its error names all faults.
func (b holdBody) request(m market.Market, key string, shown pass.Pass) (checkout.HoldRequest, error) {
	var f request.Faults
	if !catalog.ValidName(b.Sale) {
		f.Add("sale", "must be the id of a sale")
	}
	r := checkout.HoldRequest{
		Market: m,
		Sale:   catalog.SaleID(b.Sale),
		Lines:  b.lines(&f),
		Buyer: order.Buyer{
			Email:  f.EmailWith(shown, "email", b.Email),
			Locale: f.Locale("locale", b.Locale, m),
			ShipTo: b.ShipTo.address(m, &f),
		},
		IdempotencyKey: key,
	}
	if shown != (pass.Pass{}) {
		r.Proved = shown.Identity()
	}
	return r, f.Err()
}

// lines checks that each SKU appears once: two lines of one SKU would be checked
// separately and could together exceed the limit.
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
			f.Add(field+".sku", "appears twice; use quantity instead")
		}
		if line.Quantity < 1 || line.Quantity > maxQuantity {
			f.Add(field+".quantity", "must be a whole number from 1 to %d", maxQuantity)
		}
		seen[line.SKU] = true
		lines = append(lines, checkout.HoldLine{SKU: sku, Quantity: line.Quantity})
	}
	return lines
}

// address checks an address against its market and returns its normal form, so that
// two spellings of one address are the same request.
func (b shipToBody) address(m market.Market, f *request.Faults) order.Address {
	a := order.Address{
		Name:    f.Text("ship_to.name", b.Name, true),
		Line1:   f.Text("ship_to.line1", b.Line1, true),
		Line2:   f.Text("ship_to.line2", b.Line2, false),
		City:    f.Text("ship_to.city", b.City, true),
		Country: b.Country,
	}
	if a.Country != m.Country {
		f.Add("ship_to.country", "must be %s: an order ships within its market", m.Country)
	}
	var delivers, known bool
	if a.PostalCode, delivers = m.PostalCode(b.PostalCode); !delivers {
		f.Add("ship_to.postal_code", "must be a postal code that we deliver to in %s", m.Country)
	}
	a.State, known = b.state(m, f)
	if delivers && known && !m.InState(a.PostalCode, a.State) {
		f.Add("ship_to.postal_code", "must be a postal code in the state of ship_to.state")
	}
	return a
}

// state returns the code of a state. If the store does not deliver there, state adds
// a fault and known is false.
func (b shipToBody) state(m market.Market, f *request.Faults) (code string, known bool) {
	const field = "ship_to.state"
	faults := len(*f)
	text := f.Text(field, b.State, false)
	if len(*f) > faults {
		return "", false
	}
	code, known = m.State(text)
	if !known {
		f.Add(field, "must be the two-letter code of a state that we deliver to")
	}
	return code, known
}

func (b payBody) request() (checkout.PayRequest, error) {
	var f request.Faults
	if b.PaymentMethod == "" || !validToken(b.PaymentMethod) {
		f.Add("payment_method", "must be the payment provider's token for a payment method")
	}
	if !validToken(b.Confirmation) {
		f.Add("confirmation", "must be the confirmation from the previous answer")
	}
	return checkout.PayRequest{Method: b.PaymentMethod, Confirmation: b.Confirmation}, f.Err()
}

// validToken reports whether a text may be a payment provider's token, which is
// visible ASCII.
func validToken(token string) bool {
	return len(token) <= maxToken && !strings.ContainsFunc(token, func(c rune) bool { return c <= ' ' || c > '~' })
}

package request

import (
	"fmt"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/pass"
	"storefront/shared/ticket"
)

// Bounds of a hold's fields.
const (
	maxLines    = catalog.MaxLinesInSale
	maxQuantity = 1000
)

// Hold asks to hold units for an order: the body of POST /v1/{market}/checkouts, or the
// checkout's form.
type Hold struct {
	Sale   string `json:"sale"`
	Lines  []Line `json:"lines"`
	Pass   string `json:"pass"`
	Ticket string `json:"ticket"`
	Work   string `json:"work"`
	Email  string `json:"email"` // may be left out with a pass
	Locale string `json:"locale"`
	ShipTo ShipTo `json:"ship_to"`
}

// Line is one product of a hold.
type Line struct {
	SKU      string `json:"sku"`
	Quantity int    `json:"quantity"`
}

// ShipTo is where an order goes, as it was typed.
type ShipTo struct {
	Name       string `json:"name"`
	Line1      string `json:"line1"`
	Line2      string `json:"line2"`
	City       string `json:"city"`
	PostalCode string `json:"postal_code"`
	State      string `json:"state"`
	Country    string `json:"country"`
}

// Check checks the form of a hold and that it agrees with the pass, which is zero if
// none was shown. Its error names all faults.
func (h Hold) Check(m market.Market, key string, shown pass.Pass) (checkout.HoldRequest, error) {
	var f Faults
	if !catalog.ValidName(h.Sale) {
		f.Add("sale", "must be the id of a sale")
	}
	r := checkout.HoldRequest{
		Market: m,
		Sale:   catalog.SaleID(h.Sale),
		Lines:  h.lines(&f),
		Buyer: order.Buyer{
			Email:  f.EmailWith(shown, "email", h.Email),
			Locale: f.Locale("locale", h.Locale, m),
			ShipTo: h.ShipTo.address(m, &f),
		},
		Work:           h.Work,
		IdempotencyKey: key,
	}
	if h.Ticket != "" {
		var err error
		if r.Ticket, err = ticket.Parse(h.Ticket); err != nil {
			f.Add("ticket", "must be the 16 letters and digits from the email")
		}
	}
	if shown != (pass.Pass{}) {
		r.Proved = shown.Identity()
	}
	return r, f.Err()
}

// lines checks that each SKU appears once: two lines of one SKU would be checked
// separately and could together exceed the limit.
func (h Hold) lines(f *Faults) []checkout.HoldLine {
	if len(h.Lines) < 1 || len(h.Lines) > maxLines {
		f.Add("lines", "must have 1 to %d items", maxLines)
		return nil
	}
	var lines []checkout.HoldLine
	seen := map[string]bool{}
	for i, line := range h.Lines {
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
func (s ShipTo) address(m market.Market, f *Faults) order.Address {
	a := order.Address{
		Name:    f.Text("ship_to.name", s.Name, true),
		Line1:   f.Text("ship_to.line1", s.Line1, true),
		Line2:   f.Text("ship_to.line2", s.Line2, false),
		City:    f.Text("ship_to.city", s.City, true),
		Country: s.Country,
	}
	if a.Country != m.Country {
		f.Add("ship_to.country", "must be %s: an order ships within its market", m.Country)
	}
	var delivers, known bool
	if a.PostalCode, delivers = m.PostalCode(s.PostalCode); !delivers {
		f.Add("ship_to.postal_code", "must be a postal code that we deliver to in %s", m.Country)
	}
	a.State, known = s.state(m, f)
	if delivers && known && !m.InState(a.PostalCode, a.State) {
		f.Add("ship_to.postal_code", "must be a postal code in the state of ship_to.state")
	}
	return a
}

// state returns the code of a state. If the store does not deliver there, state adds
// a fault and known is false.
func (s ShipTo) state(m market.Market, f *Faults) (code string, known bool) {
	const field = "ship_to.state"
	faults := len(*f)
	text := f.Text(field, s.State, false)
	if len(*f) > faults {
		return "", false
	}
	code, known = m.State(text)
	if !known {
		f.Add(field, "must be the two-letter code of a state that we deliver to")
	}
	return code, known
}

package request

import (
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/pass"
	"storefront/shared/waitlist"
)

// Join asks to hear of a product: the body of POST /v1/{market}/waitlist, or a product
// page's form.
type Join struct {
	SKU    string `json:"sku"`
	Pass   string `json:"pass"`
	Email  string `json:"email"` // may be left out with a pass
	Locale string `json:"locale"`
}

// Check checks the form of a request to join, and that it agrees with the pass, which is
// zero if none was shown. Its error names all faults.
func (j Join) Check(m market.Market, shown pass.Pass) (waitlist.Request, error) {
	var f Faults
	joining := waitlist.Request{
		Market: m,
		SKU:    f.SKU("sku", j.SKU),
		Email:  f.EmailWith(shown, "email", j.Email),
		Locale: f.Locale("locale", j.Locale, m),
		Proved: shown != pass.Pass{},
	}
	return joining, f.Err()
}

// AskPass asks for a pass: the body of POST /v1/{market}/passes, or the pass page's form.
type AskPass struct {
	Email  string `json:"email"`
	Locale string `json:"locale"`
}

// Check checks the form of a request for a pass. Its error names all faults.
func (a AskPass) Check(m market.Market) (address, language string, err error) {
	var f Faults
	address, language = f.Email("email", a.Email), f.Locale("locale", a.Locale, m)
	return address, language, f.Err()
}

// Lookup asks for the link to an order: the body of POST /v1/orders/lookup, or the lookup
// page's form.
type Lookup struct {
	Order string `json:"order"`
	Email string `json:"email"`
}

// Check checks the form of a request for a link. Its error names all faults.
func (l Lookup) Check() (id order.ID, address string, err error) {
	var f Faults
	id = f.OrderID("order", l.Order)
	address = f.Email("email", l.Email)
	return id, address, f.Err()
}

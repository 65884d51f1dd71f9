package request

import (
	"strings"

	"storefront/shared/checkout"
)

// maxToken is the most characters of a payment provider's token.
const maxToken = 100

// Pay asks to pay an order: the body of POST /v1/orders/{id}/pay, or the order page's
// form.
type Pay struct {
	PaymentMethod string `json:"payment_method"`
	Confirmation  string `json:"confirmation"`
}

// Check checks the form of a payment. Its error names all faults.
func (p Pay) Check() (checkout.PayRequest, error) {
	var f Faults
	if p.PaymentMethod == "" || !validToken(p.PaymentMethod) {
		f.Add("payment_method", "must be the payment provider's token for a payment method")
	}
	if !validToken(p.Confirmation) {
		f.Add("confirmation", "must be the confirmation from the previous answer")
	}
	return checkout.PayRequest{Method: p.PaymentMethod, Confirmation: p.Confirmation}, f.Err()
}

// validToken reports whether a text may be a payment provider's token, which is
// visible ASCII.
func validToken(token string) bool {
	return len(token) <= maxToken && !strings.ContainsFunc(token, func(c rune) bool { return c <= ' ' || c > '~' })
}

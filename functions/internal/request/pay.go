package request

import (
	"net/url"
	"strings"

	"storefront/shared/checkout"
	"storefront/shared/order"
	"storefront/shared/token"
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
	p.checkConfirmation(&f)
	return checkout.PayRequest{Method: p.PaymentMethod, Confirmation: p.Confirmation}, f.Err()
}

// OnPage checks the form of a payment on the provider's page, which asks for the method.
func (p Pay) OnPage() (checkout.PayRequest, error) {
	var f Faults
	p.checkConfirmation(&f)
	return checkout.PayRequest{Confirmation: p.Confirmation}, f.Err()
}

func (p Pay) checkConfirmation(f *Faults) {
	if !validToken(p.Confirmation) {
		f.Add("confirmation", "must be the confirmation from the previous answer")
	}
}

// ReturnURL returns the page of the shop to which the provider's page leads a buyer back.
func ReturnURL(shop string, tokens token.Signer, id order.ID) string {
	return shop + "/orders/" + id.String() + "/continue?" + url.Values{"t": {tokens.Sign(token.Order, id.String())}}.Encode()
}

// validToken reports whether a text may be a payment provider's token, which is
// visible ASCII.
func validToken(token string) bool {
	return len(token) <= maxToken && !strings.ContainsFunc(token, func(c rune) bool { return c <= ' ' || c > '~' })
}

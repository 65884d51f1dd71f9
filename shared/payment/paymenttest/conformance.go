// Package paymenttest has the suite that every payment provider passes.
package paymenttest

import (
	"testing"

	"storefront/shared/money"
	"storefront/shared/payment"
	"storefront/shared/problem"
)

// Bank is a provider under test, and its buyers.
type Bank struct {
	payment.Provider
	// Confirm confirms, as the buyer, what an ActionRequired asks for. It is nil if nobody can.
	Confirm func(payment.Authorization)
}

// Request returns a request to reserve money for an order with a method.
func Request(order, method string) payment.Request {
	return payment.Request{
		OrderID: order, Amount: money.Amount{Minor: 1499, Currency: "USD"}, Method: method,
		ReturnURL: "https://shop.example.com/orders/" + order + "/continue?t=token",
	}
}

// Conformance holds a provider to what checkouts rely on. open returns one without orders.
func Conformance(t *testing.T, open func(testing.TB) Bank) {
	for name, test := range map[string]func(*testing.T, Bank){
		"decides by the method":                   decides,
		"one order has one authorisation":         repeats,
		"a decline leaves the order payable":      declineThenPay,
		"a buyer confirms":                        confirms,
		"another order's confirmation is refused": refusesForeign,
		"what is done stays done when repeated":   repeatsEnds,
		"references that it did not give":         refusesReferences,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

// authorize asks for an authorisation, and fails the test unless it has the status.
func (b Bank) authorize(t *testing.T, r payment.Request, want payment.Status) payment.Authorization {
	t.Helper()
	auth, err := b.Authorize(t.Context(), r)
	if err != nil || auth.Status != want {
		t.Fatalf("Authorize(%s) = %+v, %v, want %q", r.Method, auth, err, want)
	}
	return auth
}

func decides(t *testing.T, b Bank) {
	for name, tt := range map[string]struct {
		method  string
		status  payment.Status
		problem problem.Code
	}{
		"a card":                          {payment.CardVisa, payment.Authorized, ""},
		"a card that is declined":         {payment.CardDeclined, payment.Declined, ""},
		"a card whose owner must confirm": {payment.CardAuthenticationRequired, payment.ActionRequired, ""},
		"a card number":                   {"4242424242424242", "", problem.InvalidRequest},
	} {
		auth, err := b.Authorize(t.Context(), Request("0123456789abcdef-"+tt.method, tt.method))
		if problem.CodeOf(err) != tt.problem || auth.Status != tt.status {
			t.Errorf("%s: Authorize = %+v, %v, want %q", name, auth, err, tt.status)
		}
		if (auth.Reference != "") != (tt.status == payment.Authorized) {
			t.Errorf("%s: %q has the reference %q", name, auth.Status, auth.Reference)
		}
		if (auth.DeclineCode != "") != (tt.status == payment.Declined) {
			t.Errorf("%s: %q has the decline code %q", name, auth.Status, auth.DeclineCode)
		}
		if (auth.Confirmation != "") != (tt.status == payment.ActionRequired) {
			t.Errorf("%s: %q asks for the confirmation %q", name, auth.Status, auth.Confirmation)
		}
	}
}

func repeats(t *testing.T, b Bank) {
	r := Request("0123456789abcdef-1", payment.CardVisa)
	first := b.authorize(t, r, payment.Authorized)
	if again := b.authorize(t, r, payment.Authorized); again != first {
		t.Errorf("asked again it answers %+v, want %+v", again, first)
	}
	if other := b.authorize(t, Request("0123456789abcdef-2", payment.CardVisa), payment.Authorized); other.Reference == first.Reference {
		t.Error("another order has the same reference")
	}
}

func declineThenPay(t *testing.T, b Bank) {
	for range 2 {
		b.authorize(t, Request("0123456789abcdef-1", payment.CardDeclined), payment.Declined)
	}
	b.authorize(t, Request("0123456789abcdef-1", payment.CardVisa), payment.Authorized)
}

func confirms(t *testing.T, b Bank) {
	r := Request("0123456789abcdef-1", payment.CardAuthenticationRequired)
	if b.Confirm == nil {
		t.Skip("nobody can confirm")
	}
	asked := b.authorize(t, r, payment.ActionRequired)
	b.Confirm(asked)
	r.Confirmation = asked.Confirmation
	auth := b.authorize(t, r, payment.Authorized)
	if err := b.Capture(t.Context(), auth.Reference); err != nil {
		t.Error(err)
	}
}

func refusesForeign(t *testing.T, b Bank) {
	asked := b.authorize(t, Request("0123456789abcdef-1", payment.CardAuthenticationRequired), payment.ActionRequired)
	if b.Confirm != nil {
		b.Confirm(asked)
	}
	for _, confirmation := range []string{asked.Confirmation, "made-up"} {
		r := Request("0123456789abcdef-2", payment.CardAuthenticationRequired)
		r.Confirmation = confirmation
		if auth, err := b.Authorize(t.Context(), r); problem.CodeOf(err) != problem.InvalidRequest {
			t.Errorf("Authorize with %q = %+v, %v, want it refused", confirmation, auth, err)
		}
	}
}

func repeatsEnds(t *testing.T, b Bank) {
	captured := b.authorize(t, Request("0123456789abcdef-1", payment.CardVisa), payment.Authorized)
	voided := b.authorize(t, Request("0123456789abcdef-2", payment.CardVisa), payment.Authorized)
	refund := payment.Refund{Reference: "0123456789abcdef-1-refund-1", Payment: captured.Reference, Amount: money.Amount{Minor: 500, Currency: "USD"}}
	for range 2 {
		if err := b.Capture(t.Context(), captured.Reference); err != nil {
			t.Error(err)
		}
		if err := b.Void(t.Context(), voided.Reference); err != nil {
			t.Error(err)
		}
		if err := b.Refund(t.Context(), refund); err != nil {
			t.Error(err)
		}
	}
}

func refusesReferences(t *testing.T, b Bank) {
	for _, reference := range []string{"other_123", ""} {
		refund := payment.Refund{Reference: "r", Payment: reference, Amount: money.Amount{Minor: 1, Currency: "USD"}}
		if b.Capture(t.Context(), reference) == nil || b.Void(t.Context(), reference) == nil || b.Refund(t.Context(), refund) == nil {
			t.Errorf("the reference %q is accepted", reference)
		}
	}
}

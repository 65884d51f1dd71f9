package payment_test

import (
	"testing"

	"storefront/shared/money"
	"storefront/shared/payment"
	"storefront/shared/payment/paymenttest"
	"storefront/shared/problem"
)

func request(change func(*payment.Request)) payment.Request {
	r := payment.Request{OrderID: "0123456789abcdef-1", Amount: money.Amount{Minor: 1499, Currency: "USD"}, Method: payment.CardVisa}
	if change != nil {
		change(&r)
	}
	return r
}

func authorize(t *testing.T, change func(*payment.Request)) payment.Authorization {
	t.Helper()
	auth, err := payment.Sandbox{}.Authorize(t.Context(), request(change))
	if err != nil {
		t.Fatal(err)
	}
	return auth
}

func with(method, confirmation string) func(*payment.Request) {
	return func(r *payment.Request) { r.Method, r.Confirmation = method, confirmation }
}

func TestSandbox(t *testing.T) {
	t.Parallel()
	paymenttest.Conformance(t, func(testing.TB) paymenttest.Bank {
		return paymenttest.Bank{Provider: payment.Sandbox{}, Confirm: func(payment.Authorization) {}}
	})
}

// Equal requests have the same reference, and different requests different ones.
func TestSandboxIsIdempotent(t *testing.T) {
	t.Parallel()
	first := authorize(t, nil)
	if again := authorize(t, nil); again != first {
		t.Errorf("asked again it answers %+v, want %+v", again, first)
	}
	asked := authorize(t, with(payment.CardAuthenticationRequired, ""))
	for name, change := range map[string]func(*payment.Request){
		"another order":  func(r *payment.Request) { r.OrderID = "0123456789abcdef-2" },
		"another amount": func(r *payment.Request) { r.Amount.Minor++ },
		"another method": with(payment.CardAuthenticationRequired, asked.Confirmation),
	} {
		if other := authorize(t, change); other.Reference == first.Reference {
			t.Errorf("%s has the same reference", name)
		}
	}
	_, err := payment.Sandbox{}.Authorize(t.Context(), request(func(r *payment.Request) {
		r.OrderID, r.Method, r.Confirmation = "0123456789abcdef-2", payment.CardAuthenticationRequired, asked.Confirmation
	}))
	if problem.CodeOf(err) != problem.InvalidRequest {
		t.Errorf("another order's confirmation: got %v, want it refused", err)
	}
}

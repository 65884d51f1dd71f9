package payment_test

import (
	"testing"

	"storefront/shared/money"
	"storefront/shared/payment"
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

func TestSandboxDecidesByMethod(t *testing.T) {
	t.Parallel()
	asked := authorize(t, with(payment.CardAuthenticationRequired, ""))
	for _, tt := range []struct {
		name, method, confirmation string
		status                     payment.Status
		decline                    string
		problem                    problem.Code
	}{
		{"a card", payment.CardVisa, "", payment.Authorized, "", ""},
		{"a card that is declined", payment.CardDeclined, "", payment.Declined, "card_declined", ""},
		{"a card whose owner must confirm", payment.CardAuthenticationRequired, "", payment.ActionRequired, "", ""},
		{"a confirmed card", payment.CardAuthenticationRequired, asked.Confirmation, payment.Authorized, "", ""},
		{"a card with a made-up confirmation", payment.CardAuthenticationRequired, "yes", "", "", problem.InvalidRequest},
		{"a card number", "4242424242424242", "", "", "", problem.InvalidRequest},
		{"nothing", "", "", "", "", problem.InvalidRequest},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			auth, err := payment.Sandbox{}.Authorize(t.Context(), request(with(tt.method, tt.confirmation)))
			if problem.CodeOf(err) != tt.problem || auth.Status != tt.status || auth.DeclineCode != tt.decline {
				t.Errorf("Authorize = %+v, %v, want %q", auth, err, tt.status)
			}
			if (auth.Reference != "") != (tt.status == payment.Authorized) {
				t.Errorf("%s has the reference %q", auth.Status, auth.Reference)
			}
			if (auth.Confirmation != "") != (tt.status == payment.ActionRequired) {
				t.Errorf("%s asks for the confirmation %q", auth.Status, auth.Confirmation)
			}
		})
	}
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

func TestSandboxAcceptsItsOwnReferences(t *testing.T) {
	t.Parallel()
	for reference, ok := range map[string]bool{authorize(t, nil).Reference: true, "pi_123": false, "": false} {
		if err := (payment.Sandbox{}).Capture(t.Context(), reference); (err == nil) != ok {
			t.Errorf("Capture(%q) = %v", reference, err)
		}
		if err := (payment.Sandbox{}).Void(t.Context(), reference); (err == nil) != ok {
			t.Errorf("Void(%q) = %v", reference, err)
		}
	}
}

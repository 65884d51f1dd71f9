package token_test

import (
	"strings"
	"testing"

	"storefront/shared/token"
)

func TestSubject(t *testing.T) {
	t.Parallel()
	signer := token.NewSigner([]byte(strings.Repeat("k", 32)))
	tok := signer.Sign(token.Order, "0k3f8m2q7z1xw9vd-1")

	if subject, ok := signer.Subject(token.Order, tok); !ok || subject != "0k3f8m2q7z1xw9vd-1" {
		t.Errorf("got %q, %v", subject, ok)
	}
	other := token.NewSigner([]byte(strings.Repeat("x", 32)))
	for name, refused := range map[string]bool{
		"another purpose": is(signer.Subject(token.Confirm, tok)),
		"another secret":  is(other.Subject(token.Order, tok)),
		"another subject": is(signer.Subject(token.Order, strings.Replace(tok, "-1.", "-2.", 1))),
		"cut short":       is(signer.Subject(token.Order, tok[:len(tok)-1])),
		"no signature":    is(signer.Subject(token.Order, "0k3f8m2q7z1xw9vd-1")),
		"empty":           is(signer.Subject(token.Order, "")),
	} {
		if refused {
			t.Errorf("%s: accepted", name)
		}
	}
}

func is(_ string, ok bool) bool { return ok }

func FuzzSubject(f *testing.F) {
	signer := token.NewSigner([]byte(strings.Repeat("k", 32)))
	f.Add(signer.Sign(token.Order, "a"))
	f.Add("a.b.c")
	f.Fuzz(func(t *testing.T, tok string) {
		if subject, ok := signer.Subject(token.Order, tok); ok && signer.Sign(token.Order, subject) != tok {
			t.Errorf("%q was accepted, and was never signed", tok)
		}
	})
}

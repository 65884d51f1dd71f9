package pass_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"storefront/shared/market"
	"storefront/shared/pass"
	"storefront/shared/problem"
	"storefront/shared/secret"
	"storefront/shared/token"
)

var monday = time.Date(2015, 5, 18, 19, 0, 0, 0, time.UTC)

func TestCheck(t *testing.T) {
	t.Parallel()
	tokens := token.NewSigner(secret.Fixed([]byte(strings.Repeat("k", 32))))
	ada := pass.Pass{Market: "us", Email: "ada+tag@example.com", Expires: monday.Add(pass.Lifetime)}
	shown := ada.Sign(tokens)
	if escaped := url.QueryEscape(shown); escaped != shown {
		t.Errorf("the token needs escaping: %s", shown)
	}
	other := token.NewSigner(secret.Fixed([]byte(strings.Repeat("x", 32))))
	tests := map[string]struct {
		shown string
		in    market.Code
		now   time.Time
		code  problem.Code
	}{
		"at once":               {shown, "us", monday, ""},
		"in its last second":    {shown, "us", ada.Expires.Add(-time.Second), ""},
		"at its end":            {shown, "us", ada.Expires, problem.PassExpired},
		"in another market":     {shown, "de", monday, problem.PassInvalid},
		"signed by another":     {ada.Sign(other), "us", monday, problem.PassInvalid},
		"of another kind":       {tokens.Sign(token.Order, "us.1434654000.YWRh"), "us", monday, problem.PassInvalid},
		"with another end":      {strings.Replace(shown, "us.14", "us.24", 1), "us", monday, problem.PassInvalid},
		"of no form":            {tokens.Sign(token.Pass, "us"), "us", monday, problem.PassInvalid},
		"with a broken address": {tokens.Sign(token.Pass, "us.2434654000.!"), "us", monday, problem.PassInvalid},
		"empty":                 {"", "us", monday, problem.PassInvalid},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := pass.Check(tokens, tt.shown, tt.in, tt.now)
			if problem.CodeOf(err) != tt.code {
				t.Fatalf("got %v, want %q", err, tt.code)
			}
			if err == nil && (got != ada || got.Identity().String() != "ada+tag@example.com") {
				t.Errorf("got %+v, want %+v", got, ada)
			}
		})
	}
}

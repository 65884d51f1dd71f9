// Package pass has the proof that a shopper reads the mail of an address. The store
// mails a pass to the address, and the shopper shows it to buy where a sale asks for
// one. A pass is signed and kept nowhere.
package pass

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"storefront/shared/email"
	"storefront/shared/market"
	"storefront/shared/problem"
	"storefront/shared/token"
)

// Lifetime is how long a pass is valid: long enough to get it days before a sale.
const Lifetime = 30 * 24 * time.Hour

// Pass is the proof that somebody reads the mail of an address.
type Pass struct {
	Market  market.Code
	Email   string    // normalised, as it was typed
	Expires time.Time // in whole seconds
}

// Identity returns whose pass it is.
func (p Pass) Identity() email.Identity { return email.IdentityOf(p.Email) }

// Sign returns the token of a pass, which needs no escaping in a URL.
func (p Pass) Sign(tokens token.Signer) string {
	address := base64.RawURLEncoding.EncodeToString([]byte(p.Email))
	return tokens.Sign(token.Pass, fmt.Sprintf("%s.%d.%s", p.Market, p.Expires.Unix(), address))
}

// Check returns the pass of a token that is shown in a market. It fails with
// problem.PassInvalid if Sign did not make the token for this market, and with
// problem.PassExpired if the pass has ended.
func Check(tokens token.Signer, shown string, in market.Code, now time.Time) (Pass, error) {
	p, ok := parse(tokens, shown)
	switch {
	case !ok || p.Market != in:
		return Pass{}, problem.New(problem.PassInvalid, "The pass is not valid here. Use the link in the email, or ask for a new one.")
	case !now.Before(p.Expires):
		return Pass{}, problem.New(problem.PassExpired, "The pass has expired. Please ask for a new one.")
	default:
		return p, nil
	}
}

func parse(tokens token.Signer, shown string) (Pass, bool) {
	subject, ok := tokens.Subject(token.Pass, shown)
	if !ok {
		return Pass{}, false
	}
	// The signature vouches for the form, and a failure would be a bug of Sign.
	code, rest, _ := strings.Cut(subject, ".")
	expires, encoded, _ := strings.Cut(rest, ".")
	seconds, err := strconv.ParseInt(expires, 10, 64)
	if err != nil {
		return Pass{}, false
	}
	address, err := base64.RawURLEncoding.DecodeString(encoded)
	if err != nil {
		return Pass{}, false
	}
	return Pass{Market: market.Code(code), Email: string(address), Expires: time.Unix(seconds, 0).UTC()}, true
}

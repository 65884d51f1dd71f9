// Package request checks what requests to several functions have in common.
package request

import (
	"errors"
	"fmt"
	"net/http"
	"time"
	"unicode/utf8"

	"storefront/shared/catalog"
	"storefront/shared/email"
	"storefront/shared/freetext"
	"storefront/shared/locale"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/pass"
	"storefront/shared/problem"
	"storefront/shared/token"
)

// Market returns the market in the path of a request. If the region does not sell
// there, Market fails with problem.UnknownMarket.
func Market(r *http.Request, region market.Region) (market.Market, error) {
	m, ok := region.Market(market.Code(r.PathValue("market")))
	if !ok {
		return market.Market{}, problem.New(problem.UnknownMarket, "This region does not sell to that market.")
	}
	return m, nil
}

// Pass returns the pass that is shown in a market; the zero Pass if shown is empty. Check
// it before anything else, so that a refusal tells nothing about the rest. It fails as
// [pass.Check] does.
func Pass(tokens token.Signer, shown string, m market.Market, now time.Time) (pass.Pass, error) {
	if shown == "" {
		return pass.Pass{}, nil
	}
	return pass.Check(tokens, shown, m.Code, now)
}

// Faults collects what is wrong with a body, so that the client learns of all
// faults at once. The zero Faults has none.
type Faults []problem.Field

// Add adds a fault. The reason must not repeat what was sent.
func (f *Faults) Add(field, reason string, args ...any) {
	*f = append(*f, problem.Field{Name: field, Reason: fmt.Sprintf(reason, args...)})
}

// Err returns a problem.InvalidRequest with the faults, or nil if there are none.
func (f Faults) Err() error {
	if len(f) == 0 {
		return nil
	}
	return problem.Invalid(f...)
}

// SKU checks the form of a SKU. The product need not exist.
func (f *Faults) SKU(field, value string) catalog.SKU {
	if !catalog.ValidName(value) {
		f.Add(field, "must be a SKU")
	}
	return catalog.SKU(value)
}

// maxOrderID is the most characters of an order's id as typed.
const maxOrderID = 64

// OrderID parses an order's id as a person types it. The order need not exist.
func (f *Faults) OrderID(field, value string) order.ID {
	id, err := order.ParseTyped(value)
	if err != nil || utf8.RuneCountInString(value) > maxOrderID {
		f.Add(field, "must be an order number such as 0k3f8m2q7z1xw9vd-137")
	}
	return id
}

// maxEmail is the most characters of an e-mail address as typed.
const maxEmail = 254

// Email checks and normalises an e-mail address.
func (f *Faults) Email(field, value string) string {
	address, ok := email.Normalize(value)
	if !ok || utf8.RuneCountInString(value) > maxEmail {
		f.Add(field, "must be an e-mail address")
	}
	return address
}

// EmailWith is like [Faults.Email] for a shopper who may have shown a pass. With a pass
// the address may be left out, and must be the pass's, in any spelling.
func (f *Faults) EmailWith(shown pass.Pass, field, value string) string {
	if value == "" && shown != (pass.Pass{}) {
		return shown.Email
	}
	address := f.Email(field, value)
	if address != "" && shown != (pass.Pass{}) && email.IdentityOf(address) != shown.Identity() {
		f.Add(field, "must be the address of the pass, or be left out")
	}
	return address
}

// Locale returns the market's language for a browser's locale.
func (f *Faults) Locale(field, value string, m market.Market) string {
	if !locale.Valid(value) {
		f.Add(field, "must be a language tag such as %s", m.Languages[0])
	}
	return locale.Negotiate(m.Languages, value)
}

// maxText is the most characters of a text. With texts of usual length an order
// stays below 1 KB, so that writing it costs one write unit.
const maxText = 100

// Text checks a single-line text, such as a name, and returns its normal form.
func (f *Faults) Text(field, value string, required bool) string {
	text, err := freetext.Line(value)
	switch {
	case errors.Is(err, freetext.ErrDirection):
		f.Add(field, "must not contain characters that change the text direction")
	case err != nil:
		f.Add(field, "must be one line of printable characters")
	case text == "" && required:
		f.Add(field, "must not be empty")
	case utf8.RuneCountInString(value) > maxText:
		f.Add(field, "must have at most %d characters", maxText)
	}
	return text
}

// Package request checks what the requests of several functions have in common.
package request

import (
	"errors"
	"fmt"
	"net/http"
	"unicode/utf8"

	"storefront/shared/catalog"
	"storefront/shared/email"
	"storefront/shared/freetext"
	"storefront/shared/locale"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/problem"
)

// Market finds the market in the path of a request, or gives
// problem.UnknownMarket for one that this region does not sell to.
func Market(r *http.Request, region market.Region) (market.Market, error) {
	m, ok := region.Market(market.Code(r.PathValue("market")))
	if !ok {
		return market.Market{}, problem.New(problem.UnknownMarket, "This region does not sell to this market.")
	}
	return m, nil
}

// Faults collects what is wrong with a body, so that its sender hears of all at
// once. The zero Faults has none.
type Faults []problem.Field

// Add notes a fault. The reason must not repeat what was sent.
func (f *Faults) Add(field, reason string, args ...any) {
	*f = append(*f, problem.Field{Name: field, Reason: fmt.Sprintf(reason, args...)})
}

// Err is problem.InvalidRequest with the faults, or nil when there are none.
func (f Faults) Err() error {
	if len(f) == 0 {
		return nil
	}
	return problem.Invalid(f...)
}

// SKU checks the name of a product, which need not exist.
func (f *Faults) SKU(field, value string) catalog.SKU {
	if !catalog.ValidName(value) {
		f.Add(field, "must be a SKU")
	}
	return catalog.SKU(value)
}

// maxOrderID is the most characters of an order's id as it is typed.
const maxOrderID = 64

// OrderID reads the id of an order, which need not exist, as a person types it.
func (f *Faults) OrderID(field, value string) order.ID {
	id, err := order.ParseTyped(value)
	if err != nil || utf8.RuneCountInString(value) > maxOrderID {
		f.Add(field, "must be the number of an order, such as 0k3f8m2q7z1xw9vd-1")
	}
	return id
}

// maxEmail is the most characters of an e-mail address as it is typed.
const maxEmail = 254

// Email checks and normalises an e-mail address.
func (f *Faults) Email(field, value string) string {
	address, ok := email.Normalize(value)
	if !ok || utf8.RuneCountInString(value) > maxEmail {
		f.Add(field, "must be an e-mail address")
	}
	return address
}

// Locale chooses the market's language for the locale of a browser, as every
// answer of the store does.
func (f *Faults) Locale(field, value string, m market.Market) string {
	if !locale.Valid(value) {
		f.Add(field, "must be a language tag such as %s", m.Languages[0])
	}
	return locale.Negotiate(m.Languages, value)
}

// maxText is the most characters of a text. An order with texts of common length
// stays below 1 KB, which keeps its write at one unit.
const maxText = 100

// Text checks a text in one line, such as a name, and puts it into one form.
func (f *Faults) Text(field, value string, required bool) string {
	text, err := freetext.Line(value)
	switch {
	case errors.Is(err, freetext.ErrDirection):
		f.Add(field, "must not change the direction of the text around it")
	case err != nil:
		f.Add(field, "must be printable characters in one line")
	case text == "" && required:
		f.Add(field, "must not be empty")
	case utf8.RuneCountInString(value) > maxText:
		f.Add(field, "must have at most %d characters", maxText)
	}
	return text
}

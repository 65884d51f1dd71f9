// Package request checks what the requests of several functions have in common.
package request

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"storefront/shared/catalog"
	"storefront/shared/email"
	"storefront/shared/market"
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

// Email checks and normalises an e-mail address.
func (f *Faults) Email(field, value string) string {
	address, ok := email.Normalize(value)
	if !ok {
		f.Add(field, "must be an e-mail address")
	}
	return address
}

// Locale checks that a market speaks a language.
func (f *Faults) Locale(field, value string, m market.Market) string {
	if !slices.Contains(m.Languages, value) {
		f.Add(field, "must be one of %s", strings.Join(m.Languages, ", "))
	}
	return value
}

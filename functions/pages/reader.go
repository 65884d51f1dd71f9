package main

import (
	"net/http"
	"slices"
	"strings"

	"storefront/functions/pages/words"
	"storefront/shared/format"
	"storefront/shared/locale"
	"storefront/shared/market"
	"storefront/shared/problem"
)

// reader returns who reads the page of a request, after the market and the language in
// its path. It fails with problem.UnknownMarket, or with problem.UnknownRoute if the
// market is not served in that language.
func (s shop) reader(r *http.Request) (format.Reader, error) {
	m, ok := s.region.Market(market.Code(r.PathValue("market")))
	if !ok {
		return format.Reader{}, problem.New(problem.UnknownMarket, "This region does not sell to that market.")
	}
	language := r.PathValue("language")
	if !slices.Contains(m.Languages, language) {
		return format.Reader{}, problem.New(problem.UnknownRoute, "There is nothing at this address.")
	}
	return format.Reader{Language: language, Market: m}, nil
}

// guess returns who probably reads a page whose address may be wrong: as much as its path
// tells, and what the browser asks for.
func (s shop) guess(r *http.Request) format.Reader {
	code, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	language, _, _ := strings.Cut(rest, "/")
	accepted := r.Header.Get("Accept-Language")
	if m, ok := s.region.Market(market.Code(code)); ok {
		return format.Reader{Language: locale.Negotiate(m.Languages, language, accepted), Market: m}
	}
	return format.Reader{Language: locale.Negotiate(words.Languages(), language, accepted)}
}

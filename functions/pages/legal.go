package main

import (
	"net/http"
	"slices"

	"storefront/functions/pages/view"
	"storefront/functions/pages/words"
	"storefront/shared/market"
	"storefront/shared/problem"
	"storefront/shared/web"
)

// legalPage is a page that a market's law asks for.
type legalPage struct {
	name    string // in its address
	title   words.Text
	regions []market.Region // that have it; nil: all
}

// legalPages are in the order of the footer.
var legalPages = []legalPage{
	{name: "imprint", title: words.Imprint},
	{name: "terms", title: words.Terms},
	{name: "privacy", title: words.Privacy},
	{name: "delivery", title: words.Delivery},
	{name: "withdrawal", title: words.Withdrawal, regions: []market.Region{market.EU, market.UK}},
	{name: "accessibility", title: words.Access},
	{name: "contact", title: words.Contact, regions: []market.Region{market.US, market.EU, market.UK}},
	{name: "contact", title: words.Grievance, regions: []market.Region{market.IN}},
}

// in reports whether the markets of a region have the page.
func (l legalPage) in(region market.Region) bool {
	return l.regions == nil || slices.Contains(l.regions, region)
}

// handleTexts serves the pages that are texts alone.
func (s shop) handleTexts(router *web.Router) {
	router.Handle("GET /robots.txt", s.robots)
	router.Handle("GET /{$}", s.chooser)
	served := map[string]bool{}
	for _, l := range legalPages {
		if !served[l.name] {
			router.Handle("GET /{market}/{language}/"+l.name, s.legal(l.name))
		}
		served[l.name] = true
	}
}

// legal returns the handler of a legal page. Its text is that of the reader's market.
func (s shop) legal(name string) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		reader, err := s.reader(r)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(legalPages, func(l legalPage) bool { return l.name == name && l.in(reader.Market.Region) })
		if i < 0 {
			return problem.New(problem.UnknownRoute, "There is nothing at this address.")
		}
		page := s.page(r, reader, legalPages[i].title.In(reader.Language))
		html, err := render(w, r, page, view.Legal(page, words.Legal(name, reader.Market.Region)))
		if err != nil {
			return err
		}
		web.CacheableHTML(w, r, keepTexts, html)
		return nil
	}
}

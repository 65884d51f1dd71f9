package main

import (
	"net/http"
	"slices"
	"storefront/shared/phrase"
	"time"

	"storefront/functions/pages/view"
	"storefront/functions/pages/words"
	"storefront/shared/catalog"
	"storefront/shared/problem"
	"storefront/shared/web"
)

// How long caches may keep a page. What a sale has left changes all the time, as in the
// API's availability; texts change with a deployment.
var (
	keepSale  = web.CachePolicy{MaxAge: time.Second, StaleWhileRevalidate: time.Second}
	keepTexts = web.CachePolicy{MaxAge: 30 * time.Second, StaleWhileRevalidate: 5 * time.Minute}
)

// home is the shop of a market.
func (s shop) home(w http.ResponseWriter, r *http.Request) error {
	v, err := s.look(r, func(catalog.Snapshot) error { return nil })
	if err != nil {
		return err
	}
	shown := view.Home{Page: s.page(r, v.reader, "")}
	main, others := v.mainSale()
	if main != nil {
		sale, err := v.stocked(r.Context(), *main)
		if err != nil {
			return err
		}
		shown.Sale = &sale
		describe(&shown.Page, sale)
	} else {
		shown.Title = words.SaleNone.In(v.reader.Language)
		shown.Description = words.HomeDescription.With(v.reader.Language, phrase.InCountry(v.reader.Market.Code).In(v.reader.Language))
	}
	for _, other := range others {
		shown.More = append(shown.More, v.sale(other))
	}
	shown.Else, shown.Known = v.rest(shown.Sale)
	s.acrossMarkets(&shown.Page)
	html, err := render(w, r, shown.Page, view.HomePage(shown))
	if err != nil {
		return err
	}
	web.CacheableHTML(w, r, keepSale, html)
	return nil
}

// rest returns the products that a sale does not have: those that may be sold in the
// market, and those that may not be yet. A product of the sale that may not be sold is
// among the second.
func (v look) rest(sale *view.Sale) (may, mayNot []view.Offer) {
	for _, p := range v.offered.Products {
		o, known := v.offer(p)
		switch {
		case !known:
		case o.State == view.NotCleared:
			mayNot = append(mayNot, o)
		case sale == nil || !slices.ContainsFunc(sale.Offers, func(in view.Offer) bool { return in.SKU == o.SKU }):
			may = append(may, o)
		}
	}
	return may, mayNot
}

// sale is the page of a sale.
func (s shop) sale(w http.ResponseWriter, r *http.Request) error {
	v, sale, err := s.lookAtSale(r)
	if err != nil {
		return err
	}
	shown, err := v.stocked(r.Context(), sale)
	if err != nil {
		return err
	}
	if len(shown.Offers) == 0 {
		return problem.New(problem.UnknownSale, "This sale has nothing for that market.")
	}
	page := s.page(r, v.reader, "")
	describe(&page, shown)
	html, err := render(w, r, page, view.SalePage(page, shown))
	if err != nil {
		return err
	}
	web.CacheableHTML(w, r, keepSale, html)
	return nil
}

// describe names a page after the sale that it shows.
func describe(page *view.Page, sale view.Sale) {
	page.Title, page.Description = sale.Title(*page), sale.Description(*page)
	if len(sale.Offers) > 0 {
		page.Image = sale.Offers[0].Picture
	}
}

// robots keeps search engines away from what is one shopper's.
func (s shop) robots(w http.ResponseWriter, _ *http.Request) error {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", "public, max-age=3600")
	h.Set("Content-Security-Policy", "default-src 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write([]byte("User-agent: *\nDisallow: /v1/\nDisallow: /orders/\nDisallow: /lookup\nDisallow: /waitlist/\n" +
		"Disallow: /*/checkout\nDisallow: /*/pass\n")) // a failed write means that the client is gone
	return nil
}

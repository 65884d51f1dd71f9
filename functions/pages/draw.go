package main

import (
	"net/http"
	"strconv"
	"time"

	"storefront/functions/pages/view"
	"storefront/shared/catalog"
	"storefront/shared/draw/drawing"
	"storefront/shared/market"
	"storefront/shared/problem"
	"storefront/shared/web"
)

// keepDraw is how long caches may keep the page of a draw. It changes four times at most.
var keepDraw = web.CachePolicy{MaxAge: 5 * time.Second, StaleWhileRevalidate: 10 * time.Second}

// ranksOnPage is how many ranked entries a page shows. It divides drawing.PageSize, so that showing
// them reads only one page of the ranking.
const ranksOnPage = 100

// draw shows the page of a draw. It reads at most two items.
func (s shop) draw(w http.ResponseWriter, r *http.Request) error {
	unknown := problem.New(problem.UnknownDraw, "There is no such draw in this market.")
	v, sale, err := s.lookAtSale(r)
	if err != nil {
		return err
	}
	product, err := v.offered.Product(catalog.SKU(web.Param(r, "sku")))
	if err != nil {
		return unknown
	}
	offer, known := product.Offers[v.reader.Market.Code]
	if !known {
		return unknown
	}
	shown := view.Draw{
		Sale: sale.ID, SKU: product.SKU, Name: v.textOf(product).Name, Cleared: offer.Clearance.Status == market.Cleared,
		EntriesClose: sale.EntriesClose, Now: v.now,
	}
	p, err := drawing.Notice(r.Context(), s.draws, sale, product.SKU)
	switch {
	case err == nil:
		shown.Published = &p
	case problem.CodeOf(err) != problem.DrawNotClosed:
		return err
	}
	if err := s.rank(r, &shown); err != nil {
		return err
	}
	page := s.page(r, v.reader, "")
	page.Title, page.Description = shown.Title(page), shown.Lead(page)
	html, err := render(w, r, page, view.DrawPage(page, shown))
	if err != nil {
		return err
	}
	web.CacheableHTML(w, r, keepDraw, html)
	return nil
}

// rank adds the page of the ranking that a request asks for, or the first, if the draw was run.
func (s shop) rank(r *http.Request, d *view.Draw) error {
	d.Page = 1
	if asked := web.Param(r, "page"); asked != "" {
		number, err := strconv.Atoi(asked)
		if err != nil || number < 1 {
			return problem.New(problem.UnknownRoute, "There is no such page of this draw.")
		}
		d.Page = number
	}
	if d.Published == nil || d.Published.Beacon == nil {
		return nil
	}
	entries := d.Published.Notice.Entries
	d.Pages = max(1, (entries+ranksOnPage-1)/ranksOnPage)
	if d.Page > d.Pages {
		return problem.New(problem.UnknownRoute, "There is no such page of this draw.")
	}
	before := (d.Page - 1) * ranksOnPage
	ranks, err := s.draws.Ranks(r.Context(), d.Published.Notice.Line, 1+before/drawing.PageSize)
	if err != nil {
		return err
	}
	from := min(before%drawing.PageSize, len(ranks))
	d.First, d.Ranks = before+1, ranks[from:min(from+ranksOnPage, len(ranks))]
	return nil
}

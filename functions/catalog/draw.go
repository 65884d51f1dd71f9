package main

import (
	"net/http"
	"strconv"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/draw/drawing"
	"storefront/shared/problem"
	"storefront/shared/web"
)

// keepDraw is how long caches may keep the notice of a draw. The notice changes once, when the
// beacon is added. The page of the draw is kept no shorter, since a browser compares the two.
var keepDraw = web.CachePolicy{MaxAge: 5 * time.Second}

// draw answers with what is published about a draw, without its list.
func (h handlers) draw(w http.ResponseWriter, r *http.Request) error {
	sale, sku, err := h.drawOf(r)
	if err != nil {
		return err
	}
	p, err := drawing.Notice(r.Context(), h.draws, sale, sku)
	if err != nil {
		return err
	}
	return web.Cacheable(w, r, keepDraw, p.File())
}

// maxPage bounds page numbers. No list has that many pages.
const maxPage = 100_000

// drawEntries answers with a page of the list of a draw. The page never changes.
func (h handlers) drawEntries(w http.ResponseWriter, r *http.Request) error {
	sale, sku, err := h.drawOf(r)
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(web.Param(r, "page"))
	if err != nil || number < 1 || number > maxPage {
		return problem.Invalid(problem.Field{Name: "page", Reason: "must be a whole number from 1"})
	}
	list, err := drawing.List(r.Context(), h.draws, sale, sku, number)
	if err != nil {
		return err
	}
	return web.Immutable(w, list)
}

// drawOf returns the sale and the product that a request names. A product that the market
// does not know has no draw there.
func (h handlers) drawOf(r *http.Request) (catalog.Sale, catalog.SKU, error) {
	v, sale, err := h.saleInPath(r)
	if err != nil {
		return catalog.Sale{}, "", err
	}
	sku := catalog.SKU(web.Param(r, "sku"))
	if !catalog.ValidName(string(sku)) {
		return catalog.Sale{}, "", problem.Invalid(problem.Field{Name: "sku", Reason: "must be the SKU of a product in the sale"})
	}
	if _, known := v.product(sku); !known {
		return catalog.Sale{}, "", problem.New(problem.UnknownDraw, "This sale does not draw such a product.")
	}
	return sale, sku, nil
}

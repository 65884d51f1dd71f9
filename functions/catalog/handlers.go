package main

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"storefront/functions/internal/request"
	"storefront/shared/catalog"
	"storefront/shared/contract"
	"storefront/shared/draw/drawing"
	"storefront/shared/market"
	"storefront/shared/problem"
	"storefront/shared/stock"
	"storefront/shared/web"
)

// How long caches may keep an answer. Products change by the day, a sale when
// it opens or an operator closes it, stock all the time.
var (
	keepProducts     = web.CachePolicy{MaxAge: 30 * time.Second, StaleWhileRevalidate: 5 * time.Minute}
	keepSales        = web.CachePolicy{MaxAge: 2 * time.Second, StaleWhileRevalidate: 10 * time.Second}
	keepAvailability = web.CachePolicy{MaxAge: time.Second, StaleWhileRevalidate: time.Second}
)

// source has what the region offers, at most a second old.
type source interface {
	// Knowing returns a snapshot for which knows returns no error, or it fails with
	// the error of knows.
	Knowing(ctx context.Context, knows func(catalog.Snapshot) error) (catalog.Snapshot, error)
}

// shelves has what can be bought.
type shelves interface {
	ShelvesOf(ctx context.Context, lines []stock.Line) ([]stock.Shelf, error)
}

type handlers struct {
	region  market.Region
	catalog source
	shelves shelves
	draws   drawing.Draws
	now     func() time.Time
}

// router serves the function's routes. The API sends every request here that
// matches none of its routes, so the router also answers 405 for those of the
// other functions.
func (h handlers) router(log *slog.Logger) *web.Router {
	router := web.NewRouter(log)
	router.Handle("GET /v1/markets", h.markets)
	router.Handle("GET /v1/{market}/products", h.products)
	router.Handle("GET /v1/{market}/products/{sku}", h.product)
	router.Handle("GET /v1/{market}/sales", h.sales)
	router.Handle("GET /v1/{market}/sales/{sale}", h.sale)
	router.Handle("GET /v1/{market}/sales/{sale}/availability", h.availability)
	router.Handle("GET /v1/{market}/sales/{sale}/draw", h.draw)
	router.Handle("GET /v1/{market}/sales/{sale}/draw/entries", h.drawEntries)
	for _, route := range contract.Routes {
		router.Elsewhere(route.Method, route.Path)
	}
	return router
}

func (h handlers) markets(w http.ResponseWriter, r *http.Request) error {
	return web.Cacheable(w, r, keepProducts, marketsOf(h.region))
}

func (h handlers) products(w http.ResponseWriter, r *http.Request) error {
	v, err := h.view(r)
	if err != nil {
		return err
	}
	page, err := web.PageOf(r)
	if err != nil {
		return err
	}
	products, next := pageOf(v.products(), page, func(p catalog.Product) string { return string(p.SKU) })
	v.language = web.Language(w, r, v.market.Languages)
	return web.Cacheable(w, r, keepProducts, v.productList(products, next))
}

func (h handlers) product(w http.ResponseWriter, r *http.Request) error {
	sku := catalog.SKU(r.PathValue("sku"))
	unknown := problem.New(problem.UnknownProduct, "There is no such product in this market.")
	v, err := h.viewKnowing(r, func(s catalog.Snapshot) error {
		if _, err := s.Product(sku); err != nil {
			return unknown
		}
		return nil
	})
	if err != nil {
		return err
	}
	p, known := v.product(sku)
	if !known {
		return unknown
	}
	v.language = web.Language(w, r, v.market.Languages)
	return web.Cacheable(w, r, keepProducts, v.productOf(p))
}

func (h handlers) sales(w http.ResponseWriter, r *http.Request) error {
	v, err := h.view(r)
	if err != nil {
		return err
	}
	page, err := web.PageOf(r)
	if err != nil {
		return err
	}
	sales, next := pageOf(v.offered.Sales, page, func(s catalog.Sale) string { return string(s.ID) })
	v.language = web.Language(w, r, v.market.Languages)
	return web.Cacheable(w, r, keepSales, v.saleList(sales, next))
}

func (h handlers) sale(w http.ResponseWriter, r *http.Request) error {
	v, sale, err := h.saleInPath(r)
	if err != nil {
		return err
	}
	v.language = web.Language(w, r, v.market.Languages)
	return web.Cacheable(w, r, keepSales, v.saleOf(sale))
}

func (h handlers) availability(w http.ResponseWriter, r *http.Request) error {
	v, sale, err := h.saleInPath(r)
	if err != nil {
		return err
	}
	answer := v.availabilityOf(sale)
	if answer.Status == catalog.StatusOpen {
		if err := h.fill(r.Context(), v, sale, answer.Lines); err != nil {
			return err
		}
	}
	return web.Cacheable(w, r, keepAvailability, answer)
}

// fill fills the lines of a sale that is open.
func (h handlers) fill(ctx context.Context, v view, sale catalog.Sale, lines []availabilityLine) error {
	var cleared []stock.Line
	var filled []*availabilityLine
	for i := range lines {
		line := &lines[i]
		if !v.cleared(line.SKU) {
			line.State = notCleared
			continue
		}
		cleared, filled = append(cleared, stock.Line{Sale: sale.ID, SKU: line.SKU}), append(filled, line)
	}
	shelves, err := h.shelves.ShelvesOf(ctx, cleared)
	if err != nil {
		return err
	}
	for i, line := range filled {
		line.fill(shelves[i])
	}
	return nil
}

// view returns what the region offers to the market in the request's path now.
func (h handlers) view(r *http.Request) (view, error) {
	return h.viewKnowing(r, func(catalog.Snapshot) error { return nil })
}

func (h handlers) viewKnowing(r *http.Request, knows func(catalog.Snapshot) error) (view, error) {
	m, err := request.Market(r, h.region)
	if err != nil {
		return view{}, err
	}
	offered, err := h.catalog.Knowing(r.Context(), knows)
	return view{market: m, now: h.now(), offered: offered}, err
}

// saleInPath returns the sale that the request's path names, and the view it is in.
func (h handlers) saleInPath(r *http.Request) (v view, sale catalog.Sale, err error) {
	v, err = h.viewKnowing(r, func(s catalog.Snapshot) (err error) {
		sale, err = s.Sale(catalog.SaleID(r.PathValue("sale")))
		return err
	})
	return v, sale, err
}

// pageOf returns the page of a list that a client asked for. A page begins after a
// name, not at a number, so a list that changes between two pages shifts nothing.
func pageOf[T any](all []T, page web.Page, name func(T) string) (items []T, next string) {
	sorted := slices.SortedFunc(slices.Values(all), func(a, b T) int { return strings.Compare(name(a), name(b)) })
	for _, item := range sorted {
		if name(item) <= page.After {
			continue
		}
		if len(items) == page.Limit {
			return items, web.Cursor(name(items[len(items)-1]))
		}
		items = append(items, item)
	}
	return items, ""
}

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
	"storefront/shared/market"
	"storefront/shared/problem"
	"storefront/shared/stock"
	"storefront/shared/web"
)

// How long caches may keep an answer. Products change by the day, a sale when
// it opens or an operator closes it, stock all the time.
var (
	keepProducts     = web.Fresh{For: 30 * time.Second, Stale: 5 * time.Minute}
	keepSales        = web.Fresh{For: 2 * time.Second, Stale: 10 * time.Second}
	keepAvailability = web.Fresh{For: time.Second, Stale: time.Second}
)

// source is what the region offers, some moments ago.
type source interface {
	Snapshot(ctx context.Context) (catalog.Snapshot, error)
	Sale(ctx context.Context, id catalog.SaleID) (catalog.Sale, error)
	Product(ctx context.Context, sku catalog.SKU) (catalog.Product, error)
}

// shelves tells what can be had.
type shelves interface {
	Shelf(ctx context.Context, line stock.Line) (stock.Shelf, error)
}

type handlers struct {
	region  market.Region
	catalog source
	shelves shelves
	now     func() time.Time
}

// router serves the function's routes, and answers 405 for those of the other
// functions: the API sends here whatever matches no route of its own.
func (h handlers) router(log *slog.Logger) *web.Router {
	router := web.NewRouter(log)
	router.Handle("GET /v1/markets", h.markets)
	router.Handle("GET /v1/{market}/products", h.products)
	router.Handle("GET /v1/{market}/products/{sku}", h.product)
	router.Handle("GET /v1/{market}/sales", h.sales)
	router.Handle("GET /v1/{market}/sales/{sale}", h.sale)
	router.Handle("GET /v1/{market}/sales/{sale}/availability", h.availability)
	for _, route := range contract.Routes {
		router.Elsewhere(route.Method, route.Path)
	}
	return router
}

func (h handlers) markets(w http.ResponseWriter, r *http.Request) error {
	return web.Cacheable(w, r, keepProducts, marketsOf(h.region))
}

func (h handlers) products(w http.ResponseWriter, r *http.Request) error {
	m, err := request.Market(r, h.region)
	if err != nil {
		return err
	}
	page, err := web.PageOf(r)
	if err != nil {
		return err
	}
	snapshot, err := h.catalog.Snapshot(r.Context())
	if err != nil {
		return err
	}
	known := slices.DeleteFunc(slices.Clone(snapshot.Products), func(p catalog.Product) bool {
		_, known := p.Offers[m.Code]
		return !known
	})
	products, next := pageOf(known, page, func(p catalog.Product) string { return string(p.SKU) })
	return web.Cacheable(w, r, keepProducts, productsOf(products, m, web.Language(w, r, m.Languages), next))
}

func (h handlers) product(w http.ResponseWriter, r *http.Request) error {
	m, err := request.Market(r, h.region)
	if err != nil {
		return err
	}
	unknown := problem.New(problem.UnknownProduct, "There is no such product in this market.")
	sku := r.PathValue("sku")
	if !catalog.ValidName(sku) {
		return unknown
	}
	p, err := h.catalog.Product(r.Context(), catalog.SKU(sku))
	if err != nil {
		return err
	}
	if _, known := p.Offers[m.Code]; !known {
		return unknown
	}
	return web.Cacheable(w, r, keepProducts, productOf(p, m, web.Language(w, r, m.Languages)))
}

func (h handlers) sales(w http.ResponseWriter, r *http.Request) error {
	m, err := request.Market(r, h.region)
	if err != nil {
		return err
	}
	page, err := web.PageOf(r)
	if err != nil {
		return err
	}
	snapshot, err := h.catalog.Snapshot(r.Context())
	if err != nil {
		return err
	}
	sales, next := pageOf(snapshot.Sales, page, func(s catalog.Sale) string { return string(s.ID) })
	v := view{market: m, language: web.Language(w, r, m.Languages), now: h.now(), products: snapshot.Products}
	return web.Cacheable(w, r, keepSales, v.sales(sales, next))
}

func (h handlers) sale(w http.ResponseWriter, r *http.Request) error {
	m, sale, err := h.marketAndSale(r)
	if err != nil {
		return err
	}
	snapshot, err := h.catalog.Snapshot(r.Context())
	if err != nil {
		return err
	}
	v := view{market: m, language: web.Language(w, r, m.Languages), now: h.now(), products: snapshot.Products}
	return web.Cacheable(w, r, keepSales, v.sale(sale))
}

func (h handlers) availability(w http.ResponseWriter, r *http.Request) error {
	m, sale, err := h.marketAndSale(r)
	if err != nil {
		return err
	}
	snapshot, err := h.catalog.Snapshot(r.Context())
	if err != nil {
		return err
	}
	v := view{market: m, now: h.now(), products: snapshot.Products}
	answer := v.availability(sale)
	if sale.StatusAt(v.now) == catalog.Running {
		for i := range answer.Lines {
			line := &answer.Lines[i]
			shelf, err := h.shelves.Shelf(r.Context(), stock.Line{Sale: sale.ID, SKU: line.SKU})
			if err != nil {
				return err
			}
			line.fill(shelf)
		}
	}
	return web.Cacheable(w, r, keepAvailability, answer)
}

func (h handlers) marketAndSale(r *http.Request) (market.Market, catalog.Sale, error) {
	m, err := request.Market(r, h.region)
	if err != nil {
		return market.Market{}, catalog.Sale{}, err
	}
	sale, err := h.catalog.Sale(r.Context(), catalog.SaleID(r.PathValue("sale")))
	return m, sale, err
}

// pageOf cuts the part of a list that a client asked for. A list that changes
// between two pages shifts nothing: a page begins behind a name, not a number.
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

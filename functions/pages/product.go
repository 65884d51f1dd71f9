package main

import (
	"net/http"
	"time"

	"storefront/functions/pages/view"
	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/problem"
	"storefront/shared/stock"
	"storefront/shared/web"
)

// How long the caches may keep a product's page: as long as the API's answers. While a
// sale of it runs, the page says what can be had, as that of the sale does.
var (
	keepProduct       = web.CachePolicy{MaxAge: 30 * time.Second, StaleWhileRevalidate: 5 * time.Minute}
	keepProductOnSale = web.CachePolicy{MaxAge: 2 * time.Second, StaleWhileRevalidate: 10 * time.Second}
)

// shipWithin is how long after an order its units leave at the latest. The law of the US
// (16 CFR 435.2) and of the EU (Directive 2011/83/EU, Art. 18) allow 30 days where no
// other time was agreed.
const shipWithin = 30 * 24 * time.Hour

// product is the page of a product that the market knows.
func (s shop) product(w http.ResponseWriter, r *http.Request) error {
	reader, err := s.reader(r)
	if err != nil {
		return err
	}
	var found catalog.Product
	offered, err := s.catalog.Knowing(r.Context(), func(c catalog.Snapshot) (err error) {
		found, err = c.Product(catalog.SKU(r.PathValue("sku")))
		return err
	})
	if err != nil {
		return err
	}
	offer, known := found.Offers[reader.Market.Code]
	if !known {
		return problem.New(problem.UnknownProduct, "There is no such product in this market.")
	}
	now := s.now()
	v := view.Product{
		Product: found, Text: found.TextIn(reader.Language), Offer: offer,
		Now: now, ShipBy: now.Add(shipWithin),
	}
	v.Sale, v.Line = saleFor(found.SKU, offered.Sales, now)
	if err := s.fill(r, &v); err != nil {
		return err
	}
	page := s.page(r, reader, view.ProductTitle(reader, v))
	page.Description, page.Image = view.ProductDescription(reader, v), s.files.URL(v.Picture)
	html, err := render(w, r, page, view.ProductPage(page, v))
	if err != nil {
		return err
	}
	web.CacheableHTML(w, r, policyOf(v), html)
	return nil
}

// fill sets the state of a product. Only where a sale is open does stock matter.
func (s shop) fill(r *http.Request, v *view.Product) error {
	switch status := v.Sale.StatusAt(v.Now); {
	case v.Offer.Clearance.Status != market.Cleared:
		v.State = "not_cleared"
	case v.Sale.ID == "":
		v.State = view.NoSale
	case status != catalog.StatusOpen:
		v.State = string(status)
	default:
		shelf, err := s.shelves.Shelf(r.Context(), stock.Line{Sale: v.Sale.ID, SKU: v.SKU})
		if err != nil {
			return err
		}
		availability := shelf.Availability()
		v.State = string(availability)
		if availability == stock.OnHold {
			v.Release = shelf.NextRelease()
		}
	}
	return nil
}

// policyOf returns how long caches may keep a product's page.
func policyOf(v view.Product) web.CachePolicy {
	if v.Sale.ID == "" || v.State == "not_cleared" || v.Sale.StatusAt(v.Now) == catalog.StatusClosed {
		return keepProduct
	}
	return keepProductOnSale
}

// saleFor returns the sale that a product's page speaks of, with the product's line: the
// one that is open, or else opens next, or else closed last. It returns zero values if no
// sale has the product.
func saleFor(sku catalog.SKU, sales []catalog.Sale, now time.Time) (best catalog.Sale, line catalog.SaleLine) {
	for _, sale := range sales {
		if l, ok := sale.Line(sku); ok && (best.ID == "" || before(sale, best, now)) {
			best, line = sale, l
		}
	}
	return best, line
}

// before reports whether a shopper wants to hear of sale a rather than of b.
func before(a, b catalog.Sale, now time.Time) bool {
	rank := map[catalog.SaleStatus]int{catalog.StatusOpen: 0, catalog.StatusUpcoming: 1, catalog.StatusClosed: 2}
	ra, rb := rank[a.StatusAt(now)], rank[b.StatusAt(now)]
	switch {
	case ra != rb:
		return ra < rb
	case a.StatusAt(now) == catalog.StatusClosed:
		return a.Closes.After(b.Closes)
	default:
		return a.Opens.Before(b.Opens)
	}
}

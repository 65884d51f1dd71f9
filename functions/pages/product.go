package main

import (
	"net/http"

	"storefront/functions/pages/view"
	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/problem"
	"storefront/shared/stock"
	"storefront/shared/web"
)

// product is the page of a product that the market knows.
func (s shop) product(w http.ResponseWriter, r *http.Request) error {
	var found catalog.Product
	looked, err := s.look(r, func(offered catalog.Snapshot) (err error) {
		found, err = offered.Product(catalog.SKU(r.PathValue("sku")))
		return err
	})
	if err != nil {
		return err
	}
	offer, known := found.Offers[looked.reader.Market.Code]
	if !known {
		return problem.New(problem.UnknownProduct, "There is no such product in this market.")
	}
	v := view.Product{
		Product: found, Text: looked.textOf(found), Offer: offer,
		Now: looked.now, ShipBy: looked.now.Add(order.ShipWithin),
	}
	v.Sale, v.Line = looked.saleOf(found.SKU)
	if err := s.fill(r, &v); err != nil {
		return err
	}
	page := s.page(r, looked.reader, view.ProductTitle(looked.reader, v))
	page.Description, page.Image = view.ProductDescription(looked.reader, v), s.files.URL(v.Picture)
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
		v.State = view.NotCleared
	case v.Sale.ID == "":
		v.State = view.NotInSale
	case status != catalog.StatusOpen:
		v.State = string(status)
	default:
		shelves, err := s.shelves.ShelvesOf(r.Context(), []stock.Line{{Sale: v.Sale.ID, SKU: v.SKU}})
		if err != nil {
			return err
		}
		shelf := shelves[0]
		availability := shelf.Availability()
		v.State = string(availability)
		if availability == stock.OnHold {
			v.Release = shelf.NextRelease()
		}
	}
	return nil
}

// policyOf returns how long caches may keep a product's page: as long as the API's answer,
// or as that of a sale while it says what can be had.
func policyOf(v view.Product) web.CachePolicy {
	if v.Sale.ID == "" || v.State == view.NotCleared || v.Sale.StatusAt(v.Now) == catalog.StatusClosed {
		return keepTexts
	}
	return keepSale
}

// saleOf returns the sale that a product's page speaks of, with the product's line: that
// which is nearest to a shopper who comes now. It returns zero values if no sale has the
// product.
func (v look) saleOf(sku catalog.SKU) (nearest catalog.Sale, line catalog.SaleLine) {
	for _, sale := range v.offered.Sales {
		if l, ok := sale.Line(sku); ok && (nearest.ID == "" || v.before(sale, nearest) < 0) {
			nearest, line = sale, l
		}
	}
	return nearest, line
}

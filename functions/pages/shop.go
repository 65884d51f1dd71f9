package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"path"
	"time"

	"github.com/a-h/templ"

	"storefront/functions/pages/static"
	"storefront/functions/pages/view"
	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/contract"
	"storefront/shared/draw/drawing"
	"storefront/shared/market"
	"storefront/shared/metric"
	"storefront/shared/notify"
	"storefront/shared/problem"
	"storefront/shared/stock"
	"storefront/shared/token"
	"storefront/shared/waitlist"
	"storefront/shared/web"
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

// shop has the handlers of the pages.
type shop struct {
	region   market.Region
	origin   string
	shops    map[market.Region]string // origins of the other regions' shops that a shopper can reach
	files    *static.Files
	catalog  source
	shelves  shelves
	draws    drawing.Draws
	checkout *checkout.Checkout

	documents documents

	waitlist *waitlist.Waitlist
	asks     *notify.Asker
	tokens   token.Signer
	now      func() time.Time
	metrics  *metric.Writer
	log      *slog.Logger
	guard    *http.CrossOriginProtection
}

// router serves the shop's pages. The API sends every request here that matches none of
// its routes, so the router also answers 404 and 405 below /v1/.
func (s shop) router(log *slog.Logger) *web.Router {
	s.log, s.guard = log, guardOf(s.origin, log)
	router := web.NewRouter(log)
	router.ShowErrors(s.showProblem)
	router.Handle("GET /static/{file}", s.static)
	s.handleTexts(router)
	router.Handle("GET /{market}/{language}/products/{sku}", s.product)
	router.Handle("GET /{market}/{language}/sales/{sale}", s.sale)
	router.Handle("GET /{market}/{language}/sales/{sale}/draw", s.draw)
	router.Handle("GET /{market}/{language}", s.home)
	s.buy(router)
	for _, route := range contract.Routes {
		router.Elsewhere(route.Method, route.Path)
	}
	return router
}

// policy keeps a page to what the shop serves itself. Another origin is reached by a link
// that the shopper follows, never by a form.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// render returns a page's HTML, and sets the headers that all pages have.
func render(w http.ResponseWriter, r *http.Request, page view.Page, body templ.Component) ([]byte, error) {
	var html bytes.Buffer
	if err := body.Render(r.Context(), &html); err != nil {
		return nil, fmt.Errorf("render page: %w", err)
	}
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("Content-Language", page.Reader.Language)
	h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
	if page.Private {
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Robots-Tag", "noindex")
	}
	return html.Bytes(), nil
}

func (s shop) static(w http.ResponseWriter, r *http.Request) error {
	// A picture that is opened by itself is a document, which could do what a page can. A
	// script that runs by itself is a worker, which a sandbox would keep from running.
	policy := "default-src 'none'"
	if path.Ext(r.URL.Path) != ".js" {
		policy += "; style-src 'unsafe-inline'; sandbox"
	}
	w.Header().Set("Content-Security-Policy", policy)
	w.Header().Set("Referrer-Policy", "no-referrer")
	if !s.files.Serve(w, r) {
		return problem.New(problem.UnknownRoute, "There is nothing at this address.")
	}
	return nil
}

package main

import (
	"net/http"
	"strings"
	"testing"

	"storefront/infra/functiontest"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/market"
	"storefront/shared/web"
)

func TestEnvironment(t *testing.T) {
	t.Parallel()
	functiontest.Environment(t, "catalog", wire)
}

func TestEvents(t *testing.T) {
	t.Parallel()
	functiontest.Events(t, "catalog", nil, func(t *testing.T, shop *functiontest.Shop) http.Handler {
		if strings.Contains(t.Name(), "/draw") {
			return drawnEvents(t, shop)
		}
		return process(shop)
	})
}

// process is the function as it has just started.
func process(shop *functiontest.Shop) *web.Router {
	return handlers{
		region:  shop.Region,
		catalog: shop.Catalog(),
		shelves: checkout.NewShelfCache(shop.Store, shop.Clock.Now),
		draws:   drawsOf(shop),
		now:     shop.Clock.Now,
	}.router(shop.Log)
}

// region is a region in memory with the demo, and a client of its catalog.
func region(t *testing.T, region market.Region) (*functiontest.Shop, *functiontest.Client) {
	t.Helper()
	shop := functiontest.Open(t, region, checkouttest.NewMemory())
	return shop, functiontest.NewClient(t, process(shop))
}

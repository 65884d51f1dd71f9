package main

import (
	"net/http"
	"testing"

	"storefront/infra/functiontest"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/market"
	"storefront/shared/web"
)

func TestEnvironment(t *testing.T) {
	t.Parallel()
	functiontest.Environment(t, "checkout", wire)
}

func TestEvents(t *testing.T) {
	t.Parallel()
	after := map[string][]string{
		"hold-buyer-limit": {"hold"},
		"hold-key-reused":  {"hold"},
		"read":             {"hold"},
		"extend":           {"hold"},
		"cancel":           {"hold"},
		"pay":              {"hold"},
		"pay-declined":     {"hold"},
		"pay-to-confirm":   {"hold"},
		"pay-confirmed":    {"hold", "pay-to-confirm"},
		"pay-too-late":     {"hold"},
		"pay-in-germany":   {"hold-in-germany"},
		"withdraw":         {"hold-in-germany", "pay-in-germany"},
		"wrong-token":      {"hold"},
		"no-token":         {"hold"},
	}
	functiontest.Events(t, "checkout", after, func(_ *testing.T, shop *functiontest.Shop) http.Handler { return process(shop) })
}

// process returns the function as just started.
func process(shop *functiontest.Shop) *web.Router {
	return handlers{region: shop.Region, tokens: functiontest.Tokens, checkout: shop.Checkout(), now: shop.Clock.Now, metrics: shop.Metrics}.router(shop.Log)
}

// region returns a region in memory with the demo's sale, and a client of its checkout.
func region(t *testing.T, region market.Region) (*functiontest.Shop, *functiontest.Client) {
	t.Helper()
	shop := functiontest.Open(t, region, checkouttest.NewMemory())
	return shop, functiontest.NewClient(t, process(shop))
}

// everywhere runs a story in region us, in memory and in DynamoDB.
func everywhere(t *testing.T, story func(*testing.T, *functiontest.Shop, *functiontest.Client)) {
	t.Helper()
	functiontest.Everywhere(t, market.US, func(t *testing.T, shop *functiontest.Shop) {
		story(t, shop, functiontest.NewClient(t, process(shop)))
	})
}

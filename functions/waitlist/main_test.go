package main

import (
	"net/http"
	"testing"

	"storefront/infra/functiontest"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/market"
)

func TestEnvironment(t *testing.T) {
	t.Parallel()
	functiontest.Environment(t, "waitlist", wire)
}

func TestEvents(t *testing.T) {
	t.Parallel()
	after := map[string][]string{
		"confirm":               {"join"},
		"confirm-wrong-token":   {"join"},
		"unsubscribe":           {"join", "confirm"},
		"unsubscribe-one-click": {"join", "confirm"},
		"unsubscribe-refusal":   {"join"},
	}
	functiontest.Events(t, "waitlist", after, func(_ *testing.T, shop *functiontest.Shop) http.Handler {
		return newList(shop).router(shop.Log)
	})
}

// region returns a region in memory, its mails, and a client of its waitlist.
func region(t *testing.T, region market.Region) (*functiontest.Shop, *functiontest.Outbox, *functiontest.Client) {
	t.Helper()
	shop := functiontest.Open(t, region, checkouttest.NewMemory())
	l := newList(shop)
	return shop, l.outbox, functiontest.NewClient(t, l.router(shop.Log))
}

// everywhere runs a story in region us, in memory and in DynamoDB.
func everywhere(t *testing.T, story func(*testing.T, *functiontest.Shop, *functiontest.Outbox, *functiontest.Client)) {
	t.Helper()
	functiontest.Everywhere(t, market.US, func(t *testing.T, shop *functiontest.Shop) {
		l := newList(shop)
		story(t, shop, l.outbox, functiontest.NewClient(t, l.router(shop.Log)))
	})
}

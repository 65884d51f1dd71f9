package main

import (
	"net/http"
	"testing"
	"time"

	"storefront/infra/functiontest"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/market"
	"storefront/shared/orderlink"
	"storefront/shared/waitlist"
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
	}
	functiontest.Events(t, "waitlist", after, func(_ *testing.T, shop *functiontest.Shop) http.Handler {
		return newList(shop).router(shop.Log)
	})
}

// kept is the storage of the function.
type kept interface {
	waitlist.Entries
	orderlink.Asked
}

// list is the function as just started, with the mails it has sent.
type list struct {
	handlers
	outbox *outbox
}

func newList(shop *functiontest.Shop) list {
	kept, ok := shop.Store.(kept)
	if !ok {
		kept = &memory{entries: map[waitlist.Key]waitlist.Entry{}, asked: map[orderlink.Key]time.Time{}}
	}
	sent := new(outbox)
	mailer := mailer{shop: "https://us.example.com", sender: sent}
	return list{outbox: sent, handlers: handlers{
		region: shop.Region,
		waitlist: &waitlist.Waitlist{
			Catalog: shop.Catalog(),
			Entries: kept,
			Inviter: mailer,
			Tokens:  functiontest.Tokens,
			Now:     shop.Clock.Now,
		},
		links: &orderlink.Links{
			Asked:  kept,
			Orders: shop.Store,
			Mailer: mailer,
			Tokens: functiontest.Tokens,
			Now:    shop.Clock.Now,
			Log:    shop.Log,
		},
	}}
}

// region returns a region in memory, its mails, and a client of its waitlist.
func region(t *testing.T, region market.Region) (*functiontest.Shop, *outbox, *functiontest.Client) {
	t.Helper()
	shop := functiontest.Open(t, region, checkouttest.NewMemory())
	l := newList(shop)
	return shop, l.outbox, functiontest.NewClient(t, l.router(shop.Log))
}

// everywhere runs a story in region us, in memory and in DynamoDB.
func everywhere(t *testing.T, story func(*testing.T, *functiontest.Shop, *outbox, *functiontest.Client)) {
	t.Helper()
	functiontest.Everywhere(t, market.US, func(t *testing.T, shop *functiontest.Shop) {
		l := newList(shop)
		story(t, shop, l.outbox, functiontest.NewClient(t, l.router(shop.Log)))
	})
}

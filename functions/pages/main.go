// Command pages is the function that serves the shop: the pages that people buy from. It
// uses the same use cases as the API, and answers every request that no other function
// has a route for.
package main

import (
	"context"
	"crypto/rand"
	"log/slog"
	"os"
	"time"

	"storefront/functions/pages/static"
	"storefront/shared/boot"
	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/dynamo"
	"storefront/shared/metric"
	"storefront/shared/notify"
	"storefront/shared/token"
	"storefront/shared/waitlist"
	"storefront/shared/web"
)

func main() { boot.Serve(wire) }

func wire(env *boot.Env, log *slog.Logger) *web.Router {
	region, stack := env.Region(), env.Required("STACK_NAME")
	tables := dynamo.Tables{
		Catalog:  env.Required("CATALOG_TABLE"),
		Stock:    env.Required("STOCK_TABLE"),
		Orders:   env.Required("ORDERS_TABLE"),
		Waitlist: env.Required("WAITLIST_TABLE"),
	}
	origin := env.URL("SHOP_URL")
	shops := env.Origins("SHOP_URLS")
	cfg := env.AWS()
	tokens := token.NewSigner(env.Secret(context.Background(), cfg, "TOKEN_SECRET"))
	digests := env.Digests(context.Background(), cfg, "DIGEST_SECRET")
	files, err := static.New()
	if err != nil {
		log.Error("read the shop's files failed", "error", err.Error())
	}
	store := dynamo.New(boot.DynamoDB(cfg), tables)
	offered := catalog.NewCache(store, time.Now, log)
	s := shop{
		region:   region,
		origin:   origin,
		shops:    shops,
		files:    files,
		catalog:  offered,
		shelves:  checkout.NewShelfCache(store, time.Now),
		draws:    store,
		checkout: checkout.New(store, env.Payments(context.Background(), cfg, region), time.Now, log),

		documents: store,

		waitlist: &waitlist.Waitlist{
			Catalog: offered, Entries: store, Leaving: store, Counted: store, Tokens: tokens, Digests: digests, NewAsk: rand.Text, Now: time.Now,
		},
		asks:    &notify.Asker{Asks: store, Digests: digests, NewAsk: rand.Text, Now: time.Now},
		tokens:  tokens,
		now:     time.Now,
		metrics: metric.NewWriter(os.Stdout, stack, time.Now),
	}
	s.checkout.Observer = metric.Orders{Writer: s.metrics}
	return s.router(log)
}

// Command waitlist is the function that takes requests for mail: it keeps the waitlist
// (join, confirm, unsubscribe), and takes requests for passes and for links to orders.
// Each request writes an item and is answered; function notify sends the mail.
package main

import (
	"context"
	"crypto/rand"
	"log/slog"
	"time"

	"storefront/shared/boot"
	"storefront/shared/catalog"
	"storefront/shared/dynamo"
	"storefront/shared/notify"
	"storefront/shared/token"
	"storefront/shared/waitlist"
	"storefront/shared/web"
)

func main() { boot.Serve(wire) }

func wire(env *boot.Env, log *slog.Logger) *web.Router {
	region := env.Region()
	tables := dynamo.Tables{
		Catalog:  env.Required("CATALOG_TABLE"),
		Waitlist: env.Required("WAITLIST_TABLE"),
	}
	cfg := env.AWS()
	tokens := token.NewSigner(env.Secret(context.Background(), cfg, "TOKEN_SECRET"))
	digests := env.Digests(context.Background(), cfg, "DIGEST_SECRET")
	store := dynamo.New(boot.DynamoDB(cfg), tables)
	return handlers{
		region: region,
		waitlist: &waitlist.Waitlist{
			Catalog: catalog.NewCache(store, time.Now, log),
			Entries: store,
			Leaving: store,
			Counted: store,
			Tokens:  tokens,
			Digests: digests,
			NewAsk:  rand.Text,
			Now:     time.Now,
		},
		asks: &notify.Asker{Asks: store, Digests: digests, NewAsk: rand.Text, Now: time.Now},
	}.router(log)
}

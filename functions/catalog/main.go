// Command catalog is the function that serves what is offered: markets, products,
// sales, their availability and their draws. It also answers requests that match no route.
package main

import (
	"log/slog"
	"time"

	"storefront/shared/boot"
	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/dynamo"
	"storefront/shared/web"
)

func main() { boot.Serve(wire) }

func wire(env *boot.Env, log *slog.Logger) *web.Router {
	region := env.Region()
	tables := dynamo.Tables{Catalog: env.Required("CATALOG_TABLE"), Stock: env.Required("STOCK_TABLE"), Waitlist: env.Required("WAITLIST_TABLE")}
	cfg := env.AWS()
	store := dynamo.New(boot.DynamoDB(cfg), tables)
	h := handlers{
		region:  region,
		catalog: catalog.NewCache(store, time.Now, log),
		shelves: checkout.NewShelfCache(store, time.Now),
		draws:   store,
		now:     time.Now,
	}
	return h.router(log)
}

// Command catalog is the function that tells what is offered: markets,
// products, sales and what can be had. It also answers for addresses that
// nobody serves.
package main

import (
	"os"
	"time"

	"storefront/shared/boot"
	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/dynamo"
	"storefront/shared/market"
	"storefront/shared/web"
)

func main() {
	env := boot.NewEnv(os.Getenv)
	log := env.Logger()
	region := env.OneOf("STORE_REGION", "us", "eu", "uk", "in")
	tables := dynamo.Tables{Catalog: env.Required("CATALOG_TABLE"), Stock: env.Required("STOCK_TABLE")}
	cfg := env.AWS()
	if err := env.Err(); err != nil {
		boot.Fail(log, err)
	}
	store := dynamo.New(boot.DynamoDB(cfg), tables)
	h := handlers{
		region:  market.Region(region),
		catalog: catalog.NewCache(store, time.Now, log),
		shelves: checkout.NewShelfCache(store, time.Now),
		now:     time.Now,
	}
	router := web.NewRouter(log)
	h.register(router)
	boot.Serve(router)
}

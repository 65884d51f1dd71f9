// Command ledger is the function that writes the events of the streams of orders
// and lots to the raw files of the books.
package main

import (
	"context"
	"log/slog"
	"time"
	_ "time/tzdata" // days end at a market's midnight, and Lambda's base image has no time zones

	"storefront/shared/boot"
	"storefront/shared/catalog"
	"storefront/shared/deadletter"
	"storefront/shared/dynamo"
	"storefront/shared/ledger/bucket"
	"storefront/shared/ledger/intake"
)

func main() {
	boot.Start(func(env *boot.Env, log *slog.Logger) any { return wire(env, log).handle })
}

func wire(env *boot.Env, log *slog.Logger) consumer {
	tables := dynamo.Tables{
		Catalog: env.Required("CATALOG_TABLE"),
		Stock:   env.Required("STOCK_TABLE"),
		Orders:  env.Required("ORDERS_TABLE"),
		Buyers:  env.Required("BUYERS_TABLE"),
	}
	files, deadLetters := env.Required("LEDGER_BUCKET"), env.Required("LEDGER_FAILURES")
	cfg := env.AWS()
	digests := env.Digests(context.Background(), cfg, "DIGEST_SECRET")
	store := dynamo.New(boot.DynamoDB(cfg), tables)
	return consumer{
		records: dynamo.StreamDecoder{Region: env.Region(), Orders: tables.Orders, Stock: tables.Stock},
		intake: &intake.Intake{
			Digests: digests,
			Buyers:  store,
			Catalog: catalog.NewCache(store, time.Now, log),
			Files:   bucket.New(cfg, files).Keeping(env.Years("LEDGER_RETENTION_YEARS")),
		},
		deadLetters: deadletter.New(cfg, deadLetters),
		log:         log,
	}
}

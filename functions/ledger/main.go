// Command ledger is the function that takes what the streams of orders and lots
// tell into the raw files of the books.
package main

import (
	"log/slog"
	"time"
	_ "time/tzdata" // days end at a market's midnight, and Lambda's base image has no time zones

	"storefront/shared/boot"
	"storefront/shared/catalog"
	"storefront/shared/dynamo"
	"storefront/shared/ledger/bucket"
	"storefront/shared/ledger/intake"
	"storefront/shared/quarantine"
)

func main() {
	boot.Start(func(env *boot.Env, log *slog.Logger) any { return wire(env, log).take })
}

func wire(env *boot.Env, log *slog.Logger) taker {
	tables := dynamo.Tables{
		Catalog: env.Required("CATALOG_TABLE"),
		Stock:   env.Required("STOCK_TABLE"),
		Orders:  env.Required("ORDERS_TABLE"),
		Buyers:  env.Required("BUYERS_TABLE"),
	}
	files, failures := env.Required("LEDGER_BUCKET"), env.Required("LEDGER_FAILURES")
	cfg := env.AWS()
	store := dynamo.New(boot.DynamoDB(cfg), tables)
	return taker{
		records: dynamo.StreamDecoder{Region: env.Region(), Orders: tables.Orders, Stock: tables.Stock},
		intake: &intake.Intake{
			Buyers:  store,
			Catalog: catalog.NewCache(store, time.Now, log),
			Files:   bucket.New(cfg, files),
		},
		failures: quarantine.New(cfg, failures),
		log:      log,
	}
}

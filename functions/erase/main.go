// Command erase is the function that runs every day to erase what was kept for its
// term: the buyers of old orders, and the salts of sales that are over.
package main

import (
	"log/slog"
	"time"

	"storefront/shared/boot"
	"storefront/shared/dynamo"
	"storefront/shared/erasure"
)

func main() {
	boot.Start(func(env *boot.Env, log *slog.Logger) any { return wire(env, log).erase })
}

func wire(env *boot.Env, log *slog.Logger) eraser {
	tables := dynamo.Tables{
		Catalog: env.Required("CATALOG_TABLE"),
		Orders:  env.Required("ORDERS_TABLE"),
	}
	unpaidDays, soldYears := env.Count("ERASE_UNPAID_AFTER_DAYS"), env.Count("ERASE_SOLD_AFTER_YEARS")
	store := dynamo.New(boot.DynamoDB(env.AWS()), tables)
	return eraser{
		retention:  erasure.Retention{Orders: store, Sales: store},
		unpaidDays: unpaidDays,
		soldYears:  soldYears,
		now:        time.Now,
		log:        log,
	}
}

// Command sweep is the function that looks after stock once a minute: it
// expires holds, gives units back, and mends shelves.
package main

import (
	"log/slog"
	"time"

	"storefront/shared/boot"
	"storefront/shared/checkout"
	"storefront/shared/dynamo"
	"storefront/shared/payment"
)

func main() {
	boot.Start(func(env *boot.Env, log *slog.Logger) any { return wire(env, log).sweep })
}

func wire(env *boot.Env, log *slog.Logger) sweeper {
	tables := dynamo.Tables{
		Catalog: env.Required("CATALOG_TABLE"),
		Stock:   env.Required("STOCK_TABLE"),
		Orders:  env.Required("ORDERS_TABLE"),
	}
	env.OneOf("PAYMENT_PROVIDER", "sandbox")
	cfg := env.AWS()
	store := dynamo.New(boot.DynamoDB(cfg), tables)
	return sweeper{
		catalog: store,
		now:     time.Now,
		log:     log,
		lines: &checkout.Sweep{
			Checkout:  checkout.New(store, payment.Sandbox{}, time.Now, log),
			Inventory: store,
		},
	}
}

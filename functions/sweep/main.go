// Command sweep is the function that runs every minute to expire holds, release
// units, and repair shelves. It also counts who waits for what.
package main

import (
	"context"
	"log/slog"
	"os"
	"time"

	"storefront/shared/boot"
	"storefront/shared/checkout"
	"storefront/shared/dynamo"
	"storefront/shared/metric"
)

func main() {
	boot.Start(func(env *boot.Env, log *slog.Logger) any { return wire(env, log).sweep })
}

func wire(env *boot.Env, log *slog.Logger) sweeper {
	region := env.Region()
	metrics := metric.NewWriter(os.Stdout, env.Required("STACK_NAME"), time.Now)
	tables := dynamo.Tables{
		Catalog:  env.Required("CATALOG_TABLE"),
		Stock:    env.Required("STOCK_TABLE"),
		Orders:   env.Required("ORDERS_TABLE"),
		Waitlist: env.Required("WAITLIST_TABLE"),
	}
	cfg := env.AWS()
	store := dynamo.New(boot.DynamoDB(cfg), tables)
	sales := checkout.New(store, env.Payments(context.Background(), cfg, region), time.Now, log)
	sales.Observer, sales.Findings = metric.Orders{Writer: metrics}, store
	return sweeper{
		region:  region,
		catalog: store,
		lines:   &checkout.Sweep{Checkout: sales, Inventory: store},
		queues:  store,
		metrics: metrics,
		now:     time.Now,
		log:     log,
	}
}

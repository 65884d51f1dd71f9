// Command checkout is the function that sells: it holds units for an order, reads,
// extends, pays and cancels orders, and has buyers withdraw from them.
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
	"storefront/shared/token"
	"storefront/shared/web"
)

func main() { boot.Serve(wire) }

func wire(env *boot.Env, log *slog.Logger) *web.Router {
	region, stack := env.Region(), env.Required("STACK_NAME")
	tables := dynamo.Tables{
		Catalog: env.Required("CATALOG_TABLE"),
		Stock:   env.Required("STOCK_TABLE"),
		Orders:  env.Required("ORDERS_TABLE"),
	}
	shop := env.URL("SHOP_URL")
	cfg := env.AWS()
	secret := env.Secret(context.Background(), cfg, "TOKEN_SECRET")
	store := dynamo.New(boot.DynamoDB(cfg), tables)
	h := handlers{
		region:   region,
		shop:     shop,
		tokens:   token.NewSigner(secret),
		checkout: checkout.New(store, env.Payments(context.Background(), cfg, region), time.Now, log),
		now:      time.Now,
		metrics:  metric.NewWriter(os.Stdout, stack, time.Now),
	}
	h.checkout.Observer = metric.Orders{Writer: h.metrics}
	return h.router(log)
}

// Command sweep is the function that looks after stock once a minute: it
// expires holds, gives units back, and mends shelves.
package main

import (
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"storefront/shared/boot"
	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/dynamo"
	"storefront/shared/market"
	"storefront/shared/payment"
)

func main() {
	env := boot.NewEnv(os.Getenv)
	log := env.Logger()
	region := market.Region(env.OneOf("STORE_REGION", "us", "eu", "uk", "in"))
	tables := dynamo.Tables{
		Catalog: env.Required("CATALOG_TABLE"),
		Stock:   env.Required("STOCK_TABLE"),
		Orders:  env.Required("ORDERS_TABLE"),
	}
	env.OneOf("PAYMENT_PROVIDER", "sandbox")
	cfg := env.AWS()
	if err := env.Err(); err != nil {
		boot.Fail(log, err)
	}
	store := dynamo.New(boot.DynamoDB(cfg), tables)
	s := sweeper{
		catalog: store,
		now:     time.Now,
		log:     log,
		lines: &checkout.Sweep{
			Checkout: &checkout.Checkout{
				Region:   region,
				Catalog:  catalog.NewCache(store, time.Now, log),
				Lots:     store,
				Shelves:  checkout.NewShelfCache(store, time.Now),
				Orders:   store,
				Payments: payment.Sandbox{},
				Now:      time.Now,
				Log:      log,
			},
			Inventory: store,
		},
	}
	lambda.Start(s.sweep)
}

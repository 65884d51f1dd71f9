package main

import (
	"context"
	"time"

	"storefront/infra/backoffice"
	"storefront/infra/local/store"
	"storefront/shared/dynamo"
	"storefront/shared/market"
)

// seed fills a region's tables with the demo, unless they have it already.
func seed(ctx context.Context, r *store.Region) error {
	region, err := market.ParseRegion(r.Name)
	if err != nil {
		return err
	}
	tables := r.Tables()
	data := dynamo.New(r.DynamoDB, dynamo.Tables{
		Catalog:  tables["CatalogTable"],
		Stock:    tables["StockTable"],
		Orders:   tables["OrdersTable"],
		Waitlist: tables["WaitlistTable"],
	})
	_, err = backoffice.New(region, data).Seed(ctx, time.Now())
	return err
}

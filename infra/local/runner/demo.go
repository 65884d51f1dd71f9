package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"storefront/infra/local/store"
	"storefront/infra/rehearse/crowd"
	demo "storefront/infra/seed"
	"storefront/shared/dynamo"
	"storefront/shared/market"
)

// seed fills a region's tables with the demo, unless they have it already.
func seed(ctx context.Context, r *store.Region) error {
	region, data, err := open(r)
	if err != nil {
		return err
	}
	_, err = demo.Apply(ctx, region, data, time.Now())
	return err
}

// rush sends shoppers to the first region's open sale, once all functions are
// there, and says on out how it went. The store stays up whatever they find.
func rush(ctx context.Context, out io.Writer, s *store.Store, shoppers int) {
	if err := s.Built(ctx); err != nil {
		return // it has been said, or is what was asked for
	}
	r := s.Regions()[0]
	region, data, err := open(r)
	if err == nil {
		crowded := crowd.Demo(shoppers)
		crowded.URL, crowded.Market = r.URL, region.Markets()[0]
		err = crowd.Rehearse(ctx, out, region, data, crowded)
	}
	if err != nil && ctx.Err() == nil {
		fmt.Fprintln(out, "crowd:", err)
	}
}

// open opens a region's data, past its functions.
func open(r *store.Region) (market.Region, *dynamo.Store, error) {
	region, err := market.ParseRegion(r.Name)
	if err != nil {
		return "", nil, err
	}
	return region, dynamo.New(r.DynamoDB, dynamo.TablesOf(r.Tables())), nil
}

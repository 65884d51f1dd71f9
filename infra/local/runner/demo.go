package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"storefront/infra/local/stack"
	"storefront/infra/rehearse/crowd"
	demo "storefront/infra/seed"
	"storefront/shared/dynamo"
	"storefront/shared/market"
)

// seed fills a region's tables with the demo data, unless they have it already.
func seed(ctx context.Context, r *stack.Region) error {
	region, data, err := open(r)
	if err != nil {
		return err
	}
	_, err = demo.Apply(ctx, region, data, time.Now())
	return err
}

// rush sends shoppers to the first region's open sale once all functions are built,
// and prints how it went. The store goes on after errors.
func rush(ctx context.Context, out io.Writer, s *stack.Store, shoppers int) {
	if err := s.Built(ctx); err != nil {
		return // the store has logged the error, or is being stopped
	}
	r := s.Regions()[0]
	region, data, err := open(r)
	if err == nil {
		crowded := crowd.Demo(shoppers)
		crowded.URL, crowded.Market, crowded.Tokens = r.URL, region.Markets()[0], r.Tokens()
		err = crowd.Rehearse(ctx, out, region, data, crowded)
	}
	if err != nil && ctx.Err() == nil {
		fmt.Fprintln(out, "crowd:", err)
	}
}

// open returns direct access to a region's data.
func open(r *stack.Region) (market.Region, *dynamo.Store, error) {
	region, err := market.ParseRegion(r.Name)
	if err != nil {
		return "", nil, err
	}
	return region, dynamo.New(r.DynamoDB, dynamo.TablesOf(r.Tables())), nil
}

package main

import (
	"context"
	"strings"

	"storefront/infra/seed"
	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/payment"
	"storefront/shared/problem"
)

// tellPayable prints which markets have no payment provider, and which products of the demo cannot
// be sold because the provider refuses their price.
func (c *call) tellPayable(ctx context.Context) error {
	provider, err := c.Payments(ctx)
	if err != nil {
		return err
	}
	if (provider.Name() == payment.Sandbox{}.Name()) {
		var codes []string
		for _, m := range c.Region.Markets() {
			codes = append(codes, string(m.Code))
		}
		c.out.print("no payment provider for %s: the sandbox takes payments there, and moves no money\n", strings.Join(codes, ", "))
	}
	products, err := seed.Products()
	if err != nil {
		return err
	}
	for _, p := range products {
		for _, m := range c.Region.Markets() {
			offer, known := p.Offers[m.Code]
			if !known || offer.Clearance.Status != market.Cleared {
				continue
			}
			one := money.Amount{Minor: offer.Price.Minor + m.Shipping.Minor, Currency: offer.Price.Currency}
			if err := provider.Accepts(one); problem.CodeOf(err) == problem.NotPayable {
				c.out.print("%s cannot be sold in %s: %s takes no payment of %s\n", p.SKU, m.Code, provider.Name(), amount(one))
			}
		}
	}
	return nil
}

package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"storefront/infra/seed"
	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/dynamo"
	"storefront/shared/email"
	"storefront/shared/market"
	"storefront/shared/merchant"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/problem"
)

const (
	saleID catalog.SaleID = "bench"
	sku    catalog.SKU    = "fitness-band"
)

// lots is the store's own protocol: the code of the checkout function, with its
// checks, prices and taxes, which the other protocols leave out.
var lots = protocol{name: "lots", stock: openSale, process: checkoutProcess}

func openSale(ctx context.Context, p place, units int) error {
	store := dynamo.New(p.client, p.tables)
	products, err := seed.Products()
	if err != nil {
		return err
	}
	now := time.Now()
	_, err = merchant.New(market.US, store).Seed(ctx, now, products, []merchant.Spec{{
		ID: saleID, Opens: now, Access: catalog.AccessVerified, OrdersPerBuyer: 1, Hold: time.Hour,
		Lines: []merchant.Line{{SKU: sku, Units: units, MaxPerOrder: 1}},
	}})
	return err
}

func checkoutProcess(p place) seller {
	store := dynamo.New(p.client, p.tables)
	log := slog.New(slog.DiscardHandler)
	c := checkout.New(store, payment.Sandbox{}, time.Now, log)
	us, _ := market.US.Market("us")
	return func(ctx context.Context, buyer int) error {
		name := fmt.Sprint("buyer-", buyer)
		return insist(ctx, func() error {
			_, err := c.Hold(ctx, checkout.HoldRequest{
				Market: us, Sale: saleID, IdempotencyKey: name, Proved: email.IdentityOf(name + "@example.com"),
				Lines: []checkout.HoldLine{{SKU: sku, Quantity: 1}},
				Buyer: order.Buyer{Email: name + "@example.com", Locale: "en", ShipTo: order.Address{
					Name: name, Line1: "1 Market St", City: "San Francisco", PostalCode: "94105", State: "CA", Country: "US",
				}},
			})
			switch problem.CodeOf(err) {
			case problem.SoldOut:
				return errSoldOut
			case problem.TooManyRequests:
				return fmt.Errorf("%w: %w", errBusy, err)
			default:
				return err
			}
		})
	}
}

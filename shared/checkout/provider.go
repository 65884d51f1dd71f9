package checkout

import (
	"context"
	"errors"
	"fmt"

	"storefront/shared/order"
	"storefront/shared/payment"
)

// ErrProvider means that the provider that has an order's money is no longer the store's. Nothing
// was done, because no other provider can move that money.
var ErrProvider = errors.New("checkout: the store is not set up for the payment provider that has the order's money: set it up again, or refund the order there")

// taker returns the provider that has an order's money. It fails with ErrProvider if the store does
// not use that provider. The sandbox needs no setup, so it still serves the orders that were paid
// there before the store changed to another provider.
func (c *Checkout) taker(o order.Order) (payment.Provider, error) {
	switch o.Payment.Provider {
	case c.Payments.Name():
		return c.Payments, nil
	case payment.Sandbox{}.Name():
		return payment.Sandbox{}, nil
	default:
		return nil, fmt.Errorf("%w: order %s, provider %q", ErrProvider, o.ID, o.Payment.Provider)
	}
}

// capture captures the payment of an order and returns its provider. If the payment cannot be
// captured and an operator has resolved that, capture returns nil without an error: the store has
// no money from the order.
func (c *Checkout) capture(ctx context.Context, o order.Order) (payment.Provider, error) {
	provider, err := c.taker(o)
	if err != nil {
		return nil, err
	}
	if err := provider.Capture(ctx, o.Payment.Reference); err != nil {
		return nil, c.Unresolved(ctx, err)
	}
	return provider, nil
}

// paidWith reports whether an order is paid with a payment at the store's provider.
func (c *Checkout) paidWith(o order.Order, reference string) bool {
	return o.Payment.Provider == c.Payments.Name() && o.Payment.Reference == reference
}

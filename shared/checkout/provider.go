package checkout

import (
	"errors"
	"fmt"

	"storefront/shared/order"
	"storefront/shared/payment"
)

// ErrProvider is returned if an order's money is with a provider that the store does not use any
// more. Nothing was done: no other provider can move that money.
var ErrProvider = errors.New("checkout: the store is not set up for the payment provider that has the order's money: set it up again, or refund the order there")

// taker returns the provider that has an order's money. It fails with ErrProvider. The sandbox
// needs no setup, so orders that were paid there before the store changed to another provider
// stay with it.
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

// paidWith reports whether an order is paid with a payment at the store's provider.
func (c *Checkout) paidWith(o order.Order, reference string) bool {
	return o.Payment.Provider == c.Payments.Name() && o.Payment.Reference == reference
}

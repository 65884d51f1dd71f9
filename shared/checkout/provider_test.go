package checkout_test

import (
	"errors"
	"testing"
	"time"

	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/order"
	"storefront/shared/payment"
)

// another is a provider with another name than the sandbox.
type another struct{ *checkouttest.Bank }

func (another) Name() string { return "another" }

// switched returns the use cases after the store changed to another provider. The former provider
// still has the money of the shop's orders.
func switched(shop *checkouttest.Shop, to payment.Provider) *checkout.AfterSale {
	after := shop.AfterSale()
	after.Checkout.Payments = to
	return after
}

// After a change of provider, an order that was paid in the sandbox is still captured, shipped and
// refunded, without a call to the new provider.
func TestOrdersOfTheSandboxAfterAChange(t *testing.T) {
	t.Parallel()
	shop, _, id := bought(t)
	bank := new(checkouttest.Bank)
	bank.Break(func(op checkouttest.Op, key string) checkouttest.Fault {
		t.Errorf("the new provider is asked to %s %s", op, key)
		return checkouttest.Fault{}
	})
	after := switched(shop, another{bank})
	if paid, err := after.Checkout.Pay(t.Context(), id, checkout.PayRequest{Method: payment.CardVisa}); err != nil || paid.Order.Status != order.Paid {
		t.Errorf("paying again: %s, %v", paid.Order.Status, err)
	}
	if _, err := after.Refund(t.Context(), id, 0, bands("part", order.Withdrawn, 1)); err != nil {
		t.Errorf("refund of a part: %v", err)
	}
	if _, err := after.Ship(t.Context(), id, 0, order.Shipment{}); err != nil {
		t.Errorf("ship: %v", err)
	}
	if _, err := after.FinishRefunds(t.Context(), id); err != nil {
		t.Errorf("finish the refunds: %v", err)
	}
	shop.Clock.Advance(time.Hour)
	sweep := checkout.Sweep{Checkout: after.Checkout, Inventory: shop.Store}
	if _, err := sweep.Line(t.Context(), shop.Line(band)); err != nil {
		t.Errorf("sweep: %v", err)
	}
}

// An order whose provider the store no longer uses stays as it is, until an operator acts.
func TestOrdersOfAProviderThatIsGone(t *testing.T) {
	t.Parallel()
	shop, _ := open(t, nil, 2)
	bank := another{new(checkouttest.Bank)}
	with := switched(shop, bank)
	held := shop.MustHold(t, "ann", "key", 2)
	if _, err := with.Checkout.Pay(t.Context(), held.ID, checkout.PayRequest{Method: payment.CardVisa}); err != nil {
		t.Fatal(err)
	}
	before, err := shop.Process().Read(t.Context(), held.ID)
	if err != nil {
		t.Fatal(err)
	}
	after := switched(shop, payment.Sandbox{})
	sweep := checkout.Sweep{Checkout: after.Checkout, Inventory: shop.Store}
	for name, do := range map[string]func() error{
		"paying again": func() error {
			_, err := after.Checkout.Pay(t.Context(), held.ID, checkout.PayRequest{Method: payment.CardVisa})
			return err
		},
		"a refund": func() error {
			_, err := after.Refund(t.Context(), held.ID, 0, bands("r", order.Withdrawn, 2))
			return err
		},
		"shipping": func() error { _, err := after.Ship(t.Context(), held.ID, 0, order.Shipment{}); return err },
		"a sweep":  func() error { _, err := sweep.Line(t.Context(), shop.Line(band)); return err },
	} {
		if err := do(); !errors.Is(err, checkout.ErrProvider) {
			t.Errorf("%s fails with %v, want ErrProvider", name, err)
		}
	}
	if now, err := shop.Process().Read(t.Context(), held.ID); err != nil || now.Version != before.Version || now.Status != order.Paid {
		t.Errorf("the order is %s, version %d, %v; want it as it was", now.Status, now.Version, err)
	}
	if _, err := with.Refund(t.Context(), held.ID, 0, bands("r", order.Withdrawn, 2)); err != nil {
		t.Errorf("with its provider again: %v", err)
	}
	if bank.Refunded(before.Payment.Reference) == 0 {
		t.Error("nothing was refunded")
	}
}

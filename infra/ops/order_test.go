package main

import (
	"bytes"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/waitlist"
)

// buy holds and pays an order of the demo's sale, which a seeding has put.
func buy(t *testing.T, store checkouttest.Store, buyer string, pays bool, lines ...checkout.HoldLine) order.ID {
	t.Helper()
	shop := checkout.New(store, payment.Sandbox{}, func() time.Time { return monday.Add(time.Minute) }, slog.New(slog.DiscardHandler))
	us, _ := market.US.Market("us")
	o, err := shop.Hold(t.Context(), checkout.HoldRequest{
		Market: us, Sale: "us-launch", IdempotencyKey: "key", Lines: lines,
		Buyer: order.Buyer{Email: buyer + "@example.com", Locale: "en", ShipTo: order.Address{Name: buyer, State: "CA"}},
	})
	if err == nil && pays {
		_, err = shop.Pay(t.Context(), o.ID, checkout.PayRequest{Method: payment.CardVisa})
	}
	if err != nil {
		t.Fatal(err)
	}
	return o.ID
}

func one(sku catalog.SKU) checkout.HoldLine { return checkout.HoldLine{SKU: sku, Quantity: 1} }

func TestAfterTheSale(t *testing.T) {
	t.Parallel()
	store := checkouttest.NewMemory()
	s := newSession(store)
	s.do(t, "-local us seed")
	s.now = func() time.Time { return monday.Add(time.Hour / 10) }
	names := strings.NewReplacer("ADA", buy(t, store, "ada", true, one("fitness-band"), one("headphones")).String(),
		"GRACE", buy(t, store, "grace", true, one("fitness-band")).String(),
		"ALAN", buy(t, store, "alan", false, one("headphones")).String())
	for _, command := range []string{
		"-local us order show --order ADA",
		"-local us refund --order ADA --reason damaged --line headphones=1:0 --yes",
		"-local us ship --order ADA",
		"-local us ship --order ADA",
		"-local us refund --order ADA --reason withdrawn --yes",
		"-local us order show --order ADA",
		"-local us refund --order ADA --reason withdrawn --yes",
		"-local us refund --order GRACE --reason unavailable --yes",
		"-local us refund --order GRACE --finish",
		"-local us ship --order ALAN",
		"-local us refund --order ALAN --reason goodwill --yes",
		"-local us audit --sale us-launch",
		"-local us forget --email Ada@example.com --yes",
		"-local us forget --email alan@example.com --yes",
		"-local us order show --order ADA",
		"-local us audit --sale us-launch",
		// asked wrongly
		"-local us refund --order ADA",
		"-local us refund --order ADA --reason angry",
		"-local us refund --order ADA --reason lost --line headphones",
		"-local us refund --order ADA --finish --reason lost",
		"-local us refund --order 7",
		"-local us forget --email nobody",
		"-local us forget --email ada@example.com",
	} {
		s.do(t, names.Replace(command))
	}
	back := strings.NewReplacer(names.Replace("ADA"), "order-of-ada", names.Replace("GRACE"), "order-of-grace", names.Replace("ALAN"), "order-of-alan")
	shown := regexp.MustCompile(`sandbox_\w+`).ReplaceAllString(back.Replace(s.shown.String()), "sandbox_reference")
	for line := range strings.Lines(shown) {
		if strings.Contains(line, "example.com") && !strings.HasPrefix(line, "$") {
			t.Errorf("an address is repeated: %s", line)
		}
	}
	s.shown = *bytes.NewBufferString(shown)
	s.golden(t, "aftersale.txt")
	if len(s.personal.buyers) != 1 || s.personal.buyers[0] != "ada@example.com" {
		t.Errorf("forgotten: %v", s.personal.buyers)
	}
	if key := waitlist.KeyOf("us", "phone-4i", "ada@example.com"); !s.personal.entries[key] {
		t.Error("the waitlist still has the buyer")
	}
}

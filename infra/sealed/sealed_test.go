package sealed_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"storefront/infra/fakes3/fakes3test"
	"storefront/infra/sealed"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/secret"
)

var (
	first  = strings.Repeat("1", 64)
	second = strings.Repeat("2", 64)
	third  = strings.Repeat("3", 64)
)

func keys(t *testing.T, region market.Region, current, previous string) sealed.Keys {
	t.Helper()
	k, err := sealed.NewKeys(region, secret.Versions{Current: []byte(current), Previous: []byte(previous)})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func shipped(slot int) order.Order {
	return order.Order{
		ID: order.ID{Key: "0123456789abcdef", Slot: slot}, Status: order.Shipped, Version: 3,
		Buyer: order.Buyer{Email: "ada@example.com", Locale: "de", ShipTo: order.Address{
			Name: "Ada Lovelace", Line1: "12 St James's Square", Line2: "Upper floor", City: "London", PostalCode: "SW1Y 4JH", State: "LND", Country: "GB",
		}},
	}
}

// forgotten returns an order after its buyer was forgotten.
func forgotten(t *testing.T, k sealed.Keys, o order.Order) order.Order {
	t.Helper()
	box, err := k.Seal(o)
	if err != nil {
		t.Fatal(err)
	}
	after, applies := o.Apply(o.Forget(time.Now(), box))
	if !applies {
		t.Fatal("the order cannot be forgotten")
	}
	return after
}

func TestOpen(t *testing.T) {
	t.Parallel()
	in := keys(t, "eu", first, "")
	o := forgotten(t, in, shipped(1))
	for _, text := range []string{"Ada", "James", "London", "ada@"} {
		if bytes.Contains(o.Sealed.Box, []byte(text)) {
			t.Errorf("the copy has %q", text)
		}
	}
	want := shipped(1).Buyer
	want.Email = "" // no invoice prints it
	if got, err := in.Open(o); err != nil || got != want {
		t.Errorf("Open = %+v, %v, want %+v", got, err, want)
	}
	with := func(change func(*order.Order)) order.Order {
		other := o
		other.Sealed.Box = slices.Clone(o.Sealed.Box)
		change(&other)
		return other
	}
	for name, tt := range map[string]struct {
		keys sealed.Keys
		of   order.Order
		want error
	}{
		"of another order":                  {in, with(func(o *order.Order) { o.ID.Slot++ }), sealed.ErrCopy},
		"of another region":                 {keys(t, "us", first, ""), o, sealed.ErrCopy},
		"changed":                           {in, with(func(o *order.Order) { o.Sealed.Box[30] ^= 1 }), sealed.ErrCopy},
		"cut":                               {in, with(func(o *order.Order) { o.Sealed.Box = o.Sealed.Box[:9] }), sealed.ErrCopy},
		"none":                              {in, shipped(1), sealed.ErrCopy},
		"sealed with a key that is gone":    {keys(t, "eu", second, ""), o, sealed.ErrKey},
		"sealed with the key of another id": {in, with(func(o *order.Order) { o.Sealed.Box[0] ^= 1 }), sealed.ErrKey},
	} {
		if got, err := tt.keys.Open(tt.of); !errors.Is(err, tt.want) || got != (order.Buyer{}) {
			t.Errorf("%s: Open = %+v, %v, want %v", name, got, err, tt.want)
		}
	}
}

// A rotation puts a new line before the others. Copies stay readable after any number of them.
func TestRotation(t *testing.T) {
	t.Parallel()
	old := forgotten(t, keys(t, "eu", first, ""), shipped(1))
	after := keys(t, "eu", third+"\n"+second+"\n"+first+"\n", second+"\n"+first)
	if got, err := after.Open(old); err != nil || got.ShipTo.Name != "Ada Lovelace" {
		t.Errorf("after two rotations: %+v, %v", got, err)
	}
	latest := forgotten(t, after, shipped(2))
	if _, err := keys(t, "eu", third, "").Open(latest); err != nil {
		t.Errorf("the first line does not seal: %v", err)
	}
	if _, err := keys(t, "eu", second, first).Open(old); err != nil {
		t.Errorf("the version before does not open: %v", err)
	}
}

func TestKeysThatAreTooShort(t *testing.T) {
	t.Parallel()
	for _, current := range []string{"", "\n", first[:31], first + "\n" + first[:31]} {
		if _, err := sealed.NewKeys("eu", secret.Versions{Current: []byte(current)}); !errors.Is(err, secret.ErrShort) {
			t.Errorf("%q: %v", current, err)
		}
	}
	if _, err := (sealed.Keys{}).Seal(shipped(1)); !errors.Is(err, sealed.ErrKey) {
		t.Errorf("without a key: %v", err)
	}
}

// Every opening is kept, also two of one document in one second.
func TestOpenings(t *testing.T) {
	t.Parallel()
	objects := fakes3test.Books(t, nil)
	at := time.Date(2026, time.March, 1, 9, 0, 0, 0, time.UTC)
	one := sealed.Opening{Number: "DE-INV-0000001", OrderID: shipped(1).ID.String(), At: at, By: "an auditor", Reason: "tax audit of 2025"}
	later := one
	later.At = at.Add(time.Hour)
	for _, o := range []sealed.Opening{later, one, one} {
		if err := sealed.Record(t.Context(), objects, "eu", o); err != nil {
			t.Fatal(err)
		}
	}
	got, err := sealed.Openings(t.Context(), objects, "eu")
	if err != nil || !slices.Equal(got, []sealed.Opening{one, one, later}) {
		t.Errorf("Openings = %+v, %v", got, err)
	}
	if got, err := sealed.Openings(t.Context(), objects, "us"); err != nil || len(got) != 0 {
		t.Errorf("another region has %+v, %v", got, err)
	}
}

package checkout_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/market"
	"storefront/shared/problem"
)

// An order's times are such that every store keeps them exactly, whatever the clock's
// precision and zone, and no hold is shorter than the sale promises.
func TestTimesOfAnOrder(t *testing.T) {
	t.Parallel()
	shop, _ := open(t, nil, 1)
	clock := shop.Now
	shop.Now = func() time.Time { return clock().In(time.FixedZone("PDT", -7*60*60)) }
	o := shop.MustHold(t, "ann", "key", 1)
	if want := clock().Truncate(time.Millisecond); o.CreatedAt != want || o.UpdatedAt != want {
		t.Errorf("the order was made at %v and changed at %v, want %v", o.CreatedAt, o.UpdatedAt, want)
	}
	end := o.HoldExpiresAt
	if spare := end.Sub(clock().Add(shop.Sale.Hold)); end != end.UTC().Truncate(time.Second) || spare < 0 || spare >= time.Second {
		t.Errorf("the hold ends at %v, %v later than promised", end, spare)
	}
}

// For how long a running process may answer as if a change had not been made, and what
// it answers then.
func TestHowOldAnAnswerCanBe(t *testing.T) {
	t.Parallel()
	cleared := func(status market.ClearanceStatus) func(*testing.T, *checkouttest.Shop) {
		return func(t *testing.T, shop *checkouttest.Shop) {
			p := checkouttest.Product(band)
			offer := p.Offers["us"]
			offer.Clearance = market.Clearance{Status: status, Reason: "certification"}
			p.Offers["us"] = offer
			if err := shop.Store.PutProduct(t.Context(), p); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, tt := range []struct {
		name          string
		setUp, change func(*testing.T, *checkouttest.Shop)
		age           time.Duration // of the oldest answer
		before, after problem.Code
	}{
		{"a sale is closed early", nil, func(t *testing.T, shop *checkouttest.Shop) {
			if closed, err := shop.Store.CloseSale(t.Context(), shop.Sale.ID, shop.Now()); err != nil || !closed {
				t.Fatalf("CloseSale = %v, %v, want true", closed, err)
			}
		}, catalog.FreshFor, "", problem.SaleClosed},
		{"a clearance is withdrawn", nil, cleared(market.Blocked), catalog.FreshFor, "", problem.NotCleared},
		{"a product is cleared", cleared(market.Pending), cleared(market.Cleared), catalog.FreshFor, problem.NotCleared, ""},
		{"a line is sold out, and stocked again", func(t *testing.T, shop *checkouttest.Shop) {
			shop.MustHold(t, "ann", "key", 10)
		}, func(t *testing.T, shop *checkouttest.Shop) { shop.MustFill(t, band, 1, 25) }, checkout.ShelfAge, problem.SoldOut, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			shop, _ := open(t, nil, 10)
			if tt.setUp != nil {
				tt.setUp(t, shop)
			}
			process := shop.Process()
			answers := func(when, buyer string, want problem.Code) {
				t.Helper()
				_, err := process.Hold(t.Context(), shop.Request(buyer, "key", checkout.HoldLine{SKU: band, Quantity: 1}))
				checkouttest.WantCode(t, when, err, want)
			}
			answers("before the change", "ben", tt.before)
			tt.change(t, shop)
			shop.Clock.Advance(tt.age - time.Nanosecond)
			answers("just before the oldest answer ends", "cat", tt.before)
			shop.Clock.Advance(time.Nanosecond)
			answers("after that", "dan", tt.after)
		})
	}
}

var monday = time.Date(2015, time.May, 18, 19, 0, 0, 0, time.UTC)

func TestServiceClock(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		own  time.Time
		err  error
	}{
		{"the same", monday, nil},
		{"a minute ahead", monday.Add(time.Minute), nil},
		{"a minute behind", monday.Add(-time.Minute), nil},
		{"more than a minute ahead", monday.Add(time.Minute + time.Second), checkout.ErrClock},
		{"more than a minute behind", monday.Add(-time.Minute - time.Second), checkout.ErrClock},
		{"a year ahead", monday.AddDate(1, 0, 0), checkout.ErrClock},
		{"never set", time.Time{}, checkout.ErrClock},
		{"in another zone", monday.In(time.FixedZone("IST", 5*3600+1800)), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			service := func(context.Context) (time.Time, error) { return monday, nil }
			at, err := checkout.ServiceClock(service, func() time.Time { return tt.own })(t.Context())
			if !errors.Is(err, tt.err) || err == nil && !at.Equal(monday) {
				t.Errorf("got %v, %v, want the service's time or %v", at, err, tt.err)
			}
		})
	}
	broken := func(context.Context) (time.Time, error) { return time.Time{}, checkouttest.ErrFault }
	if _, err := checkout.ServiceClock(broken, time.Now)(t.Context()); !errors.Is(err, checkouttest.ErrFault) {
		t.Errorf("a service that cannot be reached: %v", err)
	}
}

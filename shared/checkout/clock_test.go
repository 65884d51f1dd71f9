package checkout_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
)

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

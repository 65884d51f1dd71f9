package order_test

import (
	"errors"
	"testing"
	"time"

	"storefront/shared/order"
)

// A paid order is delayed once, by 30 days after the promise at most, and ships by the new time.
func TestDelay(t *testing.T) {
	t.Parallel()
	promised := at.Add(order.ShipWithin)
	for name, tt := range map[string]struct {
		change func(*order.Order)
		until  time.Time
		now    time.Time
		want   error
	}{
		"a day":                     {nil, promised.AddDate(0, 0, 1), at, nil},
		"as long as may be":         {nil, promised.Add(order.MaxDelay), at, nil},
		"when it is late already":   {nil, promised.AddDate(0, 0, 9), promised.AddDate(0, 0, 8), nil},
		"longer":                    {nil, promised.Add(order.MaxDelay + time.Millisecond), at, order.ErrDelay},
		"no delay":                  {nil, promised, at, order.ErrDelay},
		"until a time that is over": {nil, promised.AddDate(0, 0, 1), promised.AddDate(0, 0, 1), order.ErrDelay},
		"again":                     {func(o *order.Order) { o.DelayedUntil = promised.AddDate(0, 0, 2) }, promised.AddDate(0, 0, 3), at, order.ErrDelayed},
		"what was withdrawn from":   {func(o *order.Order) { o.WithdrawnAt = at }, promised.AddDate(0, 0, 1), at, order.ErrNotToShip},
		"what is not paid":          {func(o *order.Order) { o.Status = order.Held }, promised.AddDate(0, 0, 1), at, order.ErrNotToShip},
		"what was shipped":          {func(o *order.Order) { o.Status = order.Shipped }, promised.AddDate(0, 0, 1), at, order.ErrNotToShip},
	} {
		o := of("us", order.Paid, time.Time{})
		o.Payment.PaidAt = at
		if tt.change != nil {
			tt.change(&o)
		}
		m, err := o.Delay(tt.until, tt.now)
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
		if err != nil {
			continue
		}
		after, applies := o.Apply(m)
		if !applies || !after.ShipBy().Equal(tt.until) || after.Version != o.Version || !after.UpdatedAt.Equal(o.UpdatedAt) {
			t.Errorf("%s: %+v, applies %v", name, after, applies)
		}
		if _, again := after.Apply(m); again {
			t.Errorf("%s: it is delayed twice", name)
		}
	}
}

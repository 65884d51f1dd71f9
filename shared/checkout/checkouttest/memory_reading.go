package checkouttest

import (
	"context"

	"storefront/shared/payment"
)

// Reading implements checkout.Readings.
func (m *Memory) Reading(ctx context.Context, of payment.List) (payment.Reading, error) {
	return call(ctx, &m.breakable, OpReading, string(of), func() (payment.Reading, error) { return m.readings[of], nil })
}

// KeepReading implements checkout.Readings.
func (m *Memory) KeepReading(ctx context.Context, of payment.List, r payment.Reading) (bool, error) {
	return call(ctx, &m.breakable, OpKeepReading, string(of), func() (bool, error) {
		if r.Version != m.readings[of].Version {
			return false, nil
		}
		r.Version++
		m.readings[of] = r
		return true, nil
	})
}

package checkouttest

import (
	"context"

	"storefront/shared/payment"
)

// Reading implements checkout.Readings.
func (m *Memory) Reading(ctx context.Context) (payment.Reading, error) {
	return call(ctx, &m.breakable, OpReading, "", func() (payment.Reading, error) { return m.reading, nil })
}

// KeepReading implements checkout.Readings.
func (m *Memory) KeepReading(ctx context.Context, r payment.Reading) (bool, error) {
	return call(ctx, &m.breakable, OpKeepReading, "", func() (bool, error) {
		if r.Version != m.reading.Version {
			return false, nil
		}
		m.reading = r
		m.reading.Version++
		return true, nil
	})
}

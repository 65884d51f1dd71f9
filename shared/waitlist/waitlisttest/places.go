package waitlisttest

import (
	"context"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/waitlist"
)

// queue names the queue of a product in a market.
type queue struct {
	market market.Code
	sku    catalog.SKU
}

// Confirmed implements waitlist.Queues.
func (m *Memory) Confirmed(_ context.Context, in market.Code, sku catalog.SKU) ([]time.Time, error) {
	end, err := m.call("Confirmed")
	if err != nil {
		return nil, err
	}
	defer end()
	var all []time.Time
	for _, e := range m.entries {
		if e.Status == waitlist.Confirmed && e.Market == in && e.SKU == sku {
			all = append(all, e.ConfirmedAt.Truncate(time.Millisecond))
		}
	}
	return all, nil
}

// PutPlaces implements waitlist.Queues.
func (m *Memory) PutPlaces(_ context.Context, in market.Code, sku catalog.SKU, p waitlist.Places) error {
	end, err := m.call("PutPlaces")
	if err != nil {
		return err
	}
	defer end()
	m.places[queue{in, sku}] = p
	return nil
}

// Places implements waitlist.Counted.
func (m *Memory) Places(_ context.Context, in market.Code, sku catalog.SKU) (waitlist.Places, error) {
	end, err := m.call("Places")
	if err != nil {
		return waitlist.Places{}, err
	}
	defer end()
	return m.places[queue{in, sku}], nil
}

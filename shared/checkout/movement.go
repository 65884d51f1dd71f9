package checkout

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"maps"
	"slices"

	"storefront/shared/order"
	"storefront/shared/payment"
)

// Movements keeps the movements in the provider's account. From there they reach the books.
type Movements interface {
	// RecordMovement keeps a movement, unless there is one with its id. It may be repeated.
	RecordMovement(ctx context.Context, m payment.Movement) error
	// RecordedMovements returns the ids of those that are kept, each named once.
	RecordedMovements(ctx context.Context, all []payment.Movement) (map[string]bool, error)
	// MovementsOf returns the movements of an order, in no order.
	MovementsOf(ctx context.Context, id order.ID) ([]payment.Movement, error)
}

// Recorder keeps the movements that a provider reports.
type Recorder struct {
	Orders    OrderReader
	Movements Movements
}

// Record keeps those movements that are not kept yet. If one fails, it goes on with the others.
func (r Recorder) Record(ctx context.Context, all iter.Seq2[payment.Movement, error]) error {
	return inBatches(all, func(batch []payment.Movement) error { return r.record(ctx, batch) })
}

func (r Recorder) record(ctx context.Context, batch []payment.Movement) error {
	if len(batch) == 0 {
		return nil
	}
	slices.SortFunc(batch, func(a, b payment.Movement) int { return cmp.Compare(a.ID, b.ID) })
	batch = slices.CompactFunc(batch, func(a, b payment.Movement) bool { return a.ID == b.ID })
	there, err := r.Movements.RecordedMovements(ctx, batch)
	if err != nil {
		return err
	}
	batch = slices.DeleteFunc(batch, func(m payment.Movement) bool { return there[m.ID] })
	ids := map[order.ID]bool{}
	for _, m := range batch {
		if id, err := order.ParseID(m.OrderID); err == nil {
			ids[id] = true
		}
	}
	var orders map[order.ID]order.Order
	if len(ids) > 0 {
		if orders, err = r.Orders.Orders(ctx, slices.Collect(maps.Keys(ids))); err != nil {
			return err
		}
	}
	var errs []error
	for _, m := range batch {
		if id, err := order.ParseID(m.OrderID); err == nil {
			m.Market = orders[id].Market
		}
		errs = append(errs, r.Movements.RecordMovement(ctx, m))
	}
	return errors.Join(errs...)
}

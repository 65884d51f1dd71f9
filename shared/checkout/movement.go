package checkout

import (
	"cmp"
	"context"
	"errors"
	"iter"
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

// Recorder stores the movements that a provider reports, and tells orders about the progress of
// their refunds.
type Recorder struct {
	Orders    Orders
	Movements Movements
}

// Record stores the movements that are new, and tells orders what is new about their refunds. If one
// fails, it goes on with the others.
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
	batch = slices.DeleteFunc(batch, func(m payment.Movement) bool {
		_, word := m.AboutRefund() // an earlier process may have died before it told the order
		return there[m.ID] && !word
	})
	orders, err := ordersOf(ctx, r.Orders, batch, func(m payment.Movement) string { return m.OrderID })
	if err != nil {
		return err
	}
	var errs []error
	for _, m := range batch {
		id, err := order.ParseID(m.OrderID)
		if err == nil {
			m.Market = orders[id].Market
		}
		if !there[m.ID] {
			errs = append(errs, r.Movements.RecordMovement(ctx, m))
		}
		if failed, word := m.AboutRefund(); word && err == nil {
			o, err := r.tell(ctx, orders[id], m, failed)
			if err == nil {
				orders[id] = o
			}
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// tell tells an order about the progress of its refund, unless the order knows it. It returns the
// order as it is afterwards.
func (r Recorder) tell(ctx context.Context, o order.Order, about payment.Movement, failed bool) (order.Order, error) {
	for range moveAttempts {
		m, news := o.Hear(about.Refund, failed, about.At)
		if !news {
			return o, nil
		}
		var moved bool
		var err error
		if o, moved, err = r.Orders.Move(ctx, o.ID, m); moved || err != nil {
			return o, err
		}
	}
	return o, errChanging
}

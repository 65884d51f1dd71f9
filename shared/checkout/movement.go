package checkout

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"
	"time"

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
	Recorded  func(payment.Movement) // if not nil, is called after each movement that is new
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
			err := r.Movements.RecordMovement(ctx, m)
			if err == nil && r.Recorded != nil {
				r.Recorded(m)
			}
			errs = append(errs, err)
		}
		if outcome, word := m.AboutRefund(); word && err == nil {
			o, err := r.tell(ctx, orders[id], m.Refund, outcome, m.At)
			if err == nil {
				orders[id] = o
			}
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// Resolved tells the order of a finding that a refund which came back was paid in another way, if
// the finding is about one and is resolved. It reports whether it is. It may be repeated.
func (r Recorder) Resolved(ctx context.Context, f payment.Finding) (bool, error) {
	if id, err := order.ParseID(f.OrderID); err == nil && !f.ResolvedAt.IsZero() {
		return r.repaid(ctx, id, f)
	}
	return false, nil
}

// repaid is Resolved for an order.
func (r Recorder) repaid(ctx context.Context, id order.ID, f payment.Finding) (bool, error) {
	moved, err := r.Movements.MovementsOf(ctx, id)
	if err != nil {
		return false, err
	}
	n := slices.IndexFunc(moved, func(m payment.Movement) bool {
		outcome, about := m.AboutRefund()
		return about && outcome == order.Failed && m.Source == f.Reference
	})
	if n < 0 {
		return false, nil
	}
	orders, err := r.Orders.Orders(ctx, []order.ID{id})
	if err != nil {
		return false, err
	}
	_, err = r.tell(ctx, orders[id], moved[n].Refund, order.Repaid, f.ResolvedAt)
	return err == nil, err
}

// tell tells an order what became of its refund with the name, unless the order knows it. It
// returns the order as it is afterwards.
func (r Recorder) tell(ctx context.Context, o order.Order, name string, outcome order.Outcome, at time.Time) (order.Order, error) {
	for range moveAttempts {
		m, news := o.Hear(name, outcome, at)
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

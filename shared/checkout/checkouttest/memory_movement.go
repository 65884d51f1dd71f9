package checkouttest

import (
	"context"
	"fmt"
	"slices"

	"storefront/shared/order"
	"storefront/shared/payment"
)

// RecordMovement keeps a movement, unless it is there.
func (m *Memory) RecordMovement(ctx context.Context, moved payment.Movement) error {
	_, err := call(ctx, &m.breakable, OpRecordMovement, moved.ID, func() (struct{}, error) {
		if !slices.ContainsFunc(m.moved, func(there payment.Movement) bool { return there.ID == moved.ID }) {
			m.moved = append(m.moved, moved)
		}
		return struct{}{}, nil
	})
	return err
}

// RecordedMovements returns which of some movements are kept.
func (m *Memory) RecordedMovements(ctx context.Context, all []payment.Movement) (map[string]bool, error) {
	return call(ctx, &m.breakable, OpMovements, fmt.Sprint(len(all)), func() (map[string]bool, error) {
		there := map[string]bool{}
		for _, wanted := range all {
			if slices.ContainsFunc(m.moved, func(kept payment.Movement) bool { return kept.ID == wanted.ID }) {
				there[wanted.ID] = true
			}
		}
		return there, nil
	})
}

// MovementsOf returns the movements of an order.
func (m *Memory) MovementsOf(ctx context.Context, id order.ID) ([]payment.Movement, error) {
	return call(ctx, &m.breakable, OpMovements, id.String(), func() ([]payment.Movement, error) {
		var of []payment.Movement
		for _, moved := range m.moved {
			if moved.OrderID == id.String() {
				of = append(of, moved)
			}
		}
		return of, nil
	})
}

// AllMovements visits every movement as it was when AllMovements was called.
func (m *Memory) AllMovements(_ context.Context, visit func(payment.Movement) error) error {
	m.mu.Lock()
	all := slices.Clone(m.moved)
	m.mu.Unlock()
	for _, moved := range all {
		if err := visit(moved); err != nil {
			return err
		}
	}
	return nil
}

package checkouttest

import (
	"context"
	"errors"
	"fmt"

	"storefront/shared/order"
	"storefront/shared/stock"
)

// Sound returns an error if the stock of these lines is wrong. At every moment, whatever
// has crashed, each lot must add up, and each live order of the lines must have all its
// units.
func Sound(ctx context.Context, s Store, lines ...stock.Line) error {
	a, err := newAudit(ctx, s, lines)
	if err != nil {
		return err
	}
	return errors.Join(a.lotsAddUp(), a.ordersHaveTheirUnits())
}

// TiesOut returns an error if the stock of these lines is wrong after a sweep, with
// nothing in flight. Beyond being [Sound], each claim must belong to a live order, and no
// shelf may list a lot with units as empty.
func TiesOut(ctx context.Context, s Store, lines ...stock.Line) error {
	a, err := newAudit(ctx, s, lines)
	if err != nil {
		return err
	}
	return errors.Join(a.lotsAddUp(), a.ordersHaveTheirUnits(), a.nothingLeaked(), a.shelvesAreTrue())
}

type audit struct {
	shelves []stock.Shelf
	lots    map[stock.LotKey]stock.Lot
	orders  map[order.ID]order.Order
}

func newAudit(ctx context.Context, s Store, lines []stock.Line) (*audit, error) {
	a := &audit{lots: map[stock.LotKey]stock.Lot{}, orders: map[order.ID]order.Order{}}
	for _, line := range lines {
		shelf, err := s.Shelf(ctx, line)
		if err != nil {
			return nil, err
		}
		a.shelves = append(a.shelves, shelf)
		lots, err := s.Lots(ctx, line, shelf.Lots)
		if err != nil {
			return nil, err
		}
		for _, lot := range lots {
			a.lots[lot.LotKey] = lot
		}
	}
	return a, s.AllOrders(ctx, func(o order.Order) error {
		a.orders[o.ID] = o
		return nil
	})
}

func (a *audit) lotsAddUp() error {
	var errs []error
	for _, lot := range a.lots {
		errs = append(errs, lot.Check())
	}
	return errors.Join(errs...)
}

func (a *audit) ordersHaveTheirUnits() error {
	var errs []error
	lot := func(key stock.LotKey) (stock.Lot, bool) {
		lot, audited := a.lots[key]
		return lot, audited
	}
	for _, o := range a.orders {
		if o.KeepsClaims() {
			errs = append(errs, HasItsUnits(o, lot))
		}
	}
	return errors.Join(errs...)
}

// HasItsUnits returns an error unless the order's allocations add up to its lines, and
// each is a claim in its lot. It does not look for claims in lots that lot does not know.
func HasItsUnits(o order.Order, lot func(stock.LotKey) (stock.Lot, bool)) error {
	for _, line := range o.Lines {
		units, named := 0, map[int]bool{}
		for _, allocation := range line.Allocations {
			if named[allocation.Lot] {
				return fmt.Errorf("order %s is %s and names lot %d of %s twice", o.ID, o.Status, allocation.Lot, line.SKU)
			}
			named[allocation.Lot] = true
			units += allocation.Quantity
			key := stock.LotKey{Line: stock.Line{Sale: o.Sale, SKU: line.SKU}, Number: allocation.Lot}
			if lot, known := lot(key); known && lot.Claims[o.ID].Quantity != allocation.Quantity {
				return fmt.Errorf("order %s is %s and names %d units in lot %s, which keeps %d for it",
					o.ID, o.Status, allocation.Quantity, key, lot.Claims[o.ID].Quantity)
			}
		}
		if units != line.Quantity {
			return fmt.Errorf("order %s is %s and has %d of %d units of %s", o.ID, o.Status, units, line.Quantity, line.SKU)
		}
	}
	return nil
}

func (a *audit) nothingLeaked() error {
	var errs []error
	for key, lot := range a.lots {
		for id, claim := range lot.Claims {
			o := a.orders[id]
			if !o.KeepsClaims() || !o.HasAllocation(key.Line.SKU, order.Allocation{Lot: key.Number, Quantity: claim.Quantity}) {
				errs = append(errs, fmt.Errorf("lot %s keeps %d units for order %s, which is %q and has no right to them", key, claim.Quantity, id, o.Status))
			}
		}
	}
	return errors.Join(errs...)
}

func (a *audit) shelvesAreTrue() error {
	var errs []error
	for _, shelf := range a.shelves {
		for number := range shelf.Lots {
			lot := a.lots[stock.LotKey{Line: shelf.Line, Number: number}]
			if shelf.KnownEmpty(number) && lot.Left > 0 {
				errs = append(errs, fmt.Errorf("the shelf lists lot %s as empty, which has %d units left", lot.LotKey, lot.Left))
			}
		}
	}
	return errors.Join(errs...)
}

// moneyTiesOut returns an error if money was captured without a paid order, if a paid
// order was not charged, or if an order's refunds differ from what the bank refunded.
func (s *Shop) moneyTiesOut(ctx context.Context) error {
	owed := map[string]order.Order{}
	err := s.Store.AllOrders(ctx, func(o order.Order) error {
		if o.Sale == s.Sale.ID && !o.Payment.PaidAt.IsZero() {
			owed[o.ID.String()] = o
		}
		return nil
	})
	if err != nil {
		return err
	}
	var errs []error
	for _, r := range s.Bank.Authorizations() {
		if r.State != Captured {
			continue
		}
		if o, ok := owed[r.Order]; !ok || o.Payment.Reference != r.Reference || o.Totals.Total != r.Amount {
			errs = append(errs, fmt.Errorf("%s was charged %v as %s, which is not owed", r.Order, r.Amount, r.Reference))
		}
		if back := s.Bank.Refunded(r.Reference); back != refunds(owed[r.Order]) {
			errs = append(errs, fmt.Errorf("%s got %d back, want %d", r.Order, back, refunds(owed[r.Order])))
		}
		delete(owed, r.Order)
	}
	for id := range owed {
		errs = append(errs, fmt.Errorf("order %s is paid, and was not charged", id))
	}
	return errors.Join(errs...)
}

// refunds returns the sum of an order's refunds, in minor units.
func refunds(o order.Order) int64 {
	var sum int64
	for _, r := range o.Refunds {
		sum += r.Total.Minor
	}
	return sum
}

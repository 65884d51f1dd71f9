package books

import (
	"fmt"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/order"
)

// states has versions of one order, by number. Some may be missing.
type states map[int]state

// state is a version of an order, and its event if a raw file has it.
type state struct {
	order.Order
	event *ledger.Event
}

// derive adds the missing versions of an order, from the last one backwards. An order
// has the time of everything that was done to it, with two exceptions: when its hold was
// extended, and when its payments were declined. These times are known only from later
// events. Neither moves money or units. derive fails if the versions do not fit.
func (s states) derive() error {
	last := 0
	for version := range s {
		last = max(last, version)
	}
	for version := last; version > 1; version-- {
		if _, known := s[version-1]; known {
			continue
		}
		before, err := s[version].undo()
		if err != nil {
			return err
		}
		s[version-1] = state{Order: before}
	}
	if first := s[1].Order; len(s) != last || !untouched(first) {
		return fmt.Errorf("derive order %s: its times do not make its %d versions", first.ID, last)
	}
	return nil
}

// untouched reports whether an order is as it was put.
func untouched(o order.Order) bool {
	put := o.Status == order.Held || o.Status == order.Rejected || o.Status == order.Abandoned
	return put && !o.Extended && o.Declines == 0 && o.ErasedAt.IsZero()
}

// undo returns the version before a version. It fails if nothing tells what that was.
func (s state) undo() (order.Order, error) {
	o, b := s.Order, s.Order
	b.Version--
	refunds, latest := len(o.Refunds), latest(o)
	switch {
	case !o.ErasedAt.IsZero() && o.ErasedAt.Equal(latest):
		b.ErasedAt = time.Time{}
	case !o.WithdrawnAt.IsZero() && o.WithdrawnAt.Equal(latest):
		b.WithdrawnAt = time.Time{}
	case refunds > 0 && o.Refunds[refunds-1].At.Equal(latest):
		b.Refunds = o.Refunds[: refunds-1 : refunds-1]
		if b.Status = order.Paid; !o.ShippedAt.IsZero() {
			b.Status = order.Shipped
		}
	case o.Status == order.Shipped:
		b.ShippedAt, b.Status = time.Time{}, order.Paid
	case o.Status == order.Paid:
		b.Payment, b.Status = order.Payment{}, order.Held
	case o.Status == order.Expired || o.Status == order.Cancelled:
		b.Status = order.Held
	case o.Status == order.Held && o.Declines > 0 && (s.event == nil || s.event.Type == ledger.Declined):
		b.Declines--
	case o.Status == order.Held && o.Extended:
		b.Extended = false
	default:
		return order.Order{}, fmt.Errorf("derive order %s: nothing tells what its version %d was", o.ID, b.Version)
	}
	b.UpdatedAt = updated(b)
	if s.event != nil {
		b.UpdatedAt = s.event.Previous.At
	}
	return b, nil
}

// latest returns the latest time that an order has.
func latest(o order.Order) time.Time {
	at := o.CreatedAt
	for _, t := range []time.Time{o.Payment.PaidAt, o.ShippedAt, o.WithdrawnAt, o.ErasedAt} {
		if t.After(at) {
			at = t
		}
	}
	for _, r := range o.Refunds {
		if r.At.After(at) {
			at = r.At
		}
	}
	return at
}

// updated returns when a version was made. If the version does not tell, updated returns
// a time that keeps the order of versions: just after the order was put, or at the end of
// its hold.
func updated(o order.Order) time.Time {
	switch o.Status {
	case order.Held:
		return o.CreatedAt.Add(time.Duration(o.Version-1) * time.Millisecond)
	case order.Expired, order.Cancelled:
		return o.HoldExpiresAt
	default:
		return latest(o)
	}
}

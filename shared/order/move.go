package order

import (
	"slices"
	"time"
)

// Move is one step in an order's life. A store applies it in one atomic,
// conditional write; that write is what decides between a payment, an expiry
// and a cancellation that race.
type Move struct {
	From Status
	To   Status // equal to From when the status stays: an extension, a refund of a part, an erasure
	At   time.Time

	Payment       Payment   // with To Paid
	HoldExpiresAt time.Time // with an extension: the new end of the hold
	OnlyDue       bool      // with To Expired: only if the hold has ended by At
	Version       int       // only if the order has this version, which the move was computed from; 0: any
	Refund        *Refund   // the refund that the move adds
	Erases        bool      // the buyer's personal data goes
}

// Pay moves a held order to paid. A hold past its end may still be paid as
// long as nobody closed it: its units are still there.
func Pay(p Payment) Move { return Move{From: Held, To: Paid, At: p.PaidAt, Payment: p} }

// Expire closes a held order whose hold has ended, unless it was extended meanwhile.
func Expire(at time.Time) Move { return Move{From: Held, To: Expired, At: at, OnlyDue: true} }

// Cancel closes a held order for its buyer.
func Cancel(at time.Time) Move { return Move{From: Held, To: Cancelled, At: at} }

// Extend lets a held order be held until a later time, once.
func Extend(until, at time.Time) Move {
	return Move{From: Held, To: Held, At: at, HoldExpiresAt: until}
}

// Ship says that a paid order, as it is, has gone out to its buyer.
func (o Order) Ship(now time.Time) Move {
	return Move{From: Paid, To: Shipped, At: o.after(now), Version: o.Version}
}

// Erase takes the buyer's personal data out of an order that needs it no more.
func (o Order) Erase(now time.Time) Move {
	return Move{From: o.Status, To: o.Status, At: o.after(now), Version: o.Version, Erases: true}
}

// after is now, or just after the order's last change: the books tell the steps
// of an order apart by their times, in milliseconds.
func (o Order) after(now time.Time) time.Time {
	now = now.UTC().Truncate(time.Millisecond)
	if !now.After(o.UpdatedAt) {
		return o.UpdatedAt.Add(time.Millisecond)
	}
	return now
}

// Extends says whether the move extends the hold instead of changing the status.
func (m Move) Extends() bool { return m.From == m.To && m.Refund == nil && !m.Erases }

// Legal says whether an order may ever make the move. An order that is not there
// makes none: it is put.
func (m Move) Legal() bool {
	switch {
	case m.Erases:
		return m.From == m.To && m.Refund == nil && m.From.Forgettable()
	case m.Refund != nil:
		return (m.From == Paid || m.From == Shipped) && (m.To == m.From || m.To == Refunded)
	case m.Extends():
		return m.From == Held
	default:
		return m.From != Absent && m.To != Refunded && m.From.MayBecome(m.To)
	}
}

// Forgettable says whether an order in this status can do without its buyer's
// personal data: nothing is to be sent to them any more.
func (s Status) Forgettable() bool {
	return s == Shipped || s.Closed() && s != Abandoned // which has none
}

// Apply gives the order after the move, or false when the move does not apply
// to the order as it is. Every store decides exactly as this does.
func (o Order) Apply(m Move) (Order, bool) {
	switch {
	case !m.Legal() || o.Status != m.From:
		return o, false
	case m.Extends() && o.Extended:
		return o, false
	case m.OnlyDue && o.HoldExpiresAt.After(m.At):
		return o, false
	case m.Version != 0 && o.Version != m.Version:
		return o, false
	case m.Erases && !o.ErasedAt.IsZero():
		return o, false
	}
	o.Status, o.UpdatedAt = m.To, m.At
	o.Version++
	switch {
	case m.Erases:
		o.Buyer, o.Request, o.ErasedAt = Buyer{}, Request{}, m.At
	case m.Refund != nil:
		o.Refunds = append(slices.Clip(o.Refunds), *m.Refund)
	case m.To == Paid:
		o.Payment = m.Payment
	case m.To == Shipped:
		o.ShippedAt = m.At
	}
	if m.Extends() {
		o.HoldExpiresAt, o.Extended = m.HoldExpiresAt, true
	}
	return o, true
}

// Gravestone is put where an order might still appear: it says that none will.
// Only then may the units that the order would have had be given back.
func Gravestone(id ID, sale SaleID, at time.Time) Order {
	return Order{ID: id, Sale: sale, Status: Abandoned, Version: 1, CreatedAt: at, UpdatedAt: at}
}

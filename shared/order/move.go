package order

import "time"

// Move is one step in an order's life. A store applies it in one atomic,
// conditional write; that write is what decides between a payment, an expiry
// and a cancellation that race.
type Move struct {
	From Status
	To   Status // equal to From when only the hold is extended
	At   time.Time

	Payment       Payment   // with To Paid
	HoldExpiresAt time.Time // with an extension: the new end of the hold
	OnlyDue       bool      // with To Expired: only if the hold has ended by At
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

// Extends says whether the move extends the hold instead of changing the status.
func (m Move) Extends() bool { return m.From == m.To }

// Legal says whether an order may ever make the move. An order that is not there
// makes none: it is put.
func (m Move) Legal() bool {
	if m.Extends() {
		return m.From == Held
	}
	return m.From != Absent && m.From.MayBecome(m.To)
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
	}
	o.Status, o.UpdatedAt = m.To, m.At
	o.Version++
	if m.To == Paid {
		o.Payment = m.Payment
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

package order

import (
	"slices"
	"time"
)

// Move is one step in an order's life. A store applies it in one atomic,
// conditional write. That write decides between a payment, an expiry and a
// cancellation that race.
type Move struct {
	From Status
	To   Status // equal to From when the status stays: an extension, a decline, a delay, a withdrawal, a partial refund, a report about a refund, an erasure
	At   time.Time

	Payment       Payment   // with To Paid
	DelayedUntil  time.Time // with a delay: the later time by which it is shipped
	Shipment      Shipment  // with To Shipped
	HoldExpiresAt time.Time // with an extension: the new end of the hold
	OnlyDue       bool      // with To Expired: only if the hold has ended by At
	Version       int       // only if the order has this version, which the move was computed from; 0: any
	Refund        *Refund   // the refund that the move adds
	Word          *Word     // what became of a refund
	Declines      bool      // a payment was declined
	Withdraws     bool      // the buyer withdraws from a paid order
	Erases        bool      // the buyer's personal data goes
	Sealed        *Sealed   // with Erases, of an order that was paid: what stays of it, encrypted
	Unseals       bool      // the sealed copy goes, which makes no version
}

// Pay returns the move of a held order to paid. A hold past its end may be paid
// until something closes it, because its units are still there.
func Pay(p Payment) Move { return Move{From: Held, To: Paid, At: p.PaidAt, Payment: p} }

// Expire returns the move that closes a held order if its hold has ended by then.
func Expire(at time.Time) Move { return Move{From: Held, To: Expired, At: at, OnlyDue: true} }

// Cancel returns the move that closes a held order for its buyer.
func Cancel(at time.Time) Move { return Move{From: Held, To: Cancelled, At: at} }

// Extend returns the move that holds an order until a later time. An order can be
// extended once.
func Extend(until, at time.Time) Move {
	return Move{From: Held, To: Held, At: at, HoldExpiresAt: until}
}

// Decline returns the move that counts a declined payment of a held order.
func Decline(at time.Time) Move { return Move{From: Held, To: Held, At: at, Declines: true} }

// Ship returns the move of a paid order, in this version, to shipped. An order that was
// withdrawn from is not shipped.
func (o Order) Ship(s Shipment, now time.Time) Move {
	return Move{From: Paid, To: Shipped, At: o.after(now), Version: o.Version, Shipment: s}
}

// Erase returns the move that erases the buyer's personal data from an order that
// no longer needs it.
func (o Order) Erase(now time.Time) Move {
	return Move{From: o.Status, To: o.Status, At: o.after(now), Version: o.Version, Erases: true}
}

// Forget returns the move that erases the buyer's personal data and keeps a sealed copy of what the
// order's invoice says of the buyer. One write does both, so that there never are both or neither.
func (o Order) Forget(now time.Time, box []byte) Move {
	m := o.Erase(now)
	m.Sealed = &Sealed{Box: box, Since: o.UpdatedAt}
	return m
}

// Unseal returns the move that removes the sealed copy, if the order still has this version.
func (o Order) Unseal() Move {
	return Move{From: o.Status, To: o.Status, At: o.UpdatedAt, Version: o.Version, Unseals: true}
}

// after returns now, or a millisecond after the order's last change if that is
// later: the books tell the steps of an order apart by their times, in
// milliseconds.
func (o Order) after(now time.Time) time.Time {
	now = now.UTC().Truncate(time.Millisecond)
	if !now.After(o.UpdatedAt) {
		return o.UpdatedAt.Add(time.Millisecond)
	}
	return now
}

// Extends reports whether the move extends the hold and leaves the status.
func (m Move) Extends() bool {
	return m.From == m.To && m.Refund == nil && m.Word == nil && !m.Erases && !m.Unseals && !m.Declines && !m.Withdraws && !m.Delays()
}

// Ships reports whether the move is of a paid order to shipped.
func (m Move) Ships() bool { return m.From == Paid && m.To == Shipped }

// Legal reports whether any order may make the move. An absent order makes none;
// it is put.
func (m Move) Legal() bool {
	switch {
	case m.Erases:
		return m.From == m.To && m.Refund == nil && m.From.Forgettable() && (m.Sealed == nil || m.From.Sold())
	case m.Unseals:
		return m.From == m.To && m.From.Sold()
	case m.Word != nil:
		return m.Word.Outcome != "" && m.From == m.To && (m.From == Paid || m.From == Shipped || m.From == Refunded)
	case m.Refund != nil:
		return (m.From == Paid || m.From == Shipped) && (m.To == m.From || m.To == Refunded)
	case m.Declines:
		return m.From == Held && m.To == Held
	case m.Withdraws:
		return m.From == m.To && (m.From == Paid || m.From == Shipped)
	case m.Delays():
		return m.From == Paid && m.To == Paid
	case m.Extends():
		return m.From == Held
	default:
		return m.From != Absent && m.To != Refunded && m.From.MayBecome(m.To)
	}
}

// Forgettable reports whether an order in this status no longer needs its buyer's
// personal data, since nothing is to be sent to them any more.
func (s Status) Forgettable() bool {
	return s == Shipped || s.Closed() && s != Abandoned // which has none
}

// Sold reports whether an order in this status was paid and has nothing left to send, so that its
// invoice is all that needs the buyer.
func (s Status) Sold() bool { return s == Shipped || s == Refunded }

// Apply returns the order after the move, or false if the move does not apply to
// the order as it is. Every store decides exactly as Apply does.
func (o Order) Apply(m Move) (Order, bool) {
	switch {
	case !m.Legal() || o.Status != m.From:
		return o, false
	case m.Extends() && o.Extended:
		return o, false
	case m.OnlyDue && o.HoldExpiresAt.After(m.At):
		return o, false
	case m.Declines && o.Declines >= MaxDeclines:
		return o, false
	case m.Version != 0 && o.Version != m.Version:
		return o, false
	case m.Erases && !o.ErasedAt.IsZero():
		return o, false
	case m.Unseals && !o.Sealed.Exists():
		return o, false
	case (m.Withdraws || m.Ships() || m.Delays()) && !o.WithdrawnAt.IsZero():
		return o, false
	case m.Delays() && !o.DelayedUntil.IsZero():
		return o, false
	case m.Word != nil:
		return o.hear(*m.Word)
	}
	if m.Delays() {
		o.DelayedUntil = m.DelayedUntil
		return o, true
	}
	if m.Unseals {
		o.Sealed = Sealed{}
		return o, true
	}
	o.Status, o.UpdatedAt = m.To, m.At
	o.Version++
	switch {
	case m.Erases:
		o.Buyer, o.Request, o.Shipment, o.ErasedAt = Buyer{}, Request{}, Shipment{}, m.At
		if m.Sealed != nil {
			o.Sealed = *m.Sealed
		}
	case m.Declines:
		o.Declines++
	case m.Withdraws:
		o.WithdrawnAt = m.At
	case m.Refund != nil:
		o.Refunds = append(slices.Clip(o.Refunds), *m.Refund)
	case m.To == Paid:
		o.Payment = m.Payment
	case m.Ships():
		o.ShippedAt, o.Shipment = m.At, m.Shipment
	}
	if m.Extends() {
		o.HoldExpiresAt, o.Extended = m.HoldExpiresAt, true
	}
	return o, true
}

// Tombstone returns a closed order without lines. It is put where an order might
// still arrive, whose put then fails. Only after that may the units that the order
// would have had be released.
func Tombstone(id ID, sale SaleID, at time.Time) Order {
	return Order{ID: id, Sale: sale, Status: Abandoned, Version: 1, CreatedAt: at, UpdatedAt: at}
}

package order

import (
	"errors"
	"time"
)

// MaxDelay is by how much the date can be moved by which a parcel was promised to be with the
// carrier. Up to it, and once, a buyer who is told and says nothing agrees (16 CFR 435.2(b)).
// Beyond it the buyer has to agree in so many words, or gets all the money back.
const MaxDelay = 30 * 24 * time.Hour

// Errors of a delay.
var (
	ErrDelayed   = errors.New("order: it was delayed before: refund it, unless its buyer agrees to wait longer")
	ErrDelay     = errors.New("order: the new date must be after the one that was promised, and 30 days after it at most")
	ErrNotToShip = errors.New("order: it does not wait to be shipped")
)

// Delay returns the move by which a paid order, in this version, is to be shipped by a later
// time. It fails with one of the errors of a delay.
func (o Order) Delay(until, now time.Time) (Move, error) {
	until = until.UTC().Truncate(time.Millisecond)
	switch {
	case o.Status != Paid || !o.WithdrawnAt.IsZero():
		return Move{}, ErrNotToShip
	case !o.DelayedUntil.IsZero():
		return Move{}, ErrDelayed
	case !until.After(o.ShipBy()) || until.After(o.ShipBy().Add(MaxDelay)) || !until.After(now):
		return Move{}, ErrDelay
	}
	return Move{From: Paid, To: Paid, At: now, Version: o.Version, DelayedUntil: until}, nil
}

// Delays reports whether the move delays a paid order. That makes no version: it moves neither
// money nor units, and the books, whose events are the versions, need not hear of it.
func (m Move) Delays() bool { return !m.DelayedUntil.IsZero() }

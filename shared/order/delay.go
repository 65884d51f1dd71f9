package order

import (
	"errors"
	"time"
)

// MaxDelay is how far the promised shipping date can be moved. A buyer who is told of one such
// delay and says nothing agrees to it (16 CFR 435.2(b)). To a longer delay the buyer has to
// agree expressly, or gets all the money back.
const MaxDelay = 30 * 24 * time.Hour

// Errors of a delay.
var (
	ErrDelayed   = errors.New("order: it was delayed before: refund it, unless its buyer agrees to wait longer")
	ErrDelay     = errors.New("order: the new date must be after the one that was promised, and 30 days after it at most")
	ErrNotToShip = errors.New("order: it does not wait to be shipped")
)

// Delay returns the move that sets a later time by which a paid order, in this version, is
// shipped. It fails with one of the errors of a delay.
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

// Delays reports whether the move delays a paid order. A delay makes no version, because it
// moves neither money nor units. The events of the books are the versions, so the books do not
// see it.
func (m Move) Delays() bool { return !m.DelayedUntil.IsZero() }

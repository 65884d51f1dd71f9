package stock

import "time"

// Count is how many units of a line are where.
type Count struct {
	Size, Left, Held, Sold int       // units; Size = Left + Held + Sold
	NextRelease            time.Time // when the first held units may come back; zero: nothing is held

	// Epoch is the shelf's before the units were counted. In a later epoch units
	// have come back since.
	Epoch int64
}

// CountOf counts the units of lots. Units count as sold once their claim is
// settled, and until then as held.
func CountOf(lots []Lot) Count {
	var c Count
	for _, lot := range lots {
		c.Size += lot.Size
		c.Left += lot.Left
		for _, claim := range lot.Claims {
			if claim.Settled() {
				c.Sold += claim.Quantity
				continue
			}
			c.Held += claim.Quantity
		}
		c.NextRelease = earliest(c.NextRelease, lot.NextRelease())
	}
	return c
}

// earliest returns the earlier of two times, where zero is none.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

package stock

import "time"

// Count is where the units of a line are.
type Count struct {
	Size, Left, Held, Sold int       // units; Size = Left + Held + Sold
	NextRelease            time.Time // when the first held units may come back; zero: none is held

	// Epoch is the epoch of the shelf before the units were counted. If the shelf
	// is in a later one, units have come back since.
	Epoch int64
}

// CountOf counts the units of lots. A unit counts as held until its claim is
// settled, and then as sold.
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

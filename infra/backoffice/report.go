package backoffice

import (
	"storefront/shared/order"
	"storefront/shared/stock"
)

// Report is what an audit found.
type Report struct {
	Lines    []LineReport         // by sale and SKU
	Orders   map[order.Status]int // how many orders are where in their life
	Findings []string             // what is wrong, in words; none: everything ties out
}

// OK says whether everything ties out.
func (r Report) OK() bool { return len(r.Findings) == 0 }

// Total adds up all lines.
func (r Report) Total() Tally {
	var sum Tally
	for _, line := range r.Lines {
		sum.Size += line.Size
		sum.Left += line.Left
		sum.Held += line.Held
		sum.Paid += line.Paid
		sum.Pending += line.Pending
		sum.Leaked += line.Leaked
	}
	return sum
}

// LineReport is where the units of a line are.
type LineReport struct {
	stock.Line
	Tally
}

// Tally counts units by whose they are.
// Size = Left + Held + Paid + Pending + Leaked, unless a lot's own numbers are wrong.
type Tally struct {
	Size    int
	Left    int // can be bought
	Held    int // of held orders
	Paid    int // of paid orders
	Pending int // claimed for an order that is on its way, or for the sweep to decide about soon
	Leaked  int // claimed, and nobody has a right to them
}

// add counts a claim's units.
func (t *Tally) add(s standing, units int) {
	switch s {
	case held:
		t.Held += units
	case paid:
		t.Paid += units
	case pending:
		t.Pending += units
	case leaked:
		t.Leaked += units
	}
}

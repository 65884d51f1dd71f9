package audit

import (
	"storefront/shared/order"
	"storefront/shared/stock"
)

// Report is what an audit found.
type Report struct {
	Lines    []LineReport         // by sale and SKU
	Orders   map[order.Status]int // how many orders have each status
	Findings []string             // what is wrong; empty if everything ties out
}

// OK reports whether everything ties out.
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

// Tally counts units.
// Size = Left + Held + Paid + Pending + Leaked, unless a lot's own numbers are wrong.
type Tally struct {
	Size    int
	Left    int // can be bought
	Held    int // of held orders
	Paid    int // of paid orders
	Pending int // claimed for an order that is on its way, or left to the next sweep
	Leaked  int // claimed, and no order has a right to them
}

package payment

import (
	"fmt"
	"time"
)

// Fault is an error at the provider that only an operator can put right.
type Fault struct {
	Err       error  // what is wrong
	Reference string // the provider's id of the payment or the refund
	OrderID   string // empty if it is of no order, or of none that is known
}

func (f *Fault) Error() string {
	text := fmt.Sprintf("%v: %s", f.Err, f.Reference)
	if f.OrderID != "" {
		text += " of order " + f.OrderID
	}
	return text
}

// Unwrap returns what is wrong.
func (f *Fault) Unwrap() error { return f.Err }

// Finding is a fault that the store keeps. There is at most one for each reference.
type Finding struct {
	Reference string
	OrderID   string
	What      string // what is wrong
	FoundAt   time.Time
	Resolution
}

// Resolution says who resolved a finding, and how. It is zero while the finding is open.
type Resolution struct {
	ResolvedAt time.Time
	By         string
	Why        string
}

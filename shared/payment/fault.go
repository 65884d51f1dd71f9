package payment

import (
	"fmt"
	"time"
)

// Fault is an error at the provider that only an operator can put right.
type Fault struct {
	Err       error  // what is wrong
	Reference string // the provider's id of the payment or the refund
	OrderID   string // may be empty
}

func (f *Fault) Error() string {
	return fmt.Sprintf("%v: %s of order %s", f.Err, f.Reference, f.OrderID)
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

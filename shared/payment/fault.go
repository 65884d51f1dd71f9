package payment

import (
	"fmt"
	"time"
)

// Fault is the error for something at the provider that the store cannot put right by itself. An
// operator has to.
type Fault struct {
	Err       error  // what is wrong
	Reference string // the provider's id of the payment or the refund
	OrderID   string // empty: none
}

func (f *Fault) Error() string {
	return fmt.Sprintf("%v: %s of order %s", f.Err, f.Reference, f.OrderID)
}

// Unwrap returns what is wrong.
func (f *Fault) Unwrap() error { return f.Err }

// Finding is a fault as the store keeps it. There is one for each reference.
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

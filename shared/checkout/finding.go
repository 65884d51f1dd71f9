package checkout

import (
	"context"
	"errors"

	"storefront/shared/payment"
)

// Findings stores the faults that operators have to put right.
type Findings interface {
	// Report stores a finding, unless there is one with its reference. It returns the stored one.
	Report(ctx context.Context, f payment.Finding) (payment.Finding, error)
	// Resolve resolves the finding with a reference, unless it is resolved already. It returns the
	// finding as it is afterwards, and reports whether there is one.
	Resolve(ctx context.Context, reference string, r payment.Resolution) (payment.Finding, bool, error)
}

// Unresolved returns err, or nil if it is a fault that was resolved. It stores a new fault as a
// finding, which stays open until an operator resolves it. If the finding cannot be stored, Unresolved
// returns err joined with the reason.
func (c *Checkout) Unresolved(ctx context.Context, err error) error {
	fault, is := errors.AsType[*payment.Fault](err)
	if !is || c.Findings == nil {
		return err
	}
	f, reportErr := c.Findings.Report(ctx, payment.Finding{
		Reference: fault.Reference, OrderID: fault.OrderID, What: fault.Err.Error(), FoundAt: c.now(),
	})
	if reportErr != nil {
		return errors.Join(err, reportErr)
	}
	if !f.ResolvedAt.IsZero() {
		return nil
	}
	return err
}

// returns is implemented by providers that can report whether all of a captured payment went back
// to the buyer.
type returns interface {
	Returned(ctx context.Context, reference string) (bool, error)
}

// stray returns the fault of a captured payment that pays no order. It returns nil if all of the
// money went back to the buyer.
func (c *Checkout) stray(ctx context.Context, found payment.Found) error {
	fault := &payment.Fault{Err: ErrStray, Reference: found.Reference, OrderID: found.OrderID}
	provider, tells := c.Payments.(returns)
	if !tells {
		return fault
	}
	back, err := provider.Returned(ctx, found.Reference)
	if err != nil {
		return err
	}
	if !back {
		return fault
	}
	if c.Findings == nil {
		return nil
	}
	_, _, err = c.Findings.Resolve(ctx, found.Reference, payment.Resolution{
		ResolvedAt: c.now(), By: "the store", Why: "all of it was refunded at the provider",
	})
	return err
}

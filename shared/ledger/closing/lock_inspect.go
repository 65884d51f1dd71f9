package closing

import (
	"context"
	"errors"
	"fmt"

	"storefront/shared/ledger"
	"storefront/shared/market"
)

// inspectMonth reads every file of a month again: its raw files, manifests, books and their copies,
// and operators' entries. Nothing could put them right after the lock, so it fails with
// ErrNotLockable if any of them differs.
func (c Closer) inspectMonth(ctx context.Context, l *Lock, first, last string) error {
	for _, m := range c.Region.Markets() {
		if l.Heads[string(m.Code)] == nil {
			continue
		}
		seen, err := Inspector{Objects: c.Objects, Anchors: c.Anchors, Region: c.Region}.Run(ctx, m.Code, first, last)
		if err != nil {
			return err
		}
		if len(seen.Findings) > 0 {
			return notWhole(m.Code, first, last, seen.Findings)
		}
	}
	return nil
}

// notWhole returns the error of a month with findings: the first one, and the command that shows all.
func notWhole(code market.Code, first, last string, findings []string) error {
	return fmt.Errorf("%w: market %s: %s (1 of %d findings): ledger verify --market %s --from %s --to %s --restore shows all, and restores what it can",
		ErrNotLockable, code, findings[0], len(findings), code, first, last)
}

// unlessChanged returns what an inspection found, or nil if a rebuild has changed the month since its
// anchors were read. Such a month is inspected again.
func (c Closer) unlessChanged(ctx context.Context, since ledger.Anchors, found error) error {
	if c.Anchors == nil || !errors.Is(found, ErrNotLockable) {
		return found
	}
	now, err := c.Anchors.AnchorsOf(ctx, since.Month)
	if err != nil || now.Changes != since.Changes {
		return err
	}
	return found
}

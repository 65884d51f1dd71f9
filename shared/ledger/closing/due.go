package closing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/market"
)

// CloseDue closes all days of the region's markets that are due. A day that stays
// open keeps the later days of its market open. CloseDue returns the manifests of
// all days that it tried, and goes on with the other markets after an error.
func (c Closer) CloseDue(ctx context.Context, now time.Time) ([]Manifest, error) {
	var tried []Manifest
	var errs []error
	for _, m := range c.Region.Markets() {
		done, err := c.closeDueOf(ctx, m.Code, now)
		tried = append(tried, done...)
		if err != nil {
			errs = append(errs, fmt.Errorf("market %s: %w", m.Code, err))
		}
	}
	return tried, errors.Join(errs...)
}

func (c Closer) closeDueOf(ctx context.Context, code market.Code, now time.Time) ([]Manifest, error) {
	days, err := listChain(ctx, c.marketBooks(code))
	if err != nil {
		return nil, err
	}
	if last := days.last(); last != "" { // the close that wrote it may have died before it published
		if err := days.publish(ctx, last, days.live[last]); err != nil {
			return nil, err
		}
	}
	due, err := c.due(ctx, days, now)
	if err != nil {
		return nil, err
	}
	var tried []Manifest
	for _, date := range due {
		m, err := c.Close(ctx, Request{Market: code, Date: date}, now)
		if err != nil {
			return tried, fmt.Errorf("%s: %w", date, err)
		}
		if tried = append(tried, m); m.Status != Closed {
			break
		}
	}
	return tried, nil
}

// due lists the days that are due and not closed, in order. The books begin with
// the first day that has raw files.
func (c Closer) due(ctx context.Context, days *chain, now time.Time) ([]string, error) {
	next := ledger.AddDays(days.last(), 1)
	if days.last() == "" {
		var err error
		if next, _, err = days.span(ctx); err != nil || next == "" {
			return nil, err
		}
	}
	var due []string
	for ; ; next = ledger.AddDays(next, 1) {
		end, err := ledger.Midnight(days.code, ledger.AddDays(next, 1))
		if err != nil {
			return nil, err
		}
		if now.Before(end.Add(c.After)) {
			return due, nil
		}
		due = append(due, next)
	}
}

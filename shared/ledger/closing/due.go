package closing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/ledger/raw"
	"storefront/shared/market"
)

// Due lists the days of a market that are due and not closed, the first one
// first. The books begin with the first day that has raw files.
func (c Closer) Due(ctx context.Context, code market.Code, now time.Time) ([]string, error) {
	days, err := listChain(ctx, c.Objects, c.Region, code)
	if err != nil {
		return nil, err
	}
	return c.due(ctx, days, code, now)
}

func (c Closer) due(ctx context.Context, days *chain, code market.Code, now time.Time) ([]string, error) {
	next, err := ledger.AddDays(days.last(), 1), error(nil)
	if days.last() == "" {
		if next, err = c.firstDay(ctx, code); err != nil || next == "" {
			return nil, err
		}
	}
	var due []string
	for ; ; next = ledger.AddDays(next, 1) {
		end, err := ledger.Midnight(code, ledger.AddDays(next, 1))
		if err != nil {
			return nil, err
		}
		if now.Before(end.Add(c.After)) {
			return due, nil
		}
		due = append(due, next)
	}
}

// CloseDue closes all due days of the region's markets. A day that stays open
// keeps back those after it, in its market alone. It gives the manifests of all
// days that it has tried, and goes on with the other markets after an error.
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
	days, err := listChain(ctx, c.Objects, c.Region, code)
	if err != nil {
		return nil, err
	}
	if last := days.last(); last != "" { // if the close that wrote it got no further
		if err := c.publish(ctx, code, last, days.live[last]); err != nil {
			return nil, err
		}
	}
	due, err := c.due(ctx, days, code, now)
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

// firstDay is the first day of a market that has raw files; "" if none has.
func (c Closer) firstDay(ctx context.Context, code market.Code) (string, error) {
	keys, err := c.Objects.List(ctx, raw.Days(c.Region, code), "")
	if err != nil {
		return "", err
	}
	for _, name := range keys {
		if key, err := raw.ParseKey(name); err == nil {
			return key.Date, nil
		}
	}
	return "", nil
}

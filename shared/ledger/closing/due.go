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
	if err := c.adopt(ctx); err != nil {
		return nil, err
	}
	var errs []error
	due := map[market.Code][]string{}
	var days []dayOf
	for _, m := range c.Region.Markets() {
		dates, err := c.dueOf(ctx, m.Code, now)
		if err != nil {
			errs = append(errs, fmt.Errorf("list due days of market %s: %w", m.Code, err))
		}
		due[m.Code] = dates
		for _, date := range dates {
			days = append(days, dayOf{m.Code, date})
		}
	}
	all, err := c.readOrders(ctx, days...)
	if err != nil {
		return nil, errors.Join(append(errs, err)...)
	}
	var tried []Manifest
	for _, m := range c.Region.Markets() {
		at := c.marketBooks(m.Code)
		at.parsed = &parsedManifests{}
		for _, date := range due[m.Code] {
			done, err := c.close(ctx, at, Request{Market: m.Code, Date: date}, now, all)
			if err != nil {
				errs = append(errs, fmt.Errorf("close %s of market %s: %w", date, m.Code, err))
				break
			}
			if tried = append(tried, done); done.Status != Closed {
				break
			}
		}
	}
	return tried, errors.Join(errs...)
}

// dueOf lists the days of a market that are due.
func (c Closer) dueOf(ctx context.Context, code market.Code, now time.Time) ([]string, error) {
	days, err := c.listRecent(ctx, code, now)
	if err != nil {
		return nil, err
	}
	if last := days.last(); last != "" { // the close that wrote it may have died before it published
		if err := days.publish(ctx, last, days.live[last]); err != nil {
			return nil, err
		}
	}
	return c.due(ctx, days, now)
}

// listRecent lists the days of a market as a close of today would.
func (c Closer) listRecent(ctx context.Context, code market.Code, now time.Time) (*chain, error) {
	today, err := ledger.Date(code, now)
	if err != nil {
		return nil, err
	}
	return listNear(ctx, c.marketBooks(code), today)
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

package closing

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"storefront/shared/ledger"
	"storefront/shared/ledger/raw"
	"storefront/shared/market"
)

// History is days of a market, as their manifests tell.
type History struct {
	Days   []Day    // the first one first, none left out
	Broken []string // what is wrong with the chain of their manifests
}

// Day is one day of a history.
type Day struct {
	Date   string
	Live   Manifest // zero of a day that is not closed
	Body   []byte   // of the live manifest
	Failed []Check  // of a day that was tried and stays open
}

// Closed says whether the day has books.
func (d Day) Closed() bool { return d.Live.Status == Closed }

// Read reads the days of a market from first to last, with the first empty from
// the beginning of the books, and with the last empty to the last day that has
// raw files or books. It holds the manifests to each other, and the first to
// the one before.
func Read(ctx context.Context, objects ledger.Objects, region market.Region, code market.Code, first, last string) (History, error) {
	c, err := listChain(ctx, objects, region, code)
	if err != nil {
		return History{}, err
	}
	if first == "" || last == "" {
		begin, end, err := span(ctx, objects, region, code, c)
		if err != nil || begin == "" {
			return History{}, err
		}
		if first == "" {
			first = begin
		}
		if last == "" {
			last = end
		}
	}
	if err := c.look(ctx, objects, region, code, ledger.AddDays(first, -1), last); err != nil {
		return History{}, err
	}
	h := History{Broken: c.broken}
	for date := first; date <= last; date = ledger.AddDays(date, 1) {
		d := Day{Date: date, Live: c.books[date], Body: c.bodies[date]}
		if !d.Closed() {
			if d.Failed, err = openChecks(ctx, objects, OpenKey(region, code, date)); err != nil {
				return History{}, err
			}
		}
		h.Days = append(h.Days, d)
	}
	return h, nil
}

// span is the first day and the last that have raw files or books; "" if none has.
func span(ctx context.Context, objects ledger.Objects, region market.Region, code market.Code, c *chain) (first, last string, err error) {
	keys, err := objects.List(ctx, raw.Days(region, code), "")
	if err != nil {
		return "", "", err
	}
	see := func(date string) {
		if first == "" {
			first = date
		}
		first, last = min(first, date), max(last, date)
	}
	for _, name := range keys {
		if key, err := raw.ParseKey(name); err == nil {
			see(key.Date)
		}
	}
	for date := range c.live {
		see(date)
	}
	return first, last, nil
}

// openChecks reads why a day stays open; nothing of a day that was not tried.
func openChecks(ctx context.Context, objects ledger.Objects, key string) ([]Check, error) {
	body, err := objects.Get(ctx, key)
	if errors.Is(err, ledger.ErrNoObject) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var m Manifest
	if err := json.Unmarshal(body, &m); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrManifest, key, err)
	}
	return m.Failed(), nil
}

package closing

import (
	"cmp"
	"context"
	"errors"

	"storefront/shared/ledger"
	"storefront/shared/market"
)

// History is a range of days of a market.
type History struct {
	Begins string   // the first day of the market that has books or raw files; empty if there is none
	Days   []Day    // in order, without gaps
	Broken []string // what is wrong with the chain of their manifests
}

// Day is one day of a history.
type Day struct {
	Date   string
	Live   Manifest // zero if the day is not closed
	Body   []byte   // the bytes of the live manifest
	Failed []Check  // of a day that was tried and stays open
}

// Closed reports whether the day has books.
func (d Day) Closed() bool { return d.Live.Status == Closed }

// Read reads the days of a market from first to last, and checks the chain of
// their manifests. An empty first is the beginning of the books; an empty last is
// the last day that has raw files or books.
func Read(ctx context.Context, objects ledger.Objects, region market.Region, code market.Code, first, last string) (History, error) {
	c, err := listChain(ctx, marketBooks{objects: objects, region: region, code: code})
	if err != nil {
		return History{}, err
	}
	begin, end, err := c.span(ctx)
	if err != nil || begin == "" {
		return History{}, err
	}
	first, last = cmp.Or(first, begin), cmp.Or(last, end)
	if err := c.look(ctx, ledger.AddDays(first, -1), last); err != nil {
		return History{}, err
	}
	h := History{Begins: begin, Broken: c.broken}
	for date := first; date <= last; date = ledger.AddDays(date, 1) {
		d := Day{Date: date, Live: c.manifests[date], Body: c.bodies[date]}
		if !d.Closed() {
			var open Manifest
			err := readJSON(ctx, objects, OpenKey(region, code, date), &open)
			if err != nil && !errors.Is(err, ledger.ErrNoObject) {
				return History{}, err
			}
			d.Failed = open.Failed()
		}
		h.Days = append(h.Days, d)
	}
	return h, nil
}

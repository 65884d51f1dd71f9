package closing

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"storefront/shared/ledger"
	"storefront/shared/market"
)

// Books reads the closed books of a region.
type Books struct {
	Objects ledger.Objects
	Anchors Anchored // of the manifests and locks that are in force; nil: all that the bucket has is
	Region  market.Region
}

func (b Books) of(code market.Code) marketBooks {
	return marketBooks{objects: b.Objects, region: b.Region, code: code, anchors: b.Anchors}
}

// History is a range of days of a market.
type History struct {
	Begins string   // the first day of the market that has books or raw files; empty if there is none
	Days   []Day    // in order, without gaps
	Broken []string // what is wrong with the chain of their manifests
}

// Check fails with ErrManifest if anything is wrong with the chain.
func (h History) Check() error {
	if len(h.Broken) == 0 {
		return nil
	}
	return fmt.Errorf("%w: %s (findings: %d; ledger verify lists them)", ErrManifest, h.Broken[0], len(h.Broken))
}

// Day is one day of a history.
type Day struct {
	Date   string
	Live   Manifest // zero if the day has no manifest in force
	Body   []byte   // the bytes of the live manifest
	Failed []Check  // of a day that was tried and stays open
}

// Closed reports whether the day has books.
func (d Day) Closed() bool { return d.Live.Status == Closed }

// History reads the days of a market from first to last, and checks the chain of their manifests. An
// empty first is the beginning of the books; an empty last is the last day that has raw files or
// books. A manifest that is not in force closes no day, and is in Broken.
func (b Books) History(ctx context.Context, code market.Code, first, last string) (History, error) {
	c, err := b.of(code).list(ctx, closedDays(b.Region, code), "")
	if err != nil {
		return History{}, err
	}
	before := ""
	if first != "" {
		before = ledger.AddDays(first, -1)
	}
	if err := c.enforce(ctx, before, last); err != nil {
		return History{}, err
	}
	begin, end, err := c.span(ctx)
	if err != nil || begin == "" {
		return History{}, err
	}
	first, last = cmp.Or(first, begin), cmp.Or(last, end)
	if err := c.readManifests(ctx, ledger.AddDays(first, -1), c.readThrough(last)); err != nil {
		return History{}, err
	}
	h := History{Begins: begin, Broken: c.broken}
	for date := first; date <= last; date = ledger.AddDays(date, 1) {
		h.Broken = append(h.Broken, c.unanchored[date]...)
		d := Day{Date: date}
		if m, read := c.manifests[date]; read && c.mismatch(date, m.Rev) == "" {
			d.Live, d.Body = m, c.bodies[date]
		}
		if !d.Closed() {
			var open Manifest
			err := readJSON(ctx, b.Objects, OpenKey(b.Region, code, date), &open)
			if err != nil && !errors.Is(err, ledger.ErrNoObject) {
				return History{}, err
			}
			d.Failed = open.Failed()
		}
		h.Days = append(h.Days, d)
	}
	return h, nil
}

package drawing

import (
	"context"
	"fmt"
	"slices"

	"storefront/shared/catalog"
	"storefront/shared/draw"
	"storefront/shared/market"
	"storefront/shared/stock"
	"storefront/shared/waitlist"
)

// Run checks and stores the beacon of a draw's round, stores the ranking, and returns the queue of
// the draw. It fails with draw.ErrWaiting if b is nil and no beacon is stored.
func (d *Drawer) Run(ctx context.Context, line stock.Line, b *draw.Beacon) (*Drawn, error) {
	n, stored, known, err := d.Store.Notice(ctx, line)
	switch {
	case err != nil:
		return nil, err
	case !known:
		return nil, fmt.Errorf("the draw of %s was not closed yet", line)
	case stored == nil && b != nil:
		if err := b.Check(n.Round); err != nil {
			return nil, err
		}
		if err := d.Verify(draw.Quicknet, *b); err != nil {
			return nil, err
		}
		if err := d.Store.PutBeacon(ctx, line, *b); err != nil {
			return nil, err
		}
	}
	drawn, err := d.Drawn(ctx, line)
	if err != nil {
		return nil, err
	}
	return drawn, d.rank(ctx, drawn)
}

// rank stores the ranking of a draw in pages, so that a part of it can be read alone.
func (d *Drawer) rank(ctx context.Context, drawn *Drawn) error {
	pages := slices.Collect(slices.Chunk(drawn.ranking, PageSize))
	return each(ctx, len(pages), func(ctx context.Context, i int) error {
		return d.Store.PutRanks(ctx, drawn.Published.Notice.Line, i+1, pages[i])
	})
}

// Drawn returns the queue of a draw. It fails with draw.ErrWaiting until the beacon is there.
func (d *Drawer) Drawn(ctx context.Context, line stock.Line) (*Drawn, error) {
	p, places, err := d.load(ctx, line)
	if err != nil {
		return nil, err
	}
	ranking, err := p.Ranking()
	if err == nil {
		err = d.Verify(draw.Quicknet, *p.Beacon)
	}
	if err != nil {
		return nil, err
	}
	q := &Drawn{Published: p, drawer: d, ranking: ranking, rank: map[waitlist.Key]int{}}
	for rank, c := range ranking {
		q.places = append(q.places, places[c])
		q.rank[places[c].Key] = rank
	}
	return q, nil
}

// Published returns what is published of a draw.
func (d *Drawer) Published(ctx context.Context, line stock.Line) (draw.Published, error) {
	p, _, err := d.load(ctx, line)
	return p, err
}

// load returns what is published of a draw, and the places of its entries.
func (d *Drawer) load(ctx context.Context, line stock.Line) (draw.Published, map[draw.Hash]waitlist.Place, error) {
	n, b, known, err := d.Store.Notice(ctx, line)
	if err == nil && !known {
		err = fmt.Errorf("the draw of %s was not closed yet", line)
	}
	p, places := draw.Published{Notice: n, Beacon: b}, map[draw.Hash]waitlist.Place{}
	for number := 1; err == nil && len(p.Commitments) < n.Entries; number++ {
		var page []Entry
		page, err = d.page(ctx, line, number)
		for _, e := range page {
			p.Commitments = append(p.Commitments, e.Commitment)
			places[e.Commitment] = e.Place
		}
	}
	return p, places, err
}

// Drawn is the queue of a draw: its entries in the order in which they were drawn. It
// implements invite.Queue.
type Drawn struct {
	Published draw.Published
	drawer    *Drawer
	ranking   []draw.Hash
	places    []waitlist.Place
	rank      map[waitlist.Key]int
}

// Queue returns the next n places after a given one whose entries still wait. It skips entries
// that have left since entries closed, and those that were invited already.
func (q *Drawn) Queue(ctx context.Context, in []market.Code, sku catalog.SKU, after waitlist.Place, n int) ([]waitlist.Place, error) {
	next := 0
	if after != (waitlist.Place{}) {
		rank, known := q.rank[after.Key]
		if !known {
			return nil, fmt.Errorf("draw %s: nobody was in it from place %s", q.Published.Notice.Line, after.Key)
		}
		next = rank + 1
	}
	var found []waitlist.Place
	for next < len(q.places) && len(found) < n {
		places := q.places[next:min(next+n, len(q.places))]
		next += len(places)
		entries, err := q.drawer.read(ctx, places)
		if err != nil {
			return nil, err
		}
		for i, e := range entries {
			if waitsAt(e, places[i]) && e.SKU == sku && slices.Contains(in, e.Market) {
				found = append(found, places[i])
			}
		}
	}
	return found[:min(n, len(found))], nil
}

// Invite invites as the waitlist's queue does.
func (q *Drawn) Invite(ctx context.Context, at waitlist.Place, i waitlist.Invitation) (bool, error) {
	return q.drawer.Queue.Invite(ctx, at, i)
}

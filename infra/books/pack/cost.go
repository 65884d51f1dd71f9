package pack

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"storefront/shared/inorder"
	"storefront/shared/ledger"
	"storefront/shared/ledger/raw"
	"storefront/shared/market"
	"storefront/shared/order"
)

// ErrCosts means that the cost of goods cannot be booked.
var ErrCosts = errors.New("the cost of goods cannot be booked")

// UnitCosts is a list of what units cost, in the currency of a market.
type UnitCosts struct {
	Name   string // of the file, for errors
	SHA256 string // of the file, in hex
	Costs  map[order.SKU][]UnitCost
}

// UnitCost is what a unit of a product costs if it is shipped on a day or later.
type UnitCost struct {
	From  string // as 2006-01-02, in the market's time zone
	Minor int64  // in minor units
}

// on returns the cost of a unit that is shipped on a day, and whether it is known.
func (u UnitCosts) on(sku order.SKU, date string) (cost UnitCost, known bool) {
	for _, c := range u.Costs[sku] {
		if c.From <= date && (!known || c.From > cost.From) {
			cost, known = c, true
		}
	}
	return cost, known
}

// CostOfGoods returns what is to be booked so that the books of a market have the cost of goods of the
// month: the cost of what was shipped, less that of units that came back to be sold again. Each unit
// has the cost of the day on which it was shipped. All days of the month must be closed. CostOfGoods
// fails with ErrCosts if a cost is unknown, and otherwise as Run does.
func (p Pack) CostOfGoods(ctx context.Context, m market.Market, costs UnitCosts) (CostOfGoods, error) {
	of, err := parseMonth(p.Month)
	if err != nil {
		return CostOfGoods{}, err
	}
	p.Provisional = false
	f := newFigures(m, of)
	days, err := p.days(ctx, f)
	if err != nil {
		return CostOfGoods{}, fmt.Errorf("market %s: %w", m.Code, err)
	}
	switch {
	case f.begins == "":
		return CostOfGoods{}, fmt.Errorf("%w: market %s has had no events yet", ErrNone, m.Code)
	case f.begins > of.last:
		return CostOfGoods{}, fmt.Errorf("%w: the books of market %s begin with %s", ErrNone, m.Code, f.begins)
	}
	moved, digests := goods{month: p.Month, market: m, costs: costs, units: map[costKey]int{}, unknown: map[string]bool{}}, map[string]string{}
	for _, day := range days {
		for _, in := range day.manifest.Inputs {
			digests[in.Key] = in.SHA256
		}
		if day.manifest.Date < of.first {
			continue
		}
		if err := p.goodsOf(ctx, day, digests, moved); err != nil {
			return CostOfGoods{}, err
		}
	}
	if len(moved.unknown) > 0 {
		return CostOfGoods{}, fmt.Errorf("%w: %s has no cost of %s", ErrCosts, costs.Name, strings.Join(slices.Sorted(maps.Keys(moved.unknown)), ", nor of "))
	}
	entered, err := p.closer().Books().Entered(ctx, m.Code)
	if err != nil {
		return CostOfGoods{}, fmt.Errorf("%w: %w", ErrBooks, err)
	}
	entity, _ := ledger.Entity(p.Region) // it has books
	return moved.difference(entity.Chart, costsBooked(p.Month, entity.Chart, entered)), nil
}

// goodsOf adds the goods that the books of a day have shipped or taken back. The journal says
// which events are in the books; the raw files have their units.
func (p Pack) goodsOf(ctx context.Context, day bookedDay, digests map[string]string, to goods) error {
	booked, err := p.goodsEvents(ctx, day)
	if err != nil || len(booked) == 0 {
		return err
	}
	var keys []string
	for _, in := range day.manifest.Inputs {
		keys = append(keys, in.Key)
	}
	for _, a := range day.manifest.Adjustments {
		if a.RawFile != "" {
			keys = append(keys, a.RawFile)
		}
	}
	read := func(ctx context.Context, key string) ([]ledger.Event, error) {
		return p.rawFile(ctx, key, digests[key])
	}
	err = inorder.Each(ctx, keys, read, func(events []ledger.Event) error {
		for _, e := range events {
			if !booked[e.ID] {
				continue
			}
			delete(booked, e.ID) // it may come twice
			if err := to.add(e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for id := range booked {
		return fmt.Errorf("%w: no raw file of %s has event %s", ErrBooks, day.manifest.Date, id)
	}
	return nil
}

// rawFile returns the events of a raw file. It fails with ErrBooks if the file does not have the digest
// want.
func (p Pack) rawFile(ctx context.Context, key, want string) ([]ledger.Event, error) {
	body, err := p.Books.Get(ctx, key)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrBooks, key, err)
	}
	if digest(body) != want {
		return nil, fmt.Errorf("%w: %s was changed after it was booked", ErrBooks, key)
	}
	events, err := raw.Decode(body)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrBooks, key, err)
	}
	return events, nil
}

// goodsEvents returns the ids of the shipments and refunds in a day's journal.
func (p Pack) goodsEvents(ctx context.Context, day bookedDay) (map[string]bool, error) {
	type row struct {
		EventID   string `parquet:"event_id"`
		EventType string `parquet:"event_type,dict"`
	}
	events := map[string]bool{}
	err := readJournal(ctx, p, day, func(r *row) {
		if t := ledger.EventType(r.EventType); t == ledger.Shipped || t == ledger.Refunded {
			events[r.EventID] = true
		}
	})
	if err != nil {
		return nil, err
	}
	for _, s := range day.manifest.Suspended { // the day that takes it out of suspense has its units
		delete(events, s.Event)
	}
	return events, nil
}

// goods counts the units that were shipped or came back in a month, by what they cost.
type goods struct {
	month   string
	market  market.Market
	costs   UnitCosts
	units   map[costKey]int
	unknown map[string]bool
}

type costKey struct {
	sku  order.SKU
	cost int64
	back bool
}

// add adds the units of an event.
func (g goods) add(e ledger.Event) error {
	date, err := ledger.Date(g.market.Code, e.Order.ShippedAt)
	if err != nil {
		return err
	}
	switch {
	case e.Type == ledger.Shipped:
		for _, l := range e.Order.Lines {
			g.count(l.SKU, date, l.Quantity-e.Order.RefundedUnits(l.SKU), false)
		}
	case e.Previous.Status == order.Shipped:
		for _, l := range e.Order.Refunds[e.Previous.Refunds].Lines {
			g.count(l.SKU, date, l.Returned, true)
		}
	}
	return nil
}

func (g goods) count(sku order.SKU, date string, units int, back bool) {
	if units == 0 {
		return
	}
	cost, known := g.costs.on(sku, date)
	if !known {
		g.unknown[fmt.Sprintf("%s on %s", sku, date)] = true
	}
	g.units[costKey{sku, cost.Minor, back}] += units
}

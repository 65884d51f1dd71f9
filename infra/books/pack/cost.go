package pack

import (
	"cmp"
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
	"storefront/shared/money"
	"storefront/shared/order"
)

// ErrCosts means that the cost of goods cannot be booked.
var ErrCosts = errors.New("pack: the cost of goods cannot be booked")

// UnitCosts is a list of what units cost, in the currency of a market.
type UnitCosts struct {
	Name   string // of the file, for errors
	SHA256 string // of the file, in hex
	Costs  map[order.SKU][]UnitCost
}

// UnitCost is what a unit of a product costs if it is shipped on a day or later.
type UnitCost struct {
	From  string // as 2006-01-02, in the market's time zone
	Minor int64
}

// on returns what a unit costs that is shipped on a day.
func (u UnitCosts) on(sku order.SKU, date string) (cost UnitCost, known bool) {
	for _, c := range u.Costs[sku] {
		if c.From <= date && (!known || c.From > cost.From) {
			cost, known = c, true
		}
	}
	return cost, known
}

// CostOfGoods returns the entries of an operator that book the cost of what was shipped in a
// market in the month, and reverse the cost of units that came back to be sold again, as it was on
// the day on which they were shipped. All days of the month must be closed. CostOfGoods fails with
// ErrCosts if a cost is unknown, or if the month already has such entries. Otherwise it fails as
// Run does.
func (p Pack) CostOfGoods(ctx context.Context, m market.Market, costs UnitCosts) ([]ledger.AdjustmentEntry, error) {
	of, err := parseMonth(p.Month)
	if err != nil {
		return nil, err
	}
	p.Provisional = false
	days, err := p.days(ctx, newFigures(m, of))
	if err != nil {
		return nil, fmt.Errorf("market %s: %w", m.Code, err)
	}
	entity, _ := ledger.Entity(p.Region) // it has books
	moved, digests := goods{market: m, costs: costs, units: map[costKey]int{}, unknown: map[string]bool{}}, map[string]string{}
	for _, day := range days {
		for _, in := range day.manifest.Inputs {
			digests[in.Key] = in.SHA256
		}
		if day.manifest.Date < of.first {
			continue
		}
		for _, a := range day.manifest.Totals.Accounts {
			if a.Code == entity.Chart.CostOfGoods.Code {
				return nil, fmt.Errorf("%w: the books of %s have entries in account %s already; book a correction by entries of your own", ErrCosts, day.manifest.Date, a.Code)
			}
		}
		if err := p.goodsOf(ctx, day, digests, moved); err != nil {
			return nil, err
		}
	}
	if len(moved.unknown) > 0 {
		return nil, fmt.Errorf("%w: %s has no cost of %s", ErrCosts, costs.Name, strings.Join(slices.Sorted(maps.Keys(moved.unknown)), ", nor of "))
	}
	return moved.entries(entity.Chart), nil
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

// rawFile returns the events of a raw file, after a check that it has the digest that is wanted.
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

// goodsEvents returns the events that a day's journal has as shipments and refunds.
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

// goods are units that went out or came back, by what they cost.
type goods struct {
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

// entries returns the entries: two for each product, cost and direction.
func (g goods) entries(chart ledger.Chart) []ledger.AdjustmentEntry {
	var all []ledger.AdjustmentEntry
	keys := slices.SortedFunc(maps.Keys(g.units), func(a, b costKey) int {
		return cmp.Or(cmp.Compare(a.sku, b.sku), cmp.Compare(a.cost, b.cost), cmp.Compare(fmt.Sprint(a.back), fmt.Sprint(b.back)))
	})
	for _, key := range keys {
		from, to, did := chart.Inventory, chart.CostOfGoods, "shipped"
		if key.back {
			from, to, did = to, from, "came back"
		}
		text := fmt.Sprintf("%s: %d %s at %s, costs %s", key.sku, g.units[key], did, Decimal(money.Amount{Minor: key.cost, Currency: g.market.Currency}), g.costs.SHA256[:12])
		minor := int64(g.units[key]) * key.cost
		if minor == 0 {
			continue
		}
		all = append(all,
			ledger.AdjustmentEntry{Account: to.Code, Side: ledger.Debit, Minor: minor, Text: text},
			ledger.AdjustmentEntry{Account: from.Code, Side: ledger.Credit, Minor: minor, Text: text})
	}
	return all
}

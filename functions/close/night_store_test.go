package main

import (
	"fmt"
	"slices"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/market"
	"storefront/shared/order"
)

// paid returns an order that was paid on a day that is compared with the store.
func (m mutant) paid() *order.Order {
	var all []*order.Order
	for i := range m.orders {
		o := &m.orders[i]
		if date, err := ledger.Date(market.Code(o.Market), o.Payment.PaidAt); err == nil && date >= compared && date <= lastNight {
			all = append(all, o)
		}
	}
	o := all[m.chance.IntN(len(all))]
	o.Lines = slices.Clone(o.Lines)
	return o
}

func (m mutant) order() string {
	o := m.paid()
	line := &o.Lines[m.chance.IntN(len(o.Lines))]
	line.Allocations = slices.Clone(line.Allocations)
	changes := []func(){
		func() { o.Totals.Total.Minor++ },
		func() { o.Totals.Tax.Minor-- },
		func() { line.Quantity++ },
		func() { line.Allocations[0].Quantity++ },
		func() { line.UnitPrice.Minor++ },
		func() { o.Totals.TaxJurisdiction = "IT" },
		func() { o.Market = string(market.EU.Markets()[4].Code) },
	}
	changes[m.chance.IntN(len(changes))]()
	return o.ID.String()
}

func (m mutant) clock() string {
	o := m.paid()
	o.Payment.PaidAt = o.Payment.PaidAt.Add([]time.Duration{time.Millisecond, -time.Second, time.Hour, -40 * 24 * time.Hour}[m.chance.IntN(4)])
	return o.ID.String()
}

func (m mutant) lostOrder() string {
	id := m.paid().ID
	for i := range m.orders {
		if m.orders[i].ID == id {
			m.orders[i] = order.Order{ID: id}
		}
	}
	return id.String()
}

func (m mutant) lot() string {
	lot := &m.lots[len(m.lots)-1-m.chance.IntN(3)]
	if m.chance.IntN(2) == 0 {
		lot.Size++
	} else {
		lot.CreatedAt = lot.CreatedAt.Add(time.Second)
	}
	return lot.LotKey.String()
}

// movement changes a movement, which a finding names by its kind and its time in the books.
func (m mutant) movement() string {
	moved := &m.moved[len(m.moved)-1-m.chance.IntN(5)]
	names := fmt.Sprintf("%s of %s at %s", moved.Kind, moved.OrderID, moved.At.Format("2006-01-02T15:04:05.000Z"))
	if m.chance.IntN(2) == 0 {
		moved.Amount.Minor++
	} else {
		moved.At = moved.At.Add(-time.Second)
	}
	return names
}

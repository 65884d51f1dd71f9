package pack

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/money"
	"storefront/shared/order"
)

// CostOfGoods is what is to be booked for the cost of goods of a month, and what is booked.
type CostOfGoods struct {
	Entries []ledger.AdjustmentEntry // what is to be booked: empty if the books have the cost
	Cost    money.Amount             // what the goods cost
	Booked  money.Amount             // what adjustments have booked of it
	Own     money.Amount             // what other entries of operators have in the account in the month
}

// costText matches the text of an entry for the cost of goods. It has the month and the product, so
// that an adjustment of a later month counts too. The first texts had no month.
var costText = regexp.MustCompile(`^(?:cost of goods of (\d{4}-\d{2}), )?(.+): (?:\d+ (?:shipped|came back) at|correction \d+ from) .+, costs [0-9a-f]{12}$`)

// bookedCosts are the costs of a month that adjustments have booked, debits less credits, in minor
// units.
type bookedCosts struct {
	of    map[order.SKU]int64
	times int   // how many adjustments have booked some
	own   int64 // see CostOfGoods.Own
}

// costsBooked adds up what adjustments have booked of the cost of goods of a month.
func costsBooked(month string, chart ledger.Chart, entered []closing.Adjustment) bookedCosts {
	b := bookedCosts{of: map[order.SKU]int64{}}
	for _, a := range entered {
		counts := false
		for _, e := range a.Entries {
			if e.Account != chart.CostOfGoods.Code {
				continue
			}
			minor := e.Minor
			if e.Side == ledger.Credit {
				minor = -minor
			}
			text := costText.FindStringSubmatch(e.Text)
			switch {
			case text != nil && cmp.Or(text[1], a.Date[:len(month)]) == month:
				b.of[order.SKU(text[2])] += minor
				counts = true
			case text == nil && a.Date[:len(month)] == month:
				b.own += minor
			}
		}
		if counts {
			b.times++
		}
	}
	return b
}

// difference returns the entries that bring what is booked to what the goods cost. A product that has
// nothing booked gets two entries for each unit cost, and for shipped units and returned ones. Any
// other product gets two entries for the difference.
func (g goods) difference(chart ledger.Chart, booked bookedCosts) CostOfGoods {
	amount := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: g.market.Currency} }
	all := CostOfGoods{Cost: amount(0), Booked: amount(0), Own: amount(booked.own)}
	post := func(sku order.SKU, minor int64, what string) {
		from, to := chart.Inventory, chart.CostOfGoods
		if minor < 0 {
			from, to, minor = to, from, -minor
		}
		if minor == 0 {
			return
		}
		text := fmt.Sprintf("cost of goods of %s, %s: %s, costs %s", g.month, sku, what, g.costs.SHA256[:12])
		all.Entries = append(all.Entries,
			ledger.AdjustmentEntry{Account: to.Code, Side: ledger.Debit, Minor: minor, Text: text},
			ledger.AdjustmentEntry{Account: from.Code, Side: ledger.Credit, Minor: minor, Text: text})
	}
	wanted := map[order.SKU]int64{}
	keys := slices.SortedFunc(maps.Keys(g.units), func(a, b costKey) int {
		return cmp.Or(cmp.Compare(a.sku, b.sku), cmp.Compare(a.cost, b.cost), cmp.Compare(fmt.Sprint(a.back), fmt.Sprint(b.back)))
	})
	for _, key := range keys {
		minor, did := int64(g.units[key])*key.cost, "shipped"
		if key.back {
			minor, did = -minor, "came back"
		}
		wanted[key.sku] += minor
		all.Cost.Minor += minor
		if _, before := booked.of[key.sku]; !before {
			post(key.sku, minor, fmt.Sprintf("%d %s at %s", g.units[key], did, Decimal(amount(key.cost))))
		}
	}
	for _, sku := range slices.Sorted(maps.Keys(booked.of)) {
		was := booked.of[sku]
		all.Booked.Minor += was
		// The number makes the entries differ from those of an earlier correction.
		post(sku, wanted[sku]-was, fmt.Sprintf("correction %d from %s to %s", booked.times, Decimal(amount(was)), Decimal(amount(wanted[sku]))))
	}
	return all
}

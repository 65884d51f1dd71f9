package main

import (
	"flag"
	"math/rand/v2"
	"testing"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/ledger/ledgertest"
	"storefront/shared/market"
)

var wholeYear = flag.Bool("year", false, "run the nights of a year in place of some days")

// In a year in which nothing is wrong, no hourly and no nightly run fails. Everything that can happen
// to an order happens on every day.
func TestNoFalseAlarms(t *testing.T) {
	t.Parallel()
	days, perDay := 12, 4
	if *wholeYear {
		days, perDay = 366, 10
	}
	chance := rand.New(rand.NewPCG(365, 1))
	var events []ledger.Event
	for n := range days * perDay {
		day := ledgertest.Opening.Add(time.Duration(n/perDay-1) * 24 * time.Hour)
		events = append(events, ledgertest.LifeFrom(chance, market.EU.Markets()[n%2], n, day)...)
	}
	w := daysOf(t, chance, events, days)
	alarms := w.run(t, func(int, bool) {})
	if len(alarms) > 0 {
		t.Errorf("%d false alarms, on %v: %s", len(alarms), alarms, w.log.String()[:min(w.log.Len(), 4_000)])
	}
	t.Logf("%d nights, %d events of %d orders: %d false alarms", days, len(events), days*perDay, len(alarms))
}

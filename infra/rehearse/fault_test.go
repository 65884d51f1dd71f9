package main

import (
	"testing"
	"time"

	"storefront/infra/faultproxy"
	"storefront/infra/rehearse/crowd"
	"storefront/shared/merchant"
	"storefront/shared/order"
)

// TestASaleOnABadDay sends a crowd to a sale while DynamoDB fails, throttles, repeats
// and loses requests. All answers must tie out with the store: each order exists,
// belongs to one buyer and is as promised; nobody has more than one; nothing is
// oversold; and "sold out" was answered only while every unit was claimed.
func TestASaleOnABadDay(t *testing.T) {
	t.Parallel()
	units, shoppers := sized(75, 2000), sized(400, 20_000)
	s := open(t, faultproxy.MustParse("seed=3,latency=1ms±1ms,500=0.02,throttle=0.01,cut-before=0.02,cut-after=0.04,cut-late=300ms@0.02,delay=500ms@0.002,dup=0.04"))
	sale := s.sell(t, merchant.Spec{
		ID: "bad-day", OrdersPerBuyer: 1, Hold: 10 * time.Minute,
		Lines: []merchant.Line{{SKU: band, Units: units, MaxPerOrder: 2}},
	})
	result := s.rush(t, crowd.Options{
		Sale: sale, Buyers: shoppers, Concurrency: 32, Pay: 0.6, Cancel: 0.2, Retry: 0.3, Greedy: 0.3, Refresh: 0.3,
	})
	if err := s.Faults().Idle(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.sweep(t) // it releases the units that a failed process could not
	audit := s.check(t, result, sale)
	if audit.Orders[order.Paid] == 0 || audit.Orders[order.Cancelled] == 0 {
		t.Errorf("nothing was paid or cancelled: %v", audit.Orders)
	}
	faults := 0
	for _, operation := range s.Faults().Counts() {
		for _, n := range operation.Faults {
			faults += n
		}
	}
	if faults < shoppers/4 {
		t.Errorf("the day was not bad enough: %d faults", faults)
	}
}

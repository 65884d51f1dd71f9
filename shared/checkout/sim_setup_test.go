package checkout_test

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
)

func newSim(t *testing.T, o options) *sim {
	w := newWorld(time.Date(2015, time.May, 18, 18, 59, 55, 0, time.UTC), o.seed, o.log)
	var store checkouttest.Store = checkouttest.NewMemory()
	if o.mutant.store != nil {
		store = o.mutant.store(checkouttest.NewMemory(), w.clock)
	}
	s := &sim{world: w, witness: newWitness(store, w), holds: o.mutant.holder()}
	s.shop = checkouttest.NewShop(t, s.witness, func(sale *catalog.Sale) {
		sale.ID = "simulation" // the same in each run, for orders choose their lots by it
		sale.Opens, sale.Hold = w.now.Add(5*time.Second), catalog.MinHold
		s.chooseAccess(sale, o.seed)
	}, checkouttest.Line{SKU: band, Lots: s.lots(o.buyers)}, checkouttest.Line{SKU: headphones, Lots: []int{1 + w.random.IntN(25), 1 + w.random.IntN(25)}})
	s.shop.Now = w.clock
	s.weather = []float64{0, 0.005, 0.02, 0.06}[w.random.IntN(4)]
	s.modesty = []int{2, 10, 1000}[w.random.IntN(3)]
	s.rush = w.between(10*time.Second, time.Minute)
	s.checkouts = s.newFleet("checkout", 4+w.random.IntN(20)+o.buyers/100, checkoutTimeout)
	for i := range 1 + w.random.IntN(2) {
		s.sweeps = append(s.sweeps, s.newFleet(fmt.Sprint("sweep", i), 1, sweepTimeout))
	}
	return s
}

// chooseAccess makes the sale of every fourth seed open to all. The others are for shoppers
// with a pass, who may have one order, two, or as many as there are slots.
func (s *sim) chooseAccess(sale *catalog.Sale, seed uint64) {
	switch seed % 4 {
	case 0:
		sale.OrdersPerBuyer, s.witness.limit = 1, 1
	case 1:
		checkouttest.OpenToAll(sale)
		s.witness.limit = 1
	case 2:
		sale.OrdersPerBuyer, s.witness.limit = 2, 2
	default:
		sale.OrdersPerBuyer, s.witness.limit = 0, catalog.MaxSlots
	}
}

// lots returns the sizes of the lots. Most seeds have few, so that units sell out and come
// back repeatedly. Some have many, and some a shelf of two pages.
func (s *sim) lots(buyers int) []int {
	n, size := 2+s.random.IntN(8), 1+s.random.IntN(8)
	switch s.random.IntN(8) {
	case 0:
		n, size = 205+s.random.IntN(40), 1
	case 1:
		n, size = 1+buyers/50, 25
	}
	lots := make([]int, n)
	for i := range lots {
		lots[i] = 1 + s.random.IntN(size)
	}
	return lots
}

// equip gives a process its connections and its empty caches.
func (s *sim) equip(p *process) {
	conn := client{p}
	p.checkout = checkout.New(conn, conn, s.clock, slog.New(slog.DiscardHandler))
	p.sweep = &checkout.Sweep{Checkout: p.checkout, Inventory: conn}
}

package checkouttest

import (
	"crypto/sha256"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"storefront/shared/order"
	"storefront/shared/stock"
)

// Conformance says what a store does, method by method. Everything that the
// checkout relies on is in it, so that what is tested on one store holds on each.
// The subtests share one store and keep out of each other's lines and buyers.
func Conformance(t *testing.T, open func(t *testing.T) Store) {
	s := open(t)
	groups := []struct {
		name string
		test func(t *testing.T, s Store)
	}{
		{"Reserve", testReserve},
		{"Release", testRelease},
		{"Reschedule", testReschedule},
		{"Lots", testLots},
		{"AddLots", testAddLots},
		{"Shelf", testShelf},
		{"Record", testRecord},
		{"Put", testPut},
		{"Move", testMove},
		{"Order", testOrder},
		{"Buyer", testBuyer},
		{"Orders", testOrders},
		{"AllOrders", testAllOrders},
		{"Catalog", testCatalog},
		{"Ended", testEnded},
		{"DestroySalt", testDestroySalt},
	}
	for _, group := range groups {
		t.Run(group.name, func(t *testing.T) {
			t.Parallel()
			group.test(t, s)
		})
	}
}

// noon is a moment that every store keeps exactly: holds end at whole seconds.
var noon = time.Date(2015, time.May, 18, 19, 0, 0, 0, time.UTC)

var counter atomic.Int64

// newLine names a line that no other test uses.
func newLine() stock.Line {
	return stock.Line{Sale: order.SaleID(fmt.Sprintf("sale-%d", counter.Add(1))), SKU: "fitness-band"}
}

// newID names an order of a buyer that no other test uses.
func newID() order.ID { return order.ID{Key: newKey(), Slot: 1} }

func newKey() order.Key {
	sum := sha256.Sum256(fmt.Appendf(nil, "buyer %d", counter.Add(1)))
	return order.NewKey(sum[:])
}

// newLot stocks a line of one lot.
func newLot(t *testing.T, s Store, size int) stock.LotKey {
	t.Helper()
	line := newLine()
	if err := Fill(t.Context(), s, line, 0, size); err != nil {
		t.Fatal(err)
	}
	return stock.LotKey{Line: line}
}

func reserve(t *testing.T, s Store, lot stock.LotKey, id order.ID, quantity int) {
	t.Helper()
	r, err := s.Reserve(t.Context(), lot, id, quantity, noon)
	if err != nil || r.Outcome != stock.Reserved {
		t.Fatalf("Reserve(%s, %d) = %+v, %v, want it reserved", lot, quantity, r, err)
	}
}

// readLot reads the lot of a line that newLot stocked.
func readLot(t *testing.T, s Store, key stock.LotKey) stock.Lot {
	t.Helper()
	lots, err := s.Lots(t.Context(), key.Line, key.Number+1)
	if err != nil {
		t.Fatal(err)
	}
	lot := lots[key.Number]
	if err := lot.Check(); err != nil {
		t.Error(err)
	}
	return lot
}

// diff compares what a store returned with what was expected. Stores may spell
// "nothing" as nil or as empty.
func diff(t *testing.T, what string, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("%s differs (-want +got):\n%s", what, d)
	}
}

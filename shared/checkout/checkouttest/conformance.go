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

// Conformance tests what a store does, method by method. It covers everything that the
// checkout relies on, so that what is tested on one store holds on every other. The
// subtests share one store, and each uses lines and buyers of its own.
func Conformance(t *testing.T, open func(t *testing.T) Store) {
	s := open(t)
	for _, group := range []struct {
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
		{"Missing", testMissing},
		{"Put", testPut},
		{"Move", testMove},
		{"Order", testOrder},
		{"Buyer", testBuyer},
		{"Orders", testOrders},
		{"AllOrders", testAllOrders},
		{"Movements", testMovements},
		{"Findings", testFindings},
		{"Readings", testReadings},
		{"Documents", testDocuments},
		{"Mailed", testMailed},
		{"Anchors", testAnchors},
		{"Catalog", testCatalog},
		{"Ended", testEnded},
		{"DestroySalt", testDestroySalt},
	} {
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

// diff compares what a store returned with what was expected. Stores may spell
// "nothing" as nil or as empty.
func diff(t *testing.T, what string, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("%s differs (-want +got):\n%s", what, d)
	}
}

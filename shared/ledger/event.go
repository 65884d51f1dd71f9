// Package ledger turns what happens to orders and lots into double-entry books:
// events from the tables' streams, journal entries, order lines and stock moves
// from events, and closed days from entries. Its rules are pure.
//
// Nothing in a ledger tells who a buyer is. A buyer is a random reference,
// which a separate item maps, and which means nothing once that item is erased.
package ledger

import (
	"time"

	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/stock"
)

// SchemaVersion is written into every event and entry. A reader knows all
// versions up to its own.
const SchemaVersion = 1

// EventType says what happened.
type EventType string

// The events of an order, and of a lot.
const (
	Held      EventType = "HELD"
	Extended  EventType = "EXTENDED"
	Paid      EventType = "PAID"
	Shipped   EventType = "SHIPPED"
	Refunded  EventType = "REFUNDED" // in full or in part
	Expired   EventType = "EXPIRED"
	Cancelled EventType = "CANCELLED" // by the buyer, before paying
	Rejected  EventType = "REJECTED"
	Abandoned EventType = "ABANDONED"
	Erased    EventType = "ERASED" // the buyer's personal data went; no money and no unit moved
	Allocated EventType = "ALLOCATED"
)

// Event is one version of an order, or one new lot, as the stream told it. It is
// a fact that no rule of booking has touched yet, so books can be made anew from it.
type Event struct {
	ID         string // order id, "#", version; of a lot its key. Of two events with one ID one is a duplicate
	Type       EventType
	Region     market.Region
	Market     market.Code // of the order; of a lot and a tombstone, which have none, the region's main market
	OccurredAt time.Time   // when the order says that it changed, in milliseconds of UTC
	RecordedAt time.Time   // when the stream recorded it, in seconds of UTC
	Sequence   string      // of the stream's record
	BuyerRef   string      // random; empty when the buyer has not paid, or was erased

	Order    order.Order          // as it is since the event, without Buyer and Request
	HSCodes  map[order.SKU]string // customs' codes of a paid order's products, as the catalog had them
	Previous Previous             // the order before the event
	Lot      stock.Lot            // of an Allocated event, without claims
}

// Previous is what an event needs of the version before it.
type Previous struct {
	Status  order.Status // order.Absent: this is the first version
	Version int          // 0: this is the first version
	At      time.Time    // when that version occurred, which names the day that has its event
	Refunds int          // how many refunds it had
}

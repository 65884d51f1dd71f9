// Package ledger turns changes of orders and lots into double-entry books. Its
// rules are pure.
//
// Each word has one meaning, here and in the packages below:
//
//   - a record is what DynamoDB's stream delivers; its [Source] names it;
//   - an event is one version of an order, one new lot, or one movement in the
//     payment provider's account, read from a record;
//   - a raw file is a file of events;
//   - entries are what an event is booked as: journal entries, order lines and
//     stock moves;
//   - the books of a day are its entries, closed with a manifest.
//
// No event and no entry says who a buyer is. They have a random reference instead,
// which an item of its own maps to the buyer until the buyer is erased.
// After that, no record of an earlier order makes a reference again: see [ErasedRef].
package ledger

import (
	"time"

	"storefront/shared/email"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/stock"
)

// SchemaVersion is the version in every event and journal entry. A reader knows all
// versions up to its own. With version 2, order lines and stock moves got columns, and
// what had been CANCEL got three names: see UnshippedLine, Cancel and Restore. With
// version 3, orders and their lines say where they were supplied, and there are events of
// movements in the provider's account.
const SchemaVersion = 3

// EventType is the type of an event.
type EventType string

// The types of events. Allocated is about a lot, the others here are about an order. The type of a
// movement in the provider's account is its kind; see [payment.MovementKind].
const (
	Held      EventType = "HELD"
	Extended  EventType = "EXTENDED"
	Declined  EventType = "DECLINED" // a payment was declined; no money and no unit moved
	Paid      EventType = "PAID"
	Shipped   EventType = "SHIPPED"
	Refunded  EventType = "REFUNDED" // in full or in part
	Expired   EventType = "EXPIRED"
	Cancelled EventType = "CANCELLED" // before it was paid: by the buyer, or after too many declined payments
	Rejected  EventType = "REJECTED"
	Abandoned EventType = "ABANDONED"
	Withdrawn EventType = "WITHDRAWN" // by the buyer, after paying; a later refund moves the money and the units
	Erased    EventType = "ERASED"    // the buyer's personal data was erased; no money and no unit moved
	Allocated EventType = "ALLOCATED" // a lot was put on sale
)

// Event is one version of an order, one new lot, or one movement in the provider's account. No
// booking rule has been applied to it, so the books can be rebuilt from it.
type Event struct {
	ID         string // see VersionID, stock.LotKey and MovementID; events with the same ID are duplicates
	Type       EventType
	Region     market.Region
	Market     market.Code // of the order; for a lot and a tombstone, which have none, the region's main market
	OccurredAt time.Time   // when the order or lot changed, in milliseconds of UTC
	RecordedAt time.Time   // when the stream recorded it, in seconds of UTC
	Sequence   string      // of the record
	BuyerRef   string      // random, or ErasedRef; empty if the buyer has not paid, or is no longer in the record

	// BackfilledAt is when the event was derived from its order, because its record was
	// lost; zero for all others. RecordedAt is then derived, too.
	BackfilledAt time.Time

	Order    order.Order          // after the event, without Buyer and Request
	HSCodes  map[order.SKU]string // HS codes of a paid order's products, as the catalog had them
	Previous Previous             // the order before the event
	Lot      stock.Lot            // of an Allocated event, without claims
	Movement payment.Movement     // of an event with the type of its kind
}

// orderID returns the id of the order that an event is about, or of none.
func (e *Event) orderID() string {
	if e.IsMovement() {
		return e.Movement.OrderID
	}
	return e.Order.ID.String()
}

// Previous is what an event says of the version before it.
type Previous struct {
	Status  order.Status // order.Absent if this is the first version
	Version int          // 0 if this is the first version
	At      time.Time    // when that version occurred, which gives the day of its event
	Refunds int          // how many refunds it had
}

// Incoming is an event that is in no file yet, with the buyer's identity. No file may
// have the identity.
type Incoming struct {
	Event Event
	Buyer email.Identity // zero if there is none, or if it was erased
}

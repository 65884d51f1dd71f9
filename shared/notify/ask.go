// Package notify decides which mails are sent to shoppers, and sends them. A request
// over HTTP only stores an item that asks for a mail; the table's stream brings the ask
// here. So an answer takes the same work whether or not a mail is sent, and one place
// limits the mail that anybody can cause to somebody else's address. When an order is paid,
// shipped, refunded or withdrawn from, or a refund of it comes back, the orders' stream itself
// brings the ask, so that no such change lacks its mail.
package notify

import (
	"time"

	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/waitlist"
)

// Kind is a kind of mail.
type Kind string

// The kinds of mail. Anybody can ask for the first three. An order asks for the next six, an
// invitation for the next, and a draw for the last two.
const (
	Confirm      Kind = "confirm"       // asks to confirm an entry of the waitlist
	Pass         Kind = "pass"          // a pass
	Link         Kind = "link"          // the link to an order, for its buyer
	Paid         Kind = "paid"          // the confirmation of an order that is paid
	Delay        Kind = "delay"         // that an order is shipped later than was promised
	Shipped      Kind = "shipped"       // that an order is on its way
	Refund       Kind = "refund"        // that money of an order was refunded
	RefundFailed Kind = "refund-failed" // that money of an order came back, and did not reach the buyer
	Receipt      Kind = "receipt"       // the receipt for a withdrawal
	Invite       Kind = "invite"        // the ticket of an entry of the waitlist
	Closed       Kind = "closed"        // says that an entry's draw is closed
	Undrawn      Kind = "undrawn"       // says that an entry was not drawn
)

// Ask is a stored request for a mail. Its ID identifies the mail: a repeated ask is for the
// same mail.
type Ask struct {
	ID     string // random, or made from the order, the invitation or the news that asks
	Kind   Kind
	At     time.Time
	Email  string      // as given, normalised; nobody has proved it, unless an order, an invitation or a draw asks
	Locale string      // with all kinds but Link
	Market market.Code // with all kinds but Link
	SKU    catalog.SKU // with the kinds that a waitlist entry asks for, as is Entry
	Entry  waitlist.Key
	Order  order.ID // with Link, and if an order asks
	Refund int      // with Refund and RefundFailed: the refund's number

	Invitation waitlist.Invitation // with Invite
	News       waitlist.News       // with Closed and Undrawn
	Confirmed  time.Time           // with Closed and Undrawn: when the entry was confirmed
}

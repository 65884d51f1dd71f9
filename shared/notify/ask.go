// Package notify decides which mails are sent to shoppers, and sends them. A request
// over HTTP only stores an item that asks for a mail; the table's stream brings the ask
// here. So an answer takes the same work whether or not a mail is sent, and one place
// limits what anybody can have sent to the address of somebody else. An order that is paid,
// shipped, refunded or withdrawn from asks itself, by its own stream, so that no such change
// is without its mail.
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

// The kinds of mail. Anybody can ask for the first three. An order asks for the next five, and
// an invitation for the last.
const (
	Confirm Kind = "confirm" // asks to confirm an entry of the waitlist
	Pass    Kind = "pass"    // a pass
	Link    Kind = "link"    // the link to an order, for its buyer
	Paid    Kind = "paid"    // the confirmation of an order that is paid
	Delay   Kind = "delay"   // that an order is shipped later than was promised
	Shipped Kind = "shipped" // that an order is on its way
	Refund  Kind = "refund"  // that money of an order was refunded
	Receipt Kind = "receipt" // the receipt for a withdrawal
	Invite  Kind = "invite"  // the ticket of an entry of the waitlist
)

// Ask is a request for a mail, as it was stored. The mail is named by it: an ask that
// comes again asks for the same mail.
type Ask struct {
	ID     string // random, or made of what asks
	Kind   Kind
	At     time.Time
	Email  string       // as given, normalised; nobody has proved it, unless an order or an invitation asks
	Locale string       // with all but Link
	Market market.Code  // with all but Link
	SKU    catalog.SKU  // with Confirm and Invite
	Entry  waitlist.Key // with Confirm and Invite
	Order  order.ID     // with Link, and if an order asks
	Refund int          // with Refund: the refund's number

	Invitation waitlist.Invitation // with Invite
}

// Package notify decides which mails are sent to shoppers, and sends them. A request
// over HTTP only stores an item that asks for a mail; the table's stream brings the ask
// here. So an answer takes the same work whether or not a mail is sent, and one place
// limits what anybody can have sent to the address of somebody else. An order that is
// withdrawn from asks for the receipt itself, by its own stream, so that no withdrawal is
// without one.
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

// The kinds of mail. Anybody can ask for all but the last two.
const (
	Confirm Kind = "confirm" // asks to confirm an entry of the waitlist
	Pass    Kind = "pass"    // a pass
	Link    Kind = "link"    // the link to an order, for its buyer
	Receipt Kind = "receipt" // the receipt for a withdrawal, which the order itself asks for
	Invite  Kind = "invite"  // the ticket of an entry of the waitlist, which its invitation asks for
)

// Ask is a request for a mail, as it was stored. The mail is named by it: an ask that
// comes again asks for the same mail.
type Ask struct {
	ID     string // random, or of the order with Receipt, or of the invitation
	Kind   Kind
	At     time.Time
	Email  string       // as given, normalised; nobody has proved it, but with Receipt it is the order's, and with Invite it is confirmed
	Locale string       // with all but Link
	Market market.Code  // with all but Link
	SKU    catalog.SKU  // with Confirm and Invite
	Entry  waitlist.Key // with Confirm and Invite
	Order  order.ID     // with Link and Receipt

	Invitation waitlist.Invitation // with Invite
}

// Package notify decides which mails are sent to shoppers, and sends them. A request
// over HTTP only stores an item that asks for a mail; the table's stream brings the ask
// here. So an answer takes the same work whether or not a mail is sent, and one place
// limits what anybody can have sent to the address of somebody else.
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

// The kinds of mail that anybody can ask for.
const (
	Confirm Kind = "confirm" // asks to confirm an entry of the waitlist
	Pass    Kind = "pass"    // a pass
	Link    Kind = "link"    // the link to an order, for its buyer
)

// Ask is a request for a mail, as it was stored. The mail is named by it: an ask that
// comes again asks for the same mail.
type Ask struct {
	ID     string // random
	Kind   Kind
	At     time.Time
	Email  string       // as given, normalised; nobody has proved it
	Locale string       // with Confirm and Pass
	Market market.Code  // with Confirm and Pass
	SKU    catalog.SKU  // with Confirm
	Entry  waitlist.Key // with Confirm
	Order  order.ID     // with Link
}

package notify

import (
	"fmt"
	"time"

	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/waitlist"
)

// MostAgain is how often an operator can have one mail sent again.
const MostAgain = 5

// Again is a mail that an operator has sent again. It is a mail of its own: it is sent once,
// like the first one, and does not depend on whether that one was.
type Again struct {
	Ask    Ask // for the first mail
	Number int // 1 to MostAgain
	At     time.Time
	Reason string // why, for other operators
}

// Named returns the ask for the mail.
func (a Again) Named() Ask {
	again := a.Ask
	again.ID, again.At = fmt.Sprintf("%s/again/%d", a.Ask.ID, a.Number), a.At
	return again
}

// Due returns the mails that an order has asked for so far.
func Due(o order.Order) (owed []Ask) {
	for _, due := range []struct {
		kind Kind
		at   time.Time
	}{{Paid, o.Payment.PaidAt}, {Shipped, o.ShippedAt}, {Receipt, o.WithdrawnAt}} {
		if !due.at.IsZero() {
			owed = append(owed, OfOrder(o, due.kind, 0, due.at))
		}
	}
	for _, r := range o.Refunds {
		owed = append(owed, OfOrder(o, Refund, r.Number, r.At))
	}
	return owed
}

// OfOrder returns the ask of an order for a mail about a change. Its name is made of the
// order and the change, so that a record that comes again asks for the same mail. refund is
// the number of a refund, else 0.
func OfOrder(o order.Order, kind Kind, refund int, at time.Time) Ask {
	a := Ask{
		ID: string(kind) + "-" + o.ID.String(), Kind: kind, At: at, Email: o.Buyer.Email, Locale: o.Buyer.Locale,
		Market: market.Code(o.Market), Order: o.ID, Refund: refund,
	}
	if refund > 0 {
		a.ID += fmt.Sprint("-", refund)
	}
	return a
}

// OfInvitation returns the ask of an invited entry for the mail with its ticket.
func OfInvitation(e waitlist.Entry) Ask {
	return Ask{
		ID: e.Invitation.Name(e.SKU), Kind: Invite, At: e.Invitation.At, Email: e.Email, Locale: e.Locale, Market: e.Market, SKU: e.SKU,
		Entry: e.Key, Invitation: e.Invitation,
	}
}

package notify

import (
	"fmt"
	"time"

	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/waitlist"
)

// MostAgain is how many times an operator can have one mail sent again.
const MostAgain = 5

// Again is an operator's request to send a mail again. It counts as a mail of its own. It is
// sent once, whether or not the first one was sent.
type Again struct {
	Ask    Ask // for the first mail
	Number int // 1 to MostAgain
	At     time.Time
	Reason string // why, for other operators
}

// Named returns the ask for the repeated mail.
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
	if o.Status == order.Paid && !o.DelayedUntil.IsZero() { // it is not sent once the parcel is
		owed = append(owed, OfOrder(o, Delay, 0, o.UpdatedAt))
	}
	for _, r := range o.Refunds {
		owed = append(owed, OfOrder(o, Refund, r.Number, r.At))
		if r.CameBack() { // as above
			owed = append(owed, OfOrder(o, RefundFailed, r.Number, r.FailedAt))
		}
	}
	return owed
}

// OfOrder returns an order's ask for a mail about a change. Its ID is made of the order and
// the change, so that a repeated record asks for the same mail. refund is the number of a
// refund, or 0 for other changes.
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

// OfInvitation returns an invited entry's ask for the mail with its ticket.
func OfInvitation(e waitlist.Entry) Ask {
	return Ask{
		ID: e.Invitation.Name(e.SKU), Kind: Invite, At: e.Invitation.At, Email: e.Email, Locale: e.Locale, Market: e.Market, SKU: e.SKU,
		Entry: e.Key, Invitation: e.Invitation,
	}
}

// KindOf returns the kind of the mail that tells news.
func KindOf(n waitlist.News) Kind {
	if n.Rank == 0 {
		return Closed
	}
	return Undrawn
}

// OfNews returns an entry's ask for the mail that tells its latest news.
func OfNews(e waitlist.Entry) Ask {
	return Ask{
		ID: e.News.Name(e.Key), Kind: KindOf(e.News), At: e.News.At, Email: e.Email, Locale: e.Locale, Market: e.Market, SKU: e.SKU,
		Entry: e.Key, News: e.News, Confirmed: e.ConfirmedAt,
	}
}

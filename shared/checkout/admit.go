package checkout

import (
	"errors"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/email"
	"storefront/shared/order"
	"storefront/shared/problem"
	"storefront/shared/ticket"
	"storefront/shared/work"
)

// admit returns the key of the orders among which the request is to be, and why the sale
// does not admit it. Without a key the shopper may not learn of any order. In verified and
// ticket sales no order is looked up by an address that a shopper only types.
func (r HoldRequest) admit(sale catalog.Sale, now time.Time) (key order.Key, denied error) {
	switch sale.Access {
	case catalog.AccessOpen:
		if sale.Work > 0 {
			return r.admitWork(sale, now)
		}
		return sale.OrderKey(email.IdentityOf(r.Buyer.Email), r.IdempotencyKey), nil
	case catalog.AccessTicket, catalog.AccessDraw:
		return r.admitTicket(sale, now)
	default:
		if r.Proved == (email.Identity{}) {
			return "", problem.New(problem.PassRequired, "This sale asks for a pass, which is mailed to you. Ask for one, then try again with it.")
		}
		return sale.OrderKey(r.Proved, r.IdempotencyKey), nil
	}
}

// admitTicket checks the request's ticket, which reads nothing. A ticket that has ended
// or was revoked still leads to the order that was made with it.
func (r HoldRequest) admitTicket(sale catalog.Sale, now time.Time) (order.Key, error) {
	if r.Ticket == (ticket.Code{}) {
		return "", problem.New(problem.TicketRequired, "This sale is for holders of a ticket from the waitlist.")
	}
	if len(r.Lines) != 1 || r.Lines[0].Quantity != 1 {
		return "", problem.Invalid(problem.Field{Name: "lines", Reason: "must be one unit of one product, which is what a ticket is for"})
	}
	sku, signer := r.Lines[0].SKU, sale.Tickets()
	shown, ok := signer.Open(r.Ticket, string(sku), email.IdentityOf(r.Buyer.Email).String())
	if !ok { // perhaps it is not bound to an address
		shown, ok = signer.Open(r.Ticket, string(sku), "")
	}
	if !ok {
		return "", problem.New(problem.TicketInvalid,
			"The ticket is not valid for this product in this sale, or is another address's. Use the address to which it was mailed.")
	}
	key := sale.TicketKey(sku, shown.Number)
	if !sale.RevokedAt(sku, shown.Number).IsZero() {
		return key, problem.New(problem.TicketRevoked, "The ticket was withdrawn by the shop. Its unit goes to the next on the waitlist.")
	}
	if !now.Before(shown.Ends) {
		return key, problem.New(problem.TicketExpired, "The ticket has expired. Its unit goes to the next on the waitlist.")
	}
	return key, nil
}

// admitWork checks the work that the request shows, without reading anything. A pass is
// accepted instead. The orders of one pass are counted, because otherwise a program would need
// only one mailbox. Work on an expired challenge still leads to the order that was made with
// it.
//
// The order's key does not depend on the address. If it did, one piece of work would do for
// as many orders as a program knows addresses.
func (r HoldRequest) admitWork(sale catalog.Sale, now time.Time) (order.Key, error) {
	if r.Proved != (email.Identity{}) {
		return sale.OrderKey(r.Proved, ""), nil
	}
	challenges := sale.Challenges()
	refuse := func(code problem.Code, detail string) error {
		return problem.New(code, "%s", detail).With("work", challenges.At(now))
	}
	if r.Work == "" {
		return "", refuse(problem.WorkRequired, "This sale asks for some work of your device, or for a pass. Do the work on the challenge, then try again with it.")
	}
	key := sale.OrderKey(email.Identity{}, r.IdempotencyKey)
	switch err := challenges.Check(r.Work, r.IdempotencyKey, now); {
	case errors.Is(err, work.ErrExpired):
		return key, refuse(problem.WorkExpired, "The challenge has expired. Do the work on the new one, then try again with it.")
	case err != nil:
		return "", refuse(problem.WorkInvalid, "The work was not done for this sale and this Idempotency-Key. Do it on the challenge, then try again with it.")
	default:
		return key, nil
	}
}

// UsesTicket reports whether an order has used its ticket up: it is on hold, or was paid
// at any time. One that ended unpaid has given its unit back, and the ticket is good again.
func UsesTicket(o order.Order) bool { return o.Status.Live() || o.Status == order.Refunded }

// errNoneForTicket says that nothing was found for a ticket. There is a unit for each
// ticket that is valid; see package invite. So what looks sold out is a unit on its way
// from a request that died, or was made twice at once, and the next attempt finds it.
var errNoneForTicket = errors.New("checkout: no unit is free for a ticket at the moment")

package waitlist

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/email"
)

// Offers reads the catalog of a region and revokes tickets.
type Offers interface {
	Catalog(ctx context.Context) (catalog.Snapshot, error)
	// RevokeTickets is as in invite.Sales.
	RevokeTickets(ctx context.Context, id catalog.SaleID, r catalog.Revocation) (added bool, err error)
}

// Ending ends the entries of a mailbox. Each write is one atomic write to one item and may be
// repeated.
type Ending interface {
	// RefuseMail is as in Leaving.
	RefuseMail(ctx context.Context, mailbox string, at time.Time) error
	// Entry returns an entry as it is now, or the zero Entry if there is none.
	Entry(ctx context.Context, key Key) (Entry, error)
	// RemoveAs removes an entry, unless it has another ticket than e, the entry as it was read.
	// It reports whether the entry is gone.
	RemoveAs(ctx context.Context, e Entry) (gone bool, err error)
}

// Unwanted ends the waitlist's mail to addresses that it cannot reach, and to those whose
// owners complain about it.
type Unwanted struct {
	Offers  Offers
	Ending  Ending
	Digests email.Digests
	Now     func() time.Time
	Log     *slog.Logger
}

// End removes an address from every waitlist of the region. From the given time on, its
// mailbox also refuses mail that anybody can ask for. So no wave invites the address, and
// mail that was asked for earlier is not sent if it is still waiting. The places in the
// queues are lost for good. Mail about orders is owed to buyers, and is not affected.
//
// A ticket that its owner never learns of would keep a unit until it ends. So End revokes the
// address's ticket. A while later its unit is free for the next wave, unless the ticket was used.
// The revocation comes before the removal, so that a call after one that was cut short still finds
// the ticket.
//
// End takes a write, a read for each product and market, and a write for each entry and
// ticket. It may be repeated: the same time has the same effect.
func (u Unwanted) End(ctx context.Context, address string, at time.Time) error {
	who := email.IdentityOf(address)
	// First stop the mail that is still waiting.
	if err := u.Ending.RefuseMail(ctx, u.Digests.Mailbox(who), at); err != nil {
		return err
	}
	offered, err := u.Offers.Catalog(ctx)
	if err != nil {
		return err
	}
	for _, product := range offered.Products {
		for code := range product.Offers {
			if err := u.remove(ctx, NewKey(u.Digests, code, product.SKU, who), offered); err != nil {
				return err
			}
		}
	}
	return nil
}

// remove revokes the ticket of an entry, if it has one, and removes it. A wave may invite the
// entry meanwhile.
func (u Unwanted) remove(ctx context.Context, key Key, offered catalog.Snapshot) error {
	for range 3 {
		e, err := u.Ending.Entry(ctx, key)
		if err != nil || e.Status == "" {
			return err
		}
		if err := u.revoke(ctx, e, offered); err != nil {
			return err
		}
		if gone, err := u.Ending.RemoveAs(ctx, e); err != nil || gone {
			return err
		}
	}
	return errors.New("remove a waitlist entry: it was invited again each time")
}

// revoke revokes the ticket of an entry, unless nobody can use it any more.
func (u Unwanted) revoke(ctx context.Context, e Entry, offered catalog.Snapshot) error {
	i, now := e.Invitation, u.Now()
	sale, err := offered.Sale(i.Sale)
	if err != nil || e.Status != Invited || !now.Before(i.Ends) || !sale.RevokedAt(e.SKU, i.Ticket).IsZero() {
		return nil //nolint:nilerr // an error means that the sale is gone
	}
	added := false
	if len(sale.Revoked) < catalog.MaxRevocations-catalog.OperatorsRevocations {
		added, err = u.Offers.RevokeTickets(ctx, i.Sale, catalog.Revocation{SKU: e.SKU, First: i.Ticket, Last: i.Ticket, At: now})
	}
	if err == nil && !added {
		u.Log.WarnContext(ctx, "the sale has too many revocations: an unused ticket keeps its unit until it ends",
			slog.String("sale", string(i.Sale)), slog.String("sku", string(e.SKU)), slog.Int("ticket", i.Ticket))
	}
	return err
}

package waitlist

import (
	"context"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/email"
)

// Products has the products of a region, with the markets of each.
type Products interface {
	Catalog(ctx context.Context) (catalog.Snapshot, error)
}

// Unwanted ends the waitlist's mail to addresses that it cannot reach, and to those whose
// owners complain about it.
type Unwanted struct {
	Products Products
	Leaving  Leaving
	Digests  email.Digests
}

// End removes an address from every waitlist of the region. From the given time on, its
// mailbox also refuses mail that anybody can ask for. So no wave invites the address, and
// mail that was asked for earlier is not sent if it is still waiting. The places in the
// queues are lost for good: the tickets of an address that cannot be reached would hold
// units until they end. Mail about orders is owed to buyers, and is not affected.
//
// End takes one write, and one more for each product and market. It may be repeated: the
// same time has the same effect.
func (u Unwanted) End(ctx context.Context, address string, at time.Time) error {
	who := email.IdentityOf(address)
	// First stop the mail that is still waiting.
	if err := u.Leaving.RefuseMail(ctx, u.Digests.Mailbox(who), at); err != nil {
		return err
	}
	snapshot, err := u.Products.Catalog(ctx)
	if err != nil {
		return err
	}
	for _, product := range snapshot.Products {
		for code := range product.Offers {
			if err := u.Leaving.Remove(ctx, NewKey(u.Digests, code, product.SKU, who)); err != nil {
				return err
			}
		}
	}
	return nil
}

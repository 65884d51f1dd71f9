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

// Unwanted ends the waitlist's mail to addresses that it cannot reach, or whose readers
// complain about it.
type Unwanted struct {
	Products Products
	Leaving  Leaving
	Digests  email.Digests
}

// End takes an address off every list of the region, and has its mailbox refuse mail that
// others can ask for, from a moment on. So no wave invites it, and what was asked for before
// and is still to be sent is not sent. Its places in the queues are gone for good: an address
// that cannot be reached would hold the units of its tickets until they end. Mail about orders
// is another matter, which buyers are owed.
//
// It is one write, and one more for each product and market. It may be repeated: the same
// moment has the same effect.
func (u Unwanted) End(ctx context.Context, address string, at time.Time) error {
	who := email.IdentityOf(address)
	// First what is on its way.
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

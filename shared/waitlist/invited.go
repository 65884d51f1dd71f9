package waitlist

import (
	"cmp"
	"fmt"
	"time"

	"storefront/shared/catalog"
)

// Place is the place of a confirmed entry in the queue.
type Place struct {
	Key Key
	At  time.Time // when the entry was confirmed, in whole milliseconds
}

// Compare orders places: who was confirmed first comes first.
func (p Place) Compare(q Place) int { return cmp.Or(p.At.Compare(q.At), cmp.Compare(p.Key, q.Key)) }

// Invitation is the right of an entry to buy one unit of its product in a sale.
type Invitation struct {
	Sale   catalog.SaleID
	Ticket int       // number of its ticket; see package ticket
	At     time.Time // when the entry was invited
	Ends   time.Time // when the ticket ends
	Anyone bool      // the ticket is not bound to the entry's address
}

// Name names the invitation and its mail. There is one invitation of a name.
func (i Invitation) Name(sku catalog.SKU) string {
	return fmt.Sprintf("invite/%s/%s/%d", i.Sale, sku, i.Ticket)
}

// MayHold reports whether the entry has an invitation, or may have had it. It is known not
// to have had it only while it has another one.
func (e Entry) MayHold(i Invitation) bool {
	return e.Status != Invited || e.Invitation.Sale == i.Sale && e.Invitation.Ticket == i.Ticket
}

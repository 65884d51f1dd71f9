package ledger

import (
	"time"

	"storefront/shared/email"
)

// ErasedRef is the BuyerRef of an event whose order was made before its buyer was
// erased, and which came to the books after that. It is the same for everybody.
const ErasedRef = "erased"

// BuyerKey returns the key that a buyer's reference is stored under. Only who has the
// secret behind the digests can tell whose it is.
func BuyerKey(digests email.Digests, who email.Identity) string { return digests.Of("buyer", who) }

// Purchase is what decides about the buyer's reference in an event.
type Purchase struct {
	Buyer string    // see BuyerKey
	At    time.Time // when the order was created
}

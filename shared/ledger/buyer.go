package ledger

import (
	"time"

	"storefront/shared/email"
)

// ErasedRef is the BuyerRef of an event that comes to the books after its buyer was
// erased, if the order was made before. It is the same for everybody.
const ErasedRef = "erased"

// BuyerKey returns the key under which a buyer's reference is stored. It names the
// buyer only to someone who has the secret of the digests.
func BuyerKey(digests email.Digests, who email.Identity) string { return digests.Of("buyer", who) }

// Purchase has what the buyer's reference in an event depends on.
type Purchase struct {
	Buyer string    // see BuyerKey
	At    time.Time // when the order was created
}

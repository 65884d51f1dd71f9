package ledger

import (
	"time"

	"storefront/shared/market"
)

// Mailed says which days of a region's books finance was mailed, and which run is about to mail
// more. It is kept outside the bucket of the books.
type Mailed struct {
	Version int64     // one more with each change; 0 if nothing is stored
	At      time.Time // of the last mail; zero if there was none

	// By market, the last day that was mailed. Days close in order, so all days before were
	// mailed, too, or were closed before the first mail.
	Through map[market.Code]string
	// By market and day, the revision that was mailed, if it is not 1. It is above 1 for rebuilt
	// books, and 0 for a day that could not be read.
	Revs map[market.Code]map[string]int

	Run     string    // the run that claims the next mail; empty if none does
	Claimed time.Time // when it did
}

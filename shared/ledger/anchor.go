package ledger

import "storefront/shared/market"

// Anchors are the digests of a month's manifests, cut-offs and adjustments, and its lock. They are kept
// outside the bucket of the books. So whoever can write only to the bucket can neither put books in
// force, nor decide what they are made of, nor lock a month.
type Anchors struct {
	Month   string                // as 2006-01
	Digests map[AnchorKey]string  // of manifests
	Files   map[AnchoredFile]bool // cut-offs and adjustments
	Lock    string                // the content of the month's lock; empty: it is not locked
	Changes int                   // how often they have changed
}

// AnchorKey names a revision of a day's books.
type AnchorKey struct {
	Market market.Code
	Date   string // as 2006-01-02
	Rev    int
}

// AnchoredFile is a cut-off or an adjustment with its digest. A file may have several: each of those who
// meet to put it keeps a digest before one of them does.
type AnchoredFile struct {
	Key    string
	SHA256 string // in hex
}

// MonthOf returns the month of a day, as 2006-01.
func MonthOf(date string) string { return date[:len("2006-01")] }

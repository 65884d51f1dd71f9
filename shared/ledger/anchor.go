package ledger

import "storefront/shared/market"

// Anchors are the digests of a month's manifests, cut-offs and adjustments, and its lock. They are kept
// outside the bucket of the books. So whoever can write only to the bucket can neither put books in
// force, nor decide what they are made of, nor lock a month.
type Anchors struct {
	Month   string                // as 2006-01
	Digests map[AnchorKey]string  // of manifests
	Files   map[AnchoredFile]bool // cut-offs and adjustments
	Lock    string                // the content of the month's lock; empty if the month is not locked
	Changes int                   // how often these anchors have changed
}

// AnchorKey names a revision of a day's books.
type AnchorKey struct {
	Market market.Code
	Date   string // as 2006-01-02
	Rev    int
}

// AnchoredFile is a cut-off or an adjustment with its digest. A file may have several digests: if two
// processes put it at once, each of them keeps its digest first, and then one of them puts the file.
type AnchoredFile struct {
	Key    string
	SHA256 string // in hex
}

// MonthOf returns the month of a day, as 2006-01.
func MonthOf(date string) string { return date[:len("2006-01")] }

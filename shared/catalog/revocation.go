package catalog

import "time"

// Revocation ends tickets for a product before their time. Orders that were made with them
// stay.
type Revocation struct {
	SKU         SKU
	First, Last int // numbers of the tickets
	At          time.Time
}

const (
	// MaxRevocations bounds the revocations of a sale, which each process keeps in memory.
	MaxRevocations = 500
	// OperatorsRevocations is how many of them are reserved for operators. The rest are for single
	// tickets whose mails bounced.
	OperatorsRevocations = 100
)

// RevokedAt returns when a ticket was revoked, or the zero time if it was not.
func (s Sale) RevokedAt(sku SKU, number int) (first time.Time) {
	for _, r := range s.Revoked {
		if r.SKU == sku && r.First <= number && number <= r.Last && (first.IsZero() || r.At.Before(first)) {
			first = r.At
		}
	}
	return first
}

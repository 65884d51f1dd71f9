package catalog

import (
	"crypto/hmac"
	"crypto/sha256"
	"slices"
	"time"

	"storefront/shared/order"
)

// SaleID names a sale within its region: lower-case letters, digits and
// hyphens, 1 to 40 of them.
type SaleID = order.SaleID

// Access says who may buy in a sale.
type Access string

// The kinds of access.
const (
	Open   Access = "open"   // anyone
	Ticket Access = "ticket" // holders of a ticket from the waitlist
)

// Bounds of a sale. The longest hold keeps units from being parked; the lot
// holds its claims in one write unit only while ids stay this short.
const (
	MinHold        = 10 * time.Second
	MaxHold        = time.Hour
	MaxNameLength  = 40
	MaxLinesInSale = 20
)

// Sale is a timed offer of a region.
type Sale struct {
	ID             SaleID
	Opens          time.Time
	Closes         time.Time // zero: when an operator closes it
	Access         Access
	OrdersPerBuyer int           // live orders a buyer may have; 0: no limit
	Hold           time.Duration // how long units are kept for an order that is not paid, MinHold to MaxHold
	Salt           []byte        // random; names of orders derive from it, so it never changes
	Lines          []SaleLine
}

// SaleLine is one SKU of a sale. Its units are lots, which the stock knows.
type SaleLine struct {
	SKU         SKU
	MaxPerOrder int // units one order may have, at least 1
}

// SaleStatus is where a sale is in its life.
type SaleStatus string

// The life of a sale.
const (
	Upcoming SaleStatus = "upcoming"
	Running  SaleStatus = "open"
	Closed   SaleStatus = "closed"
)

// StatusAt says where the sale is at a moment.
func (s Sale) StatusAt(now time.Time) SaleStatus {
	switch {
	case !s.Closes.IsZero() && !now.Before(s.Closes):
		return Closed // also a sale that an operator closed before it opened
	case now.Before(s.Opens):
		return Upcoming
	default:
		return Running
	}
}

// MayHaveHolds says whether units may be on hold at a moment: while the sale
// runs, and after it for an extended hold, with a day to spare for what failed.
func (s Sale) MayHaveHolds(now time.Time) bool {
	return !now.Before(s.Opens) && (s.Closes.IsZero() || now.Before(s.Closes.Add(2*MaxHold+24*time.Hour)))
}

// Line finds the line of a SKU.
func (s Sale) Line(sku SKU) (SaleLine, bool) {
	i := slices.IndexFunc(s.Lines, func(l SaleLine) bool { return l.SKU == sku })
	if i < 0 {
		return SaleLine{}, false
	}
	return s.Lines[i], true
}

// OrderKey names a buyer's orders in this sale. The same buyer gets the same
// key, so that the buyer's orders meet in one place and can be counted; where
// the sale sets no limit each request is a buyer of its own. The key tells
// nothing about the e-mail address to someone without the salt.
//
// email is already normalised, and requestKey is the Idempotency-Key.
func (s Sale) OrderKey(email, requestKey string) order.Key {
	mac := hmac.New(sha256.New, s.Salt)
	mac.Write([]byte(s.ID))
	mac.Write([]byte{0})
	mac.Write([]byte(email))
	if s.OrdersPerBuyer == 0 {
		mac.Write([]byte{0})
		mac.Write([]byte(requestKey))
	}
	return order.NewKey(mac.Sum(nil))
}

// ValidName says whether a sale's or a product's name may be used: it becomes
// part of keys and paths.
func ValidName(name string) bool {
	if name == "" || len(name) > MaxNameLength || name[0] == '-' || name[len(name)-1] == '-' {
		return false
	}
	for _, c := range []byte(name) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

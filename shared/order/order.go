// Package order is the document of a purchase: who bought what, from which
// lots, for how much, and where it is in its life. Orders are the truth of the
// store: whether a unit is sold is asked of the order, never of the stock.
package order

import (
	"time"

	"storefront/shared/money"
)

// SaleID and SKU name what an order is about; see package catalog.
type (
	SaleID string
	SKU    string
)

// Order is one version of a purchase.
type Order struct {
	ID      ID
	Sale    SaleID
	Market  string // the market's code
	Status  Status
	Version int // 1 when put, one more with each move
	Request Request
	Buyer   Buyer
	Lines   []Line
	Totals  Totals
	Payment Payment // zero until paid

	CreatedAt     time.Time
	UpdatedAt     time.Time
	HoldExpiresAt time.Time // when a held order may be closed
	Extended      bool      // the hold was extended, which happens at most once

	ShippedAt time.Time // zero until shipped
	Refunds   []Refund  // the first one first
	ErasedAt  time.Time // when the buyer's personal data was erased; zero: it is there
}

// Request recognises the request that made an order, so that asking twice
// makes one order.
type Request struct {
	Key         Digest // of the Idempotency-Key
	Fingerprint Digest // of everything the buyer asked for
}

// Digest is the first half of a SHA-256.
type Digest [16]byte

// Buyer is who ordered and where it goes.
type Buyer struct {
	Email  string // normalised
	Locale string // BCP 47, one of the market's languages
	ShipTo Address
}

// Address is where an order is shipped to.
type Address struct {
	Name       string
	Line1      string
	Line2      string
	City       string
	PostalCode string
	State      string // where the market's tax or post asks for it
	Country    string // ISO 3166-1 alpha-2
}

// Line is one SKU of an order.
type Line struct {
	SKU       SKU
	Quantity  int
	UnitPrice money.Amount // as the market shows it
	Total     money.Amount // Quantity × UnitPrice
	Tax       money.Amount // contained in Total, or to be added, as Totals.TaxIncluded says
	TaxRate   money.PPM
	Takes     []Take // where the units are kept; adds up to Quantity in a live order
}

// Take is a part of a line: units claimed in one lot.
type Take struct {
	Lot      int
	Quantity int
}

// Totals is the money of an order. Total = Subtotal + Shipping, + Tax where
// prices exclude it.
type Totals struct {
	Subtotal        money.Amount
	Shipping        money.Amount
	Tax             money.Amount
	Total           money.Amount
	TaxIncluded     bool
	TaxJurisdiction string // such as "DE" or "US-CA"
}

// Payment is how an order was paid.
type Payment struct {
	Provider  string
	Reference string // the provider's name of the authorisation
	PaidAt    time.Time
}

// Names says whether the order stands for a claim of this quantity in the lot
// of a SKU. A claim that a live order does not name belongs to nobody.
func (o Order) Names(sku SKU, take Take) bool {
	for _, line := range o.Lines {
		if line.SKU != sku {
			continue
		}
		for _, t := range line.Takes {
			if t == take {
				return true
			}
		}
	}
	return false
}

// Package order is the document of a purchase: who bought what, from which lots
// and for how much, and the legal steps of its life. The order decides whether a
// unit is sold, never the stock.
package order

import (
	"slices"
	"time"

	"storefront/shared/money"
)

// SaleID names a sale; see package catalog.
type SaleID string

// SKU names a product; see package catalog.
type SKU string

// Order is one version of a purchase.
type Order struct {
	ID      ID
	Sale    SaleID
	Market  string // the market's code
	Status  Status
	Version int // 1 when put, one more with each move but a delay
	Request Request
	Buyer   Buyer
	Lines   []Line
	Totals  Totals
	Payment Payment // zero until paid

	CreatedAt     time.Time
	UpdatedAt     time.Time
	HoldExpiresAt time.Time // when a held order may be closed
	Extended      bool      // the hold was extended, which happens at most once
	Declines      int       // payments of the hold that were declined, 0 to MaxDeclines

	DelayedUntil time.Time // the later time by which it is shipped, as its buyer was told; zero: as promised
	ShippedAt    time.Time // zero until shipped
	Shipment     Shipment  // how the parcel travels; zero until shipped, or if nobody said
	WithdrawnAt  time.Time // when the buyer withdrew from the order; zero: not
	Refunds      []Refund  // the first one first
	ErasedAt     time.Time // when the buyer's personal data was erased; zero: it is there
	Sealed       Sealed    // what tax law wants kept of a buyer who was erased; zero: nothing
}

// Sealed is an encrypted copy of what an erased order's invoice says of its buyer; see package
// sealed.
type Sealed struct {
	Box   []byte
	Since time.Time // the order's last change before it was erased: the copy's term begins then
}

// Exists reports whether there is a copy.
func (s Sealed) Exists() bool { return !s.Since.IsZero() }

// Changed returns when the order changed last, other than by the erasure of its buyer.
func (o Order) Changed() time.Time {
	if o.Sealed.Exists() && o.UpdatedAt.Equal(o.ErasedAt) {
		return o.Sealed.Since
	}
	return o.UpdatedAt
}

// MaxDeclines is the number of declined payments after which a hold is closed, so that
// nobody tries out stolen cards on it.
const MaxDeclines = 5

// Request identifies the request that made an order, so that a request made
// twice makes one order.
type Request struct {
	Key         Digest // of the Idempotency-Key
	Fingerprint Digest // of everything the buyer asked for
}

// Digest is the first half of a SHA-256 sum.
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
	SKU         SKU
	Quantity    int
	UnitPrice   money.Amount // as the market shows it
	Total       money.Amount // Quantity × UnitPrice
	Tax         money.Amount // contained in Total, or to be added, as Totals.TaxIncluded says
	TaxRate     money.PPM
	Allocations []Allocation // where the units are; adds up to Quantity in a live order
}

// Allocation is the part of a line whose units one lot has.
type Allocation struct {
	Lot      int
	Quantity int
}

// Totals is the money of an order. Total is Subtotal + Shipping, plus Tax unless
// TaxIncluded.
type Totals struct {
	Subtotal        money.Amount
	Shipping        money.Amount
	Tax             money.Amount
	Total           money.Amount
	TaxIncluded     bool
	TaxJurisdiction string // such as "DE" or "US-CA"; market.InHalves says how the tax is rounded
	Supply          Supply
}

// Supply is where goods are supplied, as far as tax law asks, and where the rate of tax
// comes from. It stays when the buyer is erased, since tax returns need it. It is zero in
// orders from before the store kept it.
type Supply struct {
	State      string // where the market's tax or invoices distinguish states
	PostalCode string // where tax may differ within a state
	RateSource string // as market.RateSource names it
}

// Payment is how an order was paid.
type Payment struct {
	Provider  string
	Reference string // the provider's name of the authorisation
	PaidAt    time.Time
}

// ShipWithin is how long after the payment a parcel is with the carrier at the latest. The
// law of the US (16 CFR 435.2) wants such a date, and the parcel to be sent by it; without
// one it allows 30 days, as that of the EU does (Directive 2011/83/EU, Art. 18).
const ShipWithin = 3 * 24 * time.Hour

// ShipBy returns when the parcel is with the carrier at the latest. It is zero until the
// order is paid.
func (o Order) ShipBy() time.Time {
	if o.Payment.PaidAt.IsZero() {
		return time.Time{}
	}
	if !o.DelayedUntil.IsZero() {
		return o.DelayedUntil
	}
	return o.Payment.PaidAt.Add(ShipWithin)
}

// HasAllocation reports whether the order has the allocation on the line of a SKU.
// A claim in a lot that its live order does not have as an allocation belongs to
// nobody.
func (o Order) HasAllocation(sku SKU, allocation Allocation) bool {
	for _, line := range o.Lines {
		if line.SKU == sku && slices.Contains(line.Allocations, allocation) {
			return true
		}
	}
	return false
}

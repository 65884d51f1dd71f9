package order

import (
	"time"

	"storefront/shared/money"
)

// Refund is money given back for a paid order.
type Refund struct {
	Number    int // from 1, in the order of the order's refunds
	At        time.Time
	Reason    RefundReason
	Lines     []RefundLine
	Shipping  money.Amount // of the order's shipping; includes the tax it contains where prices do
	Tax       money.Amount // all tax given back: contained in Total, or added in it, as the order's TaxIncluded says
	Total     money.Amount // what the buyer gets
	Reference string       // the provider's name of the refund; it derives from the order and Number
}

// RefundRequest is what an operator wants to give back of an order.
type RefundRequest struct {
	Reason   RefundReason
	Lines    []RefundUnits // no SKU twice; none: everything that was not given back yet
	Shipping bool          // shipping too; without it, shipping goes back with the last unit
}

// RefundUnits are units of a line.
type RefundUnits struct {
	SKU      SKU
	Quantity int // at least 1
	Returned int // how many of them can be sold again: they came back, or never left, and are whole
}

// RefundReason says why money is given back: a code, since a free text could
// hold personal data.
type RefundReason string

// The reasons for a refund.
const (
	Withdrawn  RefundReason = "withdrawn"   // the buyer changed their mind, as the law lets them
	OutOfStock RefundReason = "unavailable" // the store cannot send it
	Damaged    RefundReason = "damaged"
	Lost       RefundReason = "lost" // on its way
	Goodwill   RefundReason = "goodwill"
)

// RefundReasons lists the reasons for a refund.
func RefundReasons() []RefundReason {
	return []RefundReason{Withdrawn, OutOfStock, Damaged, Lost, Goodwill}
}

// RefundLine is a refund's part of a line.
type RefundLine struct {
	SKU      SKU
	Quantity int
	Returned int          // how many of Quantity can be sold again
	Total    money.Amount // the share of the line's Total
	Tax      money.Amount // the share of the line's Tax
}

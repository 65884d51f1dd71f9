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

// RefundReason says why money is given back: a code, since a free text could
// hold personal data.
type RefundReason string

// RefundLine is a refund's part of a line.
type RefundLine struct {
	SKU      SKU
	Quantity int
	Returned int          // how many of Quantity came back, or never left: they can be sold again
	Total    money.Amount // the share of the line's Total
	Tax      money.Amount // the share of the line's Tax
}

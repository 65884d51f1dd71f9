package order

import (
	"regexp"
	"strings"
	"time"

	"storefront/shared/money"
)

// MaxRefunds is the most refunds in part that an order may have. After them, what is left
// can be refunded at once. So the work of a request that reads or changes an order is
// bounded.
const MaxRefunds = 50

// Refund is money returned for a paid order.
type Refund struct {
	Number    int // from 1, in the order of the order's refunds
	At        time.Time
	Reason    RefundReason
	Lines     []RefundLine
	Shipping  money.Amount // of the order's shipping; includes the tax it contains where prices do
	Tax       money.Amount // all tax refunded: contained in Total or added to it, as the order's TaxIncluded says
	Total     money.Amount // what the buyer gets
	Reference string       // the provider's name of the refund; see Order.RefundName

	SettledAt time.Time // when it reached the buyer's bank, as the provider reports; zero: not reported
	FailedAt  time.Time // when it came back, as the provider reports; zero: not reported
	RepaidAt  time.Time // when an operator had paid it in another way, after it came back; zero: not done
}

// CameBack reports whether the refund has not reached the buyer, and was not paid in another way.
func (r Refund) CameBack() bool { return !r.FailedAt.IsZero() && r.RepaidAt.IsZero() }

// RefundRequest is what an operator wants to refund of an order.
type RefundRequest struct {
	// Reference names the refund within its order. To ask for a refund again under
	// its reference is to ask for the same one.
	Reference string
	Reason    RefundReason

	All      bool          // everything that was not refunded yet; goes alone
	Lines    []RefundUnits // no SKU twice
	Credits  []Credit      // money without units; no SKU twice, nor one of Lines
	Shipping bool          // what is left of shipping, which also goes back with the last unit

	// Returned is how many of all the refund's units can be sold again. nil: as the
	// lines say, or else as Reason does.
	Returned *int
}

// RefundUnits are units of a line.
type RefundUnits struct {
	SKU      SKU
	Quantity int  // at least 1
	Returned *int // how many of them can be sold again: they came back, or never left, and are whole; nil: as the request says
}

// Credit is money refunded without a unit: a part of the price of a line, or of
// the order as a whole.
type Credit struct {
	SKU    SKU          // empty: the order as a whole, in which case nothing else goes back with it
	Amount money.Amount // what the buyer gets, with the tax in it
}

// RefundReason is why money is refunded: a code, since a free text could
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
	Quantity int          // 0: a credit, money without a unit
	Returned int          // how many of Quantity can be sold again
	Total    money.Amount // the share of the line's Total
	Tax      money.Amount // the share of the line's Tax
}

// comesBack reports whether units that are refunded for a reason can be sold again,
// unless the operator says otherwise. Units that the store cannot send, or that are
// damaged or lost, cannot. Units that the buyer withdraws from can. With a goodwill
// refund the buyer keeps what was shipped.
func (o Order) comesBack(reason RefundReason) bool {
	return reason == Withdrawn || reason == Goodwill && o.Status == Paid
}

// references are letters, digits, dots and hyphens, so that no address and no name
// gets into the books by way of one.
var references = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]{0,30}[A-Za-z0-9])?$`)

// IsRefundReference reports whether a text can be a refund's reference.
func IsRefundReference(text string) bool { return references.MatchString(text) }

// RefundName is the provider's and the books' name of the refund of this order
// that has a reference.
func (o Order) RefundName(reference string) string { return o.ID.String() + "-refund-" + reference }

// RefundReference is the reference in a refund's name.
func (o Order) RefundReference(r Refund) string {
	return strings.TrimPrefix(r.Reference, o.RefundName(""))
}

// RefundCalled returns the refund that has a reference, if the order has it.
func (o Order) RefundCalled(reference string) (Refund, bool) {
	for _, r := range o.Refunds {
		if r.Reference == o.RefundName(reference) {
			return r, true
		}
	}
	return Refund{}, false
}

package ledger

import (
	"time"

	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
)

// Entries is what one event is booked as.
type Entries struct {
	Journal   []JournalEntry // debits equal credits in every currency
	Lines     []OrderLine
	Moves     []StockMove
	Documents []Document // at most one
}

// Side is the side of an account.
type Side string

// The sides of an account.
const (
	Debit  Side = "D"
	Credit Side = "C"
)

// JournalEntry is one debit or credit. Amounts are never negative; a reversal is an
// entry on the other side.
type JournalEntry struct {
	EntryID        string // TxnID, "#", LineNo
	TxnID          string // the event's id; an event is one transaction
	LineNo         int    // from 1
	EventID        string
	EventType      EventType
	LegalEntity    string // one per region
	Region         market.Region
	Market         market.Code
	AccountingDate string // the day whose books have it, as 2006-01-02 in the market's time zone; set by the close
	OccurredAt     time.Time
	RecordedAt     time.Time
	AccountCode    string
	Side           Side
	Amount         money.Amount
	OrderID        string
	OrderLine      string // the SKU; empty for the order as a whole
	PaymentRef     string // the provider's reference of the payment or refund
	ReversesEntry  string // id of the entry that it reverses in full or in part; empty for none
	SourceSequence string
}

// LineKind is the kind of an order line.
type LineKind string

// The kinds of order lines.
const (
	SaleLine      LineKind = "SALE"
	ShippingLine  LineKind = "SHIPPING"
	TaxLine       LineKind = "TAX" // tax that no other line of the order carries
	RefundLine    LineKind = "REFUND"
	UnshippedLine LineKind = "REFUND_UNSHIPPED" // a refund before anything was shipped; CANCEL in version 1
	CreditLine    LineKind = "CREDIT"           // a refund of money for goods without a unit, before or after shipping
	// TaxPointLine repeats a paid line, less its refunds, when an order that owes its tax at
	// dispatch is shipped. It shows what tax is due on. Sums of lines leave it out.
	TaxPointLine LineKind = "TAX_POINT"
	RoundingLine LineKind = "ROUNDING" // not used: shares are rounded so that they add up
)

// OrderLine is one line of a receipt or credit note. The lines of an order add up to
// what its buyer has paid less what was refunded, to the minor unit.
type OrderLine struct {
	LineID          string // event id, "/", number from 1
	Kind            LineKind
	Market          market.Code
	OrderID         string
	SaleID          string
	SKU             string
	HSCode          string
	Quantity        int // in units; negative in refunds; 0 for shipping and credits
	UnitPrice       money.Amount
	Net             money.Amount
	Tax             money.Amount
	Gross           money.Amount // Net + Tax
	TaxType         market.TaxKind
	TaxRate         money.PPM
	TaxJurisdiction string
	TaxIncluded     bool // in UnitPrice
	PaidAt          time.Time
	BuyerRef        string
	AccountingDate  string // as in JournalEntry
	OccurredAt      time.Time
	EventID         string
	Reason          order.RefundReason // of a refund; empty for a sale
	Supply          order.Supply
}

// MoveKind is the kind of a stock move.
type MoveKind string

// The kinds of stock moves. Units left = ALLOCATE − HOLD + RELEASE + EXPIRE +
// CANCEL + RESTORE. Units that buyers have = SELL − RESTORE − RETURN.
const (
	Allocate MoveKind = "ALLOCATE" // put on sale: new units, or returned ones again
	Hold     MoveKind = "HOLD"     // reserved for an order
	Release  MoveKind = "RELEASE"  // released by an order that could not be reserved in full
	Expire   MoveKind = "EXPIRE"   // released by a hold that expired
	Sell     MoveKind = "SELL"     // held units were sold
	Cancel   MoveKind = "CANCEL"   // released by an order that was cancelled before it was paid
	Restore  MoveKind = "RESTORE"  // back in their lots after a refund of all, before they were shipped; CANCEL in version 1
	Return   MoveKind = "RETURN"   // came back from a sold order, into no lot
)

// NoLot is the lot number of units that are in no lot.
const NoLot = -1

// StockMove is a move of units of one SKU.
type StockMove struct {
	MoveID         string // event id, "/", number from 1
	Kind           MoveKind
	Market         market.Code // of the order, or the region's main market
	SKU            string
	SaleID         string
	Quantity       int // at least 1; the kind gives the direction
	Lot            int // number, or NoLot
	OrderID        string
	OccurredAt     time.Time
	AccountingDate string // as in JournalEntry
	EventID        string
}

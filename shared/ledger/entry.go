package ledger

import (
	"time"

	"storefront/shared/market"
	"storefront/shared/money"
)

// Entries is what one event means for the books.
type Entries struct {
	Journal []JournalEntry // adds up to zero in every currency
	Lines   []OrderLine
	Moves   []StockMove
}

// Side is the side of an account.
type Side string

// The sides of an account.
const (
	Debit  Side = "D"
	Credit Side = "C"
)

// JournalEntry is one debit or credit. Amounts are never negative: a reversal
// is an entry on the other side.
type JournalEntry struct {
	EntryID        string // TxnID, "#", LineNo
	TxnID          string // the event's id: an event is one transaction
	LineNo         int    // from 1
	EventID        string
	EventType      EventType
	LegalEntity    string // one per region
	Region         market.Region
	Market         market.Code
	AccountingDate string // the day in whose books it is, as 2006-01-02 in the market's time zone; set by the close
	OccurredAt     time.Time
	RecordedAt     time.Time
	AccountCode    string
	Side           Side
	Amount         money.Amount
	OrderID        string
	OrderLine      string // the SKU it is about; empty: the order as a whole
	PaymentRef     string // the provider's name of the payment or refund
	ReversesEntry  string // id of the entry that it takes back, in full or in part; empty: none
	SourceSequence string
}

// LineKind says what an order line is about.
type LineKind string

// The kinds of order lines.
const (
	SaleLine     LineKind = "SALE"
	ShippingLine LineKind = "SHIPPING"
	TaxLine      LineKind = "TAX" // tax on what no other line of the order carries
	RefundLine   LineKind = "REFUND"
	CancelLine   LineKind = "CANCEL"   // a refund before anything was shipped
	CreditLine   LineKind = "CREDIT"   // money given back for goods without a unit, before shipping or afterwards
	RoundingLine LineKind = "ROUNDING" // made by no rule of today: shares are rounded so that none is needed
)

// OrderLine is one line of a receipt or of a credit note. The lines of an order
// add up to what its buyer has paid and not got back, to the minor unit.
type OrderLine struct {
	LineID          string // event id, "/", number from 1
	Kind            LineKind
	OrderID         string
	SaleID          string
	SKU             string
	HSCode          string
	Quantity        int // negative in refunds and cancellations; 0 of shipping and credits
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
}

// MoveKind says how units moved.
type MoveKind string

// The kinds of stock moves. Units left = ALLOCATE − HOLD + RELEASE + EXPIRE +
// CANCEL; units that buyers have = SELL − CANCEL − RETURN, where a CANCEL counts
// if it came after a SELL.
const (
	Allocate MoveKind = "ALLOCATE" // put on sale: new units, or returned ones once more
	Hold     MoveKind = "HOLD"     // kept for an order
	Release  MoveKind = "RELEASE"  // of an order that could not be had in full
	Expire   MoveKind = "EXPIRE"   // of a hold that ended
	Sell     MoveKind = "SELL"     // held units became the buyer's
	Cancel   MoveKind = "CANCEL"   // given up, before or after paying, without having left the store
	Return   MoveKind = "RETURN"   // came back from a sale that stands, into no lot
)

// NoLot is the lot of units that are in none.
const NoLot = -1

// StockMove is units that moved.
type StockMove struct {
	MoveID         string // event id, "/", number from 1
	Kind           MoveKind
	SKU            string
	SaleID         string
	Quantity       int // at least 1; the kind says which way
	Lot            int // or NoLot
	OrderID        string
	OccurredAt     time.Time
	AccountingDate string // as in JournalEntry
	EventID        string
	AfterPaid      bool // of Cancel: the order had been paid
}

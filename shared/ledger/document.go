package ledger

import (
	"fmt"
	"strings"
	"time"

	"storefront/shared/market"
	"storefront/shared/money"
)

// DocumentKind is the kind of a document.
type DocumentKind string

// The kinds of documents.
const (
	Invoice    DocumentKind = "INVOICE"
	CreditNote DocumentKind = "CREDIT_NOTE"
)

// Document is an invoice or a credit note. It gets its number when its day is closed, in the
// order of the raw files. So a series has no gaps and no number twice.
type Document struct {
	Kind           DocumentKind
	Series         string
	Number         int // from 1 in each series; 0 until the day is closed
	LegalEntity    string
	Market         market.Code
	OrderID        string
	EventID        string
	Corrects       string // id of the event of the payment that a credit note gives back
	AccountingDate string // as in JournalEntry; the date of the document
	OccurredAt     time.Time
	Net            money.Amount // negative in credit notes, like the order lines
	Tax            money.Amount
	Gross          money.Amount // Net + Tax
}

// Name returns what the document is called, such as DE-INV-0000042.
func (d Document) Name() string { return fmt.Sprintf("%s-%07d", d.Series, d.Number) }

// SeriesOf returns the series of a kind of documents. Each market has its own.
func SeriesOf(code market.Code, kind DocumentKind) string {
	suffix := "-INV"
	if kind == CreditNote {
		suffix = "-CRN"
	}
	return strings.ToUpper(string(code)) + suffix
}

// document adds the document that has the event's lines.
func (b *booking) document(kind DocumentKind) error {
	e := b.event
	zero := money.Amount{Currency: e.Order.Totals.Total.Currency}
	d := Document{
		Kind: kind, Series: SeriesOf(e.Market, kind), LegalEntity: b.entity.Code, Market: e.Market, OrderID: e.Order.ID.String(),
		EventID: e.ID, OccurredAt: e.OccurredAt, Net: zero, Tax: zero, Gross: zero,
	}
	if kind == CreditNote {
		d.Corrects = VersionID(e.Order.ID, paidVersion(e.Order))
	}
	var c calculation
	for _, l := range b.entries.Lines {
		d.Net, d.Tax, d.Gross = c.add(d.Net, l.Net), c.add(d.Tax, l.Tax), c.add(d.Gross, l.Gross)
	}
	b.entries.Documents = append(b.entries.Documents, d)
	return c.errOf(e.Order)
}

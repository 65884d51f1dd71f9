package ledger

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
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

// Issued identifies a document that has a number.
type Issued struct {
	Kind    DocumentKind
	Name    string // see Document.Name
	Date    string // of the document, as 2006-01-02
	OrderID string
	EventID string
	At      time.Time // when the event occurred
}

// Head names the manifest of a closed day. The documents of that day and of all days before it are
// stored where the shop reads them. A Head is kept outside the bucket of the books. Each manifest has
// the digest of the one before, so nobody can replace all manifests in the bucket unnoticed.
type Head struct {
	Date   string // as 2006-01-02; empty if there is none
	Rev    int
	SHA256 string // of the manifest, in hex; empty if it was stored by an earlier version
}

// Issued returns the document's number and what it is about, without its amounts.
func (d Document) Issued() Issued {
	return Issued{Kind: d.Kind, Name: d.Name(), Date: d.AccountingDate, OrderID: d.OrderID, EventID: d.EventID, At: d.OccurredAt}
}

// Documents returns how many documents an order has by now.
func (l LegalEntity) Documents(o order.Order) int {
	switch {
	case o.Payment.PaidAt.IsZero(), l.OwesAtDispatch(o.Payment.PaidAt) && o.ShippedAt.IsZero():
		return 0
	case l.OwesAtDispatch(o.Payment.PaidAt):
		return 1 + len(o.Refunds) - o.RefundsBefore(o.ShippedAt)
	default:
		return 1 + len(o.Refunds)
	}
}

// DocumentOf makes an issued document again from the order as it is now, and returns it with its
// lines. It fails with ErrEvent if the order has no such payment or refund, or as Book does.
func (l LegalEntity) DocumentOf(region market.Region, o order.Order, i Issued) (Document, []OrderLine, error) {
	e, err := l.eventOf(region, o, i)
	if err != nil {
		return Document{}, nil, err
	}
	entries, err := l.Book(e)
	if err != nil {
		return Document{}, nil, err
	}
	if len(entries.Documents) == 0 {
		return Document{}, nil, fmt.Errorf("%w: order %s has no %s yet", ErrEvent, o.ID, i.Name)
	}
	return entries.Documents[0], entries.Lines, nil
}

// eventOf derives the event of an issued document from the order as it is now.
func (l LegalEntity) eventOf(region market.Region, o order.Order, i Issued) (Event, error) {
	e := Event{ID: i.EventID, Type: Paid, Region: region, Market: market.Code(o.Market), OccurredAt: i.At, Order: o}
	if o.ID.String() != i.OrderID || o.Payment.PaidAt.IsZero() {
		return Event{}, fmt.Errorf("%w: %s is not of order %s", ErrEvent, i.Name, o.ID)
	}
	if i.Kind == Invoice && l.OwesAtDispatch(o.Payment.PaidAt) {
		e.Type, e.Order.Refunds = Shipped, o.Refunds[:o.RefundsBefore(o.ShippedAt)]
		e.Previous = Previous{Status: order.Paid, Refunds: len(e.Order.Refunds)}
	}
	if i.Kind == CreditNote {
		n := slices.IndexFunc(o.Refunds, func(r order.Refund) bool { return r.At.UnixMilli() == i.At.UnixMilli() })
		if n < 0 {
			return Event{}, fmt.Errorf("%w: order %s has no refund of %s", ErrEvent, o.ID, i.At.UTC().Format(time.RFC3339))
		}
		e.Type, e.Order.Refunds = Refunded, o.Refunds[:n+1]
		e.Previous = Previous{Status: order.Paid, Refunds: n}
		if !o.ShippedAt.IsZero() && o.ShippedAt.Before(o.Refunds[n].At) {
			e.Previous.Status = order.Shipped
		}
	}
	return e, nil
}

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
		if b.owesAtDispatch() {
			d.Corrects = VersionID(e.Order.ID, shippedVersion(e.Order))
		}
	}
	var c calculation
	for _, l := range b.entries.Lines {
		d.Net, d.Tax, d.Gross = c.add(d.Net, l.Net), c.add(d.Tax, l.Tax), c.add(d.Gross, l.Gross)
	}
	b.entries.Documents = append(b.entries.Documents, d)
	return c.errOf(e.Order)
}

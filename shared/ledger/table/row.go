package table

import (
	"time"

	"storefront/shared/ledger"
)

// journalRow is a row of the journal. The tags name the columns of both formats, in
// their order. An optional field that is empty is null.
type journalRow struct {
	EntryID        string  `parquet:"entry_id"`
	TxnID          string  `parquet:"txn_id"`
	LineNo         int32   `parquet:"line_no"`
	EventID        string  `parquet:"event_id"`
	EventType      string  `parquet:"event_type,dict"`
	LegalEntity    string  `parquet:"legal_entity,dict"`
	Region         string  `parquet:"region,dict"`
	Market         string  `parquet:"market,dict"`
	AccountingDate int32   `parquet:"accounting_date,date"`
	OccurredAt     int64   `parquet:"occurred_at,timestamp(millisecond)"`
	RecordedAt     int64   `parquet:"recorded_at,timestamp(millisecond)"`
	AccountCode    string  `parquet:"account_code,dict"`
	Side           string  `parquet:"side,dict"`
	AmountMinor    int64   `parquet:"amount_minor"`
	Currency       string  `parquet:"currency,dict"`
	OrderID        string  `parquet:"order_id"`
	OrderLine      *string `parquet:"order_line,optional,dict"`
	PaymentRef     *string `parquet:"payment_ref,optional"`
	ReversesEntry  *string `parquet:"reverses_entry_id,optional"`
	SourceSequence string  `parquet:"source_sequence"`
	SchemaVersion  int32   `parquet:"schema_version"`
}

func journalRowOf(e *ledger.JournalEntry) (journalRow, error) {
	date, err := daysOf(e.AccountingDate)
	return journalRow{
		EntryID: e.EntryID, TxnID: e.TxnID, LineNo: int32(e.LineNo), EventID: e.EventID, EventType: string(e.EventType),
		LegalEntity: e.LegalEntity, Region: string(e.Region), Market: string(e.Market),
		AccountingDate: date, OccurredAt: millis(e.OccurredAt), RecordedAt: millis(e.RecordedAt),
		AccountCode: e.AccountCode, Side: string(e.Side), AmountMinor: e.Amount.Minor, Currency: e.Amount.Currency,
		OrderID: e.OrderID, OrderLine: optional(e.OrderLine), PaymentRef: optional(e.PaymentRef), ReversesEntry: optional(e.ReversesEntry),
		SourceSequence: e.SourceSequence, SchemaVersion: ledger.SchemaVersion,
	}, err
}

type lineRow struct {
	LineID          string  `parquet:"line_id"`
	LineKind        string  `parquet:"line_kind,dict"`
	OrderID         string  `parquet:"order_id"`
	SaleID          string  `parquet:"sale_id,dict"`
	SKU             *string `parquet:"sku,optional,dict"`
	HSCode          *string `parquet:"hs_code,optional,dict"`
	Quantity        int64   `parquet:"quantity"`
	UnitPriceMinor  int64   `parquet:"unit_price_minor"`
	NetMinor        int64   `parquet:"net_minor"`
	TaxMinor        int64   `parquet:"tax_minor"`
	GrossMinor      int64   `parquet:"gross_minor"`
	Currency        string  `parquet:"currency,dict"`
	TaxType         string  `parquet:"tax_type,dict"`
	TaxRatePPM      int64   `parquet:"tax_rate_ppm"`
	TaxJurisdiction *string `parquet:"tax_jurisdiction,optional,dict"`
	TaxIncluded     bool    `parquet:"tax_included"`
	PaidAt          int64   `parquet:"paid_at,timestamp(millisecond)"`
	BuyerRef        *string `parquet:"buyer_ref,optional"`
	Market          string  `parquet:"market,dict"` // from here on, since version 2
	AccountingDate  int32   `parquet:"accounting_date,date"`
	OccurredAt      int64   `parquet:"occurred_at,timestamp(millisecond)"`
	EventID         string  `parquet:"event_id"`
	Reason          *string `parquet:"reason,optional,dict"`
	SupplyState     *string `parquet:"supply_state,optional,dict"` // from here on, since version 3
	SupplyPostal    *string `parquet:"supply_postal_code,optional,dict"`
	RateSource      *string `parquet:"tax_rate_source,optional,dict"`
}

func lineRowOf(l *ledger.OrderLine) (lineRow, error) {
	date, err := daysOf(l.AccountingDate)
	return lineRow{
		LineID: l.LineID, LineKind: string(l.Kind), OrderID: l.OrderID, SaleID: l.SaleID, SKU: optional(l.SKU), HSCode: optional(l.HSCode),
		Quantity: int64(l.Quantity), UnitPriceMinor: l.UnitPrice.Minor,
		NetMinor: l.Net.Minor, TaxMinor: l.Tax.Minor, GrossMinor: l.Gross.Minor, Currency: l.Gross.Currency,
		TaxType: string(l.TaxType), TaxRatePPM: int64(l.TaxRate), TaxJurisdiction: optional(l.TaxJurisdiction), TaxIncluded: l.TaxIncluded,
		PaidAt: millis(l.PaidAt), BuyerRef: optional(l.BuyerRef), Market: string(l.Market), AccountingDate: date,
		OccurredAt: millis(l.OccurredAt), EventID: l.EventID, Reason: optional(string(l.Reason)),
		SupplyState: optional(l.Supply.State), SupplyPostal: optional(l.Supply.PostalCode), RateSource: optional(l.Supply.RateSource),
	}, err
}

type moveRow struct {
	MoveID         string  `parquet:"move_id"`
	Kind           string  `parquet:"kind,dict"`
	SKU            string  `parquet:"sku,dict"`
	SaleID         string  `parquet:"sale_id,dict"`
	Quantity       int64   `parquet:"quantity"`
	Lot            int64   `parquet:"lot"`
	OrderID        *string `parquet:"order_id,optional"`
	OccurredAt     int64   `parquet:"occurred_at,timestamp(millisecond)"`
	Market         string  `parquet:"market,dict"` // from here on, since version 2
	AccountingDate int32   `parquet:"accounting_date,date"`
	EventID        string  `parquet:"event_id"`
}

func moveRowOf(m *ledger.StockMove) (moveRow, error) {
	date, err := daysOf(m.AccountingDate)
	return moveRow{
		MoveID: m.MoveID, Kind: string(m.Kind), SKU: m.SKU, SaleID: m.SaleID, Quantity: int64(m.Quantity), Lot: int64(m.Lot),
		OrderID: optional(m.OrderID), OccurredAt: millis(m.OccurredAt),
		Market: string(m.Market), AccountingDate: date, EventID: m.EventID,
	}, err
}

type documentRow struct {
	Series         string  `parquet:"series,dict"`
	Number         int64   `parquet:"number"`
	Kind           string  `parquet:"document_kind,dict"`
	LegalEntity    string  `parquet:"legal_entity,dict"`
	Market         string  `parquet:"market,dict"`
	OrderID        string  `parquet:"order_id"`
	EventID        string  `parquet:"event_id"`
	Corrects       *string `parquet:"corrects_event_id,optional"`
	AccountingDate int32   `parquet:"accounting_date,date"`
	OccurredAt     int64   `parquet:"occurred_at,timestamp(millisecond)"`
	NetMinor       int64   `parquet:"net_minor"`
	TaxMinor       int64   `parquet:"tax_minor"`
	GrossMinor     int64   `parquet:"gross_minor"`
	Currency       string  `parquet:"currency,dict"`
}

func documentRowOf(d *ledger.Document) (documentRow, error) {
	date, err := daysOf(d.AccountingDate)
	return documentRow{
		Series: d.Series, Number: int64(d.Number), Kind: string(d.Kind), LegalEntity: d.LegalEntity, Market: string(d.Market),
		OrderID: d.OrderID, EventID: d.EventID, Corrects: optional(d.Corrects), AccountingDate: date, OccurredAt: millis(d.OccurredAt),
		NetMinor: d.Net.Minor, TaxMinor: d.Tax.Minor, GrossMinor: d.Gross.Minor, Currency: d.Gross.Currency,
	}, err
}

// optional returns an optional field's text, or nil if it is empty. A plain string would
// do, but parquet-go 0.32 writes some empty ones as texts: it mistakes a run of texts for
// a longer one if the run is as long as its distance from a multiple of 64 rows.
func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func millis(t time.Time) int64 { return t.UnixMilli() }

const secondsOfDay = 24 * 60 * 60

// daysOf returns the number of days from 1970 to a date.
func daysOf(date string) (int32, error) {
	t, err := time.Parse(time.DateOnly, date)
	return int32(t.Unix() / secondsOfDay), err
}

// dateOf returns the date that many days after 1970-01-01.
func dateOf(days int32) time.Time { return time.Unix(int64(days)*secondsOfDay, 0).UTC() }

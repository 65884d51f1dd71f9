package closing

import (
	"context"
	"errors"
	"strconv"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/ledger/table"
	"storefront/shared/market"
	"storefront/shared/money"
)

// Documents returns the documents of a closed day. It fails with ErrManifest if their file differs
// from the manifest.
func Documents(ctx context.Context, files ledger.Objects, m Manifest) ([]ledger.Document, error) {
	var documents []ledger.Document
	err := Rows(ctx, files, m, table.Documents.Name, func(field func(string) string) error {
		d, err := documentOf(field)
		documents = append(documents, d)
		return err
	})
	return documents, err
}

func documentOf(text func(column string) string) (ledger.Document, error) {
	var errs []error
	whole := func(column string) int64 {
		n, err := strconv.ParseInt(text(column), 10, 64)
		errs = append(errs, err)
		return n
	}
	amount := func(column string) money.Amount {
		return money.Amount{Minor: whole(column), Currency: text("currency")}
	}
	at, err := time.Parse(time.RFC3339, text("occurred_at"))
	errs = append(errs, err)
	d := ledger.Document{
		Kind: ledger.DocumentKind(text("document_kind")), Series: text("series"), Number: int(whole("number")), LegalEntity: text("legal_entity"),
		Market: market.Code(text("market")), OrderID: text("order_id"), EventID: text("event_id"), Corrects: text("corrects_event_id"),
		AccountingDate: text("accounting_date"), OccurredAt: at, Net: amount("net_minor"), Tax: amount("tax_minor"), Gross: amount("gross_minor"),
	}
	return d, errors.Join(errs...)
}

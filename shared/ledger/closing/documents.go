package closing

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
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
	name := table.Documents.Name + string(table.CSV)
	key := Folder(m.Region, m.Market, m.Date, m.Rev) + name
	body, err := files.Get(ctx, key)
	if err != nil && !errors.Is(err, ledger.ErrNoObject) {
		return nil, err
	}
	i := slices.IndexFunc(m.Files, func(f File) bool { return f.Name == name })
	if i < 0 || digest(body) != m.Files[i].SHA256 {
		return nil, fmt.Errorf("%w: %s differs from its manifest", ErrManifest, key)
	}
	unpack, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", key, err)
	}
	rows, err := csv.NewReader(unpack).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", key, err)
	}
	documents := make([]ledger.Document, 0, len(rows))
	for _, row := range rows[1:] { // the digest proves that there is a header
		d, err := documentOf(rows[0], row)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", key, err)
		}
		documents = append(documents, d)
	}
	return documents, nil
}

func documentOf(columns, row []string) (ledger.Document, error) {
	var errs []error
	text := func(column string) string { return row[slices.Index(columns, column)] }
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

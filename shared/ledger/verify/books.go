package verify

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/order"
)

// file reads a file of a day. A missing file is empty.
func (r *run) file(ctx context.Context, m closing.Manifest, name string) ([]byte, error) {
	body, err := r.Books.Get(ctx, closing.Folder(m.Region, m.Market, m.Date, m.Rev)+name)
	if errors.Is(err, ledger.ErrNoObject) {
		return nil, nil
	}
	return body, err
}

// readBooks reads the figures of a day from its CSV files.
func (r *run) readBooks(ctx context.Context, m closing.Manifest) (figures, error) {
	booked := figures{}
	occurred := map[string]string{} // by event
	refunds := map[string]bool{}    // by event: whether it is a refund
	err := r.rows(ctx, m, "journal.csv.gz", func(field func(string) string) {
		minor := r.number(field("amount_minor"))
		if field("side") != "D" {
			minor = -minor
		}
		occurred[field("event_id")], refunds[field("event_id")] = field("occurred_at"), field("event_type") == "REFUNDED"
		booked.add(figure{
			of: field("order_id"), kind: field("event_type"), at: field("occurred_at"), what: field("account_code") + " " + field("currency"),
		}, minor)
	})
	if err != nil {
		return nil, err
	}
	err = r.rows(ctx, m, "order_lines.csv.gz", func(field func(string) string) { r.addLine(booked, m, occurred, field) })
	if err != nil {
		return nil, err
	}
	return booked, r.rows(ctx, m, "stock_moves.csv.gz", func(field func(string) string) {
		of, kind := field("order_id"), field("kind")
		if of == "" {
			of = field("sale_id") + "/" + field("sku") + "/" + field("lot")
		}
		if m.Schema == 1 && kind == "CANCEL" && refunds[eventOf(field("move_id"))] {
			kind = "RESTORE"
		}
		booked.add(figure{of: of, kind: kind, at: field("occurred_at"), what: field("sku"), class: units}, r.number(field("quantity")))
	})
}

// addLine adds the figure of an order line. In version 1, a line does not say when it
// occurred, but the journal does.
func (r *run) addLine(booked figures, m closing.Manifest, occurred map[string]string, field func(string) string) {
	kind, at, reason := field("line_kind"), field("occurred_at"), field("reason")
	if m.Schema == 1 {
		at, reason = occurred[eventOf(field("line_id"))], anyReason
		if kind == "CANCEL" {
			kind = "REFUND_UNSHIPPED"
		}
	} else if field("market") != string(m.Market) || field("accounting_date") != m.Date || eventOf(field("line_id")) != field("event_id") {
		r.find("order line %s is in the books of %s of market %s, and says otherwise", field("line_id"), m.Date, m.Market)
	}
	l := line{
		kind: kind, sku: field("sku"), reason: reason, quantity: r.number(field("quantity")),
		price: r.number(field("unit_price_minor")), net: r.number(field("net_minor")), tax: r.number(field("tax_minor")),
		gross: r.number(field("gross_minor")), rate: r.number(field("tax_rate_ppm")), taxType: field("tax_type"),
		jurisdiction: field("tax_jurisdiction"), included: field("tax_included") == "true", sale: field("sale_id"), paidAt: field("paid_at"),
		supply: order.Supply{State: field("supply_state"), PostalCode: field("supply_postal_code"), RateSource: field("tax_rate_source")},
	}
	booked.add(l.figure(field("order_id"), at, field("currency")), l.gross)
}

// eventOf returns the id of the event in that of a line or move, which ends in a slash and a number.
func eventOf(id string) string { return id[:max(0, strings.LastIndex(id, "/"))] }

func (r *run) number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		r.find("%q in the books is not a whole number", text)
	}
	return n
}

// rows calls visit with each row of a file.
func (r *run) rows(ctx context.Context, m closing.Manifest, name string, visit func(field func(string) string)) error {
	body, err := r.file(ctx, m, name)
	if err != nil {
		return err
	}
	rows, err := readCSV(body)
	if err != nil {
		r.find("%s of %s cannot be read: %v", name, m.Date, err)
		return nil
	}
	columns := map[string]int{}
	for i, name := range rows[0] {
		columns[name] = i
	}
	for _, row := range rows[1:] {
		visit(func(name string) string {
			if i, there := columns[name]; there {
				return row[i]
			}
			return ""
		})
	}
	i := slices.IndexFunc(m.Files, func(f closing.File) bool { return f.Name == name })
	if i < 0 || m.Files[i].Rows != len(rows)-1 {
		r.find("%s of %s has %d rows, but another number in its manifest", name, m.Date, len(rows)-1)
	}
	return nil
}

// readCSV reads a gzipped file. Its first row names the columns.
func readCSV(packed []byte) ([][]string, error) {
	unpack, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	rows, err := csv.NewReader(unpack).ReadAll()
	if err == nil && len(rows) == 0 {
		err = errors.New("no header")
	}
	return rows, err
}

// checkTotals compares the manifest's totals with the rows.
func (r *run) checkTotals(m closing.Manifest, booked figures) {
	sums := booked.sums()
	for _, a := range m.Totals.Accounts {
		sums[a.Code+" "+a.Currency] -= a.Debit - a.Credit
	}
	for _, u := range m.Totals.Units {
		sums[u.SKU+" "+string(u.Kind)] -= int64(u.Units)
	}
	var wrong []string
	for what, sum := range sums {
		if sum != 0 && !strings.HasPrefix(what, "order lines ") {
			wrong = append(wrong, fmt.Sprintf("%s by %d", what, sum))
		}
	}
	if slices.Sort(wrong); len(wrong) > 0 {
		r.find("the rows of %s differ from the manifest's totals: %s", m.Date, strings.Join(wrong, ", "))
	}
}

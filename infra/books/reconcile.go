package books

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"storefront/infra/books/pack"
	"storefront/infra/spreadsheet"
	"storefront/shared/money"
	"storefront/shared/payment"
)

// ErrPayouts means that a file is not Stripe's itemised payout reconciliation.
var ErrPayouts = errors.New("books: not an itemised payout reconciliation report of Stripe")

// Movements has the movements in the provider's account.
type Movements interface {
	AllMovements(ctx context.Context, visit func(payment.Movement) error) error
}

// Reconciled is the result of a reconciliation.
type Reconciled struct {
	Lines, Payouts int
	Findings       []string // what is wrong, in the order of the lines
}

// payoutColumns are the columns that the report must have. It may have others.
var payoutColumns = []string{"automatic_payout_id", "balance_transaction_id", "currency", "gross", "fee", "net", "source_id"}

// Reconcile reads Stripe's itemised payout reconciliation report line by line, and compares it
// with the movements from which the books are made. It calls line with each line's number and
// the line's movement. Each payout must be the sum of its lines. If the file is not such a
// report, Reconcile fails with ErrPayouts.
func Reconcile(ctx context.Context, from Movements, report io.Reader, line func(number int, m payment.Movement)) (Reconciled, error) {
	rows := spreadsheet.NewReader(report)
	rows.ReuseRecord = true
	columns, err := readPayoutHeader(rows)
	if err != nil {
		return Reconciled{}, err
	}
	r := reconciliation{byID: map[string]payment.Movement{}, payouts: map[string]payment.Movement{}, seen: map[string]int{}, paid: map[string]int64{}}
	err = from.AllMovements(ctx, func(m payment.Movement) error {
		r.byID[m.ID] = m
		if m.Kind == payment.PaidOut || m.Kind == payment.PayoutReturned {
			if first, there := r.payouts[m.Source]; !there || m.At.Before(first.At) { // a later one gives it back
				r.payouts[m.Source] = m
			}
		}
		return nil
	})
	if err != nil {
		return Reconciled{}, err
	}
	for {
		row, err := rows.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return Reconciled{}, fmt.Errorf("%w: %w", ErrPayouts, err)
		}
		number, _ := rows.FieldPos(0)
		r.Lines++
		m, wrong := r.line(number, func(name string) string { return row[columns[name]] })
		if wrong != "" {
			r.Findings = append(r.Findings, fmt.Sprintf("line %d: %s", number, wrong))
		} else {
			line(number, m)
		}
	}
	r.sums()
	return r.Reconciled, nil
}

// readPayoutHeader returns the columns of the report, by name.
func readPayoutHeader(rows *csv.Reader) (map[string]int, error) {
	header, err := rows.Read()
	if errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: the file is empty", ErrPayouts)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: read its header: %w", ErrPayouts, err)
	}
	columns := map[string]int{}
	for i, name := range header {
		columns[name] = i
	}
	for _, name := range payoutColumns {
		if _, there := columns[name]; !there {
			return nil, fmt.Errorf("%w: it has no column %s", ErrPayouts, name)
		}
	}
	return columns, nil
}

// reconciliation is a running comparison of a report with the movements.
type reconciliation struct {
	Reconciled
	byID    map[string]payment.Movement
	payouts map[string]payment.Movement // by their own ids; a PayoutReturned took money from the bank
	seen    map[string]int              // the line of each balance transaction
	paid    map[string]int64            // the sum of each payout's lines, as the movements have them
}

// line returns the movement of a line of the report, and what is wrong with the line, or "".
func (r *reconciliation) line(number int, field func(string) string) (payment.Movement, string) {
	id := field("balance_transaction_id")
	if before := r.seen[id]; before > 0 {
		return payment.Movement{}, fmt.Sprintf("%s is on line %d, too", id, before)
	}
	r.seen[id] = number
	m, there := r.byID[id]
	if !there {
		return m, fmt.Sprintf("%s of %s is not in the books", id, field("source_id"))
	}
	if payout := field("automatic_payout_id"); payout != "" {
		r.paid[payout] += m.Balance()
	}
	of := fmt.Sprintf("%s of order %s", id, m.OrderID)
	if m.OrderID == "" {
		of = id
	}
	if source := field("source_id"); source != "" && source != m.Source { // a fee has none
		return m, fmt.Sprintf("%s is of %s, and in the books of %s", of, source, m.Source)
	}
	if currency := strings.ToUpper(field("currency")); currency != m.Amount.Currency {
		return m, fmt.Sprintf("%s is in %s, and in the books in %s", of, currency, m.Amount.Currency)
	}
	for _, want := range []struct {
		column string
		minor  int64
	}{{"gross", m.Balance() + m.Fee.Minor}, {"fee", m.Fee.Minor}, {"net", m.Balance()}} {
		minor, err := minorOf(field(want.column))
		if m.Kind == payment.FeeTaken && want.column != "net" { // the report has it as an amount
			continue
		}
		if err != nil || minor != want.minor {
			booked := pack.Decimal(money.Amount{Minor: want.minor, Currency: m.Amount.Currency})
			return m, fmt.Sprintf("%s has %s %q, and in the books %q", of, want.column, field(want.column), booked)
		}
	}
	return m, ""
}

// minorOf parses an amount with up to two decimals, as all of the store's currencies have.
func minorOf(text string) (int64, error) {
	whole, part, _ := strings.Cut(text, ".")
	if len(part) > 2 {
		return 0, fmt.Errorf("read amount %q: more than two decimals", text)
	}
	return strconv.ParseInt(whole+(part + "00")[:2], 10, 64)
}

// sums compares each payout with the sum of its lines, so that a missing line is found.
func (r *reconciliation) sums() {
	for _, id := range slices.Sorted(maps.Keys(r.paid)) {
		r.Payouts++
		m, there := r.payouts[id]
		paid := m.Amount
		if m.Kind == payment.PayoutReturned {
			paid.Minor = -paid.Minor
		}
		switch {
		case !there:
			r.Findings = append(r.Findings, fmt.Sprintf("payout %s is not in the books", id))
		case paid.Minor != r.paid[id]:
			r.Findings = append(r.Findings, fmt.Sprintf("payout %s is of %s %s, and its lines are of %s", id, paid.Currency,
				pack.Decimal(paid), pack.Decimal(money.Amount{Minor: r.paid[id], Currency: paid.Currency})))
		}
	}
}

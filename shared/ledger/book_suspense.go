package ledger

import (
	"fmt"
	"strconv"
)

// Suspend returns the entries of an event that no rule books, when an operator has decided
// that its day must not wait. They post the money that was paid or refunded against the suspense
// account. Such an event has no order lines, moves or documents. Suspend fails with ErrMarket or
// ErrSums.
func Suspend(e Event) (Entries, error) {
	b, err := newBooking(e)
	if err != nil {
		return Entries{}, err
	}
	o, chart := e.Order, b.entity.Chart
	switch {
	case e.Type == Paid:
		b.post(posting{side: Debit, account: chart.Cash, amount: o.Totals.Total, payment: o.Payment.Reference})
		b.post(posting{side: Credit, account: chart.Suspense, amount: o.Totals.Total, payment: o.Payment.Reference})
	case e.Type == Refunded && len(o.Refunds) > 0:
		r := o.Refunds[len(o.Refunds)-1]
		b.post(posting{side: Debit, account: chart.Suspense, amount: r.Total, payment: r.Reference})
		b.post(posting{side: Credit, account: chart.Cash, amount: r.Total, payment: r.Reference})
	}
	for i := range b.entries.Journal {
		j := &b.entries.Journal[i]
		if j.Amount.Minor < 0 {
			return Entries{}, fmt.Errorf("%w: %s is of %v", ErrSums, e.ID, j.Amount)
		}
		j.TxnID = "suspense/" + e.ID // the event's id is for the entries of a later rule
		j.EntryID = j.TxnID + "#" + strconv.Itoa(j.LineNo)
	}
	return b.entries, nil
}

package closing

import (
	"maps"

	"storefront/shared/ledger"
)

// firstNumbers returns the last numbers of the day before, by series: those of the day go
// on from there. Books that are rebuilt and have no numbers get none, because later days
// may have begun with 1. They are nil if the day gets none.
func (d *day) firstNumbers() map[string]int {
	old, rebuilt := d.manifests[d.date]
	if d.provisional || rebuilt && old.Numbers == nil {
		return nil
	}
	numbers := map[string]int{}
	for _, kind := range []ledger.DocumentKind{ledger.Invoice, ledger.CreditNote} {
		series := ledger.SeriesOf(d.code, kind)
		numbers[series] = d.manifests[ledger.AddDays(d.date, -1)].Numbers[series]
	}
	return numbers
}

// number gives the documents of an event the next numbers. Events come in the order that
// the cut-off gives, so that every close of the day gives the same.
func (b *booker) number(entries *ledger.Entries) {
	if b.numbers == nil {
		entries.Documents = nil
		return
	}
	for i := range entries.Documents {
		d := &entries.Documents[i]
		b.numbers[d.Series]++
		d.Number, d.AccountingDate = b.numbers[d.Series], b.date
	}
}

// checkNumbers checks that a rebuild ends with the same numbers, from which the next day
// goes on.
func (b *booker) checkNumbers() {
	if old, rebuilt := b.manifests[b.date]; rebuilt && !maps.Equal(old.Numbers, b.numbers) {
		b.findings.add(NumbersContinue, "the day ends with the numbers %v, and ended with %v", b.numbers, old.Numbers)
	}
}

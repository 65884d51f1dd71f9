package closing

import (
	"maps"

	"storefront/shared/ledger"
)

// firstNumbers returns the last numbers of the previous day, by series, from which this day
// continues. It returns nil if the day gets no numbers: rebuilt books that had none stay
// without, because later days may have begun with 1.
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

// number gives the documents of an event the next numbers. The cut-off determines the order of
// events, so that every close of the day gives the same numbers.
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

// checkNumbers checks that a rebuild ends with the same numbers as before, because the next
// day continues from them.
func (b *booker) checkNumbers() {
	if old, rebuilt := b.manifests[b.date]; rebuilt && !maps.Equal(old.Numbers, b.numbers) {
		b.findings.add(NumbersContinue, "the day ends with the numbers %v, and ended with %v", b.numbers, old.Numbers)
	}
}

package pack

import (
	"fmt"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
)

// documents lists the numbers that each day's documents were given. The numbers continue
// from day to day.
func (r *reporter) documents() Table {
	t := Table{
		Name: "documents", Title: "Invoices and credit notes by their numbers",
		Note:    "Numbers are given when a day is closed, without a gap. Each document is in the table documents of the books (ledger pull).",
		Columns: columns("market:t", "day:d", "series:t", "first:n", "last:n", "documents:n"),
	}
	for _, f := range r.markets {
		before := f.numbers
		for _, d := range f.days {
			for _, kind := range []ledger.DocumentKind{ledger.Invoice, ledger.CreditNote} {
				series, event := ledger.SeriesOf(f.market.Code, kind), ledger.Paid
				if kind == ledger.CreditNote {
					event = ledger.Refunded
				}
				first, last := before[series]+1, d.manifest.Numbers[series]
				if d.manifest.Numbers == nil || last < first {
					continue
				}
				t.add(string(f.market.Code), d.manifest.Date, series, first, last, last-first+1)
				// With the tax point at dispatch, some of these events have no document.
				if n := bookedEvents(d.manifest, event); n != last-first+1 && r.entity.TaxAtDispatch.IsZero() {
					r.wrong = append(r.wrong, fmt.Sprintf("%s of market %s has numbers %d to %d of %s, and %d such events",
						d.manifest.Date, f.market.Code, first, last, series, n))
				}
			}
			before = d.manifest.Numbers
		}
	}
	return t
}

// bookedEvents returns how many events of a type the rules have booked on a day: without those that
// were put in suspense, and with those that came out of it.
func bookedEvents(m closing.Manifest, event ledger.EventType) int {
	n := m.Totals.Events[event]
	for _, s := range m.Suspended {
		if s.Type == event {
			n--
		}
	}
	for _, a := range m.Adjustments {
		if a.Type == event {
			n++
		}
	}
	return n
}

// adjustments lists the entries of operators, and the events that were put in suspense or settled.
func (r *reporter) adjustments() Table {
	t := Table{
		Name: "adjustments", Title: "Adjusting entries and suspense",
		Note:    "Entries of operators, events that were put in suspense because no rule booked them, and events that a rule booked later.",
		Columns: columns("market:t", "day:d", "what:t", "event:t", "account_code:t", "debit:a", "credit:a", "order_id:t", "text:t", "by:t", "at:t", "reason:t"),
	}
	for _, f := range r.markets {
		none := amount(0, f.market.Currency)
		for _, d := range f.days {
			m := d.manifest
			for _, s := range m.Suspended {
				t.add(string(m.Market), m.Date, "suspended", s.Event, "", none, none, s.OrderID, s.Cause, m.By, m.At.UTC().Format(time.RFC3339), m.Reason)
			}
			for _, a := range m.Adjustments {
				at := a.At.UTC().Format(time.RFC3339)
				if a.RawFile != "" {
					t.add(string(m.Market), m.Date, "settled by a rule", a.Settles, "", none, none, "", "", a.By, at, a.Reason)
				}
				for _, e := range a.Entries {
					debit, credit := amount(e.Minor, f.market.Currency), none
					if e.Side == ledger.Credit {
						debit, credit = credit, debit
					}
					t.add(string(m.Market), m.Date, "entry", a.Settles, e.Account, debit, credit, e.OrderID, e.Text, a.By, at, a.Reason)
				}
			}
		}
	}
	return t
}

func (r *reporter) late() Table {
	t := Table{
		Name: "late", Title: "Events that came after their day was closed", Note: "They are in the books of the day on which they were booked.",
		Columns: columns("market:t", "booked_on:d", "of_day:d", "events:n"),
	}
	for _, f := range r.markets {
		for _, d := range f.days {
			for _, l := range d.manifest.Late {
				t.add(string(f.market.Code), d.manifest.Date, l.Date, l.Events)
			}
		}
	}
	return t
}

func (r *reporter) manifests() Table {
	t := Table{
		Name: "manifests", Title: "Manifests of the days", Note: "Each has the digest of the one before, so the last one vouches for all.",
		Columns: columns("market:t", "day:d", "status:t", "rev:n", "closed_at:t", "events:n", "raw_files:n", "sha256:t", "previous_sha256:t"),
	}
	for _, f := range r.markets {
		for _, d := range f.days {
			m, events, previous := d.manifest, 0, ""
			for _, n := range m.Totals.Events {
				events += n
			}
			if m.Previous != nil {
				previous = m.Previous.SHA256
			}
			t.add(string(m.Market), m.Date, string(m.Status), m.Rev, m.At.UTC().Format(time.RFC3339), events, len(m.Inputs), d.digest(), previous)
		}
	}
	return t
}

// digests lists the files of the books with their digests.
func (r *reporter) digests() Table {
	t := Table{
		Name: "files", Title: "Files of the books",
		Columns: columns("market:t", "day:d", "file:t", "rows:n", "bytes:n", "sha256:t"),
	}
	for _, f := range r.markets {
		for _, d := range f.days {
			for _, file := range d.manifest.Files {
				t.add(string(f.market.Code), d.manifest.Date, file.Name, file.Rows, file.Bytes, file.SHA256)
			}
		}
	}
	return t
}

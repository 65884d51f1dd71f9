// Package journal writes a month of the books as journal entries for another ledger.
//
// There is one entry for each market, day and type of event. A sale of 10,000 orders is three
// entries, which a person can check and every importer takes. Each entry has one cause, such as
// payments, shipments or refunds. It names the manifest of the day's books, which have the details.
// If a rebuild changes a day, its entries stay, and another entry has the difference.
package journal

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"storefront/infra/books/pack"
	"storefront/shared/ledger"
	"storefront/shared/market"
	"storefront/shared/money"
)

// Month is a month of a legal entity, in one currency.
type Month struct {
	Name     string // such as 2026-11
	Entity   string
	Region   market.Region
	Currency string
	ClosedAt time.Time // when the last day was closed
	Total    int64     // of the debits, which equals that of the credits, in minor units
	Days     int       // that have entries, counted in each market
	Entries  []Entry
}

// Entry is one journal entry. Its debits equal its credits.
type Entry struct {
	// Number and ID depend only on the entry's market, day and type of event and, if it is a
	// correction, on the revision of the books. They and the entry are the same in every export,
	// even after a rebuild, so that the other ledger recognises the entry.
	Number string // at most 21 letters, digits and hyphens
	ID     string // a UUID

	Market   market.Code
	Date     time.Time // midnight UTC of the accounting date
	Event    ledger.EventType
	Text     string // at most 60 characters
	Manifest string // the digest of the day's manifest
	Lines    []Line
}

// Line is one line of an entry.
type Line struct {
	Ours   string // the code of our account
	Name   string // of our account
	Theirs Account
	Side   ledger.Side
	Amount money.Amount
}

// New returns a month with the entries of its postings. It fails unless every account is mapped and
// the debits of each entry equal its credits.
func New(month string, region market.Region, postings []pack.Posting, accounts Accounts) (Month, error) {
	entity, _ := ledger.Entity(region)
	m := Month{Name: month, Entity: entity.Code, Region: region}
	var errs []error
	days, numbers := map[string]bool{}, map[string]bool{}
	for _, p := range postings {
		e, err := m.entry(p, accounts)
		if errs = append(errs, err); err == nil && numbers[e.Number] {
			errs = append(errs, fmt.Errorf("two entries have the number %s", e.Number))
		}
		numbers[e.Number], days[string(p.Market)+p.Date] = true, true
		if m.Entries = append(m.Entries, e); p.ClosedAt.After(m.ClosedAt) {
			m.ClosedAt = p.ClosedAt
		}
	}
	m.Days = len(days)
	return m, errors.Join(unique(errs)...)
}

// unique returns errs without those that have the same text as an earlier one.
func unique(errs []error) (all []error) {
	seen := map[string]bool{}
	for _, err := range errs {
		if err != nil && !seen[err.Error()] {
			all, seen[err.Error()] = append(all, err), true
		}
	}
	return all
}

// entry returns the entry of a posting, and adds its debits to the month's total.
func (m *Month) entry(p pack.Posting, accounts Accounts) (Entry, error) {
	date, err := time.Parse(time.DateOnly, p.Date)
	if err != nil {
		return Entry{}, fmt.Errorf("%w: %w", pack.ErrBooks, err)
	}
	number := fmt.Sprintf("%s-%s-%s", strings.ToUpper(string(p.Market)), date.Format("20060102"), nameOf(p))
	e := Entry{
		Number: number, ID: uuid(m.Entity + "/" + number), Market: p.Market, Date: date, Event: p.Event, Manifest: p.Manifest,
		Text: fmt.Sprintf("%s of market %s, books %s rev %d", p.Event, p.Market, p.Manifest[:min(12, len(p.Manifest))], p.Rev),
	}
	if p.Corrects {
		e.Text = fmt.Sprintf("%s of %s, correction %s rev %d", p.Event, p.Market, p.Manifest[:min(12, len(p.Manifest))], p.Rev)
	}
	var errs []error
	debit, credit := int64(0), int64(0)
	for _, s := range p.Sums {
		to, ok := accounts.of(s.Code, p.Market)
		if !ok {
			errs = append(errs, fmt.Errorf("%s has no line for account %s (%s) of market %s", accounts.file, s.Code, s.Name, p.Market))
		}
		if s.Side == ledger.Debit {
			debit += s.Amount.Minor
		} else {
			credit += s.Amount.Minor
		}
		m.Currency = s.Amount.Currency
		e.Lines = append(e.Lines, Line{s.Code, s.Name, to, s.Side, s.Amount})
	}
	if debit != credit {
		show := func(minor int64) string { return pack.Decimal(money.Amount{Minor: minor, Currency: m.Currency}) }
		errs = append(errs, fmt.Errorf("%w: %s has debits of %s and credits of %s", pack.ErrBooks, number, show(debit), show(credit)))
	}
	m.Total += debit
	e.Lines = slices.DeleteFunc(e.Lines, func(l Line) bool { return l.Amount.Minor == 0 })
	return e, errors.Join(errs...)
}

// nameOf returns the end of a posting's number, of at most nine letters, digits and hyphens.
func nameOf(p pack.Posting) string {
	if !p.Corrects {
		return fit(short(p.Event), mostName)
	}
	rev := fmt.Sprintf("-%d", p.Rev)
	return fit(short(p.Event), mostName-len(rev)) + rev
}

// mostName is how many characters the 21 of a number leave for its end.
const mostName = 9

// fit shortens a name to at most n characters. It removes the ending ED first, and cuts the name if
// that is not enough.
func fit(name string, n int) string {
	if len(name) > n {
		name = strings.TrimSuffix(name, "ED")
	}
	return name[:min(n, len(name))]
}

// short returns a short name of an event type, such as PAID or R-SENT.
func short(event ledger.EventType) string {
	words := strings.Split(string(event), "_")
	name := words[len(words)-1]
	if len(words) > 1 {
		name = words[0][:1] + "-" + name
	}
	return name
}

// uuid returns a UUID of version 8 (RFC 9562), made from the digest of a name.
func uuid(name string) string {
	d := sha256.Sum256([]byte(name))
	d[6], d[8] = d[6]&0x0f|0x80, d[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", d[:4], d[4:6], d[6:8], d[8:10], d[10:16])
}

package pack

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"storefront/shared/inorder"
	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/market"
	"storefront/shared/money"
)

// Posting has the sums of the journal entries of a market, a day and a type of event. Its debits
// equal its credits. Books that were rebuilt have a posting for each revision that changed the sums.
type Posting struct {
	Market   market.Code
	Date     string // the accounting date, as 2006-01-02
	Event    ledger.EventType
	Corrects bool // an earlier rev has a posting of the event, and this is the difference to it
	Rev      int  // of the books that first had it
	ClosedAt time.Time
	Manifest string // the digest of that revision's manifest
	Sums     []Sum  // by account; debits before credits
}

// Sum is the sum of the entries on one side of an account.
type Sum struct {
	Code   string
	Name   string
	Side   ledger.Side
	Amount money.Amount
}

// Postings adds up the journals of the month. It fails if a day of the month is not closed, if the
// month has entries in two currencies, or as Run does.
func (p Pack) Postings(ctx context.Context) ([]Posting, error) {
	of, err := parseMonth(p.Month)
	if err != nil {
		return nil, err
	}
	p.Provisional = false // an entry in another ledger must not change any more
	var jobs []job
	for _, m := range p.Region.Markets() {
		f := newFigures(m, of)
		days, err := p.days(ctx, f)
		if err != nil {
			return nil, fmt.Errorf("market %s: %w", m.Code, err)
		}
		for _, d := range days {
			if d.manifest.Date >= of.first {
				jobs = append(jobs, job{f, d})
			}
		}
	}
	if len(jobs) == 0 {
		return nil, p.none()
	}
	var all []Posting
	err = inorder.Each(ctx, jobs, p.post, func(found []Posting) error {
		all = append(all, found...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, posting := range all {
		for _, sum := range posting.Sums {
			if want := all[0].Sums[0].Amount.Currency; sum.Amount.Currency != want {
				return nil, fmt.Errorf("%w: entries in %s and in %s", ErrBooks, want, sum.Amount.Currency)
			}
		}
	}
	return all, nil
}

type sumKey struct {
	event          ledger.EventType
	code, currency string
	side           ledger.Side
}

// post adds up the journal of a day, and compares it with the totals of the manifest. What was
// exported before a rebuild stays as it was, so that an import knows it again: each later rev
// has postings of what it changed.
func (p Pack) post(ctx context.Context, j job) ([]Posting, error) {
	revs, err := p.revs(ctx, j.day)
	if err != nil {
		return nil, err
	}
	var all []Posting
	before, posted := map[sumKey]int64{}, map[ledger.EventType]bool{}
	for _, day := range revs {
		sums, err := p.sums(ctx, j.to.market.Code, day)
		if err != nil {
			return nil, err
		}
		postings := postingsOf(day, difference(before, sums))
		for i := range postings {
			postings[i].Corrects = posted[postings[i].Event]
			posted[postings[i].Event] = true
		}
		all, before = append(all, postings...), sums
	}
	return all, nil
}

// revs returns all revs of a day's books, from the first.
func (p Pack) revs(ctx context.Context, day bookedDay) ([]bookedDay, error) {
	revs := []bookedDay{day}
	for link := day.manifest.Supersedes; link != nil; link = revs[0].manifest.Supersedes {
		key := closing.Folder(day.manifest.Region, day.manifest.Market, link.Date, link.Rev) + closing.ManifestName
		body, err := p.Books.Get(ctx, key)
		if err != nil {
			return nil, fmt.Errorf("%w: %s: %w", ErrBooks, key, err)
		}
		old := bookedDay{body: body}
		if old.digest() != link.SHA256 {
			return nil, fmt.Errorf("%w: %s differs from the manifest that supersedes it", ErrBooks, key)
		}
		if err := json.Unmarshal(body, &old.manifest); err != nil {
			return nil, fmt.Errorf("%w: %s: %w", ErrBooks, key, err)
		}
		revs = slices.Insert(revs, 0, old)
	}
	return revs, nil
}

// sums returns the sums of a day's journal.
func (p Pack) sums(ctx context.Context, code market.Code, day bookedDay) (map[sumKey]int64, error) {
	d := newDayFigures(code, day)
	sums := map[sumKey]int64{}
	err := readJournal(ctx, p, day, func(r *journalRow) {
		d.journal(r, false)
		sums[sumKey{ledger.EventType(r.EventType), r.AccountCode, r.Currency, ledger.Side(r.Side)}] += r.AmountMinor
	})
	if err != nil {
		return nil, err
	}
	return sums, d.checkMoney(false)
}

// difference returns what is to be posted after some sums so that accounts have the balances of
// others. No amount is negative: less on one side is more on the other.
func difference(before, after map[sumKey]int64) map[sumKey]int64 {
	change := map[sumKey]int64{}
	post := func(key sumKey, minor int64) {
		if minor < 0 {
			minor = -minor
			key.side = map[ledger.Side]ledger.Side{ledger.Debit: ledger.Credit, ledger.Credit: ledger.Debit}[key.side]
		}
		if minor != 0 {
			change[key] += minor
		}
	}
	for key, minor := range after {
		post(key, minor-before[key])
	}
	for key, minor := range before {
		if _, there := after[key]; !there {
			post(key, -minor)
		}
	}
	return change
}

// postingsOf returns the postings of sums, by event.
func postingsOf(day bookedDay, sums map[sumKey]int64) (all []Posting) {
	m := day.manifest
	entity, _ := ledger.Entity(m.Region) // it has books
	keys := slices.SortedFunc(maps.Keys(sums), func(a, b sumKey) int {
		return cmp.Or(cmp.Compare(a.event, b.event), cmp.Compare(b.side, a.side), cmp.Compare(a.code, b.code), cmp.Compare(a.currency, b.currency))
	})
	for _, key := range keys {
		if n := len(all); n == 0 || all[n-1].Event != key.event {
			all = append(all, Posting{Market: m.Market, Date: m.Date, Event: key.event, Rev: m.Rev, ClosedAt: m.At, Manifest: day.digest()})
		}
		to := &all[len(all)-1]
		account, _ := entity.Chart.Account(key.code)
		to.Sums = append(to.Sums, Sum{key.code, account.Name, key.side, amount(sums[key], key.currency)})
	}
	return all
}

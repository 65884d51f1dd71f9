package pack

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"storefront/shared/ledger"
	"storefront/shared/ledger/table"
	"storefront/shared/market"
	"storefront/shared/money"
)

// Posting has the sums of the journal entries of a market, a day and a type of event. Its debits
// equal its credits.
type Posting struct {
	Market   market.Code
	Date     string // the accounting date, as 2006-01-02
	Event    ledger.EventType
	Rev      int
	ClosedAt time.Time
	Manifest string // the manifest's digest
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
	found := make([][]Posting, len(jobs))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, j := range jobs {
		group.Go(func() (err error) {
			found[i], err = p.post(ctx, j)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	all := slices.Concat(found...)
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

// post adds up the journal of a day, and compares it with the totals of the manifest.
func (p Pack) post(ctx context.Context, j job) ([]Posting, error) {
	d := newDayFigures(j.to.market.Code, j.day)
	i := fileOf(d.manifest, table.Journal.Name)
	if i < 0 {
		return nil, fmt.Errorf("%w: the manifest of %s of market %s has no journal", ErrBooks, d.date, d.code)
	}
	body, err := p.body(ctx, j.day, d.manifest.Files[i])
	if err != nil {
		return nil, err
	}
	sums := map[sumKey]int64{}
	_, err = readRows(body, func(r *journalRow) {
		d.journal(r, false)
		sums[sumKey{ledger.EventType(r.EventType), r.AccountCode, r.Currency, ledger.Side(r.Side)}] += r.AmountMinor
	})
	if err != nil {
		return nil, fmt.Errorf("%w: the journal of %s of market %s: %w", ErrBooks, d.date, d.code, err)
	}
	if err := d.checkMoney(false); err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, a := range d.manifest.Totals.Accounts {
		names[a.Code] = a.Name
	}
	keys := slices.SortedFunc(maps.Keys(sums), func(a, b sumKey) int {
		return cmp.Or(cmp.Compare(a.event, b.event), cmp.Compare(b.side, a.side), cmp.Compare(a.code, b.code), cmp.Compare(a.currency, b.currency))
	})
	var all []Posting
	for _, key := range keys {
		if n := len(all); n == 0 || all[n-1].Event != key.event {
			all = append(all, Posting{
				Market: d.code, Date: d.date, Event: key.event, Rev: d.manifest.Rev, ClosedAt: d.manifest.At, Manifest: j.day.digest(),
			})
		}
		to := &all[len(all)-1]
		to.Sums = append(to.Sums, Sum{key.code, names[key.code], key.side, amount(sums[key], key.currency)})
	}
	return all, nil
}

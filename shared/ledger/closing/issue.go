package closing

import (
	"context"
	"fmt"

	"storefront/shared/ledger"
	"storefront/shared/market"
)

// Issued keeps the numbers of documents where an order's buyer can see them. Each call may be
// repeated.
type Issued interface {
	// Issue keeps the numbers of documents. It fails if an event has another number already.
	Issue(ctx context.Context, all []ledger.Issued) error
	// IssuedThrough returns the last day of a market whose documents are all kept, or "".
	IssuedThrough(ctx context.Context, code market.Code) (string, error)
	// SetIssuedThrough sets that day, unless it is later already.
	SetIssuedThrough(ctx context.Context, code market.Code, date string) error
}

// Issue tells the numbers of a market's closed days that were not told yet, day by day. If it is
// interrupted, the next call tells the day again. It returns how many documents it told.
func (c Closer) Issue(ctx context.Context, to Issued, code market.Code) (int, error) {
	days, err := listChain(ctx, c.marketBooks(code))
	if err != nil || days.last() == "" {
		return 0, err
	}
	through, err := to.IssuedThrough(ctx, code)
	if err != nil {
		return 0, err
	}
	first := days.begins()
	if through != "" {
		first = ledger.AddDays(through, 1)
	}
	if err := days.look(ctx, first, days.last()); err != nil {
		return 0, err
	}
	told := 0
	for date := first; date <= days.last(); date = ledger.AddDays(date, 1) {
		m, there := days.manifests[date]
		if !there {
			return told, fmt.Errorf("%w: %s of market %s cannot be read", ErrManifest, date, code)
		}
		n, err := c.issueDay(ctx, to, m)
		if err != nil {
			return told, err
		}
		told += n
	}
	return told, nil
}

func (c Closer) issueDay(ctx context.Context, to Issued, m Manifest) (int, error) {
	var all []ledger.Issued
	if m.Numbers != nil { // before there were numbers, days had no such file
		documents, err := Documents(ctx, c.Objects, m)
		if err != nil {
			return 0, err
		}
		for _, d := range documents {
			all = append(all, d.Issued())
		}
	}
	if err := to.Issue(ctx, all); err != nil {
		return 0, err
	}
	return len(all), to.SetIssuedThrough(ctx, m.Market, m.Date)
}

package closing

import (
	"context"
	"fmt"

	"storefront/shared/ledger"
	"storefront/shared/market"
)

// Issued stores the numbers of documents where the shop can show them to buyers. Each call may be
// repeated.
type Issued interface {
	// Issue stores the numbers of documents. It fails if an event has a different number already.
	Issue(ctx context.Context, all []ledger.Issued) error
	// IssuedThrough returns the last day through which all documents of a market are stored, or "".
	IssuedThrough(ctx context.Context, code market.Code) (string, error)
	// SetIssuedThrough sets that day. It does nothing if a later day is set.
	SetIssuedThrough(ctx context.Context, code market.Code, date string) error
}

// Issue stores the numbers of a market's documents in to, closed day by closed day, and returns how
// many it stored. It begins after the last day whose numbers are all stored, so a call that was
// interrupted is continued by the next.
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
	if m.Numbers != nil { // the books of earlier versions have no documents
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

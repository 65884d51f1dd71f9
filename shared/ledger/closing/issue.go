package closing

import (
	"context"
	"errors"
	"fmt"

	"storefront/shared/ledger"
	"storefront/shared/market"
)

// Issued stores the numbers of documents where the shop can show them to buyers. Each call may be
// repeated.
type Issued interface {
	// Issue stores the numbers of documents. It fails if an event has a different number already.
	Issue(ctx context.Context, all []ledger.Issued) error
	// IssuedThrough returns the manifest of the last day through which all documents of a market
	// are stored. It is zero if there is none.
	IssuedThrough(ctx context.Context, code market.Code) (ledger.Head, error)
	// SetIssuedThrough sets that manifest. It does nothing if that of the same day or a later one
	// is set.
	SetIssuedThrough(ctx context.Context, code market.Code, head ledger.Head) error
}

// Issue stores the numbers of a market's documents in to, closed day by closed day, and returns how
// many it stored. It begins after the last day whose numbers are all stored, so a call that was
// interrupted is continued by the next.
func (c Closer) Issue(ctx context.Context, to Issued, code market.Code) (int, error) {
	if err := c.adopt(ctx); err != nil {
		return 0, err
	}
	days, err := listChain(ctx, c.marketBooks(code))
	if err != nil || days.last() == "" {
		return 0, err
	}
	through, err := to.IssuedThrough(ctx, code)
	if err != nil {
		return 0, err
	}
	first := days.begins()
	if through.Date != "" {
		first = ledger.AddDays(through.Date, 1)
	}
	if err := days.readManifests(ctx, first, days.last()); err != nil {
		return 0, err
	}
	stored := 0
	for date := first; date <= days.last(); date = ledger.AddDays(date, 1) {
		m, there := days.manifests[date]
		if !there {
			return stored, fmt.Errorf("%w: %s of market %s cannot be read", ErrManifest, date, code)
		}
		if wrong := days.mismatch(date, m.Rev); wrong != "" {
			return stored, fmt.Errorf("%w: %s", ErrManifest, wrong)
		}
		n, err := c.issueDay(ctx, to, m, ledger.Head(*days.link(date)))
		if err != nil {
			return stored, err
		}
		stored += n
	}
	return stored, nil
}

func (c Closer) issueDay(ctx context.Context, to Issued, m Manifest, head ledger.Head) (int, error) {
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
	return len(all), to.SetIssuedThrough(ctx, m.Market, head)
}

// CheckHead compares the manifest that a head names with the head's digest. It returns what is wrong,
// or "". The manifest must be there even if the day was rebuilt since.
func CheckHead(ctx context.Context, objects ledger.Objects, region market.Region, code market.Code, head ledger.Head) (string, error) {
	if head.SHA256 == "" {
		return "", nil
	}
	key := Folder(region, code, head.Date, head.Rev) + ManifestName
	body, err := objects.Get(ctx, key)
	switch {
	case errors.Is(err, ledger.ErrNoObject):
		return key + " is gone, and its digest is in the orders' table", nil
	case err != nil:
		return "", err
	case digest(body) != head.SHA256:
		return digestMismatch(key, digest(body), head.SHA256), nil
	}
	return "", nil
}

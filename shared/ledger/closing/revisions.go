package closing

import (
	"context"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/market"
)

// Revisions returns the revision in force of each closed day from a day on. It lists no earlier
// ones.
func (b Books) Revisions(ctx context.Context, code market.Code, first string) (map[string]int, error) {
	folder := closedDays(b.Region, code)
	c, err := b.of(code).list(ctx, folder, folder+"dt="+first)
	if err != nil {
		return nil, err
	}
	err = c.enforce(ctx, first, "")
	return c.live, err
}

// ReadManifest returns the manifest of a revision of a day's books, and its digest. It fails with
// ErrManifest or ledger.ErrNoObject if there is none that can be read.
func ReadManifest(ctx context.Context, objects ledger.Objects, region market.Region, code market.Code, date string, rev int) (Manifest, string, error) {
	key := Folder(region, code, date, rev) + ManifestName
	body, err := objects.Get(ctx, key)
	if err != nil {
		return Manifest{}, "", err
	}
	m, err := parseManifest(key, body)
	return m, digest(body), err
}

// Due lists the days of a market that are due and not closed, in order.
func (c Closer) Due(ctx context.Context, code market.Code, now time.Time) ([]string, error) {
	days, err := c.listRecent(ctx, code, now)
	if err != nil {
		return nil, err
	}
	return c.due(ctx, days, now)
}

package closing

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"storefront/shared/ledger"
	"storefront/shared/market"
)

// Found is a manifest that was looked up by its digest, which somebody has kept elsewhere.
type Found struct {
	Rev    int      // the revision that has the digest; 0: none has
	Live   Manifest // the day's books in force: those of Rev, or of a later rebuild; zero: the day is not closed
	Broken []string // what is wrong with the chain from the manifest to the books in force
}

// Find looks for the manifest with the digest sha256, in hex, among those of a day: the one in force
// and those that it supersedes.
func (b Books) Find(ctx context.Context, code market.Code, date, sha256 string) (Found, error) {
	at := b.of(code)
	live, err := at.liveRev(ctx, date)
	if err != nil {
		return Found{}, err
	}
	var found Found
	digests := map[int]string{}
	for rev := 1; rev <= live; rev++ {
		key := at.folder(date, rev) + ManifestName
		body, err := at.objects.Get(ctx, key)
		if errors.Is(err, ledger.ErrNoObject) { // a rebuild that was cut short has no manifest
			continue
		}
		if err != nil {
			return Found{}, err
		}
		m, err := parseManifest(key, body)
		if err != nil {
			return Found{}, err
		}
		if link := m.Supersedes; found.Rev > 0 && (link == nil || digests[link.Rev] != link.SHA256) {
			found.Broken = append(found.Broken, fmt.Sprintf("%s, rev %d does not name the digest of the books that it supersedes", date, rev))
		}
		digests[rev], found.Live = digest(body), m
		if digests[rev] == strings.ToLower(sha256) {
			found.Rev = cmp.Or(found.Rev, rev)
		}
	}
	return found, nil
}

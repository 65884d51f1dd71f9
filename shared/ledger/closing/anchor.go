package closing

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"storefront/shared/ledger"
	"storefront/shared/market"
)

// Anchored has the digests of manifests and the locks of months outside the bucket. A revision of a
// day is in force only if its digest is there, so whoever can write only to the bucket cannot put
// books in force.
type Anchored interface {
	// AnchorsOf returns what is kept of a month.
	AnchorsOf(ctx context.Context, month string) (ledger.Anchors, error)
	// Adopted returns for each market the last day that was closed before there were anchors. Rev 1
	// of these days needs no anchor, because a later day has its digest. Adopted returns nil before
	// SetAdopted.
	Adopted(ctx context.Context) (map[market.Code]string, error)
}

// Anchors keeps digests and locks. Each call may be repeated.
type Anchors interface {
	Anchored
	// Anchor keeps the digest of a revision and reports true. It reports false if the revision has
	// another digest, or if it has none and the month is locked.
	Anchor(ctx context.Context, key ledger.AnchorKey, digest string) (bool, error)
	// AnchorFile keeps the digest of a cut-off or an adjustment with the anchors of a month and
	// reports true. It reports false if the file does not have the digest and the month is locked.
	AnchorFile(ctx context.Context, month string, f ledger.AnchoredFile) (bool, error)
	// AnchorLock keeps the lock of a month and reports true. It reports false if the month is
	// locked already, or if its anchors have changed since they were read.
	AnchorLock(ctx context.Context, since ledger.Anchors, lock string) (bool, error)
	// SetAdopted sets what Adopted returns. It does nothing if that is set.
	SetAdopted(ctx context.Context, through map[market.Code]string) error
}

// adopt anchors what was in force before there were anchors: the rebuilt days and the locks. It
// does so once for a region.
func (c Closer) adopt(ctx context.Context) error {
	if c.Anchors == nil {
		return nil
	}
	through, err := c.Anchors.Adopted(ctx)
	if err != nil || through != nil {
		return err
	}
	through = map[market.Code]string{}
	for _, m := range c.Region.Markets() {
		days, err := listChain(ctx, c.marketBooks(m.Code))
		if err != nil {
			return err
		}
		through[m.Code] = days.last()
		if err := c.adoptRebuilt(ctx, days); err != nil {
			return err
		}
	}
	locks, err := readLocks(ctx, c.Objects, c.Region)
	if err != nil {
		return err
	}
	for _, l := range locks {
		anchors, err := c.Anchors.AnchorsOf(ctx, l.Month)
		if err != nil {
			return err
		}
		if _, err := c.Anchors.AnchorLock(ctx, anchors, l.body); err != nil {
			return err
		}
	}
	return c.Anchors.SetAdopted(ctx, through)
}

// adoptRebuilt anchors the live manifests of a market's rebuilt days.
func (c Closer) adoptRebuilt(ctx context.Context, days *chain) error {
	for date, rev := range days.live {
		if rev == 1 {
			continue
		}
		body, err := c.Objects.Get(ctx, days.folder(date, rev)+ManifestName)
		if err != nil {
			return err
		}
		if _, err := c.Anchors.Anchor(ctx, ledger.AnchorKey{Market: days.code, Date: date, Rev: rev}, digest(body)); err != nil {
			return err
		}
	}
	return nil
}

// enforce takes the revisions of days from first to last out of force that have no anchor. If last is
// empty, it does so for all days from first on. It reads the anchors of each month once, after the
// bucket was listed. A manifest is anchored before it is put, so each one that a close has put has its
// anchor by now.
func (c *chain) enforce(ctx context.Context, first, last string) error {
	if c.anchors == nil || len(c.begun) == 0 {
		return nil
	}
	through, err := c.anchors.Adopted(ctx)
	if err != nil || through == nil {
		return err
	}
	c.adopted, c.anchored = through[c.code], map[ledger.AnchorKey]string{}
	last = c.readThrough(last)
	months := map[string]bool{}
	for date := range c.begun {
		if date >= first && (last == "" || date <= last) {
			months[ledger.MonthOf(date)] = true
			delete(c.live, date)
			delete(c.begun, date) // dropGaps sets it again
		}
	}
	for _, month := range slices.Sorted(maps.Keys(months)) {
		anchors, err := c.anchors.AnchorsOf(ctx, month)
		if err != nil {
			return err
		}
		maps.Copy(c.anchored, anchors.Digests)
	}
	c.dropGaps(first, last)
	c.enforceKeys(slices.DeleteFunc(slices.Clone(c.keys), func(m manifestKey) bool {
		return m.date < first || last != "" && m.date > last
	}))
	return nil
}

// enforceKeys puts the highest anchored revision of each day in force, and notes the manifests above it.
func (c *chain) enforceKeys(keys []manifestKey) {
	for _, m := range keys {
		if _, anchored := c.anchored[c.anchorKey(m)]; anchored || m.rev == 1 && m.date <= c.adopted {
			c.live[m.date] = max(c.live[m.date], m.rev)
		}
	}
	for _, m := range keys {
		if m.rev > c.live[m.date] {
			c.unanchored[m.date] = append(c.unanchored[m.date], fmt.Sprintf(
				"%s is not anchored in the orders' table, so it is not in force: ledger close --rebuild makes the books of %s again, or delete it", m.key, m.date))
		}
	}
}

// readThrough returns the day through which manifests must be read to prove those up to last. Manifests
// from before there were anchors are proved by the first one after them, which has the digest of the
// last of them.
func (c *chain) readThrough(last string) string {
	if last == "" || last > c.adopted {
		return last
	}
	return ledger.AddDays(c.adopted, 1)
}

func (c *chain) anchorKey(m manifestKey) ledger.AnchorKey {
	return ledger.AnchorKey{Market: c.code, Date: m.date, Rev: m.rev}
}

// mismatch says how a manifest that was read differs from its anchor. It returns "" if it does not, or
// if it was not read.
func (c *chain) mismatch(date string, rev int) string {
	key := c.folder(date, rev) + ManifestName
	want, got := c.anchored[ledger.AnchorKey{Market: c.code, Date: date, Rev: rev}], c.digests[key]
	if want == "" || got == want || got == "" {
		return ""
	}
	return digestMismatch(key, got, want)
}

func digestMismatch(key, got, want string) string {
	return fmt.Sprintf("%s has the digest %s, and the orders' table has %s: ledger verify --restore puts it back", key, got, want)
}

// unfinished returns a finding for each rebuild of a day from first to last whose manifest was anchored
// and never put. Another rebuild of the day makes the next revision.
func (c *chain) unfinished(first, last string) []string {
	var found []string
	for key := range c.anchored {
		if key.Market == c.code && key.Date >= first && key.Date <= last && c.live[key.Date] > 0 && key.Rev > c.live[key.Date] {
			found = append(found, fmt.Sprintf("rev %d of %s is anchored in the orders' table, and its manifest is not there: "+
				"if no rebuild is running, ledger close --market %s --date %s --rebuild finishes it", key.Rev, key.Date, c.code, key.Date))
		}
	}
	slices.Sort(found)
	return found
}

// anchorFile keeps the digest of a cut-off or an adjustment before the file is put. It fails with
// ErrLocked.
func anchorFile(ctx context.Context, to Anchors, date, key string, body []byte) error {
	if to == nil {
		return nil
	}
	month := ledger.MonthOf(date)
	done, err := to.AnchorFile(ctx, month, ledger.AnchoredFile{Key: key, SHA256: digest(body)})
	if err != nil || done {
		return err
	}
	anchors, err := to.AnchorsOf(ctx, month)
	if err != nil {
		return err
	}
	return lockedBy(anchors.Lock)
}

// authentic reports whether a close or an operator has put a cut-off or an adjustment: whether the
// orders' table has its digest. The file must be read before authentic is called, because its digest
// is kept first. Without anchors, every file is authentic.
func (b marketBooks) authentic(ctx context.Context, date, key string, body []byte) (bool, error) {
	anchors, compared, err := b.books().anchorsOf(ctx, ledger.MonthOf(date))
	return err == nil && (!compared || anchors.Files[ledger.AnchoredFile{Key: key, SHA256: digest(body)}]), err
}

// anchorsOf returns the anchors of a month, and whether the bucket must agree with them. It need not
// before the region has adopted anchors.
func (b Books) anchorsOf(ctx context.Context, month string) (anchors ledger.Anchors, compared bool, err error) {
	if b.Anchors == nil {
		return ledger.Anchors{}, false, nil
	}
	if through, err := b.Anchors.Adopted(ctx); err != nil || through == nil {
		return ledger.Anchors{}, false, err
	}
	anchors, err = b.Anchors.AnchorsOf(ctx, month)
	return anchors, err == nil, err
}

// anchor keeps the digest of the day's manifest before the manifest is put. It fails with ErrLocked
// or ErrOtherBytes.
func (d *day) anchor(ctx context.Context, to Anchors, sha256 string) error {
	if to == nil {
		return nil
	}
	done, err := to.Anchor(ctx, ledger.AnchorKey{Market: d.code, Date: d.date, Rev: d.rev}, sha256)
	if err != nil || done {
		return err
	}
	anchors, err := to.AnchorsOf(ctx, ledger.MonthOf(d.date))
	if err != nil {
		return err
	}
	if anchors.Lock != "" {
		return lockedBy(anchors.Lock)
	}
	return fmt.Errorf("%w: rev %d of %s has another digest in the orders' table", ErrOtherBytes, d.rev, d.date)
}

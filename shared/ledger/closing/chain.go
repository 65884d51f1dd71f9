package closing

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"storefront/shared/ledger"
	"storefront/shared/ledger/raw"
	"storefront/shared/market"
)

// lookBack is how many days back a close looks for late raw files. A stream keeps
// its records for a day, and the queue of dead letters keeps them for 14.
const lookBack = 35

// readsAtOnce bounds how many small objects are read at once.
const readsAtOnce = 8

// marketBooks reads and writes one market's books and raw files in a bucket.
type marketBooks struct {
	objects ledger.Objects
	region  market.Region
	code    market.Code
	anchors Anchored // nil: all that the bucket has is in force

	parsed *parsedManifests // kept from one close of a run to the next; nil: not kept
}

// books returns the books of all markets.
func (b marketBooks) books() Books { return Books{b.objects, b.anchors, b.region} }

// folder returns the folder of a day's closed books.
func (b marketBooks) folder(date string, rev int) string { return Folder(b.region, b.code, date, rev) }

// listFrom lists the keys of a folder from a day on. An empty day lists all.
func (b marketBooks) listFrom(ctx context.Context, folder, date string) ([]string, error) {
	if date == "" {
		return b.objects.List(ctx, folder, "")
	}
	return b.objects.List(ctx, folder, folder+"dt="+date)
}

// rawFiles lists the keys of all raw files, sorted by day.
func (b marketBooks) rawFiles(ctx context.Context) ([]string, error) {
	return b.listFrom(ctx, raw.Days(b.region, b.code), "")
}

// readJSON reads an object. It fails with ledger.ErrNoObject or ErrManifest.
func readJSON(ctx context.Context, objects ledger.Objects, key string, into any) error {
	body, err := objects.Get(ctx, key)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, into); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrManifest, key, err)
	}
	return nil
}

// chain is the closed days of a market, each linked to the day before.
type chain struct {
	marketBooks
	from  string              // the first day that was listed; empty: all were
	live  map[string]int      // by day, the rev in force: the highest with a manifest that is anchored
	begun map[string]int      // by day, the highest rev that has any file
	keys  []manifestKey       // of all manifests, superseded ones too
	files map[revKey][]string // the keys of all files
	junk  []string            // keys that are not those of a file of closed books

	anchored   map[ledger.AnchorKey]string // the digests of manifests in the orders' table; nil: they are not compared
	adopted    string                      // the last day that was closed before there were anchors, or ""
	unanchored map[string][]string         // findings by day: manifests above the live rev, which have no anchor

	// What readManifests has read:
	manifests map[string]Manifest // by day, the live ones
	bodies    map[string][]byte   // by day, the bytes of the live ones
	older     map[string]Manifest // by key, those that are not live
	digests   map[string]string   // by key, of all
	broken    []string            // what is wrong with the manifests
}

type manifestKey struct {
	key, date string
	rev       int
}

// revKey names a revision of a day.
type revKey struct {
	date string
	rev  int
}

// parseKey reads the key of a file of the market's closed books: its day, revision and name.
func (b marketBooks) parseKey(key string) (date string, rev int, name string, ok bool) {
	rest, ok := strings.CutPrefix(key, closedDays(b.region, b.code)+"dt=")
	if !ok {
		return "", 0, "", false
	}
	date, rest, _ = strings.Cut(rest, "/rev=")
	number, name, _ := strings.Cut(rest, "/")
	rev, err := strconv.Atoi(number)
	if err != nil || rev < 1 || rev > maxRev || strconv.Itoa(rev) != number || !isClosedName(name) {
		return "", 0, "", false
	}
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		return "", 0, "", false
	}
	return date, rev, name, true
}

func isClosedName(name string) bool {
	return name == ManifestName || name == cutOffName || slices.ContainsFunc(fileKinds(), func(k fileKind) bool { return k.name == name })
}

// maxRev is the highest number that parseKey takes for a revision.
const maxRev = 999_999_999

// listChain lists the closed days of a market, without reading their manifests.
func listChain(ctx context.Context, at marketBooks) (*chain, error) {
	c, err := at.list(ctx, closedDays(at.region, at.code), "")
	if err != nil {
		return nil, err
	}
	return c, c.enforce(ctx, "", "")
}

// listNear lists the days that a close of a day looks at: those of the look-back, the day itself and
// later ones. So a close costs the same however long the history is. If none of the earlier days is
// closed, the day may be the first one, and listNear lists all.
func listNear(ctx context.Context, at marketBooks, date string) (*chain, error) {
	folder, from := closedDays(at.region, at.code), ledger.AddDays(date, -lookBack)
	c, err := at.list(ctx, folder, folder+"dt="+from)
	if err != nil {
		return nil, err
	}
	c.from = from
	if err := c.enforce(ctx, "", ""); err != nil {
		return nil, err
	}
	for closed := range c.live {
		if closed < date {
			return c, nil
		}
	}
	return listChain(ctx, at)
}

// liveRev returns a day's revision in force, or 0 if the day is not closed. It lists only that
// day.
func (b marketBooks) liveRev(ctx context.Context, date string) (int, error) {
	c, err := b.list(ctx, closedDay(b.region, b.code, date), "")
	if err != nil {
		return 0, err
	}
	err = c.enforce(ctx, date, date)
	return c.live[date], err
}

// list lists the closed books under prefix whose keys come after another key. All manifests count as
// in force until enforce is called.
func (b marketBooks) list(ctx context.Context, prefix, after string) (*chain, error) {
	keys, err := b.objects.List(ctx, prefix, after)
	if err != nil {
		return nil, err
	}
	c := &chain{
		marketBooks: b, live: map[string]int{}, begun: map[string]int{}, files: map[revKey][]string{},
		unanchored: map[string][]string{}, manifests: map[string]Manifest{}, bodies: map[string][]byte{}, older: map[string]Manifest{}, digests: map[string]string{},
	}
	for _, key := range keys {
		date, rev, name, ok := b.parseKey(key)
		if !ok {
			c.junk = append(c.junk, key)
			continue
		}
		c.files[revKey{date, rev}] = append(c.files[revKey{date, rev}], key)
		c.begun[date] = max(c.begun[date], rev)
		if name == ManifestName {
			c.live[date] = max(c.live[date], rev)
			c.keys = append(c.keys, manifestKey{key, date, rev})
		}
	}
	return c, nil
}

// dropGaps moves the files of revisions that no close can have begun to junk, for the days from first
// to last. The first close of a day makes rev 1, and a rebuild makes the rev after the last one that
// has files.
func (c *chain) dropGaps(first, last string) {
	revs := slices.SortedFunc(maps.Keys(c.files), func(a, b revKey) int {
		return cmp.Or(strings.Compare(a.date, b.date), cmp.Compare(a.rev, b.rev))
	})
	for _, of := range revs {
		if of.date < first || last != "" && of.date > last {
			continue
		}
		_, anchored := c.anchored[ledger.AnchorKey{Market: c.code, Date: of.date, Rev: of.rev}]
		if anchored || of.rev == 1 || c.files[revKey{of.date, of.rev - 1}] != nil {
			c.begun[of.date] = of.rev
			continue
		}
		c.junk = append(c.junk, c.files[of]...)
		delete(c.files, of)
	}
	c.keys = slices.DeleteFunc(c.keys, func(m manifestKey) bool { return c.files[revKey{m.date, m.rev}] == nil })
}

// last returns the last day that is closed, or "".
func (c *chain) last() string {
	last := ""
	for date := range c.live {
		last = max(last, date)
	}
	return last
}

// begins returns the first day that is closed, or "".
func (c *chain) begins() string {
	begins := c.last()
	for date := range c.live {
		begins = min(begins, date)
	}
	return begins
}

// span returns the first and the last day that have raw files or books, or "" twice if none has.
func (c *chain) span(ctx context.Context) (first, last string, err error) {
	keys, err := c.rawFiles(ctx)
	if err != nil {
		return "", "", err
	}
	dates := slices.Collect(maps.Keys(c.live))
	for _, name := range keys {
		if key, err := raw.ParseKey(name); err == nil {
			dates = append(dates, key.Date)
		}
	}
	if len(dates) == 0 {
		return "", "", nil
	}
	return slices.Min(dates), slices.Max(dates), nil
}

// parsedManifests has the manifests that readManifests parsed last, by key and digest. A run that
// closes many days reads the same manifests for each day, and parses only the new one. They must
// not be changed.
type parsedManifests map[string]Manifest

// parse returns a manifest that was parsed before, or parses it.
func (p *parsedManifests) parse(key, sum string, body []byte) (Manifest, error) {
	if p != nil {
		if m, there := (*p)[key+sum]; there {
			return m, nil
		}
	}
	return parseManifest(key, body)
}

// readManifests reads the manifests of the days from first to last, and checks them.
func (c *chain) readManifests(ctx context.Context, first, last string) error {
	var group errgroup.Group
	group.SetLimit(readsAtOnce)
	var mu sync.Mutex
	parsed := parsedManifests{}
	for _, m := range c.keys {
		if m.date < first || m.date > last {
			continue
		}
		group.Go(func() error {
			body, err := c.objects.Get(ctx, m.key)
			if err != nil {
				return err
			}
			sum := digest(body)
			manifest, err := c.parsed.parse(m.key, sum, body)
			mu.Lock()
			defer mu.Unlock()
			c.digests[m.key] = sum
			if wrong := c.mismatch(m.date, m.rev); wrong != "" {
				c.broken = append(c.broken, wrong)
			}
			if err != nil {
				c.broken = append(c.broken, err.Error())
				return nil
			}
			parsed[m.key+sum] = manifest
			c.keep(m, manifest, body)
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	if c.parsed != nil {
		*c.parsed = parsed
	}
	c.check(first)
	return nil
}

// keep keeps a manifest that was read.
func (c *chain) keep(key manifestKey, m Manifest, body []byte) {
	if key.rev == c.live[key.date] {
		c.manifests[key.date], c.bodies[key.date] = m, body
	} else {
		c.older[key.key] = m
	}
}

// check checks that each manifest has the right digests of the manifests that it names, and that no
// raw file is in two manifests. Links to days before first are not checked.
func (c *chain) check(first string) {
	bookedIn := map[string]string{}
	for _, date := range slices.Sorted(maps.Keys(c.manifests)) {
		m := c.manifests[date]
		for _, link := range []*Link{m.Previous, m.Supersedes} {
			if link == nil || link.Date < first || c.mismatch(link.Date, link.Rev) != "" { // a mismatch is found already
				continue
			}
			if got := c.digests[c.folder(link.Date, link.Rev)+ManifestName]; got != link.SHA256 {
				c.broken = append(c.broken, fmt.Sprintf("%s, rev %d names %q as the digest of %s, rev %d, which is %q",
					date, m.Rev, link.SHA256, link.Date, link.Rev, got))
			}
		}
		for _, in := range m.Inputs {
			if other, twice := bookedIn[in.Key]; twice {
				c.broken = append(c.broken, fmt.Sprintf("%s is in the books of %s and of %s", in.Key, other, date))
			}
			bookedIn[in.Key] = date
		}
	}
	slices.Sort(c.broken)
}

// link returns the link to the live manifest of a day, or nil if it is not closed.
func (c *chain) link(date string) *Link {
	rev := c.live[date]
	if rev == 0 {
		return nil
	}
	return &Link{Date: date, Rev: rev, SHA256: c.digests[c.folder(date, rev)+ManifestName]}
}

// supersededBy returns the manifests of the books that a day's books supersede, the latest first. It
// ends at the first one that was changed after it was superseded. Such a manifest is reported by check.
func (c *chain) supersededBy(m Manifest) (all []Manifest) {
	for link := m.Supersedes; link != nil; link = m.Supersedes {
		key := c.folder(link.Date, link.Rev) + ManifestName
		old, read := c.older[key]
		if !read || link.Rev >= m.Rev || c.digests[key] != link.SHA256 {
			break
		}
		m, all = old, append(all, old)
	}
	return all
}

// inputs returns the raw files in the books of the days before a day, by key.
func (c *chain) inputs(before string) map[string]Input {
	inputs := map[string]Input{}
	for date, m := range c.manifests {
		if date >= before {
			continue
		}
		for _, in := range m.Inputs {
			inputs[in.Key] = in
		}
	}
	return inputs
}

package closing

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"sync"

	"golang.org/x/sync/errgroup"

	"storefront/shared/ledger"
	"storefront/shared/market"
)

// lookBack is for how many days late raw files are looked for. A stream keeps its
// records for a day, and the queue of what could not be taken in for 14.
const lookBack = 35

// readsAtOnce bounds how many small objects are read at once.
const readsAtOnce = 8

// chain is the closed days of a market.
type chain struct {
	live  map[string]int // rev of the books that count, by day
	begun map[string]int // the highest rev there is anything of, by day

	manifests []manifestKey // of superseded books too

	// Of the days that were looked at:
	books   map[string]Manifest // the live ones, by day
	bodies  map[string][]byte   // theirs
	digests map[string]string   // of all, by key
	broken  []string            // what is wrong with them
}

type manifestKey struct{ key, date string }

var closedKey = regexp.MustCompile(`^closed/v=1/region=[a-z]+/market=[a-z]+/dt=(\d{4}-\d\d-\d\d)/rev=([1-9]\d{0,8})/(.+)$`)

// listChain lists the closed days of a market, without looking at any.
func listChain(ctx context.Context, objects ledger.Objects, region market.Region, code market.Code) (*chain, error) {
	keys, err := objects.List(ctx, closedDays(region, code), "")
	if err != nil {
		return nil, err
	}
	c := &chain{live: map[string]int{}, begun: map[string]int{}, books: map[string]Manifest{}, bodies: map[string][]byte{}, digests: map[string]string{}}
	for _, key := range keys {
		found := closedKey.FindStringSubmatch(key)
		if found == nil {
			c.broken = append(c.broken, fmt.Sprintf("%s is no file of closed books", key))
			continue
		}
		date := found[1]
		rev, _ := strconv.Atoi(found[2]) // digits, and few
		c.begun[date] = max(c.begun[date], rev)
		if found[3] == manifestName {
			c.live[date] = max(c.live[date], rev)
			c.manifests = append(c.manifests, manifestKey{key, date})
		}
	}
	return c, nil
}

// last is the last day that is closed; "" if none is.
func (c *chain) last() string {
	last := ""
	for date := range c.live {
		last = max(last, date)
	}
	return last
}

// look reads the manifests of days, the first and the last included, and says in
// broken what is wrong with them.
func (c *chain) look(ctx context.Context, objects ledger.Objects, region market.Region, code market.Code, first, last string) error {
	var group errgroup.Group
	group.SetLimit(readsAtOnce)
	var mu sync.Mutex
	for _, m := range c.manifests {
		if m.date < first || m.date > last {
			continue
		}
		group.Go(func() error {
			body, err := objects.Get(ctx, m.key)
			if err != nil {
				return err
			}
			books, err := ParseManifest(m.key, body)
			mu.Lock()
			defer mu.Unlock()
			c.digests[m.key] = digest(body)
			switch {
			case err != nil:
				c.broken = append(c.broken, err.Error())
			case books.Rev == c.live[m.date]:
				c.books[m.date], c.bodies[m.date] = books, body
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	c.verify(region, code, first)
	return nil
}

// verify holds each day to what it says of the one before.
func (c *chain) verify(region market.Region, code market.Code, first string) {
	bookedIn := map[string]string{}
	for _, date := range slices.Sorted(maps.Keys(c.books)) {
		m := c.books[date]
		for _, link := range []*Link{m.Previous, m.Supersedes} {
			if link == nil || link.Date < first {
				continue
			}
			if got := c.digests[Folder(region, code, link.Date, link.Rev)+manifestName]; got != link.SHA256 {
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

// link names the live books of a day that was looked at; nil if it is not closed.
func (c *chain) link(region market.Region, code market.Code, date string) *Link {
	rev := c.live[date]
	if rev == 0 {
		return nil
	}
	return &Link{Date: date, Rev: rev, SHA256: c.digests[Folder(region, code, date, rev)+manifestName]}
}

// inputs maps the raw files that are in the books of days, by key.
func (c *chain) inputs(first, last string) map[string]Input {
	inputs := map[string]Input{}
	for date, m := range c.books {
		if date < first || date > last {
			continue
		}
		for _, in := range m.Inputs {
			inputs[in.Key] = in
		}
	}
	return inputs
}

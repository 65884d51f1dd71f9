package closing

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"storefront/shared/ledger"
)

// locked compares the locks of months with those in the orders' table, and the books with the locks.
// It returns the locked months.
func (i *inspection) locked(ctx context.Context, first, last string) (map[string]bool, error) {
	bodies, err := i.lockFiles(ctx)
	if err != nil {
		return nil, err
	}
	for date := range i.live {
		if month := ledger.MonthOf(date); i.anchored != nil && date >= first && date <= last && bodies[month] == nil {
			bodies[month] = nil // perhaps a lock is lost
		}
	}
	locked := map[string]bool{}
	for _, month := range slices.Sorted(maps.Keys(bodies)) {
		body, err := i.anchoredLock(ctx, month, bodies[month])
		if err != nil {
			return nil, err
		}
		if locked[month] = body != nil; locked[month] {
			i.compareLock(month, string(body))
		}
	}
	return locked, nil
}

// lockFiles returns the locks that are in the bucket, by month.
func (i *inspection) lockFiles(ctx context.Context) (map[string][]byte, error) {
	keys, err := i.objects.List(ctx, locksOf(i.region), "")
	if err != nil {
		return nil, err
	}
	bodies := map[string][]byte{}
	for _, key := range keys {
		_, month, _ := strings.Cut(strings.TrimSuffix(key, ".json"), "/locks/month=")
		if key != lockKey(i.region, month) {
			i.find("%s is not the lock of a month: nothing reads it; delete it", key)
			continue
		}
		if bodies[month], err = i.objects.Get(ctx, key); err != nil {
			return nil, err
		}
	}
	return bodies, nil
}

// anchoredLock compares the lock of a month, or nil, with that in the orders' table. It returns the
// lock that counts.
func (i *inspection) anchoredLock(ctx context.Context, month string, body []byte) ([]byte, error) {
	if i.anchored == nil {
		return body, nil
	}
	anchors, err := i.anchors.AnchorsOf(ctx, month)
	if err != nil || anchors.Lock == string(body) {
		return body, err
	}
	var inForce []byte
	if anchors.Lock != "" {
		inForce = []byte(anchors.Lock)
	}
	key := lockKey(i.region, month)
	wrong, remedy := lockMismatch(i.region, month, anchors.Lock), ""
	if body == nil {
		if body, err = i.objects.Get(ctx, key); !errors.Is(err, ledger.ErrNoObject) {
			return body, err // it has been locked meanwhile
		}
		wrong = key + " is gone, and the orders' table has it"
		remedy = ": ledger lock --month " + month + " puts it"
	}
	if i.versions == nil || anchors.Lock == "" {
		i.find("%s%s", wrong, remedy)
		return inForce, nil
	}
	return inForce, i.putBack(ctx, key, inForce, wrong)
}

// compareLock compares the books with the lock of a month.
func (i *inspection) compareLock(month, body string) {
	l, err := parseLock(body)
	if err != nil || l.Month != month {
		i.find("%s is not the lock of %s: %q", lockKey(i.region, month), month, body)
		return
	}
	head := l.Heads[string(i.code)]
	if head == nil {
		return
	}
	if m, read := i.manifests[head.Date]; read && (m.Rev != head.Rev || i.link(head.Date).SHA256 != head.SHA256) {
		i.find("%s is not as it was when %s was locked: rev %d, and was %d", head.Date, l.Month, m.Rev, head.Rev)
	}
}

package closing

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/market"
)

// Errors of locks.
var (
	// ErrLocked means that the month of a day is locked. Nothing lifts a lock.
	ErrLocked = errors.New("the month is locked")
	// ErrNotLockable means that a day of the month has no closed books, or that a file of the month
	// is not as it was booked.
	ErrNotLockable = errors.New("the month cannot be locked")
	// ErrReason means that a rebuild, or an event in suspense, lacks a reason or the name of
	// who asks for it.
	ErrReason = errors.New("a rebuild, and an event in suspense, needs a reason, and who asks for it")
)

// Lock makes the books of a month final in all markets of a region: no day of the month is
// rebuilt any more. It has the last manifest of each market, which vouches for all earlier ones.
type Lock struct {
	Month  string           `json:"month"` // as 2006-01
	At     time.Time        `json:"at"`
	By     string           `json:"by"`
	Reason string           `json:"reason,omitempty"`
	Heads  map[string]*Link `json:"heads"` // by market; a market without books has none
}

func lockKey(region market.Region, month string) string {
	return fmt.Sprintf("%smonth=%s.json", locksOf(region), month)
}

func locksOf(region market.Region) string { return fmt.Sprintf("closed/v=1/region=%s/locks/", region) }

// Locks returns the locks that are in force, the first month first, and what is wrong with the
// others. It reads the anchors of each locked month once.
func (b Books) Locks(ctx context.Context) (locks []Lock, broken []string, err error) {
	read, err := readLocks(ctx, b.Objects, b.Region)
	if err != nil || len(read) == 0 {
		return nil, nil, err
	}
	var adopted map[market.Code]string
	if b.Anchors != nil {
		if adopted, err = b.Anchors.Adopted(ctx); err != nil {
			return nil, nil, err
		}
	}
	for _, l := range read {
		anchored := l.body
		if adopted != nil {
			anchors, err := b.Anchors.AnchorsOf(ctx, l.Month)
			if err != nil {
				return nil, nil, err
			}
			anchored = anchors.Lock
		}
		if anchored != l.body {
			broken = append(broken, lockMismatch(b.Region, l.Month, anchored))
		} else {
			locks = append(locks, l.Lock)
		}
	}
	return locks, broken, nil
}

// lockMismatch says how the lock of a month differs from that in the orders' table.
func lockMismatch(region market.Region, month, anchored string) string {
	if anchored == "" {
		return fmt.Sprintf("%s is not in the orders' table, so nobody has locked %s with ledger lock: delete it", lockKey(region, month), month)
	}
	return fmt.Sprintf("%s is not as in the orders' table, which has %q", lockKey(region, month), anchored)
}

// readLock is a lock with the content of its file.
type readLock struct {
	Lock
	body string
}

func readLocks(ctx context.Context, objects ledger.Objects, region market.Region) ([]readLock, error) {
	keys, err := objects.List(ctx, locksOf(region), "")
	if err != nil {
		return nil, err
	}
	var locks []readLock
	for _, key := range keys {
		body, err := objects.Get(ctx, key)
		if err != nil {
			return nil, err
		}
		l, err := parseLock(string(body))
		if err == nil && key != lockKey(region, l.Month) {
			err = fmt.Errorf("%w: it is the lock of %q", ErrManifest, l.Month)
		}
		if err != nil {
			return nil, fmt.Errorf("read lock %s: %w", key, err)
		}
		locks = append(locks, readLock{l, string(body)})
	}
	return locks, nil
}

func parseLock(body string) (Lock, error) {
	var l Lock
	if err := json.Unmarshal([]byte(body), &l); err != nil {
		return Lock{}, fmt.Errorf("%w: a lock: %w", ErrManifest, err)
	}
	return l, nil
}

// lockedBy returns ErrLocked, or what is wrong with the content of the lock.
func lockedBy(body string) error {
	l, err := parseLock(body)
	if err != nil {
		return err
	}
	return fmt.Errorf("%w: %s, since %s, by %s", ErrLocked, l.Month, l.At.Format(time.RFC3339), l.By)
}

// CheckUnlocked fails with ErrLocked if the month of a day is locked. A lock that cannot be
// read counts too. One that is not in the orders' table locks nothing.
func (b Books) CheckUnlocked(ctx context.Context, date string) error {
	month := ledger.MonthOf(date)
	body, err := b.Objects.Get(ctx, lockKey(b.Region, month))
	if errors.Is(err, ledger.ErrNoObject) {
		return nil
	}
	if err != nil {
		return err
	}
	anchors, compared, err := b.anchorsOf(ctx, month)
	switch {
	case err != nil:
		return err
	case !compared:
		return lockedBy(string(body))
	case anchors.Lock == "":
		return nil
	default:
		return lockedBy(anchors.Lock)
	}
}

// LockMonth locks a month. It fails with ErrNotLockable unless every day of it is closed in
// every market that has books, the manifests are chained, the entries that operators have made
// on its days are booked, and every file of it is as its manifest says. If the month is locked
// already, it returns that lock.
//
// The lock is kept with the anchors of the month before it is put. So of a lock and a rebuild at
// once, one comes first: either the lock has the rebuilt day, or the rebuild fails with ErrLocked.
func (c Closer) LockMonth(ctx context.Context, month, by, reason string, now time.Time) (Lock, error) {
	first, err := time.Parse("2006-01", month)
	if err != nil {
		return Lock{}, fmt.Errorf("%w: %q is not a month as in 2026-11", ErrNotLockable, month)
	}
	if err := c.adopt(ctx); err != nil {
		return Lock{}, err
	}
	for range maxLocks {
		l := Lock{Month: month, At: now.UTC().Truncate(time.Second), By: by, Reason: reason, Heads: map[string]*Link{}}
		done, err := c.lock(ctx, &l, first, now)
		if err != nil || done {
			return l, err
		}
	}
	return Lock{}, fmt.Errorf("%w: days of %s keep changing", ErrNotLockable, month)
}

// maxLocks bounds how often a lock begins again because a day was rebuilt meanwhile.
const maxLocks = 3

// lock locks the month, or reports false if a day of it was rebuilt meanwhile. If the month is
// locked already, lock sets l to that lock.
func (c Closer) lock(ctx context.Context, l *Lock, first time.Time, now time.Time) (bool, error) {
	anchors := ledger.Anchors{Month: l.Month}
	if c.Anchors != nil {
		var err error
		if anchors, err = c.Anchors.AnchorsOf(ctx, l.Month); err != nil {
			return false, err
		}
	}
	if anchors.Lock != "" {
		return true, c.putLock(ctx, l, anchors.Lock)
	}
	begin, end := first.Format(time.DateOnly), first.AddDate(0, 1, -1).Format(time.DateOnly)
	if err := c.setHeads(ctx, l, begin, end, now); err != nil {
		return false, err
	}
	if err := c.inspectMonth(ctx, l, begin, end); err != nil {
		return false, c.unlessChanged(ctx, anchors, err)
	}
	body, err := json.MarshalIndent(l, "", " ")
	if err != nil {
		return false, err
	}
	body = append(body, '\n')
	if c.Anchors != nil {
		if done, err := c.Anchors.AnchorLock(ctx, anchors, string(body)); err != nil || !done {
			return false, err
		}
	}
	return true, c.putLock(ctx, l, string(body))
}

// setHeads sets the heads of a lock to the last manifest of each market that has books by then.
func (c Closer) setHeads(ctx context.Context, l *Lock, first, last string, now time.Time) error {
	for _, m := range c.Region.Markets() {
		head, err := c.headOf(ctx, m.Code, first, last, now)
		if err != nil {
			return err
		}
		if head != nil {
			l.Heads[string(m.Code)] = head
		}
	}
	if len(l.Heads) == 0 {
		return fmt.Errorf("%w: no market has books of %s", ErrNotLockable, l.Month)
	}
	return nil
}

// putLock puts a lock, unless the month has one, and sets l to the lock that is there.
func (c Closer) putLock(ctx context.Context, l *Lock, body string) error {
	created, err := c.Objects.PutNew(ctx, lockKey(c.Region, l.Month), []byte(body))
	if err != nil {
		return err
	}
	if !created {
		there, err := c.Objects.Get(ctx, lockKey(c.Region, l.Month))
		if err != nil {
			return err
		}
		if c.Anchors != nil && string(there) != body {
			return fmt.Errorf("%w: %s is not as in the orders' table: ledger verify --restore puts it right", ErrManifest, lockKey(c.Region, l.Month))
		}
		body = string(there)
	}
	*l, err = parseLock(body)
	return err
}

// headOf returns the last manifest of a month, or nil if the market has no books by then.
func (c Closer) headOf(ctx context.Context, code market.Code, first, last string, now time.Time) (*Link, error) {
	if err := c.checkOver(Request{Market: code, Date: last}, now); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotLockable, err)
	}
	days, err := listChain(ctx, c.marketBooks(code))
	if err != nil {
		return nil, err
	}
	begin, _, err := days.span(ctx)
	if err != nil || begin == "" || begin > last {
		return nil, err
	}
	if err := days.readManifests(ctx, ledger.AddDays(first, -1), last); err != nil {
		return nil, err
	}
	wrong := days.broken
	for date, all := range days.unanchored {
		if date >= first && date <= last {
			wrong = append(wrong, all...)
		}
	}
	if len(wrong) > 0 {
		return nil, notWhole(code, first, last, wrong)
	}
	for date := max(first, begin); date <= last; date = ledger.AddDays(date, 1) {
		if days.live[date] == 0 {
			return nil, fmt.Errorf("%w: %s is not closed in market %s", ErrNotLockable, date, code)
		}
	}
	pending, err := days.pending(ctx, first, last)
	if err != nil {
		return nil, err
	}
	if wrong := slices.Concat(days.unfinished(first, last), pending); len(wrong) > 0 {
		return nil, fmt.Errorf("%w: %s", ErrNotLockable, wrong[0])
	}
	return days.link(last), nil
}

// pending returns operators' entries on closed days that are in no books.
func (c *chain) pending(ctx context.Context, first, last string) ([]string, error) {
	keys, err := c.listFrom(ctx, adjustmentsOf(c.region, c.code), first)
	if err != nil {
		return nil, err
	}
	var found []string
	for _, key := range keys {
		date, name := nameOf(key)
		if strings.HasPrefix(name, ofEntries) && date >= first && date <= last && !slices.Contains(keysOf(c.manifests[date].Adjustments), key) {
			found = append(found, unbookedEntries(key, c.code, date))
		}
	}
	return found, nil
}

func unbookedEntries(key string, code market.Code, date string) string {
	return fmt.Sprintf("%s is in no books, and %s is closed: ledger close --market %s --date %s --rebuild books it", key, date, code, date)
}

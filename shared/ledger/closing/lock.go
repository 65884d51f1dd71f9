package closing

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/market"
)

// Errors of locks.
var (
	// ErrLocked means that the month of a day is locked. Nothing lifts a lock.
	ErrLocked = errors.New("closing: the month is locked")
	// ErrNotLockable means that a day of the month has no closed books.
	ErrNotLockable = errors.New("closing: the month cannot be locked")
	// ErrReason means that a rebuild, or an event in suspense, lacks a reason or the name of
	// who asks for it.
	ErrReason = errors.New("closing: a rebuild, and an event in suspense, needs a reason, and who asks for it")
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

// Locks returns the locks of a region, the first month first.
func Locks(ctx context.Context, objects ledger.Objects, region market.Region) ([]Lock, error) {
	keys, err := objects.List(ctx, locksOf(region), "")
	if err != nil {
		return nil, err
	}
	var locks []Lock
	for _, key := range keys {
		var l Lock
		if err := readJSON(ctx, objects, key, &l); err != nil {
			return nil, err
		}
		if key != lockKey(region, l.Month) {
			return nil, fmt.Errorf("%w: %s is the lock of %q", ErrManifest, key, l.Month)
		}
		locks = append(locks, l)
	}
	return locks, nil
}

// CheckUnlocked fails with ErrLocked if the month of a day is locked. A lock that cannot be
// read counts too.
func CheckUnlocked(ctx context.Context, objects ledger.Objects, region market.Region, date string) error {
	var l Lock
	err := readJSON(ctx, objects, lockKey(region, date[:len("2006-01")]), &l)
	switch {
	case errors.Is(err, ledger.ErrNoObject):
		return nil
	case err != nil:
		return err
	default:
		return fmt.Errorf("%w: %s, since %s, by %s", ErrLocked, l.Month, l.At.Format(time.RFC3339), l.By)
	}
}

// LockMonth locks a month. It fails with ErrNotLockable unless every day of it is closed in
// every market that has books, and the manifests are chained. If the month is locked
// already, it returns that lock.
func (c Closer) LockMonth(ctx context.Context, month, by, reason string, now time.Time) (Lock, error) {
	first, err := time.Parse("2006-01", month)
	if err != nil {
		return Lock{}, fmt.Errorf("%w: %q is not a month as in 2026-11", ErrNotLockable, month)
	}
	l := Lock{Month: month, At: now.UTC().Truncate(time.Second), By: by, Reason: reason, Heads: map[string]*Link{}}
	last := first.AddDate(0, 1, -1).Format(time.DateOnly)
	for _, m := range c.Region.Markets() {
		head, err := c.headOf(ctx, m.Code, first.Format(time.DateOnly), last, now)
		if err != nil {
			return Lock{}, err
		}
		if head != nil {
			l.Heads[string(m.Code)] = head
		}
	}
	if len(l.Heads) == 0 {
		return Lock{}, fmt.Errorf("%w: no market has books of %s", ErrNotLockable, month)
	}
	body, err := json.MarshalIndent(l, "", " ")
	if err != nil {
		return Lock{}, err
	}
	created, err := c.Objects.PutNew(ctx, lockKey(c.Region, month), append(body, '\n'))
	if err != nil || created {
		return l, err
	}
	var there Lock
	return there, readJSON(ctx, c.Objects, lockKey(c.Region, month), &there)
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
	if err := days.look(ctx, ledger.AddDays(first, -1), last); err != nil {
		return nil, err
	}
	if len(days.broken) > 0 {
		return nil, fmt.Errorf("%w: %s", ErrNotLockable, days.broken[0])
	}
	for date := max(first, begin); date <= last; date = ledger.AddDays(date, 1) {
		if days.live[date] == 0 {
			return nil, fmt.Errorf("%w: %s is not closed in market %s", ErrNotLockable, date, code)
		}
	}
	return days.link(last), nil
}

// locked compares the books with the locks of their months.
func (i *inspection) locked(ctx context.Context) error {
	locks, err := Locks(ctx, i.objects, i.region)
	if err != nil {
		return err
	}
	for _, l := range locks {
		head := l.Heads[string(i.code)]
		if head == nil {
			continue
		}
		if m, read := i.manifests[head.Date]; read && (m.Rev != head.Rev || i.link(head.Date).SHA256 != head.SHA256) {
			i.find("%s is not as it was when %s was locked: rev %d, and was %d", head.Date, l.Month, m.Rev, head.Rev)
		}
	}
	return nil
}

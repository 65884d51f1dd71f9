package closing_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/raw/rawtest"
)

// may is the month of the lives, and june a time after it.
const may = "2015-05"

var june = time.Date(2015, time.June, 3, 3, 0, 0, 0, time.UTC)

// A locked month stays as it is: its days are not rebuilt, whoever asks. Later days are closed as
// before.
func TestALockedMonth(t *testing.T) {
	t.Parallel()
	m := newMemory()
	rawtest.Put(t, m, lives(100), 50)
	if _, err := closer(m).CloseDue(t.Context(), june); err != nil {
		t.Fatal(err)
	}
	lock, err := closer(m).LockMonth(t.Context(), may, "a controller", "filed", june)
	if err != nil || lock.Heads["de"] == nil || lock.Heads["de"].Date != "2015-05-31" || len(lock.Heads) != 1 {
		t.Fatalf("%+v, %v", lock, err)
	}
	again, err := closer(m).LockMonth(t.Context(), may, "somebody else", "", june.Add(time.Hour))
	if diff := cmp.Diff(lock, again); err != nil || diff != "" {
		t.Errorf("locked again, %v (-first +second):\n%s", err, diff)
	}
	before := m.kept("")
	rebuild := closing.Request{Market: "de", Date: second, Rebuild: true, Reason: "a new rule", By: "a controller"}
	if _, err := closer(m).Close(t.Context(), rebuild, june); !errors.Is(err, closing.ErrLocked) || !strings.Contains(err.Error(), "by a controller") {
		t.Errorf("a rebuild: %v", err)
	}
	if day, err := closer(m).Close(t.Context(), closing.Request{Market: "de", Date: second}, june); err != nil || day.Rev != 1 {
		t.Errorf("a close of a closed day: rev %d, %v", day.Rev, err)
	}
	if diff := cmp.Diff(before, m.kept("")); diff != "" {
		t.Errorf("the bucket has changed:\n%s", diff)
	}
	if seen, err := (closing.Inspector{Objects: m, Region: "eu"}).Run(t.Context(), "de", first, "2015-06-01"); err != nil || len(seen.Findings) > 0 {
		t.Errorf("inspected: %v, %v", seen.Findings, err)
	}
	rebuild.Date = "2015-06-01"
	if day, err := closer(m).Close(t.Context(), rebuild, june); err != nil || day.Rev != 2 || day.Reason != "a new rule" || day.By != "a controller" {
		t.Errorf("a rebuild in the next month: rev %d, %q by %q, %v", day.Rev, day.Reason, day.By, err)
	}
	for _, l := range []string{`"sha256": "`, `"rev": `} {
		key := "closed/v=1/region=eu/locks/month=2015-05.json"
		n := m.clone()
		n.objects[key] = []byte(strings.Replace(string(m.objects[key]), l, l+"9", 1))
		seen, err := closing.Inspector{Objects: n, Region: "eu"}.Run(t.Context(), "de", first, "2015-06-01")
		if err != nil || len(seen.Findings) != 1 || !strings.Contains(seen.Findings[0], "is not as it was when 2015-05 was locked") {
			t.Errorf("a lock of other books: %v, %v", seen.Findings, err)
		}
	}
}

// A rebuild that was under way when its month was locked changes no books.
func TestALockMeetsARebuild(t *testing.T) {
	t.Parallel()
	m := newMemory()
	rawtest.Put(t, m, lives(50), 50)
	if _, err := closer(m).CloseDue(t.Context(), june); err != nil {
		t.Fatal(err)
	}
	m.before = func(call, _ string) error {
		if call != "PutNew" {
			return nil
		}
		m.before = nil
		_, err := closer(m).LockMonth(t.Context(), may, "a controller", "filed", june)
		return err
	}
	rebuild := closing.Request{Market: "de", Date: second, Rebuild: true, Reason: "a new rule", By: "another"}
	if day, err := closer(m).Close(t.Context(), rebuild, june); !errors.Is(err, closing.ErrLocked) {
		t.Errorf("a rebuild: rev %d, %v", day.Rev, err)
	}
	if day, err := closer(m).Close(t.Context(), closing.Request{Market: "de", Date: second}, june); err != nil || day.Rev != 1 {
		t.Errorf("the day has rev %d, %v", day.Rev, err)
	}
}

// Of several locks at once, one is put, and all say so.
func TestLocksAtOnce(t *testing.T) {
	t.Parallel()
	m := newMemory()
	rawtest.Put(t, m, lives(50), 50)
	if _, err := closer(m).CloseDue(t.Context(), june); err != nil {
		t.Fatal(err)
	}
	by := [4]string{}
	var all sync.WaitGroup
	for i := range by {
		all.Go(func() {
			if l, err := closer(m).LockMonth(t.Context(), may, string(rune('a'+i)), "", june); err == nil {
				by[i] = l.By
			}
		})
	}
	all.Wait()
	if by[0] == "" || by != [4]string{by[0], by[0], by[0], by[0]} {
		t.Errorf("locked by %q", by)
	}
}

func TestMonthsThatCannotBeLocked(t *testing.T) {
	t.Parallel()
	m := newMemory()
	rawtest.Put(t, m, lives(50), 50)
	mustClose(t, m, first, second)
	damaged := newMemory()
	rawtest.Put(t, damaged, lives(50), 50)
	if _, err := closer(damaged).CloseDue(t.Context(), june); err != nil {
		t.Fatal(err)
	}
	key := closing.Folder("eu", "de", third, 1) + "manifest.json"
	damaged.objects[key] = append([]byte{' '}, damaged.objects[key]...)
	for name, tt := range map[string]struct {
		books *memory
		month string
		now   time.Time
		want  string
	}{
		"a month that is not over": {m, may, later, "2015-05-31 is not over"},
		"a month with an open day": {m, may, june, "2015-05-20 is not closed in market de"},
		"a month before the books": {m, "2015-04", june, "no market has books of 2015-04"},
		"no month":                 {m, "may", june, "is not a month"},
		"a broken chain":           {damaged, may, june, "as the digest of 2015-05-20"},
	} {
		_, err := closer(tt.books).LockMonth(t.Context(), tt.month, "a controller", "", tt.now)
		if !errors.Is(err, closing.ErrNotLockable) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", name, err)
		}
		if len(tt.books.kept("closed/v=1/region=eu/locks/")) > 0 {
			t.Errorf("%s: a lock was put", name)
		}
	}
}

func TestARebuildNeedsAReason(t *testing.T) {
	t.Parallel()
	m := newMemory()
	rawtest.Put(t, m, lives(50), 50)
	mustClose(t, m, first)
	for _, r := range []closing.Request{{}, {Reason: "a new rule"}, {By: "a controller"}} {
		r.Market, r.Date, r.Rebuild = "de", first, true
		if _, err := closer(m).Close(t.Context(), r, later); !errors.Is(err, closing.ErrReason) {
			t.Errorf("%+v: %v", r, err)
		}
	}
}

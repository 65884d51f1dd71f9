package closing_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/ledgertest"
	"storefront/shared/ledger/raw"
	"storefront/shared/ledger/raw/rawtest"
	"storefront/shared/market"
)

// counted is a bucket that counts the keys that were listed.
type counted struct {
	*memory
	listed *int
}

func (c counted) List(ctx context.Context, prefix, after string) ([]string, error) {
	keys, err := c.memory.List(ctx, prefix, after)
	*c.listed += len(keys)
	return keys, err
}

// costOf closes all days before a day, each with an order, and returns the calls of the close of that
// day.
func costOf(t *testing.T, c closing.Closer, m *memory, from, day int) map[string]int {
	t.Helper()
	chance, germany := rand.New(rand.NewPCG(4, 4)), market.EU.Markets()[0]
	var events []ledger.Event
	for n := from; n <= day; n++ {
		events = append(events, ledgertest.Sale(chance, germany, n, start.AddDate(0, 0, n).Add(12*time.Hour), false)...)
	}
	rawtest.Put(t, m, rawtest.Number(events), 50)
	now := start.AddDate(0, 0, day+1).Add(5 * time.Hour)
	if _, err := c.CloseDue(t.Context(), now.AddDate(0, 0, -1)); err != nil {
		t.Fatal(err)
	}
	calls, listed := map[string]int{}, 0
	var mu sync.Mutex
	m.before = func(call, _ string) error {
		mu.Lock()
		defer mu.Unlock()
		calls[call]++
		return nil
	}
	c.Objects = counted{m, &listed}
	closed, err := c.CloseDue(t.Context(), now)
	m.before = nil
	if err != nil || len(closed) != 1 || closed[0].Status != closing.Closed {
		t.Fatalf("day %d: %+v, %v", day, closed, err)
	}
	calls["keys listed"] = listed
	return calls
}

// A close makes the same calls after 410 days as after 45, the same day one year before: it lists only
// the look-back, and reads as many objects and anchors.
func TestACloseCostsTheSameEachYear(t *testing.T) {
	t.Parallel()
	m := newMemory()
	c := anchoredCloser(m)
	before := costOf(t, c, m, 0, 45)
	after := costOf(t, c, m, 46, 410)
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("the calls of a close (-after 45 days +after 410 days):\n%s", diff)
	}
	t.Logf("a close calls %v", after)
}

// An order may change long after the look-back has passed its last version. That version is looked
// for in the raw files of its own day, and is missed if it is gone.
func TestAVersionFromBeforeTheLookBack(t *testing.T) {
	t.Parallel()
	a := &author{t: t, at: time.Date(2015, time.May, 18, 19, 0, 0, 0, time.UTC)}
	a.lot(0)
	o := a.paid(a.held("aaaa000000000001", 1))
	a.at = a.at.AddDate(0, 0, 60)
	a.shipped(o)
	m := newMemory()
	rawtest.Put(t, m, a.events, 50)
	c := closing.Closer{Objects: m, Region: market.US}
	if _, err := c.CloseDue(t.Context(), a.at.Add(-12*time.Hour)); err != nil {
		t.Fatal(err)
	}
	lost := m.clone()
	for key := range lost.kept(raw.Folder("us", "us", "2015-05-18")) {
		delete(lost.objects, key)
	}
	now := a.at.AddDate(0, 0, 1)
	closed, err := c.CloseDue(t.Context(), now)
	if err != nil || len(closed) != 1 || closed[0].Status != closing.Closed || closed[0].Totals.Events[ledger.Shipped] != 1 {
		t.Errorf("%+v, %v", closed, err)
	}
	c.Objects = lost
	open, err := c.CloseDue(t.Context(), now)
	if err != nil || len(open) != 1 || !slices.Equal(failed(open[0]), []closing.CheckName{closing.NoVersionGaps}) {
		t.Errorf("without the file: %+v, %v", open, err)
	}
}

package dynamo_test

import (
	"slices"
	"testing"

	"storefront/shared/catalog"
	"storefront/shared/problem"
)

// route is what a request does: for a newcomer, and after a long history of its address,
// key, order and sale.
type route struct {
	name  string
	fresh prepare // nil: the history may make a difference
	old   prepare
	code  problem.Code // of the answer after the history
	most  cost
}

// prepare does all that comes before a request, and returns the request.
type prepare func(t *testing.T) (request func() error)

// Bounds of what a history can add to a request.
const (
	slots = catalog.MaxSlots
	// fullOrderWrites is the write units of an order that had every refund it may have.
	// Each has one line here; with 20 lines it would be ten times as much.
	fullOrderWrites = 10
	// slotsReads is the read units of all orders of a key, if each is as large.
	slotsReads = slots * fullOrderWrites / 4
)

// Each route's work is bounded by a constant, whatever was done before with its address,
// key, order and sale: see the column of what it costs at most. Where there is a newcomer,
// a request after a long history costs exactly what theirs does.
//
// Three things grow, and no request makes them grow. A shelf has a page for each 200 lots,
// and the sweep reads each lot and asks about each claim, so stock bounds both. The catalog
// has the products and sales that operators have put there; a process reads it at most
// once a second.
func TestWorkIsBounded(t *testing.T) {
	t.Parallel()
	var m meter
	s := open(t, m.options)
	for _, r := range slices.Concat(holdRoutes(s), orderRoutes(s), mailRoutes(t, s), readRoutes(t, open(t, m.options), open(t, m.options))) {
		t.Run(r.name, func(t *testing.T) {
			old := m.measured(t, r.old(t), r.code)
			if old.calls > r.most.calls || old.reads > r.most.reads || old.writes > r.most.writes || old.refused > r.most.refused {
				t.Errorf("costs %+v, want at most %+v", old, r.most)
			}
			t.Logf("costs %+v", old)
			if r.fresh == nil {
				return
			}
			fresh := m.measured(t, r.fresh(t), "")
			if old.total() != fresh.total() {
				t.Errorf("costs %+v, and for a newcomer %+v", old, fresh)
			}
		})
	}
}

func (m *meter) measured(t *testing.T, do func() error, code problem.Code) cost {
	t.Helper()
	got, err := m.of(do)
	if problem.CodeOf(err) != code {
		t.Fatalf("got %v, want %q", err, code)
	}
	return got
}

// total returns the cost with a refused write counted as one that is applied. What it costs
// is not reported: it is what the size of its item says, at most fullOrderWrites.
func (c cost) total() cost {
	return cost{calls: c.calls, reads: c.reads, writes: c.writes + float64(c.refused)}
}

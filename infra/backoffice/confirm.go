package backoffice

import (
	"context"
	"slices"
	"time"

	"storefront/shared/order"
	"storefront/shared/stock"
)

// patience is how long a claim that nobody seems to have a right to may last
// before it is a finding. Whatever closes an order gives its units back right
// after, and a checkout that has not done so by its timeout never will.
const patience = 20 * time.Second

// The pauses between two looks at doubtful claims.
const (
	firstPause = 50 * time.Millisecond
	lastPause  = 2 * time.Second
)

// findMissing looks for live orders whose claims are not in their lots.
func (a *audit) findMissing(ctx context.Context) error {
	var ids []order.ID
	for id, e := range a.orders {
		if slices.ContainsFunc(e.takes, func(t take) bool { return !t.met }) {
			ids = append(ids, id)
		}
	}
	now, err := a.store.Orders(ctx, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if !now[id].KeepsClaims() {
			continue
		}
		for _, t := range a.orders[id].takes {
			if !t.met {
				a.find("order %s is %s and names %d of lot %s, %s", id, now[id].Status, t.quantity, t.lot, a.instead(id, t))
			}
		}
	}
	return nil
}

// instead says what the lot of a missing claim has in its place.
func (a *audit) instead(id order.ID, t take) string {
	if t.lot.Number >= a.lots[t.lot.Line] {
		return "which the shelf does not count"
	}
	i := slices.IndexFunc(a.doubts, func(d doubt) bool { return d.lot == t.lot && d.id == id })
	if i < 0 {
		return "where it has no claim"
	}
	return "where its claim is on another number of units"
}

// findOverLimit looks for buyers who have more live orders than their sale allows.
func (a *audit) findOverLimit(ctx context.Context) error {
	live := map[order.Key][]order.ID{}
	for id, e := range a.orders {
		if a.sales[e.sale].OrdersPerBuyer > 0 && e.status.Live() {
			live[id.Key] = append(live[id.Key], id)
		}
	}
	for key, ids := range live {
		limit := a.sales[a.orders[ids[0]].sale].OrdersPerBuyer
		if len(ids) <= limit {
			continue
		}
		now, err := a.store.Orders(ctx, ids)
		if err != nil {
			return err
		}
		ids = slices.DeleteFunc(ids, func(id order.ID) bool { return !now[id].Status.Live() })
		if len(ids) > limit {
			a.find("buyer %s has %d live orders in sale %s, which allows %d", key, len(ids), a.orders[ids[0]].sale, limit)
		}
	}
	return nil
}

// doubt is a claim that the orders read so far do not explain.
type doubt struct {
	claim
	line int    // index of its line in the report
	why  string // by the last reading of its order it is leaked
}

// settleDoubts finds out whose the doubtful claims are, and waits for those
// that may be on their way back to their lots.
func (a *audit) settleDoubts(ctx context.Context) error {
	pause, end := time.Duration(0), a.now().Add(patience)
	for len(a.doubts) > 0 && a.now().Before(end) {
		if err := sleep(ctx, pause); err != nil {
			return err
		}
		pause = min(max(2*pause, firstPause), lastPause)
		if err := a.askAgain(ctx); err != nil {
			return err
		}
		if err := a.dropGone(ctx); err != nil {
			return err
		}
	}
	for _, d := range a.doubts {
		a.report.Lines[d.line].add(leaked, d.Quantity)
		a.find("%s, %s", d.claim, d.why)
	}
	return nil
}

// askAgain reads the orders of all doubts, and leaves the doubts about claims
// that nobody has a right to.
func (a *audit) askAgain(ctx context.Context) error {
	ids := make([]order.ID, len(a.doubts))
	for i, d := range a.doubts {
		ids[i] = d.id
	}
	orders, err := a.store.Orders(ctx, ids)
	if err != nil {
		return err
	}
	a.doubts = slices.DeleteFunc(a.doubts, func(d doubt) bool {
		s := d.judge(orders[d.id], a.now())
		if s != leaked {
			a.report.Lines[d.line].add(s, d.Quantity)
		}
		return s != leaked
	})
	for i := range a.doubts {
		a.doubts[i].why = a.doubts[i].leak(orders[a.doubts[i].id], a.now())
	}
	return nil
}

// dropGone reads the lots of all doubts, and leaves the claims that are still there.
func (a *audit) dropGone(ctx context.Context) error {
	seen := map[stock.Line][]stock.Lot{}
	for i := range a.doubts {
		line := a.doubts[i].lot.Line
		if seen[line] != nil {
			continue
		}
		lots, err := a.store.Lots(ctx, line, a.lots[line])
		if err != nil {
			return err
		}
		seen[line] = lots
	}
	var there []doubt
	for _, d := range a.doubts {
		now, ok := seen[d.lot.Line][d.lot.Number].Claims[d.id]
		if !ok || now.Quantity != d.Quantity { // its units were given back since they were counted
			a.report.Lines[d.line].Left += d.Quantity
			continue
		}
		d.Claim = now
		there = append(there, d)
	}
	a.doubts = there
	return nil
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

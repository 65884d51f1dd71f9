package audit

import (
	"context"
	"fmt"
	"slices"
	"time"

	"storefront/shared/order"
	"storefront/shared/stock"
)

// patience is how long a claim to which no order has a right may last before it is
// a finding. A request that closes an order releases its claims right after, or never
// if it has not by its timeout.
const patience = 20 * time.Second

// The pauses between two readings of doubtful claims.
const (
	firstPause = 50 * time.Millisecond
	lastPause  = 2 * time.Second
)

// sweepGrace is how long a claim that has ended may wait for the sweep, which
// comes every minute and may fail once.
const sweepGrace = 3 * time.Minute

// claim is an order's claim, as a lot had it.
type claim struct {
	lot stock.LotKey
	id  order.ID
	stock.Claim
}

// doubt is a claim that the orders read so far do not explain.
type doubt struct {
	claim
	line int    // index of its line in the report
	why  string // why its order has no right to it, by the last reading
}

// settleDoubts finds out which orders have a right to the doubtful claims. It
// waits for claims that may be on their way back to their lots.
func (a *audit) settleDoubts(ctx context.Context) error {
	pause, end := time.Duration(0), a.now().Add(patience)
	for len(a.doubts) > 0 && a.now().Before(end) {
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
		pause = min(max(2*pause, firstPause), lastPause)
		if err := a.readDoubtfulOrders(ctx); err != nil {
			return err
		}
		if err := a.readDoubtfulLots(ctx); err != nil {
			return err
		}
	}
	for _, d := range a.doubts {
		a.report.Lines[d.line].Leaked += d.Quantity
		a.find("lot %s: %d of its units are claimed by order %s, %s", d.lot, d.Quantity, d.id, d.why)
	}
	return nil
}

// readDoubtfulOrders settles the doubts about claims that turn out to have a live
// order, or one that the sweep will decide.
func (a *audit) readDoubtfulOrders(ctx context.Context) error {
	ids := make([]order.ID, len(a.doubts))
	for i, d := range a.doubts {
		ids[i] = d.id
	}
	orders, err := a.store.Orders(ctx, ids)
	if err != nil {
		return err
	}
	a.doubts = slices.DeleteFunc(a.doubts, func(d doubt) bool {
		counter := d.counter(&a.report.Lines[d.line].Tally, orders[d.id], a.now())
		if counter == nil {
			return false
		}
		*counter += d.Quantity
		return true
	})
	for i := range a.doubts {
		d := &a.doubts[i]
		d.why = d.leak(orders[d.id], a.now())
	}
	return nil
}

// readDoubtfulLots settles the doubts about claims that were released since.
func (a *audit) readDoubtfulLots(ctx context.Context) error {
	read := map[stock.Line][]stock.Lot{}
	var remaining []doubt
	for _, d := range a.doubts {
		line := d.lot.Line
		if read[line] == nil {
			lots, err := a.store.Lots(ctx, line, a.lots[line])
			if err != nil {
				return err
			}
			read[line] = lots
		}
		now, ok := read[line][d.lot.Number].Claims[d.id]
		if !ok || now.Quantity != d.Quantity {
			a.report.Lines[d.line].Left += d.Quantity
			continue
		}
		d.Claim = now
		remaining = append(remaining, d)
	}
	a.doubts = remaining
	return nil
}

// counter returns what to count a claim's units as, or nil if no order has a right
// to them. o is the claim's order, as it was read after the claim.
//
// Units are pending while a claim without an order has not ended, and while an ended
// claim waits for the sweep. A sweep that closes an order releases its claim in the
// lot that it is reading, and the order's other claims when it reads their lots.
func (c claim) counter(t *Tally, o order.Order, now time.Time) *int {
	switch {
	case o.Status == order.Held && c.isOf(o):
		return &t.Held
	case o.KeepsClaims() && c.isOf(o):
		return &t.Paid
	case (o.Status == order.Absent || c.Due(now)) && !c.Settled() && !c.overdue(now):
		return &t.Pending
	default:
		return nil
	}
}

// isOf reports whether the order names the claim.
func (c claim) isOf(o order.Order) bool {
	return o.Sale == c.lot.Line.Sale && o.HasAllocation(c.lot.Line.SKU, order.Allocation{Lot: c.lot.Number, Quantity: c.Quantity})
}

// overdue reports whether a sweep should have settled the claim by now.
func (c claim) overdue(now time.Time) bool { return c.Due(now.Add(-sweepGrace)) }

// leak returns why no order has a right to a claim, and what will become of it.
func (c claim) leak(o order.Order, now time.Time) string {
	why := fmt.Sprintf("which is %s", o.Status)
	switch {
	case o.Status == order.Absent:
		why = "which does not exist"
	case o.Sale != c.lot.Line.Sale:
		why = fmt.Sprintf("which is of sale %q", o.Sale)
	case o.KeepsClaims():
		why += " and names other claims"
	}
	switch until := c.Until.Format(time.RFC3339); {
	case c.Settled():
		return why + "; it is marked as paid"
	case c.overdue(now):
		return why + "; no sweep has come since " + until
	default:
		return why + "; the sweep should release them after " + until
	}
}

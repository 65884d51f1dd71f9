package crowd

import (
	"context"
	"fmt"
	"slices"
	"time"

	"storefront/infra/audit"
	"storefront/shared/catalog"
	"storefront/shared/order"
	"storefront/shared/stock"
)

// A change this long before a request may still be unknown to its answer "sold out".
const (
	shelfLag  = time.Second      // a shelf is read every quarter of a second
	cancelLag = 15 * time.Second // a cancellation releases its units before the timeout
	sweepLag  = 90 * time.Second // a sweep releases those of another lot a minute later
)

// Orders visits every order of a store.
type Orders interface {
	AllOrders(ctx context.Context, visit func(order.Order) error) error
}

// Check compares the crowd's answers with the store and its audit report. It
// returns what is wrong: the audit's own findings, answers that no store may give,
// promised orders that are missing or differ, and "sold out" answers for lines with
// units that were never claimed.
func (r *Result) Check(ctx context.Context, orders Orders, report audit.Report) ([]string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	findings := slices.Concat(report.Findings, r.wrongs)
	met := map[string]bool{}
	returned := r.returnedByExtras()
	err := orders.AllOrders(ctx, func(o order.Order) error {
		if o.Sale != r.options.Sale.ID {
			return nil
		}
		r.returnedBy(o, returned)
		if told := r.orders[o.ID.String()]; told != nil {
			met[o.ID.String()] = true
			if fault := told.check(o); fault != "" {
				findings = append(findings, fmt.Sprintf("order %s %s", o.ID, fault))
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for id := range r.orders {
		if !met[id] {
			findings = append(findings, fmt.Sprintf("order %s was promised but is missing", id))
		}
	}
	findings = append(findings, r.falseSoldOut(report, returned)...)
	slices.Sort(findings)
	return findings, nil
}

// check describes how an order differs from what its buyer was told; empty if it
// does not.
func (t *told) check(o order.Order) string {
	switch {
	case len(o.Lines) != 1 || o.Lines[0].SKU != t.wanted.SKU || o.Lines[0].Quantity != t.wanted.Quantity:
		return fmt.Sprintf("was promised with %d of %s but has other lines", t.wanted.Quantity, t.wanted.SKU)
	case t.status == unknown || o.Status == t.status:
		return ""
	case t.status == order.Held && o.Status == order.Expired && !o.UpdatedAt.Before(o.HoldExpiresAt):
		return ""
	default:
		return fmt.Sprintf("was said to be %s but is %s", t.status, o.Status)
	}
}

// falseSoldOut finds lines that were said to be sold out but have units left. Units
// released since then are no fault; returned has the most that this can be.
func (r *Result) falseSoldOut(report audit.Report, returned map[catalog.SKU]int) []string {
	var findings []string
	for sku, s := range r.soldOut {
		line := stock.Line{Sale: r.options.Sale.ID, SKU: sku}
		i := slices.IndexFunc(report.Lines, func(l audit.LineReport) bool { return l.Line == line })
		if i >= 0 && report.Lines[i].Left > returned[sku] {
			findings = append(findings, fmt.Sprintf("%s was said to be sold out %d times, but %d units of it were never claimed",
				sku, s.times, report.Lines[i].Left-returned[sku]))
		}
	}
	return findings
}

// returnedByExtras counts the units that extra requests may have released after the
// last "sold out".
func (r *Result) returnedByExtras() map[catalog.SKU]int {
	returned := map[catalog.SKU]int{}
	for _, x := range r.extras {
		if r.afterSoldOut(x.wanted.SKU, x.ended.Add(shelfLag)) {
			returned[x.wanted.SKU] += x.wanted.Quantity
		}
	}
	return returned
}

// returnedBy adds the units that closing an order may have released after the last
// "sold out".
func (r *Result) returnedBy(o order.Order, returned map[catalog.SKU]int) {
	known := o.UpdatedAt.Add(sweepLag)
	switch o.Status {
	case order.Abandoned: // a tombstone has no lines, so this is the most it can have claimed
		for _, line := range r.options.Sale.Lines {
			if r.afterSoldOut(line.SKU, known) {
				returned[line.SKU] += line.MaxPerOrder
			}
		}
		return
	case order.Cancelled, order.Rejected:
		known = o.UpdatedAt.Add(cancelLag)
	}
	for _, line := range o.Lines {
		if o.Status.Closed() && r.afterSoldOut(line.SKU, known) {
			returned[line.SKU] += line.Quantity
		}
	}
}

// afterSoldOut reports whether a change known at the given time may have come too
// late for the last "sold out" of a line.
func (r *Result) afterSoldOut(sku catalog.SKU, known time.Time) bool {
	s := r.soldOut[sku]
	return s != nil && !known.Before(s.last)
}

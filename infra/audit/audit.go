// Package audit proves that the stock and the orders of a region tie out. It only
// reads.
package audit

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/order"
	"storefront/shared/stock"
)

// Store is what an audit reads. Apart from the catalog, each item is read as it is now.
type Store interface {
	catalog.Source
	// Shelf returns the shelf of a line. It fails if there is none.
	Shelf(ctx context.Context, line stock.Line) (stock.Shelf, error)
	// Lots returns the first n lots of a line. It fails if one is missing.
	Lots(ctx context.Context, line stock.Line, n int) ([]stock.Lot, error)
	// AllOrders visits every order that exists from its first to its last moment,
	// each once.
	AllOrders(ctx context.Context, visit func(order.Order) error) error
	// Orders returns those of the orders that exist.
	Orders(ctx context.Context, ids []order.ID) (map[order.ID]order.Order, error)
}

// Run reads every lot and every order of a region, or of one sale, and reports
// whether they tie out. It keeps a few hundred bytes of each order in memory.
//
// Sales may go on meanwhile. The store cannot be read as of one moment, but
// three facts make the findings certain:
//
//   - orders are read first, lots second, and doubtful orders a third time;
//   - nothing becomes live again: an order that is live in the first and in the
//     third reading was live during the second;
//   - claims come before their order is put, and go after it is closed.
//
// So an order that was live twice must have had its claims in between, and two
// orders live twice were live together. A claim that no live order names may be on
// its way to its order or back to its lot, so it is a finding only if it stays for
// longer than any request takes. A claim that has ended, or whose order does not
// exist, is left to the sweep: it is pending, and a finding only if no sweep has come
// for three minutes.
//
// A lot that no shelf counts is found through the live orders that name it.
// Nobody can reach any other such lot.
func Run(ctx context.Context, store Store, now time.Time, only catalog.SaleID) (Report, error) {
	began := time.Now()
	a := &audit{
		store: store, only: only,
		now:    func() time.Time { return now.Add(time.Since(began)) },
		orders: map[order.ID]*entry{},
		lots:   map[stock.Line]int{},
		report: Report{Orders: map[order.Status]int{}},
	}
	if err := a.readCatalog(ctx); err != nil {
		return Report{}, err
	}
	if _, ok := a.sales[only]; only != "" && !ok {
		return Report{}, fmt.Errorf("there is no sale %q", only)
	}
	for _, step := range []func(context.Context) error{
		a.readOrders, a.readLots, a.findMissing, a.findOverLimit, a.settleDoubts,
	} {
		if err := step(ctx); err != nil {
			return Report{}, err
		}
	}
	for _, line := range a.report.Lines {
		if n := line.Left + line.Held + line.Paid + line.Pending + line.Leaked; n != line.Size {
			a.find("line %s: %d units are accounted for, of %d", line.Line, n, line.Size)
		}
	}
	slices.Sort(a.report.Findings)
	return a.report, nil
}

// audit is one audit under way.
type audit struct {
	store  Store
	now    func() time.Time
	only   catalog.SaleID // empty: all
	sales  map[catalog.SaleID]catalog.Sale
	orders map[order.ID]*entry
	lots   map[stock.Line]int // how many each shelf counts
	doubts []doubt
	report Report
}

// entry is what an audit remembers of an order.
type entry struct {
	sale        catalog.SaleID
	status      order.Status
	allocations []allocation // of an order that keeps its units
}

// allocation is a claim that an order names.
type allocation struct {
	lot      stock.LotKey
	quantity int
	seen     bool // the lot has the claim
}

// matches reports whether the order names a claim, and notes that the claim was seen.
func (e *entry) matches(c claim) bool {
	if e == nil {
		return false
	}
	for i := range e.allocations {
		if a := &e.allocations[i]; a.lot == c.lot && a.quantity == c.Quantity {
			a.seen = true
			return true
		}
	}
	return false
}

func (a *audit) find(format string, args ...any) {
	a.report.Findings = append(a.report.Findings, fmt.Sprintf(format, args...))
}

func (a *audit) readCatalog(ctx context.Context) error {
	snapshot, err := a.store.Catalog(ctx)
	if err != nil {
		return err
	}
	a.sales = make(map[catalog.SaleID]catalog.Sale, len(snapshot.Sales))
	for _, sale := range snapshot.Sales {
		a.sales[sale.ID] = sale
	}
	return nil
}

// readOrders reads all orders. A sale that the catalog does not have may be new,
// so its orders are checked with a later catalog.
func (a *audit) readOrders(ctx context.Context) error {
	unknown := map[order.ID]catalog.SaleID{}
	err := a.store.AllOrders(ctx, func(o order.Order) error {
		if a.only != "" && o.Sale != a.only {
			return nil
		}
		a.report.Orders[o.Status]++
		if sale, ok := a.sales[o.Sale]; ok {
			a.readOrder(o, sale)
		} else {
			unknown[o.ID] = o.Sale
		}
		return nil
	})
	if err != nil || len(unknown) == 0 {
		return err
	}
	if err := a.readCatalog(ctx); err != nil {
		return err
	}
	for id, name := range unknown {
		if _, ok := a.sales[name]; !ok {
			a.find("order %s is of sale %q, which does not exist", id, name)
			delete(unknown, id)
		}
	}
	orders, err := a.store.Orders(ctx, slices.Collect(maps.Keys(unknown)))
	for _, o := range orders {
		a.readOrder(o, a.sales[o.Sale])
	}
	return err
}

func (a *audit) readOrder(o order.Order, sale catalog.Sale) {
	for _, fault := range checkOrder(o, sale) {
		a.find("order %s %v", o.ID, fault)
	}
	e := &entry{sale: o.Sale, status: o.Status}
	a.orders[o.ID] = e
	if !o.KeepsClaims() {
		return
	}
	for _, line := range o.Lines {
		if _, ok := sale.Line(line.SKU); !ok {
			continue // checkOrder has found it, and there is no lot to read
		}
		for _, t := range line.Allocations {
			key := stock.LotKey{Line: stock.Line{Sale: o.Sale, SKU: line.SKU}, Number: t.Lot}
			e.allocations = append(e.allocations, allocation{lot: key, quantity: t.Quantity})
		}
	}
}

func (a *audit) readLots(ctx context.Context) error {
	for _, id := range slices.Sorted(maps.Keys(a.sales)) {
		if a.only != "" && id != a.only {
			continue
		}
		lines := slices.SortedFunc(slices.Values(a.sales[id].Lines), func(x, y catalog.SaleLine) int {
			return strings.Compare(string(x.SKU), string(y.SKU))
		})
		for _, line := range lines {
			if err := a.readLine(ctx, stock.Line{Sale: id, SKU: line.SKU}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *audit) readLine(ctx context.Context, line stock.Line) error {
	shelf, err := a.store.Shelf(ctx, line)
	if err != nil {
		return err
	}
	lots, err := a.store.Lots(ctx, line, shelf.Lots)
	if err != nil {
		return err
	}
	a.lots[line] = shelf.Lots
	a.report.Lines = append(a.report.Lines, LineReport{Line: line})
	for _, lot := range lots {
		a.readLot(lot, len(a.report.Lines)-1)
	}
	return nil
}

func (a *audit) readLot(lot stock.Lot, line int) {
	if err := lot.Check(); err != nil {
		a.find("%v", err)
	}
	tally := &a.report.Lines[line].Tally
	tally.Size += lot.Size
	tally.Left += lot.Left
	for id, c := range lot.Claims {
		c := claim{lot: lot.LotKey, id: id, Claim: c}
		switch e := a.orders[id]; {
		case !e.matches(c):
			a.doubts = append(a.doubts, doubt{claim: c, line: line})
		case e.status == order.Held:
			tally.Held += c.Quantity
		default:
			tally.Paid += c.Quantity
		}
	}
}

// findMissing finds live orders whose claims are not in their lots.
func (a *audit) findMissing(ctx context.Context) error {
	var ids []order.ID
	for id, e := range a.orders {
		if slices.ContainsFunc(e.allocations, func(al allocation) bool { return !al.seen }) {
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
		for _, al := range a.orders[id].allocations {
			if !al.seen {
				a.find("order %s is %s and names %d of lot %s, %s", id, now[id].Status, al.quantity, al.lot, a.whyMissing(id, al.lot))
			}
		}
	}
	return nil
}

// whyMissing returns what a lot has in place of an order's claim.
func (a *audit) whyMissing(id order.ID, lot stock.LotKey) string {
	switch {
	case lot.Number >= a.lots[lot.Line]:
		return "which the shelf does not count"
	case slices.ContainsFunc(a.doubts, func(d doubt) bool { return d.lot == lot && d.id == id }):
		return "where its claim is on another number of units"
	default:
		return "where it has no claim"
	}
}

// findOverLimit finds buyers who have more live orders than their sale allows.
func (a *audit) findOverLimit(ctx context.Context) error {
	live := map[order.Key][]order.ID{}
	for id, e := range a.orders {
		if a.sales[e.sale].OrdersPerBuyer > 0 && e.status.Live() {
			live[id.Key] = append(live[id.Key], id)
		}
	}
	for key, ids := range live {
		sale := a.sales[a.orders[ids[0]].sale]
		if len(ids) <= sale.OrdersPerBuyer {
			continue
		}
		now, err := a.store.Orders(ctx, ids)
		if err != nil {
			return err
		}
		ids = slices.DeleteFunc(ids, func(id order.ID) bool { return !now[id].Status.Live() })
		if len(ids) > sale.OrdersPerBuyer {
			a.find("buyer %s has %d live orders in sale %s, which allows %d", key, len(ids), sale.ID, sale.OrdersPerBuyer)
		}
	}
	return nil
}

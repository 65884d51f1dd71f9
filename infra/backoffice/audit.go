package backoffice

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

// Audit reads every lot and every order of the region, or of one sale, and says
// whether they tie out. It writes nothing, and keeps a few hundred bytes of each
// order in memory.
//
// Sales may go on meanwhile. The store cannot be read as of one moment, but
// three facts let the audit prove what it says:
//
//   - orders are read first, lots second, and doubtful orders a third time;
//   - a live order was live ever since it was put, for nothing becomes live
//     again: live in the first and the third reading is live in the second;
//   - claims come before their order is put, and go after it is closed.
//
// So an order that was live twice must have had its claims in between, and two
// orders live twice were live together: such findings are certain. A claim that
// no live order names may be on its way, forth or back, so it is a finding only
// if it stays for longer than any request takes. A claim whose order is not
// there, or whose time has come, is the sweep's to decide about: it is pending,
// and a finding only if no sweep has come for three minutes.
//
// A lot that no shelf counts is found by the live orders that name it; what else
// may be there, no one can reach.
func (o *Office) Audit(ctx context.Context, now time.Time, only catalog.SaleID) (Report, error) {
	began := time.Now()
	a := &audit{
		store: o.store, only: only,
		now:    func() time.Time { return now.Add(time.Since(began)) },
		orders: map[order.ID]*entry{},
		lots:   map[stock.Line]int{},
		report: Report{Orders: map[order.Status]int{}},
	}
	if err := a.readCatalog(ctx); err != nil {
		return Report{}, err
	}
	if _, ok := a.sales[only]; only != "" && !ok {
		return Report{}, o.unknown(only)
	}
	for _, step := range []func(context.Context) error{
		a.readOrders, a.readLots, a.findMissing, a.findOverLimit, a.settleDoubts,
	} {
		if err := step(ctx); err != nil {
			return Report{}, err
		}
	}
	a.addUp()
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
	sale   catalog.SaleID
	status order.Status
	takes  []take // of an order that keeps them
}

// take is a claim that an order names, and whether its lot was seen to have it.
type take struct {
	lot      stock.LotKey
	quantity int
	met      bool
}

// meet notes that a claim was seen, and says whether a live order names it.
func (e *entry) meet(c claim) bool {
	if e == nil {
		return false
	}
	i := slices.IndexFunc(e.takes, func(t take) bool { return t.lot == c.lot && t.quantity == c.Quantity })
	if i < 0 {
		return false
	}
	e.takes[i].met = true
	return true
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

// readOrders reads all orders. Those of a sale that the catalog does not have
// are looked at again with a later catalog: the sale may be new.
func (a *audit) readOrders(ctx context.Context) error {
	strangers := map[order.ID]catalog.SaleID{}
	err := a.store.AllOrders(ctx, func(o order.Order) error {
		if a.only != "" && o.Sale != a.only {
			return nil
		}
		a.report.Orders[o.Status]++
		if sale, ok := a.sales[o.Sale]; ok {
			a.readOrder(o, sale)
		} else {
			strangers[o.ID] = o.Sale
		}
		return nil
	})
	if err != nil || len(strangers) == 0 {
		return err
	}
	if err := a.readCatalog(ctx); err != nil {
		return err
	}
	for id, name := range strangers {
		if _, ok := a.sales[name]; !ok {
			a.find("order %s is of sale %q, which does not exist", id, name)
			delete(strangers, id)
		}
	}
	orders, err := a.store.Orders(ctx, slices.Collect(maps.Keys(strangers)))
	for _, o := range orders {
		a.readOrder(o, a.sales[o.Sale])
	}
	return err
}

func (a *audit) readOrder(o order.Order, sale catalog.Sale) {
	for _, fault := range checkDocument(o, sale) {
		a.find("order %s %v", o.ID, fault)
	}
	e := &entry{sale: o.Sale, status: o.Status}
	a.orders[o.ID] = e
	if !o.KeepsClaims() {
		return
	}
	for _, line := range o.Lines {
		if _, ok := sale.Line(line.SKU); !ok {
			continue // a finding already, and there is no lot to look at
		}
		for _, t := range line.Allocations {
			key := stock.LotKey{Line: stock.Line{Sale: o.Sale, SKU: line.SKU}, Number: t.Lot}
			e.takes = append(e.takes, take{lot: key, quantity: t.Quantity})
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
		case !e.meet(c):
			a.doubts = append(a.doubts, doubt{claim: c, line: line})
		case e.status == order.Held:
			tally.add(held, c.Quantity)
		default:
			tally.add(paid, c.Quantity)
		}
	}
}

// addUp holds each line's units against its size.
func (a *audit) addUp() {
	for _, line := range a.report.Lines {
		if n := line.Left + line.Held + line.Paid + line.Pending + line.Leaked; n != line.Size {
			a.find("line %s: %d units are accounted for, of %d", line.Line, n, line.Size)
		}
	}
}

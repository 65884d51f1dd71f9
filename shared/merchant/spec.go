package merchant

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/problem"
	"storefront/shared/stock"
	"storefront/shared/work"
)

// MaxUnits is the most units that a line may have. An audit or a sweep reads all
// lots of such a line in 40 requests.
const MaxUnits = maxLots * stock.LotSize

const maxLots = 4000

// MaxPerOrder is the most units of a line that one order may have. It is what a
// full lot has, so that an order rarely needs more than one lot.
const MaxPerOrder = stock.LotSize

// Spec is a sale to create.
type Spec struct {
	ID             catalog.SaleID
	Opens          time.Time
	Closes         time.Time // zero: when an operator closes it
	Access         catalog.Access
	EntriesClose   time.Time     // of a draw, and of no other sale: before it opens, and in the future
	OrdersPerBuyer int           // 0: no limit, as it has to be in an open sale
	Hold           time.Duration // whole seconds, catalog.MinHold to catalog.MaxHold
	Work           int           // 0: none; or, in an open sale, work.MinBits to work.MaxBits
	Lines          []Line        // 1 to catalog.MaxLinesInSale, no SKU twice
}

// Line is one SKU of a sale to create.
type Line struct {
	SKU         catalog.SKU
	Units       int // 1 to MaxUnits
	MaxPerOrder int // 1 to the package's MaxPerOrder
}

// Mistakes are all that is wrong with what an operator asked for. Each has the
// name of a flag of the command line.
type Mistakes []problem.Field

func (m Mistakes) Error() string {
	sentences := make([]string, len(m))
	for i, field := range m {
		sentences[i] = field.Name + " " + field.Reason
	}
	return strings.Join(sentences, "; ")
}

func (m *Mistakes) add(field, reason string, args ...any) {
	*m = append(*m, problem.Field{Name: field, Reason: fmt.Sprintf(reason, args...)})
}

func (m Mistakes) err() error {
	if len(m) == 0 {
		return nil
	}
	return m
}

// check returns the Mistakes of a spec for a region that has a catalog.
func (s Spec) check(now time.Time, region market.Region, snapshot catalog.Snapshot) error {
	var m Mistakes
	if !catalog.ValidName(string(s.ID)) {
		m.add("id", "must be 1 to %d lower-case letters, digits and inner hyphens", catalog.MaxNameLength)
	}
	switch {
	case s.Opens.IsZero():
		m.add("opens", "must say when the sale opens")
	case s.Closes.IsZero():
	case !s.Closes.After(s.Opens):
		m.add("closes", "must be after the sale opens")
	case !s.Closes.After(now):
		m.add("closes", "must be in the future")
	}
	s.checkAccess(&m, now)
	if s.Hold < catalog.MinHold || s.Hold > catalog.MaxHold || s.Hold%time.Second != 0 {
		m.add("hold", "must be whole seconds from %v to %v", catalog.MinHold, catalog.MaxHold)
	}
	switch {
	case s.Work == 0:
	case s.Work < work.MinBits || s.Work > work.MaxBits:
		m.add("work", "must be 0, for none, or %d to %d", work.MinBits, work.MaxBits)
	case s.Access != catalog.AccessOpen:
		m.add("work", "needs a sale whose access is %s: a pass or a ticket stands in for it", catalog.AccessOpen)
	}
	if len(s.Lines) == 0 || len(s.Lines) > catalog.MaxLinesInSale {
		m.add("line", "must be given 1 to %d times", catalog.MaxLinesInSale)
	}
	s.checkLines(&m, region, snapshot)
	return m.err()
}

func (s Spec) checkAccess(m *Mistakes, now time.Time) {
	kinds := []catalog.Access{catalog.AccessOpen, catalog.AccessVerified, catalog.AccessTicket, catalog.AccessDraw}
	if !slices.Contains(kinds, s.Access) {
		m.add("access", "must be %s, %s, %s or %s", kinds[0], kinds[1], kinds[2], kinds[3])
	}
	switch draws := s.Access == catalog.AccessDraw; {
	case draws && (!s.EntriesClose.After(now) || !s.EntriesClose.Before(s.Opens)):
		m.add("entries-close", "must be in the future, and before the sale opens")
	case !draws && !s.EntriesClose.IsZero():
		m.add("entries-close", "needs a sale whose access is %s", catalog.AccessDraw)
	}
	switch {
	case s.OrdersPerBuyer < 0 || s.OrdersPerBuyer > catalog.MaxSlots:
		m.add("orders-per-buyer", "must be 0, for no limit, to %d", catalog.MaxSlots)
	case s.OrdersPerBuyer > 0 && s.Access == catalog.AccessOpen:
		m.add("orders-per-buyer", "needs a sale whose access is %s or %s: in an open one nobody proves who they are, "+
			"so a stranger could use up a buyer's orders", catalog.AccessVerified, catalog.AccessTicket)
	}
}

func (s Spec) checkLines(m *Mistakes, region market.Region, snapshot catalog.Snapshot) {
	seen := map[catalog.SKU]bool{}
	for _, line := range s.Lines {
		product, err := snapshot.Product(line.SKU)
		switch {
		case seen[line.SKU]:
			m.add("line", "has %s twice", line.SKU)
		case err != nil:
			m.add("line", "has %q, which is not in the catalog", line.SKU)
		case !slices.ContainsFunc(region.Markets(), func(to market.Market) bool { _, known := product.Offers[to.Code]; return known }):
			m.add("line", "has %s, which no market of region %s knows", line.SKU, region)
		}
		seen[line.SKU] = true
		checkUnits(m, line.SKU, line.Units)
		if line.MaxPerOrder < 1 || line.MaxPerOrder > MaxPerOrder {
			m.add("line", "must allow 1 to %d units of %s in an order", MaxPerOrder, line.SKU)
		}
	}
}

func checkUnits(m *Mistakes, sku catalog.SKU, units int) {
	if units < 1 || units > MaxUnits {
		m.add("line", "must have 1 to %d units of %s", MaxUnits, sku)
	}
}

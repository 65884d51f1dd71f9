package verify

import (
	"fmt"
	"strings"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/order"
)

// figure names a figure that the books and the store must both have: the entries
// of a transaction in an account, the units of a SKU that moved, or an order line.
type figure struct {
	of   string // id of the order or lot
	kind string // of event, move or line
	at   string // when it occurred, as the books have it; empty if the store does not know any more
	what string // account and currency, SKU, or what a line says after its currency
	class

	supply order.Supply // of a line; not shown, because it can have a ZIP Code
}

type class uint8

const (
	money class = iota // a posting
	units              // a stock move
	lines              // an order line
)

func (f figure) String() string {
	return fmt.Sprintf("%s of %s at %s, %s", f.kind, f.of, f.at, f.what)
}

// sum names the sum that a figure is added to.
func (f figure) sum() string {
	switch f.class {
	case units:
		return f.what + " " + f.kind
	case lines:
		currency, _, _ := strings.Cut(f.what, " ")
		return "order lines " + currency
	default:
		return f.what
	}
}

// currency returns the currency of money, or "".
func (f figure) currency() string {
	switch f.class {
	case units:
		return ""
	case lines:
		currency, _, _ := strings.Cut(f.what, " ")
		return currency
	default:
		_, currency, _ := strings.Cut(f.what, " ")
		return currency
	}
}

func (f figure) timeless() figure {
	f.at = ""
	return f
}

// value is the value of a figure.
type value struct {
	entries int
	sum     int64 // debits less credits, or units
}

// figures are figures with their values, as the books or the store have them.
type figures map[figure]value

func (f figures) add(key figure, sum int64) {
	was := f[key]
	f[key] = value{was.entries + 1, was.sum + sum}
}

// join adds the value of a figure.
func (f figures) join(key figure, n value) {
	was := f[key]
	f[key] = value{was.entries + n.entries, was.sum + n.sum}
}

func (f figures) sums() map[string]int64 {
	sums := map[string]int64{}
	for f, n := range f {
		sums[f.sum()] += n.sum
	}
	return sums
}

// dateOf returns the day of a figure in the market, or "" if it has no time.
func (r *run) dateOf(f figure) string {
	at, err := time.Parse(time.RFC3339, f.at)
	if err != nil {
		return ""
	}
	date, err := ledger.Date(r.Market, at)
	if err != nil {
		return ""
	}
	return date
}

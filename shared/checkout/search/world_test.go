package search_test

import (
	"slices"
	"strconv"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/email"
	"storefront/shared/order"
	"storefront/shared/stock"
)

// The bounds of the worlds that are searched.
const (
	lots   = 2
	people = 2 // who buy
	slots  = 3 // orders of one buyer
	ids    = people * slots
)

var (
	now  = time.Date(2015, time.May, 18, 19, 0, 0, 0, time.UTC)
	line = stock.Line{Sale: "sale", SKU: "band"}
	sale = catalog.Sale{
		ID: line.Sale, Opens: now, Access: catalog.AccessVerified, OrdersPerBuyer: 1, Hold: time.Minute,
		Salt:  []byte("salt 13890"), // so that orders try the lots in different sequences, and mutants are caught soon
		Lines: []catalog.SaleLine{{SKU: line.SKU, MaxPerOrder: 2}},
	}
	names  = [people]string{"ann", "bob"}
	buyers = [people]order.Key{sale.OrderKey(email.IdentityOf(names[0]), ""), sale.OrderKey(email.IdentityOf(names[1]), "")}
)

// ticks is a time as its distance from now, since the rules ask for nothing else.
// When time passes, every time ahead comes nearer, and a past time stays past. So the
// search needs no clock, and time may pass without a bound.
type ticks uint8

const (
	past  ticks = 0   // now, or some time ago
	never ticks = 255 // the zero time: a settled claim
)

func (t ticks) time() time.Time {
	if t == never {
		return time.Time{}
	}
	return now.Add(time.Duration(t) * sale.Hold)
}

func ticksOf(t time.Time) ticks {
	switch {
	case t.IsZero():
		return never
	case !t.After(now):
		return past
	default:
		return ticks(t.Sub(now) / sale.Hold)
	}
}

// nearer returns t after one tick.
func (t ticks) nearer() ticks {
	if t == past || t == never {
		return t
	}
	return t - 1
}

// world is what the store holds. It does not hold the shelf's epochs: they only grow,
// and are only compared with those that actors remember. It is enough that each actor
// knows whether the epoch that it remembers is still current.
type world struct {
	lots   [lots]lot
	docs   [ids]doc
	listed set // lots that the shelf lists as empty

	// orphaned has the lots that were refilled by someone who will never tell the
	// shelf. It is not part of the store; see model.unmarkComes.
	orphaned set
}

type lot struct {
	left   int8
	claims [ids]claim
}

// claim is a stock.Claim. The zero quantity stands for no claim.
type claim struct {
	quantity uint8
	until    ticks
}

// doc is an order.Order of one line.
type doc struct {
	status    status
	request   uint8 // whose Idempotency-Key it has; 0: nobody's
	quantity  uint8
	allocated [lots]uint8
	until     ticks // the end of its hold
	extended  bool
}

// status is an order.Status, by its index in statuses.
type status uint8

const (
	absent status = iota
	held
	paid
	expired
	cancelled
	rejected
	abandoned
)

var statuses = [...]order.Status{
	absent: order.Absent, held: order.Held, paid: order.Paid, expired: order.Expired,
	cancelled: order.Cancelled, rejected: order.Rejected, abandoned: order.Abandoned,
}

func statusOf(s order.Status) status {
	for i, known := range statuses {
		if s == known {
			return status(i)
		}
	}
	panic("the search knows no status " + s)
}

func (s status) real() order.Status { return statuses[s] }
func (s status) live() bool         { return s.real().Live() }
func (s status) closed() bool       { return s.real().Closed() }

// set is a set of lots, or of pages of the shelf.
type set uint8

func (s set) has(i uint8) bool    { return s&(1<<i) != 0 }
func (s set) with(i uint8) set    { return s | 1<<i }
func (s set) without(i uint8) set { return s &^ (1 << i) }

// idOf returns the name of the order that has a number here.
func idOf(id uint8) order.ID {
	return nthID(buyers[id/slots], int(id%slots))
}

// nthID returns the id of the nth order of a buyer, from 0.
func nthID(key order.Key, n int) order.ID {
	return order.ID{Key: key, Slot: sale.Slots(key)[n]}
}

func nameOf(id uint8) string { return names[id/slots] + "-" + strconv.Itoa(int(id%slots)+1) }

func numberOf(id order.ID) uint8 {
	for i, key := range buyers {
		if key == id.Key {
			return uint8(i*slots + slices.Index(sale.Slots(key), id.Slot))
		}
	}
	panic("the search knows no order " + id.String())
}

// real returns the claim as the rules know it.
func (c claim) real() stock.Claim {
	return stock.Claim{Quantity: int(c.quantity), Until: c.until.time()}
}

func (l lot) real(number, size int) stock.Lot {
	r := stock.NewLot(stock.LotKey{Line: line, Number: number}, size)
	r.Left = int(l.left)
	for id, c := range l.claims {
		if c.quantity > 0 {
			r.Claims[idOf(uint8(id))] = c.real()
		}
	}
	return r
}

func lotOf(r stock.Lot) lot {
	l := lot{left: int8(r.Left)}
	for id, c := range r.Claims {
		l.claims[numberOf(id)] = claim{quantity: uint8(c.Quantity), until: ticksOf(c.Until)}
	}
	return l
}

func (d doc) real(id uint8, numbers [lots]int) order.Order {
	o := order.Order{
		ID: idOf(id), Sale: line.Sale, Status: d.status.real(),
		Request:       order.Request{Key: order.Digest{d.request}},
		HoldExpiresAt: d.until.time(), Extended: d.extended,
	}
	if d.quantity == 0 {
		return o
	}
	l := order.Line{SKU: line.SKU, Quantity: int(d.quantity)}
	for i, q := range d.allocated {
		if q > 0 {
			l.Allocations = append(l.Allocations, order.Allocation{Lot: numbers[i], Quantity: int(q)})
		}
	}
	o.Lines = []order.Line{l}
	return o
}

func docOf(o order.Order, numbers [lots]int) doc {
	d := doc{status: statusOf(o.Status), request: o.Request.Key[0], extended: o.Extended}
	for _, l := range o.Lines {
		d.quantity += uint8(l.Quantity)
		for _, t := range l.Allocations {
			for i, number := range numbers {
				if number == t.Lot {
					d.allocated[i] += uint8(t.Quantity)
				}
			}
		}
	}
	// Nothing asks for the end of a hold that was paid or cancelled. That of an expired
	// order stays, to check that it had come.
	if d.status == held || d.status == expired {
		d.until = ticksOf(o.HoldExpiresAt)
	}
	return d
}

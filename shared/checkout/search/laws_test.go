package search_test

import (
	"slices"
	"time"

	"storefront/shared/order"
	"storefront/shared/stock"
)

// layout is where the units of a world are.
type layout struct {
	sizes [lots]int // units of each lot; 0: there is no such lot
	// apart puts the two lots on two pages of the shelf. The lots between them are sold.
	apart bool
}

func (l layout) lots() uint8 {
	if l.sizes[1] == 0 {
		return 1
	}
	return lots
}

func (l layout) pages() uint8 {
	if l.apart {
		return 2
	}
	return 1
}

// page returns the page of the shelf that lists a lot.
func (l layout) page(lot uint8) uint8 {
	if l.apart {
		return lot
	}
	return 0
}

// on returns the lots of a page.
func (l layout) on(page uint8) set {
	if l.apart {
		return set(0).with(page)
	}
	return l.all()
}

func (l layout) all() set { return 1<<l.lots() - 1 }

// numbers returns the numbers that the lots have in the store.
func (l layout) numbers() [lots]int {
	if l.apart {
		return [lots]int{0, stock.PageLots}
	}
	return [lots]int{0, 1}
}

// Epochs of a page. It matters only whether two are the same.
const (
	earlierEpoch = 6
	thisEpoch    = 7
)

// shelf returns the shelf as the rules know it. The pages in current are in this epoch,
// the others in an earlier one.
func (l layout) shelf(listed, current set) stock.Shelf {
	numbers := l.numbers()
	s := stock.Shelf{Line: line, Lots: numbers[l.lots()-1] + 1}
	s.Pages = make([]stock.Page, stock.Pages(s.Lots))
	for p := range s.Pages {
		s.Pages[p] = stock.Page{Epoch: earlierEpoch, Empty: map[int]bool{}}
		if current.has(uint8(p)) {
			s.Pages[p].Epoch = thisEpoch
		}
	}
	for n := range s.Lots {
		if i := slices.Index(numbers[:], n); i < 0 || listed.has(uint8(i)) {
			s.Pages[stock.PageOf(n)].Empty[n] = true
		}
	}
	return s
}

// listed returns the lots that a shelf lists.
func (l layout) listed(s stock.Shelf) set {
	var listed set
	for i := range l.lots() {
		if s.KnownEmpty(l.numbers()[i]) {
			listed = listed.with(i)
		}
	}
	return listed
}

// laws applies the rules to a world. The decision of a rule depends on little, so each
// case is decided once and remembered.
type laws struct {
	layout
	reserve, release, reschedule func(lotCase) lotResult
	mark, unmark                 func(shelfCase) shelfResult
	put, move                    func(docCase) docResult
	tombstone                    func(id uint8) doc
	mayRelease                   func(claimCase) bool
	sweep                        func(claimCase) deed
	made                         func(request uint8, d doc) bool
	counts                       func(status) bool
	full                         func(used, slots uint8) bool
	soldOut                      func(proofCase) bool
	candidate                    func(shelfCase) uint8
	refilled                     func(released bool, before, after int) bool
	lotFault                     func(lotCase) error

	final     func(doc) bool // whether no call changes the order any more
	marksLate bool           // whether marks of an earlier epoch change the shelf
}

type lotCase struct {
	lot      lot
	number   uint8
	id       uint8
	quantity uint8
	until    ticks
}

type lotResult struct {
	lot     lot
	outcome stock.Outcome
	done    bool
}

type shelfCase struct {
	listed  set
	lot     uint8
	id      uint8
	current bool // the epoch that was read is still the shelf's
}

type shelfResult struct {
	listed set
	done   bool
	bumped bool // a new epoch began
}

type docCase struct {
	id    uint8
	call  callKind
	doc   doc
	put   doc
	until ticks
}

type docResult struct {
	doc  doc
	done bool
}

type claimCase struct {
	claim    claim
	id       uint8
	lot      uint8
	doc      doc
	released bool
}

type proofCase struct {
	listed set
	again  bool // the reading before it was all empty as well
	same   set  // pages whose epoch was the same then
}

// memo returns f with its results remembered.
func memo[C comparable, R any](f func(C) R) func(C) R {
	known := map[C]R{}
	return func(c C) R {
		r, ok := known[c]
		if !ok {
			r = f(c)
			known[c] = r
		}
		return r
	}
}

const noLot = 255

func newLaws(r rules, l layout) *laws {
	w := &laws{layout: l, refilled: r.refilled, full: r.full}
	w.ofLots(r)
	w.ofShelves(r)
	w.ofOrders(r)
	w.ofClaims(r)
	w.final = memo(w.isFinal)
	w.marksLate = w.marksTooLate()
	return w
}

func (l *laws) ofLots(r rules) {
	lotIn := func(c lotCase) stock.Lot { return c.lot.real(l.numbers()[c.number], l.sizes[c.number]) }
	ofLot := func(rule func(*stock.Lot, lotCase) (stock.Outcome, bool)) func(lotCase) lotResult {
		return memo(func(c lotCase) lotResult {
			lot := lotIn(c)
			outcome, done := rule(&lot, c)
			return lotResult{lotOf(lot), outcome, done}
		})
	}
	l.reserve = ofLot(func(lot *stock.Lot, c lotCase) (stock.Outcome, bool) {
		return r.reserve(lot, idOf(c.id), int(c.quantity), c.until.time()), false
	})
	l.release = ofLot(func(lot *stock.Lot, c lotCase) (stock.Outcome, bool) { return 0, r.release(lot, idOf(c.id)) })
	l.reschedule = ofLot(func(lot *stock.Lot, c lotCase) (stock.Outcome, bool) {
		return 0, r.reschedule(lot, map[order.ID]time.Time{idOf(c.id): c.until.time()})
	})
	l.lotFault = memo(func(c lotCase) error { return lotIn(c).Check() })
}

func (l *laws) ofShelves(r rules) {
	every := set(1<<l.pages() - 1)
	result := func(s stock.Shelf, c shelfCase, done bool) shelfResult {
		return shelfResult{listed: l.listed(s), done: done, bumped: s.Pages[l.page(c.lot)].Epoch != thisEpoch}
	}
	l.mark = memo(func(c shelfCase) shelfResult {
		epoch := int64(earlierEpoch)
		if c.current {
			epoch = thisEpoch
		}
		s, done := r.mark(l.shelf(c.listed, every), l.numbers()[c.lot], epoch, time.Time{})
		return result(s, c, done)
	})
	l.unmark = memo(func(c shelfCase) shelfResult {
		return result(r.unmark(l.shelf(c.listed, every), l.numbers()[c.lot]), c, true)
	})
	l.soldOut = memo(func(c proofCase) bool {
		var last stock.Shelf
		if c.again {
			last = l.shelf(l.all(), c.same)
		}
		return r.soldOut(last, l.shelf(c.listed, every))
	})
	l.candidate = memo(func(c shelfCase) uint8 {
		numbers := l.numbers()
		for n := range l.shelf(c.listed, every).Candidates(idOf(c.id)) {
			return uint8(slices.Index(numbers[:], n))
		}
		return noLot
	})
}

func (l *laws) ofOrders(r rules) {
	numbers := l.numbers()
	l.put = memo(func(c docCase) docResult {
		o, done := r.put(c.doc.real(c.id, numbers), c.put.real(c.id, numbers))
		return docResult{docOf(o, numbers), done}
	})
	l.move = memo(func(c docCase) docResult {
		o, done := r.move(c.doc.real(c.id, numbers), c.move())
		return docResult{docOf(o, numbers), done}
	})
	l.tombstone = memo(func(id uint8) doc { return docOf(r.tombstone(idOf(id), line.Sale, now), numbers) })
	l.made = func(request uint8, d doc) bool {
		return r.made(order.Request{Key: order.Digest{request}}, order.Order{Request: order.Request{Key: order.Digest{d.request}}})
	}
	l.counts = func(s status) bool { return r.counts(s.real()) }
}

func (l *laws) ofClaims(r rules) {
	numbers := l.numbers()
	allocation := func(c claimCase) order.Allocation {
		return order.Allocation{Lot: numbers[c.lot], Quantity: int(c.claim.quantity)}
	}
	l.mayRelease = memo(func(c claimCase) bool {
		return r.mayRelease(c.doc.real(c.id, numbers), line.SKU, allocation(c))
	})
	l.sweep = memo(func(c claimCase) deed {
		return r.sweep(r, c.claim.real(), c.doc.real(c.id, numbers), allocation(c), c.released)
	})
}

func (c docCase) move() order.Move {
	switch c.call {
	case callPay:
		return order.Pay(order.Payment{Provider: "sandbox", Reference: "money", PaidAt: now})
	case callCancel:
		return order.Cancel(now)
	case callExtend:
		return order.Extend(c.until.time(), now)
	case callExpire:
		return order.Expire(now)
	default:
		panic("this call moves no order")
	}
}

// isFinal reports whether no call changes the order.
func (l *laws) isFinal(d doc) bool {
	for _, s := range []status{held, rejected, abandoned} {
		if l.put(docCase{doc: d, put: doc{status: s}}).doc != d {
			return false
		}
	}
	for _, c := range []callKind{callPay, callCancel, callExtend, callExpire} {
		if d.status != absent && l.move(docCase{call: c, doc: d, until: past + 1}).doc != d {
			return false
		}
	}
	return true
}

// marksTooLate reports whether a mark of an earlier epoch may change the shelf.
func (l *laws) marksTooLate() bool {
	for lot := range l.lots() {
		for listed := range l.all() + 1 {
			if l.mark(shelfCase{listed: listed, lot: lot}).listed != listed {
				return true
			}
		}
	}
	return false
}

// callKind is what a call asks of the store.
type callKind uint8

const (
	callNone callKind = iota // no call: the actor only decides
	readShelf
	readLot
	readOrder
	readBuyer
	callReserve
	callRelease
	callReschedule
	callMark
	callUnmark
	callPut
	callPay
	callCancel
	callExtend
	callExpire
)

// writes reports whether the call may change the world.
func (k callKind) writes() bool { return k >= callReserve }

// call is one call of the store, which is one atomic step.
type call struct {
	kind     callKind
	lot      uint8
	page     uint8 // of the shelf
	id       uint8 // the order, or the first of a buyer
	quantity uint8
	until    ticks
	current  bool // with callMark: the epoch that was read is still the shelf's
	doc      doc  // with callPut
}

// reply is what a call answers.
type reply struct {
	outcome stock.Outcome // of callReserve
	before  int8          // units left in the lot before the call
	left    int8          // units left after it
	claim   claim         // the order's in the lot, after the call
	done    bool          // whether the call was applied
	listed  set           // of readShelf
	doc     doc           // the order, after the call
	docs    [slots]doc    // of readBuyer
}

// apply makes a call. bumped reports whether a page of the shelf began a new epoch.
func (l *laws) apply(w *world, c call) (r reply, bumped bool) {
	switch c.kind {
	case callNone:
		return reply{}, false
	case readShelf:
		return reply{listed: w.listed & l.on(c.page)}, false
	case readLot:
		return reply{left: w.lots[c.lot].left, claim: w.lots[c.lot].claims[c.id]}, false
	case readOrder:
		return reply{doc: w.docs[c.id]}, false
	case readBuyer:
		return reply{docs: [slots]doc(w.docs[c.id : c.id+slots])}, false
	case callReserve:
		return l.onLot(w, c, l.reserve), false
	case callRelease:
		return l.onLot(w, c, l.release), false
	case callReschedule:
		return l.onLot(w, c, l.reschedule), false
	case callMark:
		return l.onShelf(w, c, l.mark)
	case callUnmark:
		w.orphaned = w.orphaned.without(c.lot)
		return l.onShelf(w, c, l.unmark)
	case callPut:
		return l.onOrder(w, c, l.put), false
	default:
		if w.docs[c.id].status == absent {
			return reply{}, false
		}
		return l.onOrder(w, c, l.move), false
	}
}

func (l *laws) onLot(w *world, c call, rule func(lotCase) lotResult) reply {
	before := w.lots[c.lot]
	res := rule(lotCase{lot: before, number: c.lot, id: c.id, quantity: c.quantity, until: c.until})
	w.lots[c.lot] = res.lot
	if res.lot.left == 0 {
		w.orphaned = w.orphaned.without(c.lot)
	}
	return reply{outcome: res.outcome, done: res.done, before: before.left, left: res.lot.left, claim: res.lot.claims[c.id]}
}

func (l *laws) onShelf(w *world, c call, rule func(shelfCase) shelfResult) (reply, bool) {
	res := rule(shelfCase{listed: w.listed, lot: c.lot, current: c.current})
	w.listed = res.listed
	return reply{done: res.done}, res.bumped
}

func (l *laws) onOrder(w *world, c call, rule func(docCase) docResult) reply {
	res := rule(docCase{id: c.id, call: c.kind, doc: w.docs[c.id], put: c.doc, until: c.until})
	w.docs[c.id] = res.doc
	return reply{doc: res.doc, done: res.done}
}

package search_test

import "storefront/shared/stock"

// part is what one actor of a scenario plays.
type part struct {
	name    string
	role    role
	buyer   uint8 // of a request: whose orders it makes
	request uint8 // of a request: which Idempotency-Key it has, from 1
	want    uint8 // of a request: units
	twin    bool  // the same as the part before it, so that the two may swap places
}

// role is what an actor does: a request once, the others repeatedly.
type role uint8

const (
	request   role = iota + 1 // checkout.Hold
	payer                     // checkout.Pay, of any order
	canceller                 // checkout.Cancel, of any order
	extender                  // checkout.Extend, of any order
	sweeper                   // checkout.Sweep, of one lot after the other in any order
)

// actor is what one process knows between two calls of the store. What it no longer
// needs is zero, so that states with equal futures are equal.
type actor struct {
	pc   pc // the call it makes next
	then pc // where it goes on when releases, or else emptied, is done

	id     uint8  // the order it works on
	lot    uint8  // the lot it works on
	until  ticks  // when the claim or the hold that it writes ends
	status status // of the order that it puts

	// What it read of the shelf.
	page   uint8 // the page to be read
	empty  set   // lots that are listed, or have been tried since
	epochs set   // pages whose epoch is still the one that was read
	again  bool  // the reading before this one was all empty
	same   set   // pages whose epoch was the same then
	dry    bool  // at one moment since it began to read, nothing was left
	rounds uint8 // readings after which it still lacked units

	want     uint8       // units to be reserved in the lot
	claimed  [lots]uint8 // units claimed
	emptied  set         // lots seen empty, to be listed on the shelf
	releases set         // lots with claims to be released
	refilled bool        // the lot was empty before a release whose answer was lost
	misled   bool        // it was told that nothing was left, and units were left at every moment

	finished bool        // a request that is answered with the order in the slot
	snap     [slots]snap // the buyer's orders that it has yet to look at
	slot     uint8       // the last slot that has an order
	live     uint8       // orders that count to the buyer's limit

	claim   claim // of a sweep: the claim it works on
	unasked bool  // of a sweep: the claim was not due when the lot was read
}

// snap is an order as a request saw it.
type snap uint8

const (
	snapNone  snap = iota
	snapEnded      // does not count to the limit
	snapLive       // counts, and cannot expire
	snapDue        // counts, but its hold has ended; one more for each tick until then
)

// pc is where an actor is: before a call of the store, or between two.
type pc uint8

const (
	atStart pc = iota
	atShelf
	atReserve
	atMark
	atPut
	atRelease
	atUnmark
	atBuyer
	atExpire
	atOrder
	atMove
	atLot
	atTombstone
	atReschedule
	atEnd
	thenRead   // the shelf once more
	thenMark   // list on the shelf what was seen empty
	thenAnswer // or go on to the next slot
	thenCheck  // the buyer's other orders
	thenClaim  // handle the claim in the lot
)

// begin visits an actor at the start of its part, once for each way to start it.
func (m *model) begin(p part, visit func(actor)) {
	switch p.role {
	case request:
		visit(actor{pc: atShelf, id: p.buyer * slots, until: past + 1})
	case sweeper:
		for lot := range m.lots() {
			if m.blind {
				visit(actor{pc: atLot, lot: lot})
			} else {
				visit(actor{pc: atShelf, lot: lot, page: m.page(lot)})
			}
		}
	case canceller:
		for id := range uint8(ids) {
			visit(actor{pc: atMove, id: id})
		}
	default:
		for id := range uint8(ids) {
			visit(actor{pc: atOrder, id: id})
		}
	}
}

// ways visits an actor before each call that it may make next.
func (m *model) ways(p part, a actor, visit func(actor)) {
	switch {
	case a.pc == atEnd:
	case a.pc == atStart:
		m.begin(p, func(a actor) { m.ways(p, a, visit) })
	case a.pc == atShelf && m.blind:
		m.guess(p, a, visit)
	case a.pc == atLot:
		for a.id = range uint8(ids) {
			visit(a)
		}
	case a.pc == atMark:
		m.each(a, a.emptied, visit)
	case a.pc == atRelease && !a.refilled:
		m.each(a, a.releases, visit)
	default:
		visit(a)
	}
}

// each visits an actor at each lot of a set.
func (m *model) each(a actor, of set, visit func(actor)) {
	for a.lot = range m.lots() {
		if of.has(a.lot) {
			visit(a)
		}
	}
}

// guess visits what a request may do whatever the shelf has told it: try any lot, find
// the line sold out, or give up.
func (m *model) guess(p part, a actor, visit func(actor)) {
	for lot := range m.lots() {
		b := a
		b.pc, b.lot, b.want = atReserve, lot, p.want-a.units()
		visit(b)
	}
	if a.units() == 0 {
		return // it would write nothing more
	}
	soldOut, crowded := a, a
	soldOut.pc, soldOut.status = atPut, rejected
	visit(soldOut)
	m.giveUp(&crowded)
	visit(crowded)
}

// plan returns the call that an actor makes next.
func (m *model) plan(p part, a *actor) call {
	switch a.pc {
	case atShelf:
		return call{kind: readShelf, page: a.page}
	case atReserve:
		return call{kind: callReserve, lot: a.lot, id: a.id, quantity: a.want, until: a.until}
	case atMark:
		page := m.page(a.lot)
		return call{kind: callMark, lot: a.lot, page: page, current: a.epochs.has(page)}
	case atPut:
		return call{kind: callPut, id: a.id, doc: m.draft(p, a)}
	case atRelease:
		return call{kind: callRelease, lot: a.lot, id: a.id}
	case atUnmark:
		return call{kind: callUnmark, lot: a.lot}
	case atBuyer:
		return call{kind: readBuyer, id: p.buyer * slots}
	case atExpire:
		return call{kind: callExpire, id: a.id}
	case atOrder:
		return call{kind: readOrder, id: a.id}
	case atMove:
		return call{kind: p.role.move(), id: a.id, until: a.until}
	case atLot:
		return call{kind: readLot, lot: a.lot, id: a.id}
	case atTombstone:
		return call{kind: callPut, id: a.id, doc: m.tombstone(a.id)}
	case atReschedule:
		return call{kind: callReschedule, lot: a.lot, id: a.id, until: a.until}
	default:
		panic("an actor at its end makes no call")
	}
}

func (r role) move() callKind {
	switch r {
	case payer:
		return callPay
	case canceller:
		return callCancel
	default:
		return callExtend
	}
}

// draft returns the order that a request puts.
func (m *model) draft(p part, a *actor) doc {
	switch a.status {
	case abandoned:
		return m.tombstone(a.id)
	case held:
		return doc{status: held, request: p.request, quantity: p.want, allocated: a.claimed, until: a.until}
	default:
		return doc{status: a.status, request: p.request, quantity: p.want, allocated: a.claimed}
	}
}

// receive gives an actor the answer to the call that it planned. soldOutNow reports
// whether nothing is left at this moment. receive returns false if the actor knows no
// more than it does on another way, which is also visited.
func (m *model) receive(p part, a *actor, r reply, soldOutNow bool) bool {
	switch a.pc {
	case atShelf:
		m.readPage(p, a, r.listed, soldOutNow)
	case atReserve:
		m.reserved(p, a, r)
	case atMark:
		a.emptied = a.emptied.without(a.lot)
		m.marking(p, a)
	case atPut:
		m.placed(p, a, r)
	case atRelease:
		a.releases, a.refilled = a.releases.without(a.lot), false
		if !m.blind && m.refilled(r.done, int(r.before), int(r.left)) {
			a.pc = atUnmark
			return true
		}
		m.releasing(p, a)
	case atUnmark:
		m.releasing(p, a)
	case atBuyer:
		m.readBuyer(p, a, r.docs)
	case atExpire:
		m.expired(p, a, r.doc)
	case atOrder:
		m.readOrder(p, a, r.doc)
	case atMove:
		m.moved(p, a, r.doc)
	case atLot:
		return m.readLot(p, a, r)
	case atTombstone:
		m.decide(a, r.doc)
	case atReschedule:
		*a = actor{}
	}
	return true
}

// resume continues where a.then says.
func (m *model) resume(p part, a *actor) {
	then := a.then
	a.then = atStart
	switch then {
	case atStart:
		*a = actor{}
	case thenRead:
		a.empty, a.epochs = 0, 0
		m.nextRound(a)
	case thenMark:
		a.then = thenAnswer
		m.marking(p, a)
	case thenAnswer:
		if a.pc, a.epochs = atBuyer, 0; a.finished {
			*a = actor{pc: atEnd}
		}
	case thenCheck:
		m.checkLimit(p, a)
	case thenClaim:
		m.handleClaim(a)
	default:
		a.pc = then
	}
}

// releasing releases claims, lot by lot.
func (m *model) releasing(p part, a *actor) {
	if a.releases == 0 {
		m.resume(p, a)
		return
	}
	a.pc, a.lot = atRelease, 0
}

// marking lists the lots seen empty on the shelf, one by one.
func (m *model) marking(p part, a *actor) {
	if p.role == request {
		a.lot = 0
	}
	if a.emptied == 0 {
		m.resume(p, a)
		return
	}
	a.pc = atMark
}

// readPage is one page of a reading of the shelf.
func (m *model) readPage(p part, a *actor, listed set, soldOutNow bool) {
	if p.role == sweeper {
		a.pc, a.page = atLot, 0
		if a.empty = listed & set(0).with(a.lot); a.empty == 0 {
			a.epochs = set(0).with(m.page(a.lot))
		}
		return
	}
	if a.again && a.epochs.has(a.page) {
		a.same = a.same.with(a.page)
	}
	a.empty = a.empty&^m.on(a.page) | listed
	a.epochs = a.epochs.with(a.page)
	a.dry = a.dry || soldOutNow
	if a.page++; a.page == m.pages() {
		a.page = 0
		m.readShelf(p, a)
	}
}

// readShelf is checkout.ShelfCache.get and what allocateLine does with it.
func (m *model) readShelf(p part, a *actor) {
	soldOut := m.soldOut(proofCase{listed: a.empty, again: a.again, same: a.same})
	a.same = 0
	switch full := a.empty == m.all(); {
	case soldOut && a.units() == 0:
		*a = actor{pc: atEnd, misled: !a.dry} // it reads its orders for the answer, and writes nothing more
	case soldOut:
		*a = actor{pc: atPut, id: a.id, status: rejected, claimed: a.claimed, until: a.until, misled: !a.dry}
	case full && a.again:
		m.nextRound(a)
	case full:
		a.again = true
	default:
		a.again, a.dry = false, false
		m.nextLot(p, a)
	}
}

// nextLot moves to the next lot that may have units.
func (m *model) nextLot(p part, a *actor) {
	if m.blind {
		a.pc, a.lot, a.want = atShelf, 0, 0
		return
	}
	next := m.candidate(shelfCase{listed: a.empty, id: a.id})
	if next == noLot {
		a.then = thenRead
		m.marking(p, a)
		return
	}
	a.empty = a.empty.with(next)
	a.pc, a.lot, a.want = atReserve, next, p.want-a.units()
}

// nextRound reads the shelf once more, unless it has done so too often.
func (m *model) nextRound(a *actor) {
	if a.rounds++; a.rounds < m.rounds {
		a.pc = atShelf
		return
	}
	m.giveUp(a)
}

// giveUp closes the slot if there are claims, and asks the buyer to come again.
func (m *model) giveUp(a *actor) {
	if a.units() == 0 {
		*a = actor{pc: atEnd}
		return
	}
	m.abandonSlot(a)
	a.finished = true
}

// abandonSlot puts a tombstone into the slot, because the order cannot be made there.
func (m *model) abandonSlot(a *actor) {
	*a = actor{
		pc: atPut, id: a.id, status: abandoned, claimed: a.claimed, until: a.until, misled: a.misled,
		emptied: a.emptied, epochs: a.epochs,
	}
}

// units returns how many units the actor has claimed.
func (a *actor) units() uint8 { return a.claimed[0] + a.claimed[1] }

// reserved is the rest of checkout.tryLot.
func (m *model) reserved(p part, a *actor, r reply) {
	need := p.want - a.units()
	want := uint8(0)
	switch r.outcome {
	case stock.Reserved:
		a.claimed[a.lot] += a.want
		a.rounds = 0
	case stock.AlreadyReserved:
		counted := a.claimed[a.lot] > 0
		if counted && r.left > 0 || !counted && r.claim.quantity > need {
			m.abandonSlot(a)
			return
		}
		if !counted {
			a.claimed[a.lot], a.rounds = r.claim.quantity, 0
		}
	case stock.Insufficient:
		want = uint8(r.left)
	}
	if r.left == 0 {
		m.noteEmpty(a)
	}
	switch {
	case want > 0:
		a.want = want
	case a.units() < p.want:
		a.want = 0
		m.nextLot(p, a)
	default:
		*a = actor{
			pc: atPut, id: a.id, status: held, claimed: a.claimed, until: a.until,
			emptied: a.emptied, epochs: a.epochs,
		}
	}
}

// noteEmpty remembers that the lot was seen empty. It need not do so if the epoch that
// was read is over, unless the shelf would accept the mark all the same.
func (m *model) noteEmpty(a *actor) {
	if !m.blind && (m.marksLate || m.exact || a.epochs.has(m.page(a.lot))) {
		a.emptied = a.emptied.with(a.lot)
	}
}

// placed is the rest of a hold after its put: it releases the claims that the order in
// the slot has no right to.
func (m *model) placed(p part, a *actor, r reply) {
	for lot, q := range a.claimed {
		if q > 0 && !m.crowded && m.mayRelease(claimCase{id: a.id, lot: uint8(lot), claim: claim{quantity: q}, doc: r.doc}) {
			a.releases = a.releases.with(uint8(lot))
		}
	}
	a.claimed, a.status, a.then = [lots]uint8{}, absent, thenMark
	if a.finished = a.finished && r.done || r.doc.request == p.request; a.finished {
		a.until = past
	}
	m.releasing(p, a)
}

// readBuyer is checkout.hold between two slots.
func (m *model) readBuyer(p part, a *actor, docs [slots]doc) {
	for i, d := range docs {
		if m.made(p.request, d) {
			*a = actor{pc: atEnd}
			return
		}
		a.snap[i] = m.snapOf(d)
		if d.status != absent {
			a.slot = uint8(i) + 1
		}
	}
	m.checkLimit(p, a)
}

func (m *model) snapOf(d doc) snap {
	switch {
	case d.status == held:
		return snapDue + snap(d.until)
	case m.counts(d.status):
		return snapLive
	case d.status == absent:
		return snapNone
	default:
		return snapEnded
	}
}

// checkLimit is checkout.checkLimit, from the first order that it has not looked at.
func (m *model) checkLimit(p part, a *actor) {
	for i, s := range a.snap {
		switch {
		case s == snapDue:
			a.pc, a.id, a.lot = atExpire, p.buyer*slots+uint8(i), 0
			return
		case s == snapLive, s > snapDue && m.counts(held):
			a.live++
		}
		a.snap[i] = snapNone
	}
	if m.full(a.slot, m.slots) || a.live >= m.limit {
		*a = actor{pc: atEnd}
		return
	}
	*a = actor{pc: atShelf, id: p.buyer*slots + a.slot, until: a.until}
}

// expired is the rest of checkout.expireIfDue.
func (m *model) expired(p part, a *actor, d doc) {
	switch {
	case p.role == sweeper:
		m.decide(a, d)
		return
	case p.role == request:
		a.snap[a.id%slots], a.then = snapNone, thenCheck
		if m.counts(d.status) {
			a.live++
		}
	case d.status == held:
		m.readOrder(p, a, d) // extended meanwhile
		return
	}
	m.releaseClaims(p, a, d)
}

// releaseClaims releases the claims of an order that has ended.
func (m *model) releaseClaims(p part, a *actor, d doc) {
	for lot, q := range d.allocated {
		if q > 0 && !m.crowded && d.status.closed() {
			a.releases = a.releases.with(uint8(lot))
		}
	}
	m.releasing(p, a)
}

// readOrder is the start of checkout.Pay and Extend, or of a sweep that has read the
// order of its claim.
func (m *model) readOrder(p part, a *actor, d doc) {
	switch {
	case p.role == sweeper:
		m.decide(a, d)
	case d.status != held:
		*a = actor{}
	case d.until == past:
		a.pc = atExpire
	case p.role == extender:
		a.pc, a.until = atMove, d.until+1
	default:
		a.pc = atMove
	}
}

// moved is the rest of checkout.Pay, Extend and Cancel.
func (m *model) moved(p part, a *actor, d doc) {
	if p.role != canceller || d.status != cancelled {
		*a = actor{}
		return
	}
	m.releaseClaims(p, a, d)
}

// readLot is lineSweep.lot for one claim of the lot.
func (m *model) readLot(p part, a *actor, r reply) bool {
	if r.claim.quantity == 0 && a.id > 0 {
		return false // sees what it saw with order 0
	}
	listed := a.empty.has(a.lot)
	a.empty, a.claim, a.then = 0, r.claim, thenClaim
	a.unasked = r.claim.quantity > 0 && r.claim.until != past && r.claim.until != never
	switch {
	case m.blind:
	case listed && r.left > 0:
		a.pc = atUnmark
		return true
	case !listed && r.left == 0:
		m.noteEmpty(a)
	}
	m.marking(p, a)
	return true
}

func (m *model) handleClaim(a *actor) {
	a.epochs = 0
	if a.pc = atOrder; a.claim.quantity == 0 || a.claim.until == never {
		*a = actor{}
	}
}

// decide is lineSweep.closeDue and claim, with the order that it has by now.
func (m *model) decide(a *actor, d doc) {
	c := claimCase{claim: a.claim, id: a.id, lot: a.lot, doc: d}
	next := m.sweep(c)
	*a = actor{pc: next.pc(), id: a.id, lot: a.lot, claim: a.claim}
	switch next {
	case leave:
		*a = actor{}
	case releaseUnits:
		c.released = true
		a.releases = set(0).with(a.lot)
		if a.then = m.sweep(c).pc(); a.then == atStart {
			a.claim = claim{}
		}
	case settle:
		a.claim, a.until = claim{}, never
	case reschedule:
		a.claim, a.until = claim{}, d.until
	}
}

// pc returns where a deed is done.
func (d deed) pc() pc {
	switch d {
	case putTombstone:
		return atTombstone
	case expire:
		return atExpire
	case releaseUnits:
		return atRelease
	case settle, reschedule:
		return atReschedule
	default:
		return atStart
	}
}

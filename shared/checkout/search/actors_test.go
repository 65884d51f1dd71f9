package search_test

import "storefront/shared/stock"

// part is what one actor of a scenario plays.
type part struct {
	name    string
	role    role
	buyer   uint8 // of a request: whose orders it makes
	request uint8 // of a request: which Idempotency-Key it has, from 1
	want    uint8 // of a request: units
	twin    bool  // as the part before it, so that the two may swap places
}

// role is what an actor does: a request once, the others again and again.
type role uint8

const (
	request   role = iota + 1 // checkout.Hold
	payer                     // checkout.Pay, of any order
	canceller                 // checkout.Cancel, of any order
	extender                  // checkout.Extend, of any order
	sweeper                   // checkout.Sweep, of one lot after the other in any order
)

// actor is what one process knows between two calls of the store. What it does
// not need any more is zero, so that equal futures are equal states.
type actor struct {
	pc   pc // the call it makes next
	then pc // where it goes on when give, or else emptied, is done

	id     uint8  // the order it is at
	lot    uint8  // the lot it is at
	until  ticks  // when the claim or the hold that it writes ends
	status status // of the order that it puts

	// What it read of the shelf.
	page   uint8 // the page to be read
	empty  set   // lots that are listed, or have been tried since
	epochs set   // pages whose epoch is still the one that was read
	again  bool  // the reading before this one was all empty
	same   set   // pages whose epoch was the same then
	dry    bool  // at one moment since it began to read, nothing was left
	rounds uint8 // readings after which it still had not all its units

	want    uint8       // units to be taken from the lot
	takes   [lots]uint8 // units claimed
	emptied set         // lots seen empty, of which the shelf is to be told
	give    set         // lots with claims to be given back
	gave    bool        // the lot was empty before a give whose answer was lost
	lied    bool        // it heard that nothing was left when at no moment nothing was

	finished bool        // a request that is answered with what has the slot
	snap     [slots]snap // the buyer's orders that it has yet to look at
	slot     uint8       // the last slot that has an order
	live     uint8       // orders that count to the buyer's limit

	claim   claim // of a sweep: the claim it is at
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

// pc says where an actor is: before a call of the store, or between two.
type pc uint8

const (
	atStart pc = iota
	atShelf
	atTake
	atMark
	atPut
	atGive
	atUnmark
	atBuyer
	atExpire
	atOrder
	atMove
	atLot
	atBury
	atDefer
	atEnd
	thenRead   // the shelf once more
	thenTidy   // tell the shelf what was seen empty
	thenAnswer // or go on to the next slot
	thenCheck  // the buyer's other orders
	thenClaim  // see to the claim in the lot
)

// begin visits an actor at the start of its part, in each way to start it.
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
	case a.pc == atGive && !a.gave:
		m.each(a, a.give, visit)
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

// guess visits what a request may do if the shelf may have told it anything: try
// any lot, find the line sold out, or give up.
func (m *model) guess(p part, a actor, visit func(actor)) {
	for lot := range m.lots() {
		b := a
		b.pc, b.lot, b.want = atTake, lot, p.want-a.taken()
		visit(b)
	}
	if a.taken() == 0 {
		return // it would write nothing more
	}
	soldOut, crowd := a, a
	soldOut.pc, soldOut.status = atPut, rejected
	visit(soldOut)
	m.giveUp(&crowd)
	visit(crowd)
}

// plan is the call that an actor makes next.
func (m *model) plan(p part, a *actor) call {
	switch a.pc {
	case atShelf:
		return call{kind: readShelf, page: a.page}
	case atTake:
		return call{kind: callTake, lot: a.lot, id: a.id, quantity: a.want, until: a.until}
	case atMark:
		page := m.page(a.lot)
		return call{kind: callMark, lot: a.lot, page: page, current: a.epochs.has(page)}
	case atPut:
		return call{kind: callPut, id: a.id, doc: m.draft(p, a)}
	case atGive:
		return call{kind: callGive, lot: a.lot, id: a.id}
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
	case atBury:
		return call{kind: callPut, id: a.id, doc: m.tombstone(a.id)}
	case atDefer:
		return call{kind: callDefer, lot: a.lot, id: a.id, until: a.until}
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

// draft is the order that a request puts.
func (m *model) draft(p part, a *actor) doc {
	switch a.status {
	case abandoned:
		return m.tombstone(a.id)
	case held:
		return doc{status: held, request: p.request, quantity: p.want, takes: a.takes, until: a.until}
	default:
		return doc{status: a.status, request: p.request, quantity: p.want, takes: a.takes}
	}
}

// receive is what an actor makes of the answer to the call that it planned. bare
// says that at this moment nothing is left. It gives false when the actor knows
// no more than it would on another way that is visited as well.
func (m *model) receive(p part, a *actor, r reply, bare bool) bool {
	switch a.pc {
	case atShelf:
		m.readPage(p, a, r.listed, bare)
	case atTake:
		m.took(p, a, r)
	case atMark:
		a.emptied = a.emptied.without(a.lot)
		m.marking(p, a)
	case atPut:
		m.placed(p, a, r)
	case atGive:
		a.give, a.gave = a.give.without(a.lot), false
		if !m.blind && m.refilled(r.done, int(r.before), int(r.left)) {
			a.pc = atUnmark
			return true
		}
		m.giving(p, a)
	case atUnmark:
		m.giving(p, a)
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
	case atBury:
		m.decide(a, r.doc)
	case atDefer:
		*a = actor{}
	}
	return true
}

// resume goes on where a.then says.
func (m *model) resume(p part, a *actor) {
	then := a.then
	a.then = atStart
	switch then {
	case atStart:
		*a = actor{}
	case thenRead:
		a.empty, a.epochs = 0, 0
		m.nextRound(a)
	case thenTidy:
		a.then = thenAnswer
		m.marking(p, a)
	case thenAnswer:
		if a.pc, a.epochs = atBuyer, 0; a.finished {
			*a = actor{pc: atEnd}
		}
	case thenCheck:
		m.checkLimit(p, a)
	case thenClaim:
		m.seeToClaim(a)
	default:
		a.pc = then
	}
}

// giving gives back what is to be given back, lot by lot.
func (m *model) giving(p part, a *actor) {
	if a.give == 0 {
		m.resume(p, a)
		return
	}
	a.pc, a.lot = atGive, 0
}

// marking tells the shelf of the lots seen empty, one by one.
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

// readPage is a page of a reading of the shelf.
func (m *model) readPage(p part, a *actor, listed set, bare bool) {
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
	a.dry = a.dry || bare
	if a.page++; a.page == m.pages() {
		a.page = 0
		m.readShelf(p, a)
	}
}

// readShelf is checkout.ShelfCache.get and what checkout.take makes of it.
func (m *model) readShelf(p part, a *actor) {
	soldOut := m.soldOut(proofCase{listed: a.empty, again: a.again, same: a.same})
	a.same = 0
	switch full := a.empty == m.all(); {
	case soldOut && a.taken() == 0:
		*a = actor{pc: atEnd, lied: !a.dry} // looks its orders up for the answer, and writes nothing more
	case soldOut:
		*a = actor{pc: atPut, id: a.id, status: rejected, takes: a.takes, until: a.until, lied: !a.dry}
	case full && a.again:
		m.nextRound(a)
	case full:
		a.again = true
	default:
		a.again, a.dry = false, false
		m.nextLot(p, a)
	}
}

// nextLot goes to the next lot that may have units.
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
	a.pc, a.lot, a.want = atTake, next, p.want-a.taken()
}

// nextRound reads the shelf once more, unless that was done too often.
func (m *model) nextRound(a *actor) {
	if a.rounds++; a.rounds < m.rounds {
		a.pc = atShelf
		return
	}
	m.giveUp(a)
}

// giveUp closes the slot if it has to, and asks the buyer to come again.
func (m *model) giveUp(a *actor) {
	if a.taken() == 0 {
		*a = actor{pc: atEnd}
		return
	}
	m.bury(a)
	a.finished = true
}

// bury puts a tombstone into the slot, for the order cannot be made there.
func (m *model) bury(a *actor) {
	*a = actor{
		pc: atPut, id: a.id, status: abandoned, takes: a.takes, until: a.until, lied: a.lied,
		emptied: a.emptied, epochs: a.epochs,
	}
}

func (a *actor) taken() uint8 { return a.takes[0] + a.takes[1] }

// took is checkout.takeLot.
func (m *model) took(p part, a *actor, r reply) {
	need := p.want - a.taken()
	want := uint8(0)
	switch r.outcome {
	case stock.Reserved:
		a.takes[a.lot] += a.want
		a.rounds = 0
	case stock.AlreadyReserved:
		counted := a.takes[a.lot] > 0
		if counted && r.left > 0 || !counted && r.claim.quantity > need {
			m.bury(a)
			return
		}
		if !counted {
			a.takes[a.lot], a.rounds = r.claim.quantity, 0
		}
	case stock.Insufficient:
		want = uint8(r.left)
	}
	if r.left == 0 {
		m.sight(a)
	}
	switch {
	case want > 0:
		a.want = want
	case a.taken() < p.want:
		a.want = 0
		m.nextLot(p, a)
	default:
		*a = actor{
			pc: atPut, id: a.id, status: held, takes: a.takes, until: a.until,
			emptied: a.emptied, epochs: a.epochs,
		}
	}
}

// sight remembers that the lot was seen empty. There is no need to if the epoch
// that was read is over, unless the shelf might heed it all the same.
func (m *model) sight(a *actor) {
	if !m.blind && (m.heedless || m.exact || a.epochs.has(m.page(a.lot))) {
		a.emptied = a.emptied.with(a.lot)
	}
}

// placed is the rest of checkout.place: claims that the order in the slot has no
// right to are given back.
func (m *model) placed(p part, a *actor, r reply) {
	for lot, q := range a.takes {
		if q > 0 && !m.crowded && m.mayGive(claimCase{id: a.id, lot: uint8(lot), claim: claim{quantity: q}, doc: r.doc}) {
			a.give = a.give.with(uint8(lot))
		}
	}
	a.takes, a.status, a.then = [lots]uint8{}, absent, thenTidy
	if a.finished = a.finished && r.done || r.doc.request == p.request; a.finished {
		a.until = past
	}
	m.giving(p, a)
}

// readBuyer is checkout.admit between two slots.
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

// checkLimit is checkout.checkLimit, from the first order not looked at yet.
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
	if a.slot == m.slots || a.live >= m.limit {
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
	m.release(p, a, d)
}

// release gives back the claims of an order that has ended.
func (m *model) release(p part, a *actor, d doc) {
	for lot, q := range d.takes {
		if q > 0 && !m.crowded && d.status.closed() {
			a.give = a.give.with(uint8(lot))
		}
	}
	m.giving(p, a)
}

// readOrder is the start of checkout.Pay and Extend, or a sweep that has asked
// for the order of its claim.
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
	m.release(p, a, d)
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
		m.sight(a)
	}
	m.marking(p, a)
	return true
}

func (m *model) seeToClaim(a *actor) {
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
	case giveBack:
		c.given = true
		a.give = set(0).with(a.lot)
		if a.then = m.sweep(c).pc(); a.then == atStart {
			a.claim = claim{}
		}
	case settle:
		a.claim, a.until = claim{}, never
	case postpone:
		a.claim, a.until = claim{}, d.until
	}
}

// pc is where a deed is done.
func (d deed) pc() pc {
	switch d {
	case bury:
		return atBury
	case expire:
		return atExpire
	case giveBack:
		return atGive
	case settle, postpone:
		return atDefer
	default:
		return atStart
	}
}

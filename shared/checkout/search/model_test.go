package search_test

import (
	"bytes"
	"unsafe"
)

// The search applies the rules themselves, and visits every sequence of calls. It has
// bounds: two lots, of one or two units; two buyers, with a few requests and slots;
// holds that end after one tick, or after two if extended. Within them everything may
// happen: time passes at any moment, every actor may crash before every call, the
// answer to every write may be lost any number of times, and actors other than requests
// never end.
//
// Some actors do more than those of the store: a payer, a canceller and an extender act
// on any order, and a sweep works on the lots in any order and reads orders that are not
// due as well.
//
// A buyer is whoever has an order key: the owner of a pass in a verified sale. In an open
// one each request is a buyer of its own, so its retries are all that it meets. The
// simulation checks that nobody else meets its orders.
//
// The search leaves out orders of several lines, restocking, the count that a sweep puts
// on the shelf, and money. A request reads the shelf again in every slot, where a process
// may reuse a reading of the last 250 milliseconds. That makes no difference to the
// stock, since its safety is searched with a blind shelf.

// maxCast is the largest number of actors in a scenario.
const maxCast = 6

// scenario is a world and the actors in it.
type scenario struct {
	cast   []part
	where  layout
	slots  uint8 // the most orders that a buyer makes, one after the other
	limit  uint8 // live orders that a buyer may have
	rounds uint8 // readings of the shelf after which a request gives up
	strays uint8 // writes that the network may keep and deliver again, however late

	// blind leaves the shelf out: a request may have read anything from it. So the
	// stock is proven safe whatever a shelf says.
	blind bool
	// crowded adds any number of sweeps, and of people who make these moves with any
	// order; see model.crowd.
	crowded bool
	moves   []callKind
	// exact makes every call a step; see model.skipFinalCalls.
	exact bool
}

// scale tells in which runs a scenario is searched.
type scale uint8

const (
	quick scale = iota // in every run, also under the race detector
	full
	large
)

// state is a world and what every actor knows. It consists of bytes only.
type state struct {
	world
	cast   [maxCast]actor
	stray  call  // a write that the network has kept
	strays uint8 // writes that it may keep from now on
}

// model is a scenario under rules.
type model struct {
	*laws
	scenario
	asleep func(world) error // see model.asleepFault
}

func newModel(s scenario, r rules) *model {
	m := &model{laws: newLaws(r, s.where), scenario: s}
	m.asleep = memo(m.asleepFault)
	return m
}

// start returns the state in which nothing has happened.
func (m *model) start() state {
	s := state{strays: m.strays}
	for i := range m.lots() {
		s.lots[i].left = int8(m.sizes[i])
	}
	for i := len(m.cast); i < maxCast; i++ {
		s.cast[i].pc = atEnd
	}
	return s
}

// event is what leads from one state to another.
type event struct {
	actor   int
	how     how
	call    call
	reply   reply
	swapped set // twins that have swapped places, by the second of the two
}

// how is what became of a call.
type how uint8

const (
	answered   how = iota
	unanswered     // applied, but the answer was lost: it will be repeated
	kept           // kept by the network, which delivers it later
	delivered      // by the network; nobody waits for the answer
	crashed        // not made: its actor stops for good
	timePasses
)

// anybody stands for an actor who is not in the cast.
const anybody = -1

// next visits the states that one step leads to, always in the same sequence. A write
// that is applied after its function has timed out is that of a slow actor, who crashes
// after it.
func (m *model) next(s state, visit func(state, event)) {
	for i, p := range m.cast {
		a := s.cast[i]
		m.ways(p, a, func(a actor) { m.step(s, i, a, m.plan(p, &a), visit) })
		if a.pc == atOrder && a.unasked && a.claim.until == past {
			m.step(s, i, a, call{}, visit) // the claim fell due after the orders were read
		}
		if a.pc != atStart && a.pc != atEnd {
			m.crash(s, i, visit)
		}
	}
	if m.crowded {
		m.crowd(s, visit)
	}
	if s.stray.kind != callNone {
		m.deliver(s, visit)
	}
	m.arrive(s.later(), event{how: timePasses}, visit)
}

// step makes a call of actor i, whose state is a.
func (m *model) step(s state, i int, a actor, c call, visit func(state, event)) {
	n := s
	n.cast[i] = a
	e := event{actor: i, call: c, reply: m.makeCall(&n, c)}
	soldOutNow := c.kind == readShelf && m.nothingLeft(&s)
	if told := n; m.receive(m.cast[i], &told.cast[i], e.reply, soldOutNow) {
		m.arrive(told, e, visit)
	}
	if c.kind.writes() {
		m.keep(s, a, e, visit)
		m.lose(s, n, e, visit)
	}
}

func (m *model) makeCall(s *state, c call) reply {
	r, bumped := m.apply(&s.world, c)
	if bumped {
		m.beginEpoch(s, m.page(c.lot))
	}
	return r
}

// keep visits what follows if the network keeps a write of actor a for later.
func (m *model) keep(s state, a actor, e event, visit func(state, event)) {
	if s.strays == 0 {
		return
	}
	s.cast[e.actor] = m.unchosen(m.cast[e.actor], a)
	s.stray, s.strays = e.call, s.strays-1
	e.how = kept
	m.arrive(s, e, visit)
}

// lose visits what follows if the answer to a write is lost, so that its actor repeats
// it. The write led from the state before to the state after.
func (m *model) lose(before, after state, e event, visit func(state, event)) {
	if after.world == before.world {
		return
	}
	a := &after.cast[e.actor]
	a.refilled = a.refilled || !m.blind && a.pc == atRelease && e.reply.before == 0 && e.reply.left > 0
	*a = m.unchosen(m.cast[e.actor], *a)
	e.how = unanswered
	m.arrive(after, e, visit)
}

// unchosen returns an actor as it was before it chose one of its ways, if it may now
// choose another one.
func (m *model) unchosen(p part, a actor) actor {
	switch {
	case m.blind && a.pc == atReserve:
		a.pc, a.lot, a.want = atShelf, 0, 0
	case a.pc == atRelease && !a.refilled, a.pc == atMark && p.role == request:
		a.lot = 0
	}
	return a
}

// deliver makes the call that the network has kept.
func (m *model) deliver(s state, visit func(state, event)) {
	e := event{actor: anybody, how: delivered, call: s.stray}
	s.stray = call{}
	e.reply = m.makeCall(&s, e.call)
	if e.call.kind == callRelease && e.reply.before == 0 && e.reply.left > 0 {
		s.orphaned = s.orphaned.with(e.call.lot)
	}
	m.arrive(s, e, visit)
}

// crash stops an actor where it is. A request stops for good. Other actors begin again,
// so that any number of them may die.
func (m *model) crash(s state, i int, visit func(state, event)) {
	a := &s.cast[i]
	if a.owesUnmark(a.lot) && s.lots[a.lot].left > 0 {
		s.orphaned = s.orphaned.with(a.lot)
	}
	*a = actor{misled: a.misled}
	if m.cast[i].role == request {
		a.pc = atEnd
	}
	m.arrive(s, event{actor: i, how: crashed}, visit)
}

// crowd visits what anybody else may do: pay, cancel or extend any order, and sweep,
// each with all its reads and one write in one step. That covers one call at a time,
// because what they read stays true: an order that has ended or is paid stays so, no
// order changes its lines, the claim of an absent order stays due. TestReductions
// compares it with actors of the cast.
func (m *model) crowd(s state, visit func(state, event)) {
	one := func(c call) {
		n := s
		m.arrive(n, event{actor: anybody, call: c, reply: m.makeCall(&n, c)}, visit)
	}
	for id, d := range s.docs {
		if d.status == held {
			for _, kind := range m.moves {
				one(call{kind: kind, id: uint8(id), until: d.until + 1})
			}
		}
		for lot := range m.lots() {
			a := actor{id: uint8(id), lot: lot, claim: s.lots[lot].claims[id]}
			if a.claim.quantity == 0 || a.claim.until == never {
				continue
			}
			if m.decide(&a, d); a.pc != atStart {
				one(m.plan(part{role: sweeper}, &a))
			}
		}
	}
}

// arrive visits a state. Of states that differ only in which of two twins is where, it
// visits one.
func (m *model) arrive(s state, e event, visit func(state, event)) {
	if !m.exact {
		m.skipFinalCalls(&s)
	}
	if m.apart {
		m.noteNothingLeft(&s)
	}
	for i := 1; i < len(m.cast); i++ {
		if m.cast[i].twin && bytes.Compare(s.cast[i].bytes(), s.cast[i-1].bytes()) < 0 {
			s.cast[i], s.cast[i-1] = s.cast[i-1], s.cast[i]
			e.swapped = e.swapped.with(uint8(i))
		}
	}
	visit(s, e)
}

func (a *actor) bytes() []byte { return unsafe.Slice((*byte)(unsafe.Pointer(a)), unsafe.Sizeof(*a)) }

// skipFinalCalls makes the calls on orders that no call changes any more. Their answers
// stay the same, and no other actor can tell whether they have been made, so the states
// before them need no visit.
func (m *model) skipFinalCalls(s *state) {
	for i, p := range m.cast {
		a := &s.cast[i]
		for a.isAtOrder() && m.final(s.docs[a.id]) {
			r, _ := m.apply(&s.world, m.plan(p, a))
			m.receive(p, a, r, false)
		}
	}
}

// isAtOrder reports whether the next call is one on one order.
func (a *actor) isAtOrder() bool {
	switch a.pc {
	case atPut, atExpire, atOrder, atMove, atTombstone:
		return true
	default:
		return false
	}
}

// beginEpoch begins a new epoch of a page of the shelf.
func (m *model) beginEpoch(s *state, page uint8) {
	if s.stray.page == page {
		s.stray.current = false
	}
	for i, p := range m.cast {
		a := &s.cast[i]
		a.epochs = a.epochs.without(page)
		if m.marksLate || m.exact || a.emptied&m.on(page) == 0 {
			continue
		}
		// Its marks on this page will fail.
		if a.emptied &^= m.on(page); a.pc == atMark {
			m.marking(p, a)
		}
	}
}

// noteNothingLeft tells the actors that read the shelf page by page if nothing is left
// now.
func (m *model) noteNothingLeft(s *state) {
	if !m.nothingLeft(s) {
		return
	}
	for i, p := range m.cast {
		a := &s.cast[i]
		if p.role == request && a.pc == atShelf && (a.page > 0 || a.again) {
			a.dry = true
		}
	}
}

// nothingLeft reports whether every lot is empty, or was until a release of which the
// shelf is about to be told.
func (m *model) nothingLeft(s *state) bool {
	for i := range m.lots() {
		if s.lots[i].left > 0 && !m.unmarkComes(s, i) {
			return false
		}
	}
	return true
}

// unmarkComes reports whether the shelf is about to be told that a lot has units. After
// a crash of the actor that refilled the lot, a sweep will tell it.
func (m *model) unmarkComes(s *state, lot uint8) bool {
	if s.orphaned.has(lot) {
		return true
	}
	for i := range m.cast {
		if s.cast[i].owesUnmark(lot) {
			return true
		}
	}
	return false
}

// owesUnmark reports whether the actor will tell the shelf that the lot has units: it
// does so next, or will learn that its release was applied.
func (a *actor) owesUnmark(lot uint8) bool {
	return a.lot == lot && (a.pc == atUnmark || a.refilled)
}

// later returns the state after one tick.
func (s state) later() state {
	for i := range s.lots {
		for id := range s.lots[i].claims {
			c := &s.lots[i].claims[id]
			c.until = c.until.nearer()
		}
	}
	for id := range s.docs {
		s.docs[id].until = s.docs[id].until.nearer()
	}
	for i := range s.cast {
		a := &s.cast[i]
		a.until, a.claim.until = a.until.nearer(), a.claim.until.nearer()
		for j, seen := range a.snap {
			if seen > snapDue {
				a.snap[j] = seen - 1
			}
		}
	}
	s.stray.until, s.stray.doc.until = s.stray.until.nearer(), s.stray.doc.until.nearer()
	return s
}

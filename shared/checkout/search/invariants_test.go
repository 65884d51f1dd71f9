package search_test

import "fmt"

// check returns an error if a state is wrong.
func (m *model) check(s *state) error {
	if err := m.stockFault(&s.world); err != nil {
		return err
	}
	if err := m.buyerFault(&s.world); err != nil {
		return err
	}
	if err := m.shelfFault(s); err != nil {
		return err
	}
	return m.asleep(s.world.asleep())
}

// stockFault checks that every lot adds up, that every live order has the units that it
// names, and that no more units are sold than there are.
func (m *model) stockFault(w *world) error {
	size, sold := 0, 0
	for i := range m.lots() {
		if err := m.lotFault(lotCase{lot: w.lots[i], number: i}); err != nil {
			return err
		}
		size += m.sizes[i]
	}
	for id, d := range w.docs {
		if d.status == expired && d.until != past {
			return fmt.Errorf("order %s expired before its hold had ended", nameOf(uint8(id)))
		}
		if !d.status.live() {
			continue
		}
		sold += int(d.quantity)
		if err := m.claimFault(w, uint8(id), d); err != nil {
			return err
		}
	}
	if sold > size {
		return fmt.Errorf("live orders have %d units, of %d", sold, size)
	}
	return nil
}

// claimFault checks that a live order has its units.
func (m *model) claimFault(w *world, id uint8, d doc) error {
	named := uint8(0)
	for i, q := range d.allocated {
		if claimed := w.lots[i].claims[id].quantity; q > 0 && claimed != q {
			return fmt.Errorf("order %s is %s and has %d units of lot %d, which keeps %d for it", nameOf(id), d.status.real(), q, i, claimed)
		}
		named += q
	}
	if named != d.quantity {
		return fmt.Errorf("order %s is %s and has %d of its %d units", nameOf(id), d.status.real(), named, d.quantity)
	}
	return nil
}

// buyerFault checks that buyers stay within their limit, that a key has no more orders
// than slots, and that a request has at most one order.
func (m *model) buyerFault(w *world) error {
	for b, name := range names {
		live, all := uint8(0), uint8(0)
		var requests set
		for _, d := range w.docs[b*slots : (b+1)*slots] {
			if d.status.live() {
				live++
			}
			if d.status != absent {
				all++
			}
			if d.request > 0 && requests.has(d.request) {
				return fmt.Errorf("a request of %s has two orders", name)
			}
			requests = requests.with(d.request)
		}
		if all > m.slots {
			return fmt.Errorf("%s has %d orders, and a key has %d slots", name, all, m.slots)
		}
		if live > m.limit {
			return fmt.Errorf("%s has %d live orders, of %d", name, live, m.limit)
		}
	}
	return nil
}

// shelfFault checks that "sold out" is true: the shelf lists a lot with units only
// between the lot's release and its Unmark.
func (m *model) shelfFault(s *state) error {
	for i := range m.lots() {
		if s.listed.has(i) && s.lots[i].left > 0 && !m.unmarkComes(s, i) {
			return fmt.Errorf("the shelf lists lot %d as empty, which has %d left, and nobody is about to unmark it", i, s.lots[i].left)
		}
	}
	for i, p := range m.cast {
		if s.cast[i].misled {
			return fmt.Errorf("%s was told that nothing is left, but units were left at every moment since it asked", p.name)
		}
	}
	return nil
}

// asleep returns the world after everyone has stopped and every hold has ended.
func (w world) asleep() world {
	w.orphaned = 0
	for i := range w.lots {
		for id := range w.lots[i].claims {
			if c := &w.lots[i].claims[id]; c.until != never {
				c.until = past
			}
		}
	}
	for id := range w.docs {
		w.docs[id].until = past
	}
	return w
}

// asleepFault checks a sleeping world after one sweep: every claim is a paid order's,
// all other units are left, and the shelf lists no lot that has units. After a second
// sweep the shelf lists every empty lot. One sweep may not do that, since its releases
// begin new epochs, and a mark of an earlier epoch fails.
func (m *model) asleepFault(w world) error {
	m.sweepAlone(&w)
	if err := m.stockFault(&w); err != nil {
		return fmt.Errorf("after a sweep: %w", err)
	}
	for id, d := range w.docs {
		for i := range m.lots() {
			if c := w.lots[i].claims[id]; c.quantity > 0 && (d.status != paid || d.allocated[i] != c.quantity) {
				return fmt.Errorf("after a sweep lot %d keeps %d units for order %s, which is %q", i, c.quantity, nameOf(uint8(id)), d.status.real())
			}
		}
		if d.status == held {
			return fmt.Errorf("after a sweep order %s is still held", nameOf(uint8(id)))
		}
	}
	if m.blind {
		return nil
	}
	empty := m.emptyLots(&w)
	if w.listed&^empty != 0 {
		return fmt.Errorf("after a sweep the shelf lists lots %b, of which %b are empty", w.listed, empty)
	}
	if m.sweepAlone(&w); w.listed != empty {
		return fmt.Errorf("after two sweeps the shelf lists lots %b, and %b are empty", w.listed, empty)
	}
	return nil
}

func (m *model) emptyLots(w *world) set {
	var empty set
	for i := range m.lots() {
		if w.lots[i].left == 0 {
			empty = empty.with(i)
		}
	}
	return empty
}

// sweepAlone runs one sweep: it reads the shelf and every lot, and then handles each
// claim. It reads a lot once for each of its claims.
func (m *model) sweepAlone(w *world) {
	sweep := model{laws: m.laws, scenario: m.scenario}
	sweep.cast, sweep.exact = nil, true
	s := state{world: *w}
	m.begin(part{role: sweeper}, func(a actor) {
		if a.pc == atShelf {
			m.receive(part{role: sweeper}, &a, sweep.makeCall(&s, m.plan(part{role: sweeper}, &a)), false)
		}
		for a.id = range uint8(ids) {
			b := a
			if sweep.receive(part{role: sweeper}, &b, sweep.makeCall(&s, m.plan(part{role: sweeper}, &b)), false) {
				s.cast[len(sweep.cast)] = b
				sweep.cast = append(sweep.cast, part{role: sweeper})
			}
		}
	})
	for i, p := range sweep.cast {
		for a := &s.cast[i]; a.pc != atStart; {
			sweep.ways(p, *a, func(way actor) { *a = way })
			sweep.receive(p, a, sweep.makeCall(&s, sweep.plan(p, a)), false)
		}
	}
	*w = s.world
}

package search_test

import "fmt"

const (
	ann uint8 = iota
	bob
)

// The moves that a crowd makes with any order.
var (
	payOrCancel = []callKind{callPay, callCancel}
	orExtend    = append(payOrCancel[:2:2], callExtend)
)

var (
	oneEach  = layout{sizes: [lots]int{1, 1}}
	oneOfTwo = layout{sizes: [lots]int{2, 0}}
	twoOne   = layout{sizes: [lots]int{2, 1}}
	pages    = layout{sizes: [lots]int{1, 1}, apart: true}
)

// The parts of a cast. A retry is the same request, made twice.
var (
	annOne   = asks(ann, 1, 1)
	annRetry = again(annOne)
	annOther = asks(ann, 2, 1)
	annTwo   = asks(ann, 1, 2)
	bobOne   = asks(bob, 3, 1)
	bobTwo   = asks(bob, 3, 2)

	pays    = part{name: "the payer", role: payer}
	cancels = part{name: "the canceller", role: canceller}
	extends = part{name: "the extender", role: extender}
	sweeps  = part{name: "a sweep", role: sweeper}
)

// asks returns a request of a buyer for units.
func asks(buyer, number, units uint8) part {
	return part{name: fmt.Sprintf("request %d of %s", number, names[buyer]), role: request, buyer: buyer, request: number, want: units}
}

// again returns a part that is played a second time. It follows the first in the cast.
func again(p part) part {
	p.name, p.twin = p.name+", again", true
	return p
}

// crowd returns a scenario with a blind shelf and a crowd that makes these moves.
func crowd(where layout, slots uint8, moves []callKind, cast ...part) scenario {
	return scenario{where: where, slots: slots, limit: 1, blind: true, crowded: true, moves: moves, cast: cast}
}

// blind returns a scenario with a blind shelf and one slot for each buyer, in which
// the cast is alone.
func blind(where layout, cast ...part) scenario {
	return scenario{where: where, slots: 1, limit: 1, blind: true, cast: cast}
}

// withShelf returns a scenario with the real shelf and one slot for each buyer.
func withShelf(where layout, cast ...part) scenario {
	return scenario{where: where, slots: 1, limit: 1, rounds: 2, cast: cast}
}

// These change one thing in a scenario.
func withStray(s scenario) scenario              { s.strays = 1; return s }
func exact(s scenario) scenario                  { s.exact = true; return s }
func withSlots(slots uint8, s scenario) scenario { s.slots = slots; return s }
func withLimit(limit uint8, s scenario) scenario { s.limit = limit; return s }

// scenarios are searched by TestSearch. They are of two kinds that complete each
// other: a crowd with a blind shelf has the most requests; one call at a time with
// the real shelf has fewer.
var scenarios = []struct {
	name  string
	scale scale
	scenario
}{
	{"two lots of one unit, a request, its retry, another of the same buyer, and another buyer's", full,
		crowd(oneEach, 1, orExtend, annOne, annRetry, annOther, bobOne)},
	{"a request, its retry and another of the same buyer", quick, crowd(oneEach, 2, payOrCancel, annOne, annRetry, annOther)},
	{"a hold is extended", quick, crowd(oneEach, 1, orExtend, annOne, annRetry, bobOne)},
	{"both units or none, two buyers", quick, crowd(oneEach, 2, payOrCancel, annTwo, bobTwo)},
	{"both units or none, with a retry", large, crowd(oneEach, 2, payOrCancel, annTwo, again(annTwo), bobTwo)},
	{"both units or one, of the same buyer", full, crowd(oneEach, 2, payOrCancel, annTwo, again(annTwo), annOther)},
	{"a lot of two units", full, crowd(oneOfTwo, 2, payOrCancel, annTwo, annOther, bobOne)},
	{"a lot of two units and one of one", quick, crowd(twoOne, 2, payOrCancel, annTwo, annOther)},
	{"two orders for a buyer", full, withLimit(2, crowd(oneEach, 3, payOrCancel, annOne, annRetry, annOther))},
	{"four requests, two slots", large, crowd(oneEach, 2, payOrCancel, annOne, annRetry, annOther, bobOne)},
	{"four requests, three slots", large, crowd(oneEach, 3, payOrCancel, annOne, annRetry, annOther, bobOne)},
	{"five requests", large, crowd(oneEach, 1, payOrCancel, annOne, annRetry, annOther, bobOne, again(bobOne))},
	{"late writes of a request", quick, withStray(crowd(oneEach, 2, payOrCancel, annOne, annRetry))},
	{"late writes of two buyers", full, withStray(crowd(oneEach, 2, payOrCancel, annOne, bobOne))},
	{"late writes of a request, its retry and another buyer's", large,
		withStray(crowd(oneEach, 2, payOrCancel, annOne, annRetry, bobOne))},
	{"one call at a time: two sweeps", full, blind(oneEach, annOne, annOther, pays, cancels, sweeps, again(sweeps))},
	{"one call at a time: an extension", quick, blind(oneEach, annOne, pays, cancels, extends, sweeps, again(sweeps))},
	{"one call at a time: a retry, another buyer, two sweeps", large,
		blind(oneEach, annOne, annRetry, bobOne, cancels, sweeps, again(sweeps))},
	{"the shelf", full, withShelf(oneEach, annOne, bobOne, sweeps)},
	{"the shelf, with cancellations", full, withShelf(oneEach, annOne, bobOne, cancels, sweeps)},
	{"the shelf, both units or none", large, withShelf(oneEach, annTwo, bobOne, sweeps)},
	{"the shelf, two sweeps", quick, withShelf(oneEach, annOne, cancels, sweeps, again(sweeps))},
	{"the shelf, two buyers and two sweeps", large, withShelf(oneEach, annOne, bobOne, sweeps, again(sweeps))},
	{"the shelf, both units or none, with cancellations", large, withShelf(oneEach, annTwo, bobOne, cancels, sweeps)},
	{"a shelf of two pages", full, withShelf(pages, annOne, bobOne, sweeps)},
	{"a shelf of two pages, with cancellations", quick, withShelf(pages, annOne, bobOne, cancels)},
	{"a shelf of two pages, with cancellations and a sweep", large, withShelf(pages, annOne, bobOne, cancels, sweeps)},
	{"late writes to the shelf", quick, withStray(withShelf(oneEach, annOne, cancels, sweeps))},
	{"late writes to the shelf, two buyers", large, withStray(withShelf(oneEach, annOne, bobOne, cancels, sweeps))},
}

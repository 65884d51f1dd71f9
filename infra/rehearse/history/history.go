// Package history decides whether the answers that shoppers got, at once and on
// a bad day, are those of a store that does one thing after the other: whether
// they are linearizable.
//
// A history is that of one line of a sale. What goes on in one line is
// independent of all others, so a run with many lines is checked line by line,
// each short enough for a search. The line has so few units that they are in one
// lot, where an order has one claim at most.
//
// The model knows of each order its status, whether its hold was extended, and
// whether it may have a claim. It demands of the answers:
//
//   - an order is made only while fewer live orders than units are there;
//   - an order once promised is there, and is paid, cancelled and extended only
//     while it is held; a refusal tells its true status;
//   - a hold expires after its end alone, the extended one after the later end;
//   - "sold out" is answered only if each unit may have been claimed.
//
// Three things that the store does not promise to do at once are parted:
//
//   - Units come back after their order is closed. From the closing on they may
//     be had, and until the cancellation is answered they may seem claimed. As
//     units that come back at once share one entry on the shelf, all may seem
//     claimed until the last of them is entered.
//   - A function answers "sold out" from a shelf that it read up to
//     checkout.ShelfAge ago, so such an answer counts as asked that much earlier.
//   - A request without an answer may take effect at any later time, in whole, or
//     so far that a claim stays behind without an order. So may one that asks
//     for an order that has ended, and where the network delivers late, any.
//
// What a sweep gives back is not followed, so claims of expired orders stay: an
// audit is better at finding what was not given back.
package history

import (
	"time"

	"github.com/anishathalye/porcupine"

	"storefront/shared/checkout"
	"storefront/shared/order"
)

// Action is what a shopper asks for.
type Action string

// The actions of shoppers.
const (
	Hold   Action = "hold"
	Pay    Action = "pay"
	Cancel Action = "cancel"
	Extend Action = "extend"
	Read   Action = "read"
)

// Operation is one request about one order, and its answer.
type Operation struct {
	Client   int // from 0
	Order    int // from 0 within the line: what is asked for under one Idempotency-Key
	Action   Action
	Called   time.Time
	Returned time.Time    // zero: there was no answer, or one that leaves open what was done
	Status   order.Status // of the order, as answered; order.Absent says that the line is sold out
	Ends     time.Time    // with an order that is not extended: when its hold ends
}

func (o Operation) answered() bool { return !o.Returned.IsZero() }

// Line is the history of a line.
type Line struct {
	Units      int
	Hold       time.Duration // how long the sale holds orders
	Late       bool          // the network may deliver requests long after they were sent
	Operations []Operation   // by the time when they were called

	// Final are the orders' statuses, by their numbers, and Seen is when they
	// began to be read, with nothing under way any more.
	Final map[int]order.Status
	Seen  time.Time
}

// Check searches for an order of the operations that explains every answer. It
// gives porcupine.Unknown when it has not found out in time; 0 is any time.
func (l Line) Check(timeout time.Duration) (porcupine.CheckResult, porcupine.LinearizationInfo) {
	return porcupine.CheckOperationsVerbose(l.model(), l.steps(), timeout)
}

// Draw writes a page that shows what Check found to the file of a path.
func (l Line) Draw(info porcupine.LinearizationInfo, path string) error {
	return porcupine.VisualizePath(l.model(), info, path)
}

// steps are the operations as the model takes them: one for each thing that is
// done at once. What may be done later is done before Seen, and left out where
// the final status tells that it was not, for nothing leads back from there: the
// search is exponential in what is left open.
func (l Line) steps() []porcupine.Operation {
	t := timeline{end: l.Seen}
	for i, o := range l.Operations {
		t.client = o.Client
		switch {
		case o.Action == Hold:
			l.hold(&t, i, o)
		case o.answered():
			t.add(step{kind: is(o.Action), order: o.Order, status: o.Status}, o.Called, o.Returned)
			if o.Action == Cancel && o.Status == order.Cancelled {
				t.add(step{kind: given, order: o.Order}, o.Called, o.Returned)
			}
		case o.Action == Extend || l.Final[o.Order] == becomes[o.Action]:
			t.open(step{kind: mayBe(o.Action), order: o.Order}, o.Called)
		}
	}
	t.client++
	for number, status := range l.Final {
		if status == order.Expired {
			ends := l.ends(number)
			t.open(step{kind: expires, order: number}, ends)
			t.open(step{kind: expiresLater, order: number}, ends.Add(l.Hold))
		}
	}
	t.add(step{kind: ended, final: l.Final}, l.Seen.Add(1), l.Seen.Add(1))
	return t.steps
}

func (l Line) hold(t *timeline, index int, o Operation) {
	switch {
	case o.answered() && o.Status == order.Absent:
		t.add(step{kind: soldOut, order: o.Order, strays: l.strays(index, o.Returned)}, o.Called.Add(-checkout.ShelfAge), o.Returned)
	case o.answered():
		t.add(step{kind: made, order: o.Order, status: o.Status}, o.Called, o.Returned)
	case l.Final[o.Order] != order.Absent:
		t.open(step{kind: mayBeMade, order: o.Order}, o.Called)
	}
}

// strays are the orders that may have a claim, whatever became of them, because
// of a request that was called before a moment, other than the one that asks.
func (l Line) strays(asking int, before time.Time) map[int]bool {
	strays := map[int]bool{}
	for i, o := range l.Operations {
		if o.Action != Hold || o.Called.After(before) || i == asking {
			continue
		}
		if l.Late || !o.answered() || o.Status.Closed() {
			strays[o.Order] = true
		}
	}
	return strays
}

// orders is how many orders were asked for.
func (l Line) orders() int {
	n := 0
	for _, o := range l.Operations {
		n = max(n, o.Order+1)
	}
	return n
}

// ends is when the hold of an order ended, or could at the earliest if nobody
// was told.
func (l Line) ends(number int) time.Time {
	var earliest time.Time
	for _, o := range l.Operations {
		if o.Order != number {
			continue
		}
		if !o.Ends.IsZero() {
			return o.Ends
		}
		if earliest.IsZero() {
			earliest = o.Called.Add(l.Hold)
		}
	}
	return earliest
}

// timeline collects steps.
type timeline struct {
	client int
	end    time.Time
	steps  []porcupine.Operation
}

// add adds a step that is done within a time.
func (t *timeline) add(s step, from, to time.Time) {
	t.steps = append(t.steps, porcupine.Operation{ClientId: t.client, Input: s, Call: from.UnixNano(), Return: to.UnixNano()})
}

// open adds a step that may be done from a time on.
func (t *timeline) open(s step, from time.Time) {
	if from.Before(t.end) {
		t.add(s, from, t.end)
	}
}

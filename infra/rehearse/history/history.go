// Package history decides whether the answers to concurrent requests of shoppers
// are linearizable: whether a store that handles one request after the other
// could have given them.
//
// A history covers one line of a sale. Lines are independent, so a run with many
// lines is checked line by line, each short enough for a search. A line has so few
// units that they are in one lot, where an order has at most one claim.
//
// The model knows the status of each order, whether its hold was extended, and
// whether it may have a claim. It requires of the answers:
//
//   - an order is made only while there are fewer live orders than units;
//   - a promised order exists, and is paid, cancelled and extended only while it
//     is held; a refusal names its true status;
//   - a hold expires only after its end, an extended one only after the later end;
//   - "sold out" is answered only if each unit may have been claimed.
//
// The store does not promise to do three things at once, so the model splits them:
//
//   - Units are released after their order is closed. They can be reserved from
//     then on, and may seem claimed until the cancellation is answered. Units
//     released at the same time share one entry on the shelf, so all may seem
//     claimed until the last of them is entered.
//   - A function answers "sold out" from a shelf that it read up to
//     checkout.ShelfAge ago, so such an answer counts as asked that much earlier.
//   - A request without an answer may take effect at any later time, in full or
//     only as a claim without an order. The same holds for a request for an order
//     that has ended, and for every request if the network delivers late.
//
// The model does not follow what a sweep releases, so claims of expired orders
// stay. An audit finds what was not released.
package history

import (
	"time"

	"github.com/anishathalye/porcupine"

	"storefront/shared/checkout"
	"storefront/shared/order"
)

// Action is the kind of a shopper's request.
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
	Order    int // from 0 within the line; one for each Idempotency-Key
	Action   Action
	Called   time.Time
	Returned time.Time    // zero if no answer came, or one that does not tell what was done
	Status   order.Status // of the order, as answered; order.Absent means that the line is sold out
	Ends     time.Time    // when the hold ends, if the order is not extended
}

func (o Operation) answered() bool { return !o.Returned.IsZero() }

// Line is the history of a line.
type Line struct {
	Units      int
	Hold       time.Duration // how long the sale holds orders
	Late       bool          // the network may deliver requests long after they were sent
	Operations []Operation   // by the time when they were called

	// Final has the orders' statuses by number. Seen is when reading them began,
	// after all requests had ended.
	Final map[int]order.Status
	Seen  time.Time
}

// Check searches for a sequence of the operations that explains every answer. It
// returns porcupine.Unknown if the timeout passes first; 0 means no timeout.
func (l Line) Check(timeout time.Duration) (porcupine.CheckResult, porcupine.LinearizationInfo) {
	return porcupine.CheckOperationsVerbose(l.model(), l.steps(), timeout)
}

// Draw writes a page that shows what Check found to path.
func (l Line) Draw(info porcupine.LinearizationInfo, path string) error {
	return porcupine.VisualizePath(l.model(), info, path)
}

// steps returns the operations as the model's atomic steps. A step that may be done
// later is done before Seen. It is left out if the final status proves that it was
// not done, because the search is exponential in the number of open steps.
func (l Line) steps() []porcupine.Operation {
	t := timeline{end: l.Seen}
	for i, o := range l.Operations {
		t.client = o.Client
		switch {
		case o.Action == Hold:
			l.hold(&t, i, o)
		case o.answered():
			t.add(step{kind: kindOf(o.Action), order: o.Order, status: o.Status}, o.Called, o.Returned)
			if o.Action == Cancel && o.Status == order.Cancelled {
				t.add(step{kind: released, order: o.Order}, o.Called, o.Returned)
			}
		case o.Action == Extend || l.Final[o.Order] == becomes[o.Action]:
			t.open(step{kind: openKindOf(o.Action), order: o.Order}, o.Called)
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

// strays returns the orders that may have a claim whatever their status, because of
// a request called before the given time, other than the asking one.
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

// orders returns how many orders were requested.
func (l Line) orders() int {
	n := 0
	for _, o := range l.Operations {
		n = max(n, o.Order+1)
	}
	return n
}

// ends returns when the hold of an order ended, or the earliest time at which it can
// have ended if no answer told.
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

// add adds a step that is done between two times.
func (t *timeline) add(s step, from, to time.Time) {
	t.steps = append(t.steps, porcupine.Operation{ClientId: t.client, Input: s, Call: from.UnixNano(), Return: to.UnixNano()})
}

// open adds a step that may be done at any time after from.
func (t *timeline) open(s step, from time.Time) {
	if from.Before(t.end) {
		t.add(s, from, t.end)
	}
}

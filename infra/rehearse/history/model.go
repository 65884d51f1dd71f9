package history

import (
	"fmt"
	"strings"

	"github.com/anishathalye/porcupine"

	"storefront/shared/order"
)

// step is one atomic change or observation of one order.
type step struct {
	kind   kind
	order  int
	status order.Status // as answered

	strays map[int]bool         // with soldOut: the orders that may have a claim, whatever their status
	final  map[int]order.Status // with ended
}

// kind is what a step does. A step of an open kind may be done at any time after its
// call, and allows every state that it finds.
type kind string

const (
	made      kind = "made"     // the order is there, now or already
	mayBeMade kind = "made?"    // open: the order is made if there is a unit
	soldOut   kind = "sold out" // there is no order, and each unit may be claimed
	released  kind = "released" // the closed order's claim is gone
	ended     kind = "ended"    // all orders are in their final status

	expires      kind = "expires?"       // open: a hold that is not extended ends
	expiresLater kind = "expires later?" // open: an extended hold ends
)

// becomes has the status that an action gives to a held order.
var becomes = map[Action]order.Status{Pay: order.Paid, Cancel: order.Cancelled, Extend: order.Held}

// kindOf returns the kind of an answered action on an existing order. openKindOf
// returns that of an unanswered one, which is open.
func kindOf(a Action) kind { return kind(a) }

func openKindOf(a Action) kind { return kind(a) + "?" }

// model returns the line as a store that does one step after the other. Its states
// are strings with a byte for each order, so they are comparable and immutable.
func (l Line) model() porcupine.Model {
	return porcupine.Model{
		Init: func() any { return state(strings.Repeat("\x00", l.orders())) },
		Step: func(s, input, _ any) (bool, any) {
			next, ok := s.(state).do(input.(step), l.Units)
			return ok, next
		},
		DescribeOperation: func(input, _ any) string {
			s := input.(step)
			if s.kind == ended {
				return fmt.Sprintf("ended: %v", s.final)
			}
			return strings.TrimSpace(fmt.Sprintf("order %d: %s %s", s.order, s.kind, s.status))
		},
		DescribeState: func(s any) string { return s.(state).describe(l.Units) },
	}
}

// state is what is known of each order of a line.
type state string

// An order's byte is its status, as an index of statuses, and two marks.
const (
	statusMask = 0x0f
	extended   = 0x10
	claimed    = 0x20
)

var statuses = []order.Status{order.Absent, order.Held, order.Paid, order.Expired, order.Cancelled}

func (s state) status(number int) order.Status { return statuses[s[number]&statusMask] }

func (s state) has(number int, mark byte) bool { return s[number]&mark != 0 }

// live returns the number of live orders.
func (s state) live() int {
	n := 0
	for number := range len(s) {
		if s.status(number).Live() {
			n++
		}
	}
	return n
}

// mayBeEmpty reports whether the line may seem empty: each unit may be claimed, or
// one is being released and the shelf does not yet show its lot as filled.
func (s state) mayBeEmpty(units int, strays map[int]bool) bool {
	claims := 0
	for number := range len(s) {
		switch {
		case s.has(number, claimed) && s.status(number).Closed():
			return true
		case s.has(number, claimed), strays[number]:
			claims++
		}
	}
	return claims >= units
}

// become returns the state with one order in another status.
func (s state) become(number int, to order.Status) state {
	for i, status := range statuses {
		if status == to {
			return s.with(number, s[number]&^statusMask|byte(i))
		}
	}
	panic(fmt.Sprintf("the model has no status %q", to))
}

func (s state) mark(number int, mark byte) state { return s.with(number, s[number]|mark) }

func (s state) with(number int, b byte) state {
	return s[:number] + state([]byte{b}) + s[number+1:]
}

// do returns the state after a step and reports whether the step was possible.
func (s state) do(t step, units int) (state, bool) {
	status := s.status(t.order)
	room := status == order.Absent && s.live() < units
	held := status == order.Held
	switch t.kind {
	case made:
		if room && t.status == order.Held {
			return s.become(t.order, order.Held).mark(t.order, claimed), true
		}
		return s, status != order.Absent && status == t.status
	case mayBeMade:
		if room {
			s = s.become(t.order, order.Held).mark(t.order, claimed)
		}
		return s, true
	case soldOut:
		return s, status == order.Absent && s.mayBeEmpty(units, t.strays)
	case released:
		return s.with(t.order, s[t.order]&^claimed), status.Closed()
	case expires, expiresLater:
		if held && s.has(t.order, extended) == (t.kind == expiresLater) {
			s = s.become(t.order, order.Expired)
		}
		return s, true
	case ended:
		return s, s.matches(t.final)
	default:
		return s.move(t, held)
	}
}

// move applies a shopper's action to a held order, or compares the order's status
// with the answer. An open action has no answer to compare.
func (s state) move(t step, held bool) (state, bool) {
	action, isOpen := strings.CutSuffix(string(t.kind), "?")
	become := becomes[Action(action)]
	if held && become != order.Absent && (isOpen || t.status == become) {
		if become == order.Held {
			return s.mark(t.order, extended), true
		}
		return s.become(t.order, become), true
	}
	return s, isOpen || s.status(t.order) == t.status
}

// matches reports whether every order is in its final status.
func (s state) matches(final map[int]order.Status) bool {
	for number := range len(s) {
		if s.status(number) != final[number] {
			return false
		}
	}
	return true
}

func (s state) describe(units int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d of %d units have live orders", s.live(), units)
	for number := range len(s) {
		if s[number] == 0 {
			continue
		}
		fmt.Fprintf(&b, "; %d: %s", number, s.status(number))
		if s.has(number, extended) {
			b.WriteString(", extended")
		}
		if s.has(number, claimed) {
			b.WriteString(", claimed")
		}
	}
	return b.String()
}

package search_test

import (
	"fmt"
	"strings"

	"storefront/shared/stock"
)

// story describes a trace, one step a line.
func (m *model) story(trace []int) string {
	var b strings.Builder
	cast := append([]part(nil), m.cast...)
	s := m.start()
	for i, nth := range trace {
		var to state
		var e event
		n := 0
		m.next(s, func(t state, f event) {
			if n == nth {
				to, e = t, f
			}
			n++
		})
		fmt.Fprintf(&b, "%3d. %s\n", i+1, e.tell(cast))
		for j := range cast {
			if e.swapped.has(uint8(j)) {
				cast[j], cast[j-1] = cast[j-1], cast[j]
			}
		}
		s = to
	}
	return b.String()
}

func (e event) tell(cast []part) string {
	who := "somebody"
	if e.actor != anybody {
		who = cast[e.actor].name
	}
	switch e.how {
	case unanswered:
		return fmt.Sprintf("%s %s, and the answer is lost", who, e.call.tell(e.reply))
	case kept:
		return fmt.Sprintf("%s %s, which the network keeps for later", who, e.call.intent())
	case delivered:
		return "the network delivers late: somebody " + e.call.tell(e.reply)
	case crashed:
		return who + " crashes"
	case timePasses:
		return "time passes"
	default:
		return who + " " + e.call.tell(e.reply)
	}
}

// tell describes the call and its answer.
func (c call) tell(r reply) string {
	answer := ""
	switch c.kind {
	case callNone:
		return c.intent()
	case readShelf:
		answer = fmt.Sprintf("it lists lots %s", r.listed)
	case readLot:
		answer = fmt.Sprintf("%d left, and for %s %s", r.left, nameOf(c.id), r.claim)
	case readBuyer:
		var all []string
		for _, d := range r.docs {
			all = append(all, d.String())
		}
		answer = strings.Join(all, ", ")
	case callReserve:
		answer = fmt.Sprintf("%s, %d left", [...]string{stock.Reserved: "reserved", stock.AlreadyReserved: "reserved already", stock.Insufficient: "too few"}[r.outcome], r.left)
	case callRelease, callReschedule, callMark:
		answer = map[bool]string{true: "done", false: "refused"}[r.done]
	case callUnmark:
		return c.intent()
	default:
		answer = "it is " + r.doc.String()
	}
	return c.intent() + ": " + answer
}

// intent describes the call.
func (c call) intent() string {
	switch c.kind {
	case callNone:
		return "finds its claim due by now, and has not read the order"
	case readShelf:
		return "reads the shelf"
	case readLot:
		return fmt.Sprintf("reads lot %d", c.lot)
	case readOrder:
		return "reads order " + nameOf(c.id)
	case readBuyer:
		return fmt.Sprintf("reads the orders of %s", names[c.id/slots])
	case callReserve:
		return fmt.Sprintf("reserves %d of lot %d for %s", c.quantity, c.lot, nameOf(c.id))
	case callRelease:
		return fmt.Sprintf("releases the units of %s in lot %d", nameOf(c.id), c.lot)
	case callReschedule:
		return fmt.Sprintf("reschedules the claim of %s in lot %d", nameOf(c.id), c.lot)
	case callMark:
		return fmt.Sprintf("lists lot %d as empty", c.lot)
	case callUnmark:
		return fmt.Sprintf("unmarks lot %d", c.lot)
	case callPut:
		return fmt.Sprintf("puts order %s, %s", nameOf(c.id), c.doc)
	default:
		verbs := map[callKind]string{callPay: "pays", callCancel: "cancels", callExtend: "extends", callExpire: "expires"}
		return fmt.Sprintf("%s order %s", verbs[c.kind], nameOf(c.id))
	}
}

func (s set) String() string {
	var all []string
	for i := range uint8(lots) {
		if s.has(i) {
			all = append(all, fmt.Sprint(i))
		}
	}
	return "{" + strings.Join(all, ", ") + "}"
}

func (c claim) String() string {
	switch {
	case c.quantity == 0:
		return "none"
	case c.until == never:
		return fmt.Sprintf("%d, settled", c.quantity)
	case c.until == past:
		return fmt.Sprintf("%d, due", c.quantity)
	default:
		return fmt.Sprintf("%d, due later", c.quantity)
	}
}

func (d doc) String() string {
	if d.status == absent {
		return "absent"
	}
	text := string(d.status.real())
	for lot, q := range d.allocated {
		if q > 0 {
			text += fmt.Sprintf(" with %d of lot %d", q, lot)
		}
	}
	return text
}

package history_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"storefront/infra/rehearse/history"
	"storefront/shared/order"
)

var opening = time.Date(2015, 5, 18, 21, 0, 0, 0, time.UTC)

const hold = 10 * time.Second

// at is a moment of a sale.
func at(ms int) time.Time { return opening.Add(time.Duration(ms) * time.Millisecond) }

// script is a history: requests, and how they were answered.
type script []history.Operation

// ask adds a request from one time to another, in milliseconds, that was answered
// with a status. If to is 0, it was not answered.
func (s script) ask(from, to, number int, action history.Action, status order.Status) script {
	o := history.Operation{Client: number, Order: number, Action: action, Called: at(from), Status: status}
	if to != 0 {
		o.Returned = at(to)
	}
	if action == history.Hold && status == order.Held {
		o.Ends = o.Called.Add(hold)
	}
	return append(s, o)
}

func TestCheck(t *testing.T) {
	t.Parallel()
	const (
		Hold, Pay, Cancel, Extend, Read = history.Hold, history.Pay, history.Cancel, history.Extend, history.Read

		none, held, paid, expired, cancelled = order.Absent, order.Held, order.Paid, order.Expired, order.Cancelled

		explained, impossible = porcupine.Ok, porcupine.Illegal
	)
	type final = map[int]order.Status
	one := script{}.ask(0, 100, 0, Hold, held)
	noAnswer := script{}.ask(0, 0, 0, Hold, none)
	tests := []struct {
		name  string
		units int
		late  bool
		asked script
		final final
		want  porcupine.CheckResult
	}{
		{"one unit, sold", 1, false, one.ask(200, 300, 0, Pay, paid), final{0: paid}, explained},
		{"the last unit sold twice", 1, false, one.ask(200, 300, 1, Hold, held), final{0: held, 1: held}, impossible},
		{"the last unit sold twice, at once", 1, false, one.ask(0, 100, 1, Hold, held), final{0: paid, 1: held}, impossible},
		{"the last unit sold again while it is paid", 1, false, one.ask(200, 300, 0, Pay, paid).ask(400, 500, 1, Hold, held),
			final{0: paid, 1: held}, impossible},
		{"a unit sold again after it was released", 1, false, one.ask(200, 300, 0, Cancel, cancelled).ask(250, 280, 1, Hold, held),
			final{0: cancelled, 1: held}, explained},
		{"a unit sold again before it was released", 1, false, one.ask(120, 150, 1, Hold, held).ask(200, 300, 0, Cancel, cancelled),
			final{0: cancelled, 1: held}, impossible},
		{"an order lost", 1, false, one, final{0: none}, impossible},
		{"an order that came later", 1, false, noAnswer, final{0: held}, explained},
		{"an order that never came", 1, false, noAnswer, final{0: none}, explained},
		{"one order made twice by a repeated request", 1, false, one.ask(200, 300, 0, Hold, held), final{0: held}, explained},
		{"a payment lost", 1, false, one.ask(200, 300, 0, Pay, paid), final{0: expired}, impossible},
		{"a payment lost for a moment", 1, false, one.ask(200, 300, 0, Pay, paid).ask(400, 500, 0, Read, held), final{0: paid}, impossible},
		{"a payment that came later", 1, false, one.ask(200, 0, 0, Pay, none).ask(400, 500, 0, Read, held), final{0: paid}, explained},
		{"a payment that nobody made", 1, false, one, final{0: paid}, impossible},
		{"paid and cancelled", 1, false, one.ask(200, 300, 0, Pay, paid).ask(200, 300, 0, Cancel, cancelled), final{0: paid}, impossible},
		{"a payment that found the order cancelled at the same time", 1, false, one.ask(200, 300, 0, Pay, cancelled).ask(200, 300, 0, Cancel, cancelled),
			final{0: cancelled}, explained},
		{"sold out while a unit is free", 2, false, one.ask(400, 500, 1, Hold, none), final{0: held}, impossible},
		{"sold out with the last unit", 1, false, one.ask(50, 90, 1, Hold, none), final{0: held}, explained},
		{"sold out before the last unit", 1, false, script{}.ask(0, 40, 1, Hold, none).ask(50, 100, 0, Hold, held), final{0: held}, impossible},
		{"sold out from a shelf of a moment ago", 1, false, one.ask(200, 300, 0, Cancel, cancelled).ask(540, 600, 1, Hold, none),
			final{0: cancelled}, explained},
		{"sold out from a shelf of long ago", 1, false, one.ask(200, 300, 0, Cancel, cancelled).ask(560, 600, 1, Hold, none),
			final{0: cancelled}, impossible},
		{"sold out while another unit is being released", 2, false, one.ask(0, 100, 1, Hold, held).ask(150, 0, 0, Cancel, none).ask(200, 300, 1, Cancel, cancelled).ask(900, 999, 2, Hold, none),
			final{0: cancelled, 1: cancelled}, explained},
		{"sold out by a request without an answer", 1, false, noAnswer.ask(900, 999, 1, Hold, none), final{0: none}, explained},
		{"sold out by a request that the network delivers again later", 1, true, one.ask(200, 300, 0, Cancel, cancelled).ask(900, 999, 1, Hold, none),
			final{0: cancelled}, explained},
		{"sold out for the buyer who has the order", 1, false, one.ask(200, 300, 0, Hold, none), final{0: held}, impossible},
		{"expired in time", 1, false, one.ask(10_100, 10_200, 0, Pay, expired), final{0: expired}, explained},
		{"paid after its end, before it expired", 1, false, one.ask(10_100, 10_200, 0, Pay, paid), final{0: paid}, explained},
		{"expired too early", 1, false, one.ask(9_800, 9_900, 0, Pay, expired), final{0: expired}, impossible},
		{"expired although it was extended", 1, false, one.ask(200, 300, 0, Extend, held).ask(10_100, 10_200, 0, Pay, expired),
			final{0: expired}, impossible},
		{"expired because the extension came too late", 1, false, one.ask(200, 0, 0, Extend, none).ask(10_100, 10_200, 0, Pay, expired),
			final{0: expired}, explained},
		{"expired at the later end", 1, false, one.ask(200, 300, 0, Extend, held).ask(20_100, 20_200, 0, Pay, expired), final{0: expired}, explained},
		{"back to life", 1, false, one.ask(10_100, 10_200, 0, Read, expired).ask(10_300, 10_400, 0, Pay, paid), final{0: paid}, impossible},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			line := history.Line{Units: tt.units, Hold: hold, Late: tt.late, Operations: tt.asked, Final: tt.final, Seen: at(30_000)}
			got, info := line.Check(0)
			if got != tt.want {
				t.Errorf("the history is %s, want %s", got, tt.want)
			}
			page := filepath.Join(t.TempDir(), "history.html")
			if err := line.Draw(info, page); err != nil {
				t.Error(err)
			}
			if _, err := os.Stat(page); err != nil {
				t.Error(err)
			}
		})
	}
}

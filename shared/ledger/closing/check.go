package closing

import (
	"fmt"
	"time"
)

// Check is a check that a day must pass before it is closed.
type Check struct {
	Name     CheckName `json:"name"`
	Failures int       `json:"failures"`           // 0 if the day passed
	Findings []string  `json:"findings,omitempty"` // the first failures, as text
}

// CheckName names a check.
type CheckName string

// The checks, in the order of manifests. A day passes if:
const (
	PreviousClosed  CheckName = "previous_day_closed"  // the day before is closed, or the day is the first one
	Chained         CheckName = "manifests_chained"    // each manifest has the digest of the one before, and no raw file is in two
	RawFilesWhole   CheckName = "raw_files_whole"      // raw files are readable, hold what their names say, and are unchanged since they were booked
	DuplicatesSame  CheckName = "duplicates_agree"     // events that came twice are equal
	NoVersionGaps   CheckName = "versions_without_gap" // the version before every version is in the books
	VersionsAgree   CheckName = "versions_agree"       // every version of an order says again what the one before says
	OrdersBooked    CheckName = "orders_booked"        // the last version of every order that has not changed since equals the order in the store
	ClocksAgree     CheckName = "clocks_agree"         // no event was dated by a clock that differs from the stream's by more than MaxSkew
	Bookable        CheckName = "events_bookable"      // there is a rule of booking for every event, and its amounts add up
	Balanced        CheckName = "debits_equal_credits" // they are equal in every transaction and currency
	RefundsPaid     CheckName = "refunds_within_paid"  // no order refunds more than was paid
	NumbersContinue CheckName = "numbers_continue"     // a rebuilt day ends with the same numbers of documents as before
	UnitsTieOut     CheckName = "units_tie_out"        // units sold left stock, and no more came back than were refunded
)

var checkNames = []CheckName{
	PreviousClosed, Chained, RawFilesWhole, DuplicatesSame, NoVersionGaps, VersionsAgree, OrdersBooked,
	ClocksAgree, Bookable, Balanced, RefundsPaid, NumbersContinue, UnitsTieOut,
}

// MaxSkew is how far the time of an event may be from the time at which the stream has
// recorded it, which is in whole seconds.
const MaxSkew = 5 * time.Minute

// shownFindings is the most findings of a check that are kept.
const shownFindings = 20

// findings collects failed checks.
type findings map[CheckName]*Check

func (f findings) add(name CheckName, format string, args ...any) {
	c := f[name]
	if c == nil {
		c = &Check{Name: name}
		f[name] = c
	}
	if c.Failures++; c.Failures <= shownFindings {
		c.Findings = append(c.Findings, fmt.Sprintf(format, args...))
	}
}

// checks returns all checks that were made, passed ones too.
func (f findings) checks(compared bool) []Check {
	var checks []Check
	for _, name := range checkNames {
		if name == OrdersBooked && !compared {
			continue
		}
		if c := f[name]; c != nil {
			checks = append(checks, *c)
		} else {
			checks = append(checks, Check{Name: name})
		}
	}
	return checks
}

package closing

import "fmt"

// Check is something that must be true of a day before it is closed.
type Check struct {
	Name     CheckName `json:"name"`
	Failures int       `json:"failures"`           // 0: it is true
	Findings []string  `json:"findings,omitempty"` // the first failures, for people
}

// CheckName names a check.
type CheckName string

// The checks, in the order of manifests.
const (
	PreviousClosed CheckName = "previous_day_closed"  // or the day is the first one
	Chained        CheckName = "manifests_chained"    // each has the digest of the one before, and no raw file is in two
	NoneTooLate    CheckName = "no_file_too_late"     // all raw files are in the books of some day
	RawFilesWhole  CheckName = "raw_files_whole"      // readable, what their names say, and unchanged since they were booked
	DuplicatesSame CheckName = "duplicates_agree"     // whatever came twice says the same
	NoVersionGaps  CheckName = "versions_without_gap" // of every version, the one before is in the books
	Bookable       CheckName = "events_bookable"      // a rule of booking knows every event
	Balanced       CheckName = "debits_equal_credits" // in every transaction and currency
	RefundsPaid    CheckName = "refunds_within_paid"  // nobody got back more than they paid
	UnitsTieOut    CheckName = "units_tie_out"        // units sold left stock, and no more came back than were given back
)

var checkNames = []CheckName{
	PreviousClosed, Chained, NoneTooLate, RawFilesWhole, DuplicatesSame, NoVersionGaps, Bookable, Balanced, RefundsPaid, UnitsTieOut,
}

// shownFindings is how many findings of a check are kept. Damage that is
// everywhere needs no more to be recognised.
const shownFindings = 20

// findings collects what is wrong.
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

// checks lists all checks, those that are true too.
func (f findings) checks() []Check {
	var checks []Check
	for _, name := range checkNames {
		if c := f[name]; c != nil {
			checks = append(checks, *c)
		} else {
			checks = append(checks, Check{Name: name})
		}
	}
	return checks
}

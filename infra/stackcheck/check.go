package stackcheck

import "fmt"

// Check proves one point. It has one of the two functions that look for what is wrong.
type Check struct {
	Name   string // as the test is called
	Proves string // the point, in a sentence without its full stop
	// Find looks at the template as it is written.
	Find func(*Stack) []string
	// FindTranslated looks also at SAM's translation of it.
	FindTranslated func(written, translated *Stack) []string
	Mutations      []Mutation
}

// findings collects what a check finds.
type findings []string

func (f *findings) add(format string, args ...any) { *f = append(*f, fmt.Sprintf(format, args...)) }

// Checks lists all checks.
func Checks() []Check {
	var all []Check
	for _, group := range [][]Check{
		functionChecks, roleChecks, apiChecks, alarmChecks, streamChecks, tableChecks, fileChecks, edgeChecks, dashboardChecks,
		configChecks, translationChecks, invocationChecks, deploymentChecks,
	} {
		all = append(all, group...)
	}
	return all
}

package stackcheck

import "fmt"

// Check proves one point on a stack.
type Check struct {
	Name      string // as the test is called
	Proves    string // the point, in a sentence without its full stop
	Find      func(*Stack) []string
	Mutations []Mutation
}

// findings collects what a check finds.
type findings []string

func (f *findings) add(format string, args ...any) { *f = append(*f, fmt.Sprintf(format, args...)) }

// Checks lists all checks.
func Checks() []Check {
	var all []Check
	for _, group := range [][]Check{
		functionChecks, roleChecks, apiChecks, deploymentChecks, alarmChecks, streamChecks, tableChecks, fileChecks, edgeChecks, dashboardChecks, configChecks,
	} {
		all = append(all, group...)
	}
	return all
}

// Package cputime measures the processor time of the processes of a local store.
// Unlike elapsed time, it depends little on other work on the machine.
package cputime

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Times are the processor times of processes, in user and kernel together, by
// name. Processes of one name count together.
type Times map[string]time.Duration

// Ended is the name of processes that have ended and that their parents have waited
// for.
const Ended = "ended processes"

// Of returns the processor time so far of the processes with the given ids, which
// have the given names, and of all their descendants. The name of a descendant is
// that of its function in AWS, such as "storefront-us-checkout", or of its command.
func Of(names map[int]string) (Times, error) {
	times, err := of(names)
	if err != nil {
		return nil, fmt.Errorf("read processor times: %w", err)
	}
	return times, nil
}

// Since returns the time spent after before was read. The time of processes that
// have ended meanwhile is under Ended.
func (t Times) Since(before Times) Times {
	spent := maps.Clone(t)
	for name, then := range before {
		if spent[name] -= then; spent[name] < 0 { // counted by name before, and under Ended now
			spent[Ended] += spent[name]
			delete(spent, name)
		}
	}
	return spent
}

// Table returns a table of the times, longest first, each in total and divided by
// the number of answers. Names below ten milliseconds, the resolution of the
// system's count, are left out.
func (t Times) Table(answers int) string {
	const least = 10 * time.Millisecond
	var b strings.Builder
	b.WriteString("  CPU s  ms an answer  process\n")
	row := func(name string, d time.Duration) {
		fmt.Fprintf(&b, "%7.2f  %12.3f  %s\n", d.Seconds(), d.Seconds()*1000/float64(max(answers, 1)), name)
	}
	var all time.Duration
	most := func(a, b string) int { return cmp.Or(cmp.Compare(t[b], t[a]), cmp.Compare(a, b)) }
	for _, name := range slices.SortedFunc(maps.Keys(t), most) {
		all += t[name]
		if t[name] >= least {
			row(name, t[name])
		}
	}
	row("all", all)
	return b.String()
}

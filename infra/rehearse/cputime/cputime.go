// Package cputime tells how much processor time the processes of a local store
// have taken. Unlike time on a clock, it depends little on what else the machine
// does.
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

// Ended is the name of processes that have ended, as far as those who started
// them have noticed.
const Ended = "ended processes"

// Of gives the processor time, until now, of the processes with the given ids
// and of all that they have started. The ids come with names. Of the others, a
// function has its name in AWS, such as "storefront-us-checkout", and all else
// the name of its command.
func Of(names map[int]string) (Times, error) {
	times, err := of(names)
	if err != nil {
		return nil, fmt.Errorf("read processor times: %w", err)
	}
	return times, nil
}

// Since gives what was spent after before was read. Of processes that have ended
// meanwhile, Ended alone tells.
func (t Times) Since(before Times) Times {
	spent := maps.Clone(t)
	for name, then := range before {
		if spent[name] -= then; spent[name] < 0 { // it was counted twice: by its name before, and among the ended now
			spent[Ended] += spent[name]
			delete(spent, name)
		}
	}
	return spent
}

// Table shows the times, the most first, each in all and divided by the number of
// answers. Names with less than ten milliseconds, which is as exact as the system
// counts, are left out.
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

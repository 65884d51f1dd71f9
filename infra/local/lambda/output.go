package lambda

import (
	"bytes"
	"log"
)

// output passes on what a process writes, line by line. One goroutine uses it at a
// time.
type output struct {
	to      *log.Logger
	quiet   bool // leave metrics out
	partial []byte
}

// maxLine is the length at which Lambda breaks a line, in bytes.
const maxLine = 256 << 10

// metricMark is in each line of CloudWatch's embedded metric format.
const metricMark = `"_aws":{"CloudWatchMetrics":`

// Write never fails: a broken log must not stop a function.
func (o *output) Write(b []byte) (int, error) {
	for rest := b; len(rest) > 0; {
		line, after, whole := bytes.Cut(rest, []byte("\n"))
		o.partial = append(o.partial, line...)
		if whole || len(o.partial) >= maxLine {
			o.flush()
		}
		rest = after
	}
	return len(b), nil
}

// flush passes on the line that has begun, if there is one.
func (o *output) flush() {
	if len(o.partial) == 0 {
		return
	}
	if o.quiet && bytes.Contains(o.partial, []byte(metricMark)) {
		o.partial = o.partial[:0]
		return
	}
	o.to.Print(string(o.partial))
	o.partial = o.partial[:0]
}

package lambda

import (
	"crypto/rand"
	"fmt"
	"math"
	"strings"
	"time"
)

// invocation is one event on its way through a function. The function's lock guards
// it until done is closed.
type invocation struct {
	id      string
	trace   string
	payload []byte

	admitted time.Time
	started  time.Time // when a process got it
	deadline *time.Timer

	done     chan struct{} // closed when response or err is set
	settled  bool
	response []byte
	err      error
}

func newInvocation(payload []byte) *invocation {
	return &invocation{
		id:      RequestID(),
		trace:   TraceRoot(time.Now()) + fmt.Sprintf(";Parent=%x;Sampled=0", random(8)),
		payload: payload,
		done:    make(chan struct{}),
	}
}

// settle answers the caller. Only the first answer counts.
func (inv *invocation) settle(response []byte, err error) {
	if inv.settled {
		return
	}
	inv.settled, inv.response, inv.err = true, response, err
	close(inv.done)
}

// report is the REPORT line that Lambda logs at the end of an invocation.
type report struct {
	id       string
	duration time.Duration
	init     time.Duration // 0: not its process's first invocation
	sizeMB   int
	usedMB   int    // 0: unknown
	failure  string // the error's type; empty: none
}

func (r report) String() string {
	var b strings.Builder
	billed := math.Ceil(milliseconds(r.duration + r.init))
	fmt.Fprintf(&b, "REPORT RequestId: %s\tDuration: %.2f ms\tBilled Duration: %.0f ms\tMemory Size: %d MB",
		r.id, milliseconds(r.duration), billed, r.sizeMB)
	if r.usedMB > 0 {
		fmt.Fprintf(&b, "\tMax Memory Used: %d MB", r.usedMB)
	}
	if r.init > 0 {
		fmt.Fprintf(&b, "\tInit Duration: %.2f ms", milliseconds(r.init))
	}
	switch r.failure {
	case "":
	case TypeTimeout:
		b.WriteString("\tStatus: timeout")
	default:
		fmt.Fprintf(&b, "\tStatus: error\tError Type: %s", r.failure)
	}
	return b.String()
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// RequestID returns a random UUID, as invocations and events have.
func RequestID() string {
	b := random(16)
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// TraceRoot returns the root of a new trace, as an X-Ray tracing header has it.
func TraceRoot(now time.Time) string {
	return fmt.Sprintf("Root=1-%08x-%x", now.Unix(), random(12))
}

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails
	return b
}

package lambda

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"math"
	"strings"
	"time"
)

// invocation is one event on its way through a function. Its function's lock
// guards it until done is closed.
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
		trace:   traceID(time.Now()),
		payload: payload,
		done:    make(chan struct{}),
	}
}

// settle answers whoever waits for the invocation. Only the first answer counts.
func (inv *invocation) settle(response []byte, err error) {
	if inv.settled {
		return
	}
	inv.settled, inv.response, inv.err = true, response, err
	close(inv.done)
}

// report is what Lambda logs at the end of an invocation.
type report struct {
	id       string
	duration time.Duration
	init     time.Duration // 0: not the process's first invocation
	sizeMB   int
	usedMB   int    // 0: not known
	failure  string // the error's type; empty: none
}

func (r report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "END RequestId: %s\n", r.id)
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
	b.WriteByte('\n')
	return b.String()
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// RequestID makes an id as invocations and events have them: a random UUID.
func RequestID() string {
	b := random(16)
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	s := hex.EncodeToString(b)
	return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}

// traceID makes an X-Ray tracing header that asks for no sampling.
func traceID(now time.Time) string {
	return fmt.Sprintf("Root=1-%08x-%s;Parent=%s;Sampled=0",
		now.Unix(), hex.EncodeToString(random(12)), hex.EncodeToString(random(8)))
}

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails
	return b
}

package dynamodblocal

import (
	"strings"
	"sync"
)

// outputBytes is how much of Java's latest output is kept: enough for a failed
// start with its stack trace.
const outputBytes = 8 << 10

// output keeps the end of what is written to it.
type output struct {
	mu   sync.Mutex
	tail []byte
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.tail = append(o.tail, p...)
	if over := len(o.tail) - outputBytes; over > 0 {
		o.tail = append(o.tail[:0], o.tail[over:]...)
	}
	return len(p), nil
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return strings.TrimSpace(string(o.tail))
}

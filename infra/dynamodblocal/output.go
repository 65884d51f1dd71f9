package dynamodblocal

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// outputBytes of Java's latest output are kept: enough for all it says while it
// starts, a stack trace included.
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

// javaVersion finds "17" in `openjdk version "17.0.15"`, and "8" in
// `java version "1.8.0_402"`.
var javaVersion = regexp.MustCompile(`version "(?:1\.)?(\d+)[^"]*"`)

// release is the feature release of the Java that wrote the output, if it has
// said so yet.
func (o *output) release() (n int, said bool) {
	match := javaVersion.FindStringSubmatch(o.String())
	if match == nil {
		return 0, false
	}
	n, err := strconv.Atoi(match[1])
	return n, err == nil
}

package stack

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"
)

// console lets many goroutines write whole lines to one writer.
type console struct {
	mu sync.Mutex
	to io.Writer
}

func (c *console) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.to.Write(b)
}

// prefixed is the log with words before every line that say whose it is.
func (s *Store) prefixed(words ...string) io.Writer {
	return &prefixer{to: s.log, prefix: fmt.Sprintf("%-13s ", strings.Join(words, " "))}
}

type prefixer struct {
	to     io.Writer
	prefix string
}

// Write passes on whole lines in one piece.
func (p *prefixer) Write(b []byte) (int, error) {
	var out []byte
	for line := range bytes.Lines(b) {
		out = append(append(out, p.prefix...), line...)
	}
	if _, err := p.to.Write(out); err != nil {
		return 0, err
	}
	return len(b), nil
}

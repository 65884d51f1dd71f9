package raw

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"
)

// cursor reads one line of JSON from its beginning to its end. It is strict, and
// several times as fast as encoding/json, because it knows which names come in
// which order. Its methods give zero values after the first mistake.
type cursor struct {
	line  []byte
	at    int
	words map[string]string // texts that come again and again, once each
	err   error
}

func (c *cursor) fail(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf("%w: at byte %d: %w", ErrFile, c.at, fmt.Errorf(format, args...))
	}
	c.at = len(c.line)
}

func (c *cursor) space() {
	for c.at < len(c.line) && (c.line[c.at] == ' ' || c.line[c.at] == '\t' || c.line[c.at] == '\r') {
		c.at++
	}
}

// skip passes a character if it comes next.
func (c *cursor) skip(b byte) bool {
	c.space()
	if c.at < len(c.line) && c.line[c.at] == b {
		c.at++
		return true
	}
	return false
}

func (c *cursor) want(b byte) {
	if !c.skip(b) {
		c.fail("want %q", b)
	}
}

// end makes sure that nothing follows.
func (c *cursor) end() {
	if c.space(); c.at < len(c.line) {
		c.fail("there is more")
	}
}

// object reads an object whose members have these names, in this order, each at
// most once.
func (c *cursor) object(names []string, member func(name string)) {
	c.want('{')
	for n := 0; c.err == nil && !c.skip('}'); n++ {
		if n > 0 {
			c.want(',')
		}
		name := c.bytes()
		c.want(':')
		for len(names) > 0 && names[0] != string(name) {
			names = names[1:]
		}
		if c.err != nil {
			return
		}
		if len(names) == 0 {
			c.fail("%q is unknown, there before, or out of order", name)
			return
		}
		member(names[0])
		names = names[1:]
	}
}

// list reads a list, which is never empty.
func (c *cursor) list(element func()) {
	c.want('[')
	for c.err == nil {
		element()
		if c.skip(']') {
			return
		}
		c.want(',')
	}
}

// bytes reads a string without keeping it.
func (c *cursor) bytes() []byte {
	c.want('"')
	start := c.at
	for c.at < len(c.line) {
		switch b := c.line[c.at]; {
		case b == '"':
			c.at++
			return c.line[start : c.at-1]
		case b == '\\' || b < ' ' || b >= utf8.RuneSelf:
			return c.unusual(start)
		}
		c.at++
	}
	c.fail("a text has no end")
	return nil
}

// unusual reads a string in which not every character stands for itself.
func (c *cursor) unusual(start int) []byte {
	end := c.at
	for end < len(c.line) && c.line[end] != '"' {
		if c.line[end] == '\\' {
			end++
		}
		end++
	}
	if end >= len(c.line) {
		c.fail("a text has no end")
		return nil
	}
	var text string
	if err := json.Unmarshal(c.line[start-1:end+1], &text); err != nil || !utf8.Valid(c.line[start:end]) {
		c.fail("not a text")
		return nil
	}
	c.at = end + 1
	return []byte(text)
}

// text reads a string.
func (c *cursor) text() string { return string(c.bytes()) }

// maxWords bounds how many different words are kept.
const maxWords = 10_000

// word reads a string that many events have.
func (c *cursor) word() string {
	b := c.bytes()
	if w, ok := c.words[string(b)]; ok {
		return w
	}
	w := string(b)
	if len(c.words) < maxWords {
		c.words[w] = w
	}
	return w
}

// maxDigits is how many digits surely fit an int64. No amount of money, no
// quantity and no version comes near it.
const maxDigits = 18

// number reads a whole number.
func (c *cursor) number() int64 {
	negative := c.skip('-')
	start, n := c.at, int64(0)
	for c.at < len(c.line) && c.line[c.at] >= '0' && c.line[c.at] <= '9' && c.at-start < maxDigits {
		n = 10*n + int64(c.line[c.at]-'0')
		c.at++
	}
	switch digits := c.at - start; {
	case digits == 0, digits == maxDigits, c.line[start] == '0' && (digits > 1 || negative):
		c.fail("not a whole number of fewer than %d digits", maxDigits)
		return 0
	case negative:
		return -n
	default:
		return n
	}
}

func (c *cursor) integer() int { return int(c.number()) }

// flag reads true; what is false is left out.
func (c *cursor) flag() bool {
	c.space()
	if !bytes.HasPrefix(c.line[c.at:], []byte("true")) {
		c.fail("want true")
		return false
	}
	c.at += len("true")
	return true
}

// time reads a time as timeForm has it.
func (c *cursor) time() time.Time {
	text := c.bytes()
	t, ok := parseTime(text)
	if !ok {
		c.fail("%q is not a time like %s", text, timeForm)
	}
	return t
}

func parseTime(text []byte) (time.Time, bool) {
	if len(text) != len(timeForm) {
		return time.Time{}, false
	}
	for i, b := range text {
		if form := timeForm[i]; form >= '0' && form <= '9' {
			if b < '0' || b > '9' {
				return time.Time{}, false
			}
		} else if b != form {
			return time.Time{}, false
		}
	}
	field := func(from, to int) int {
		n := 0
		for _, b := range text[from:to] {
			n = 10*n + int(b-'0')
		}
		return n
	}
	day, hour, minute, second := field(8, 10), field(11, 13), field(14, 16), field(17, 19)
	t := time.Date(field(0, 4), time.Month(field(5, 7)), day, hour, minute, second, field(20, 23)*int(time.Millisecond), time.UTC)
	// A field that is too large would have been carried over into the next.
	same := int(t.Month()) == field(5, 7) && t.Day() == day && t.Hour() == hour && t.Minute() == minute && t.Second() == second
	return t, same && !t.IsZero()
}

// names lists the JSON names of a struct's fields.
func names[T any]() []string {
	var names []string
	for _, f := range reflect.VisibleFields(reflect.TypeFor[T]()) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}

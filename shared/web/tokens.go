package web

import (
	"bytes"
	"encoding/json"
)

// tokens is what is left to read of a text that is known to be valid JSON, so
// that stepping through it needs no checks. It is what [json.Decoder] does with
// its tokens, without a copy and a box for each of them.
type tokens struct{ rest []byte }

// space is JSON's white space.
const space = " \t\r\n"

// peek gives the byte that the next token begins with, which says what it is. At
// the end it is 0.
func (t *tokens) peek() byte {
	for i, c := range t.rest {
		switch c {
		case ' ', '\t', '\r', '\n':
		default:
			t.rest = t.rest[i:]
			return c
		}
	}
	t.rest = nil
	return 0
}

// take steps over the byte that peek gave, which is a token by itself.
func (t *tokens) take() { t.rest = t.rest[1:] }

// more reports whether the object or list that is open has another member, which
// comes next, and steps over its end when it has none.
func (t *tokens) more() bool {
	switch t.peek() {
	case '}', ']':
		t.take()
		return false
	case ',':
		t.take()
		t.peek()
	}
	return true
}

// text reads a string.
func (t *tokens) text() (s string, err error) {
	raw := t.quoted()
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1]), nil
	}
	err = json.Unmarshal(raw, &s)
	return s, err
}

// quoted steps over a string and gives it as it is written.
func (t *tokens) quoted() []byte {
	end := 1
	for t.rest[end] != '"' {
		if t.rest[end] == '\\' {
			end++
		}
		end++
	}
	raw := t.rest[:end+1]
	t.rest = t.rest[end+1:]
	return raw
}

// literal steps over a number, true, false or null, and gives it as it is written.
func (t *tokens) literal() []byte {
	end := bytes.IndexAny(t.rest, space+",]}")
	if end < 0 {
		end = len(t.rest)
	}
	raw := t.rest[:end]
	t.rest = t.rest[end:]
	return raw
}

// skip steps over one value.
func (t *tokens) skip() {
	for depth := 0; ; {
		switch t.peek() {
		case '{', '[':
			depth++
			t.take()
		case '}', ']':
			depth--
			t.take()
		case ',', ':':
			t.take()
		case '"':
			t.quoted()
		default:
			t.literal()
		}
		if depth == 0 {
			return
		}
	}
}

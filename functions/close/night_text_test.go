package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

func (m mutant) unzip(key string) []byte {
	unpack, err := gzip.NewReader(bytes.NewReader(m.files.objects[key]))
	if err != nil {
		m.Fatal(err)
	}
	text, err := io.ReadAll(unpack)
	if err != nil {
		m.Fatal(err)
	}
	return text
}

func (m mutant) zip(key string, text []byte) {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, err := w.Write(text)
	if err := errors.Join(err, w.Close()); err != nil {
		m.Fatal(err)
	}
	m.files.objects[key] = packed.Bytes()
}

// changed returns a JSON text with another value in one place, whose path has all parts.
func (m mutant) changed(text []byte, parts ...string) []byte {
	values := slices.DeleteFunc(scalars(m.T, text), func(v scalar) bool {
		return slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(v.path, part) })
	})
	if len(values) == 0 {
		m.Fatalf("there is no %q in %s", parts, text)
	}
	v := values[m.chance.IntN(len(values))]
	return slices.Concat(text[:v.from], other(text[v.from:v.to]), text[v.to:])
}

// scalar is a string, number or truth in a JSON text.
type scalar struct {
	path     string
	from, to int64
}

func scalars(t *testing.T, text []byte) (all []scalar) {
	t.Helper()
	in := json.NewDecoder(bytes.NewReader(text))
	token := func() json.Token {
		next, err := in.Token()
		if err != nil {
			t.Fatal(err)
		}
		return next
	}
	var value func(path string)
	value = func(path string) {
		before := in.InputOffset()
		open, nested := token().(json.Delim)
		if !nested {
			spaces := len(text[before:]) - len(bytes.TrimLeft(text[before:], ": ,\n\t"))
			all = append(all, scalar{path, before + int64(spaces), in.InputOffset()})
			return
		}
		for in.More() {
			if open == '{' {
				value(path + "." + token().(string))
			} else {
				value(path + "[]")
			}
		}
		token()
	}
	value("")
	return all
}

// other returns another value of the same type.
func other(value []byte) []byte {
	switch last := len(value) - 1; {
	case value[0] == '"' && last == 1:
		return []byte(`"x"`)
	case value[0] == '"':
		return slices.Concat(value[:last-1], []byte{(value[last-1]+1-'0')%10 + '0', '"'})
	case value[0] == 't':
		return []byte("false")
	case value[0] == 'f':
		return []byte("true")
	case value[0] == 'n':
		return []byte(`"x"`)
	default:
		return slices.Concat(value[:last], []byte{(value[last]+1-'0')%10 + '0'})
	}
}

package differential

import (
	"encoding/base64"
	"math/rand/v2"
	"strings"
)

// generator generates the requests of one sequence.
type generator struct {
	*rand.Rand
	tables []table
	number int // of the sequence
}

func pick[T any](g *generator, from ...T) T { return from[g.IntN(len(from))] }

// chance returns true with a probability in percent.
func (g *generator) chance(percent int) bool { return g.IntN(100) < percent }

// value is an attribute's value in DynamoDB's JSON.
type value = map[string]any

var types = []string{"S", "N", "B", "BOOL", "NULL", "L", "M", "SS", "NS", "BS"}

var (
	// Usual numbers, other forms of equal numbers, and limits of digits and range.
	numbers = []string{
		"0", "1", "2", "3", "4", "5", "10", "12", "100", "-1", "-2", "-10", "0.5", "1.5", "-0.25", "99.99", "1700000000000",
		"1.0", "01", "+2", "5e0", "0.5e1", "1E+2", "1.50", ".5", "-0", "0.0", "0e5", "-1.00",
		"12345678901234567890123456789012345678", "-0.12345678901234567890123456789012345678", "1234567890.0123456789",
		"1e125", "9.9999999999999999999999999999999999999e125", "-1e-130", "1E-130", "1234567890123456789012345678901234567800000",
	}
	strs = []string{"", "a", "b", "ab", "abc", "abcd", "b a", "hello", "é", "日本", "😀", "pending", "open", "\u0000", "Z", "~"}
	bins = []string{"", "\x00", "\x01", "\x00\x01", "\x00\x01\x02", "\xff", "ab", "abc"}
)

func (g *generator) numeral() string {
	if g.chance(85) {
		return pick(g, numbers[:17]...)
	}
	return pick(g, numbers...)
}

func (g *generator) text() string {
	if g.chance(3) {
		return strings.Repeat("x", g.IntN(2000))
	}
	return pick(g, strs...)
}

func (g *generator) binary() string {
	return base64.StdEncoding.EncodeToString([]byte(pick(g, bins...)))
}

// value returns a value of a type. depth bounds its nesting.
func (g *generator) value(kind string, depth int) value {
	switch kind {
	case "S":
		return value{"S": g.text()}
	case "N":
		return value{"N": g.numeral()}
	case "B":
		return value{"B": g.binary()}
	case "BOOL":
		return value{"BOOL": g.chance(50)}
	case "NULL":
		return value{"NULL": true}
	case "L":
		list := []any{}
		for range g.IntN(4) {
			list = append(list, g.element(depth))
		}
		return value{"L": list}
	case "M":
		m := value{}
		for _, name := range []string{"x", "y", "z", "list", "a b"} {
			switch {
			case g.chance(40):
			case name == "x":
				m[name] = g.value("N", 0)
			case name == "list":
				m[name] = value{"L": []any{g.element(0), g.element(0)}}
			default:
				m[name] = g.element(depth)
			}
		}
		return value{"M": m}
	}
	return value{kind: g.set(kind)}
}

// element returns a value for a list or map.
func (g *generator) element(depth int) value {
	if depth > 0 {
		return g.value(pick(g, types...), depth-1)
	}
	return g.value(pick(g, "S", "N", "N", "BOOL", "NULL", "SS", "NS"), 0)
}

// set returns one to three different elements of a set.
func (g *generator) set(kind string) []any {
	from := g.Perm(8)[:1+g.IntN(3)]
	set := []any{}
	for _, i := range from {
		switch kind {
		case "SS":
			set = append(set, strs[i])
		case "NS":
			set = append(set, pick(g, numbers[i], numbers[i], numbers[i]+".0"))
		case "BS":
			set = append(set, base64.StdEncoding.EncodeToString([]byte(bins[i])))
		}
	}
	return set
}

// attributes lists the attributes of items, with their usual types.
var attributes = []struct{ name, kind string }{
	{"n", "N"}, {"left", "N"}, {"version", "N"}, {"s", "S"}, {"status", "S"}, {"b", "B"}, {"flag", "BOOL"}, {"nul", "NULL"},
	{"l", "L"}, {"refunds", "L"}, {"m", "M"}, {"claims", "M"}, {"ss", "SS"}, {"ns", "NS"}, {"bs", "BS"}, {"any", ""},
}

// item returns an item of a table with some of the attributes.
func (g *generator) item(t table) value {
	item := g.key(t)
	share := pick(g, 30, 85, 95)
	for _, a := range attributes {
		if !g.chance(share) {
			continue
		}
		kind := a.kind
		if kind == "" || g.chance(3) {
			kind = pick(g, types...)
		}
		item[a.name] = g.value(kind, 1)
		if a.name == "claims" && kind == "M" {
			item[a.name] = value{"M": g.claims()}
		}
	}
	if t.index {
		g.indexKeys(item)
	}
	switch {
	case g.chance(6): // near a multiple of a capacity unit
		item["pad"] = value{"S": strings.Repeat("p", max(0, pick(g, 1, 2, 4, 8)<<10-len(text(item))/2-20+g.IntN(40)))}
	case g.IntN(300) == 0: // near the largest size of an item
		item = g.key(t)
		item["pad"] = value{"S": strings.Repeat("p", 400<<10-25+g.IntN(20))}
	}
	return item
}

// claims returns claims in the form of a lot's.
func (g *generator) claims() value {
	claims := value{}
	for _, order := range []string{"A1", "B2", "C3"} {
		if g.chance(60) {
			claims[order] = value{"M": value{"q": g.value("N", 0), "u": g.value("N", 0)}}
		}
	}
	return claims
}

// indexKeys adds all, some or none of the index's keys to an item. No item has a
// position without a queue: if an item with one of the two replaces an item with
// the other, DynamoDB Local charges for an index entry that never existed.
func (g *generator) indexKeys(item value) {
	if g.chance(75) {
		item[indexHash] = value{"S": pick(g, "q1", "q2")}
		if g.chance(80) {
			item[indexSort] = value{"S": pick(g, "p1", "p2", "p3", "p4", "p5")}
		}
	}
}

// key returns one of the table's few keys.
func (g *generator) key(t table) value {
	key := value{"pk": g.keyValue(t.hash, 3)}
	if t.sort != "" {
		key["sk"] = g.keyValue(t.sort, 5)
	}
	return key
}

func (g *generator) keyValue(kind string, of int) value {
	i := g.IntN(of)
	switch kind {
	case "N":
		return value{"N": pick(g, []string{"1", "2", "10", "-3", "1.5"}[i], []string{"1", "2", "1e1", "-3.0", "1.50"}[i])}
	case "B":
		return value{"B": base64.StdEncoding.EncodeToString([]byte(bins[1+i]))}
	}
	return value{"S": []string{"a", "b", "SALE#1", "é", "ab"}[i]}
}

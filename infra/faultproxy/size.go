package faultproxy

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"strings"
)

// What one unit writes or reads, in bytes.
const (
	writeUnit = 1 << 10
	readUnit  = 4 << 10
)

// item is an item, or a key of one, as DynamoDB's JSON has it.
type item map[string]json.RawMessage

// units are the units that so many bytes make, one at least.
func units(bytes, unit int) float64 {
	return math.Max(1, math.Ceil(float64(bytes)/float64(unit)))
}

// size is what DynamoDB bills for an item, in bytes: the names and values of
// its attributes, after "DynamoDB item sizes and formats" of the Amazon
// DynamoDB Developer Guide.
func (it item) size() (int, error) {
	size := 0
	for name, value := range it {
		n, err := valueSize(value)
		if err != nil {
			return 0, fmt.Errorf("attribute %s: %w", name, err)
		}
		size += len(name) + n
	}
	return size, nil
}

// value is an attribute's value; the one field that is not nil tells its type.
type value struct {
	S, N, B    *string
	BOOL, NULL *bool
	SS, NS, BS []string
	L          []json.RawMessage
	M          item
}

func valueSize(encoded json.RawMessage) (int, error) {
	const document, element = 3, 1 // overhead of a list or map, and of each thing in it
	var v value
	if err := json.Unmarshal(encoded, &v); err != nil {
		return 0, err
	}
	switch {
	case v.S != nil:
		return len(*v.S), nil
	case v.N != nil:
		return numberSize(*v.N), nil
	case v.B != nil:
		return binarySize(*v.B), nil
	case v.BOOL != nil, v.NULL != nil:
		return 1, nil
	case v.L != nil:
		size := document
		for _, e := range v.L {
			n, err := valueSize(e)
			if err != nil {
				return 0, err
			}
			size += element + n
		}
		return size, nil
	case v.M != nil:
		n, err := v.M.size()
		return document + element*len(v.M) + n, err
	}
	return sum(v.SS, func(s string) int { return len(s) }) + sum(v.NS, numberSize) + sum(v.BS, binarySize), nil
}

func sum(set []string, size func(string) int) int {
	total := 0
	for _, s := range set {
		total += size(s)
	}
	return total
}

func binarySize(encoded string) int {
	return base64.RawStdEncoding.DecodedLen(len(strings.TrimRight(encoded, "=")))
}

// numberSize is one byte, one more for a sign, and one for each two significant
// digits. Digits pair up from the decimal point: 120 is 01 and 20, and 100 is 01
// with two zeros that cost nothing.
func numberSize(n string) int {
	mantissa, _, _ := strings.Cut(strings.ToLower(n), "e")
	digits, negative := strings.CutPrefix(mantissa, "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	if len(whole)%2 == 1 {
		whole = "0" + whole
	}
	if len(fraction)%2 == 1 {
		fraction += "0"
	}
	digits = whole + fraction
	for strings.HasPrefix(digits, "00") {
		digits = digits[2:]
	}
	for strings.HasSuffix(digits, "00") {
		digits = strings.TrimSuffix(digits, "00")
	}
	size := 1 + len(digits)/2
	if negative {
		size++
	}
	return size
}

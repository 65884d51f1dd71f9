package value

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/cockroachdb/apd/v3"
)

// The range of numbers, after "Naming rules and data types" of the Amazon
// DynamoDB Developer Guide: 38 significant digits, and a magnitude of 0 or from
// 1E-130 to 9.99…E+125.
const (
	maxDigits    = 38
	maxMagnitude = 125
	minMagnitude = -130
)

// smallDigits is a number of digits that always fits into an int64.
const smallDigits = 18

// NewNumber parses a number. It fails if DynamoDB cannot store it.
func NewNumber(text string) (Value, error) {
	if small(text) {
		return Value{Type: Number, Text: text}, nil
	}
	d, _, err := apd.NewFromString(text)
	if err != nil || d.Form != apd.Finite || strings.ContainsFunc(text, notInNumber) {
		return Value{}, invalid("The parameter cannot be converted to a numeric value: %s", text)
	}
	return fromDecimal(d)
}

// notInNumber excludes what apd accepts and DynamoDB does not, such as Infinity.
func notInNumber(r rune) bool { return !strings.ContainsRune("+-.0123456789eE", r) }

// small reports whether text is a canonical integer with few digits.
func small(text string) bool {
	digits := strings.TrimPrefix(text, "-")
	if digits == "" || len(digits) > smallDigits || digits[0] == '0' && text != "0" {
		return false
	}
	return !strings.ContainsFunc(digits, func(r rune) bool { return r < '0' || r > '9' })
}

func fromDecimal(d *apd.Decimal) (Value, error) {
	d.Reduce(d)
	if d.IsZero() {
		return Value{Type: Number, Text: "0"}, nil
	}
	digits := d.NumDigits()
	if digits > maxDigits {
		return Value{}, invalid("Attempting to store more than 38 significant digits in a Number")
	}
	switch magnitude := int64(d.Exponent) + digits - 1; {
	case magnitude > maxMagnitude:
		return Value{}, invalid("Number overflow. Attempting to store a number with magnitude larger than supported range")
	case magnitude < minMagnitude:
		return Value{}, invalid("Number underflow. Attempting to store a number with magnitude smaller than supported range")
	}
	return Value{Type: Number, Text: d.Text('f')}, nil
}

// decimal parses canonical digits.
func decimal(text string) *apd.Decimal {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return apd.New(n, 0)
	}
	d, _, err := apd.NewFromString(text)
	if err != nil {
		panic(fmt.Sprintf("value: %q is not canonical", text)) // NewNumber made it
	}
	return d
}

// Add returns the sum of two numbers. It fails if the sum is too large or has too
// many digits.
func Add(v, w Value) (Value, error) { return calculate(v, w, apd.BaseContext.Add) }

// Subtract returns the difference of two numbers. It fails as Add does.
func Subtract(v, w Value) (Value, error) { return calculate(v, w, apd.BaseContext.Sub) }

func calculate(v, w Value, op func(d, x, y *apd.Decimal) (apd.Condition, error)) (Value, error) {
	d := new(apd.Decimal)
	if _, err := op(d, decimal(v.Text), decimal(w.Text)); err != nil {
		return Value{}, invalid("calculate with %s and %s: %v", v.Text, w.Text, err)
	}
	return fromDecimal(d)
}

// Int returns the number n.
func Int(n int) Value { return Value{Type: Number, Text: strconv.Itoa(n)} }

// numberSize is one byte, one more for a sign, and one for each two significant
// digits. Digits pair up from the decimal point: 120 is 01 and 20, and 100 is 01
// with two zeros that cost nothing.
func numberSize(text string) int {
	digits, negative := strings.CutPrefix(text, "-")
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
		digits = digits[:len(digits)-2]
	}
	size := 1 + len(digits)/2
	if negative {
		size++
	}
	return size
}

// SortKey returns a text that sorts as the value does among values of its type.
func (v Value) SortKey() string {
	if v.Type != Number || v.Text == "0" {
		return v.Text
	}
	// The sign, then the magnitude, then the digits; of a negative number all but
	// the sign in reverse. "/" sorts before the sign of zero and all digits, and
	// "~" after them.
	d := decimal(v.Text)
	digits := d.Coeff.String()
	magnitude := int(d.Exponent) + len(digits) - 1 + 500
	if !d.Negative {
		return fmt.Sprintf("1%03d%s", magnitude, digits)
	}
	reversed := []byte(digits)
	for i, digit := range reversed {
		reversed[i] = '0' + '9' - digit
	}
	return fmt.Sprintf("/%03d%s~", 999-magnitude, reversed)
}

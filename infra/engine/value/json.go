package value

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Invalid is an error for which DynamoDB answers ValidationException.
type Invalid struct{ Message string }

func (e *Invalid) Error() string { return e.Message }

func invalid(format string, args ...any) error { return &Invalid{fmt.Sprintf(format, args...)} }

// maxDepth is the deepest nesting of documents.
const maxDepth = 32

var (
	errEmpty    = &Invalid{"Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"}
	errMany     = &Invalid{"Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"}
	errNull     = &Invalid{"One or more parameter values were invalid: Null attribute value types must have the value of true"}
	errTooDeep  = &Invalid{"Nesting Levels have exceeded supported limits: Attributes nested too deep"}
	errEmptySet = &Invalid{"One or more parameter values were invalid: An set may not be empty"}
	errTwice    = &Invalid{"One or more parameter values were invalid: Input collection contains duplicates"}
	errNoName   = &Invalid{"Empty attribute name"}
	errEmptyNum = &Invalid{"The parameter cannot be converted to a numeric value"}
)

func errNoType(t Type) error {
	return invalid("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes, not %q", t)
}

// UnmarshalJSONFrom reads a value in DynamoDB's JSON, such as {"S":"text"}. If the
// JSON is well-formed but DynamoDB refuses it, the error is an *Invalid.
func (v *Value) UnmarshalJSONFrom(dec *jsontext.Decoder) (err error) {
	*v, err = read(dec, 0)
	return err
}

func read(dec *jsontext.Decoder, depth int) (Value, error) {
	if depth > maxDepth {
		return Value{}, errTooDeep
	}
	if err := open(dec, '{'); err != nil {
		return Value{}, err
	}
	if dec.PeekKind() == '}' {
		return Value{}, errEmpty
	}
	name, err := dec.ReadToken()
	if err != nil {
		return Value{}, err
	}
	v := Value{Type: Type(name.String())}
	if err := v.readContent(dec, depth); err != nil {
		return Value{}, err
	}
	if dec.PeekKind() == '"' {
		return Value{}, errMany
	}
	_, err = dec.ReadToken()
	return v, err
}

func (v *Value) readContent(dec *jsontext.Decoder, depth int) (err error) {
	switch v.Type {
	case String, Number, Binary:
		*v, err = readScalar(dec, v.Type)
	case Bool:
		v.Bool, err = readBool(dec)
	case Null:
		var null bool
		if null, err = readBool(dec); err == nil && !null {
			err = errNull
		}
	case Map:
		v.Map, err = readItem(dec, depth+1)
	case List:
		v.List, err = readList(dec, func() (Value, error) { return read(dec, depth+1) })
	case StringSet, NumberSet, BinarySet:
		v.List, err = readList(dec, func() (Value, error) { return readScalar(dec, v.Type.Element()) })
		switch {
		case err != nil:
		case len(v.List) == 0:
			err = errEmptySet
		case repeats(v.List):
			err = errTwice
		}
	default:
		err = errNoType(v.Type)
	}
	return err
}

func repeats(values []Value) bool {
	seen := make(map[string]bool, len(values))
	return slices.ContainsFunc(values, func(v Value) bool {
		before := seen[v.Text]
		seen[v.Text] = true
		return before
	})
}

func open(dec *jsontext.Decoder, kind jsontext.Kind) error {
	if got := dec.PeekKind(); got != kind {
		if _, err := dec.ReadToken(); err != nil {
			return err
		}
		return fmt.Errorf("found %s instead of %s", got, kind)
	}
	_, err := dec.ReadToken()
	return err
}

func readBool(dec *jsontext.Decoder) (bool, error) {
	token, err := dec.ReadToken()
	if err == nil && token.Kind() != 't' && token.Kind() != 'f' {
		err = fmt.Errorf("found %s instead of a boolean", token.Kind())
	}
	if err != nil {
		return false, err
	}
	return token.Bool(), nil
}

func readScalar(dec *jsontext.Decoder, t Type) (Value, error) {
	token, err := dec.ReadToken()
	if err != nil {
		return Value{}, err
	}
	if token.Kind() != '"' {
		return Value{}, fmt.Errorf("found %s instead of a string", token.Kind())
	}
	text := token.String()
	switch t {
	case Number:
		if text == "" {
			return Value{}, errEmptyNum
		}
		return NewNumber(text)
	case Binary:
		decoded, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return Value{}, errors.New("decode a binary: not Base64")
		}
		return Value{Type: Binary, Text: string(decoded)}, nil
	default:
		return Value{Type: String, Text: text}, nil
	}
}

func readList(dec *jsontext.Decoder, element func() (Value, error)) ([]Value, error) {
	if err := open(dec, '['); err != nil {
		return nil, err
	}
	list := []Value{}
	for dec.PeekKind() != ']' {
		v, err := element()
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err := dec.ReadToken()
	return list, err
}

// UnmarshalJSONFrom reads the attributes of an item.
func (it *Item) UnmarshalJSONFrom(dec *jsontext.Decoder) (err error) {
	if dec.PeekKind() == 'n' {
		*it = nil
		return dec.SkipValue()
	}
	*it, err = readItem(dec, 0)
	return err
}

func readItem(dec *jsontext.Decoder, depth int) (Item, error) {
	if err := open(dec, '{'); err != nil {
		return nil, err
	}
	it := Item{}
	for dec.PeekKind() != '}' {
		token, err := dec.ReadToken()
		if err != nil {
			return nil, err
		}
		a := Attribute{Name: token.String()}
		if a.Name == "" {
			return nil, errNoName
		}
		if a.Value, err = read(dec, depth); err != nil {
			return nil, err
		}
		it = append(it, a)
	}
	slices.SortFunc(it, func(a, b Attribute) int { return strings.Compare(a.Name, b.Name) })
	_, err := dec.ReadToken()
	return it, err
}

// MarshalJSONTo writes a value in DynamoDB's JSON.
func (v Value) MarshalJSONTo(enc *jsontext.Encoder) error {
	// The encoder keeps the first error and returns it at the end.
	enc.WriteToken(jsontext.BeginObject)            //nolint:errcheck // see above
	enc.WriteToken(jsontext.String(string(v.Type))) //nolint:errcheck // see above
	var err error
	switch v.Type {
	case Bool:
		err = enc.WriteToken(jsontext.Bool(v.Bool))
	case Null:
		err = enc.WriteToken(jsontext.True)
	case Map:
		err = v.Map.MarshalJSONTo(enc)
	case List:
		err = writeList(enc, v.List, Value.MarshalJSONTo)
	case StringSet, NumberSet, BinarySet:
		err = writeList(enc, v.List, Value.writeText)
	default:
		err = v.writeText(enc)
	}
	if err != nil {
		return err
	}
	return enc.WriteToken(jsontext.EndObject)
}

func (v Value) writeText(enc *jsontext.Encoder) error {
	if v.Type == Binary {
		return enc.WriteToken(jsontext.String(base64.StdEncoding.EncodeToString([]byte(v.Text))))
	}
	return enc.WriteToken(jsontext.String(v.Text))
}

func writeList(enc *jsontext.Encoder, list []Value, write func(Value, *jsontext.Encoder) error) error {
	if err := enc.WriteToken(jsontext.BeginArray); err != nil {
		return err
	}
	for _, v := range list {
		if err := write(v, enc); err != nil {
			return err
		}
	}
	return enc.WriteToken(jsontext.EndArray)
}

// MarshalJSONTo writes the attributes of an item.
func (it Item) MarshalJSONTo(enc *jsontext.Encoder) error {
	if err := enc.WriteToken(jsontext.BeginObject); err != nil {
		return err
	}
	for _, a := range it {
		if err := enc.WriteToken(jsontext.String(a.Name)); err != nil {
			return err
		}
		if err := a.Value.MarshalJSONTo(enc); err != nil {
			return err
		}
	}
	return enc.WriteToken(jsontext.EndObject)
}

package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"mime"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"storefront/shared/problem"
)

// maxBody is the most bytes a request's body may have.
const maxBody = 64 << 10

// Decode reads the JSON object in r's body into the struct that v points to.
//
// It is strict where encoding/json is lenient, so that a client hears of its
// mistake instead of having it ignored: the content type must be JSON, names
// match exactly and appear once, null is no value, text is Unicode, and nothing
// may follow the object. A member that is absent leaves its field alone. Fields may be
// structs, slices, strings, bools and integers, named by their json tags.
//
// Errors are [problem.InvalidRequest]; every member at fault is named by its path,
// such as "lines[0].quantity".
func Decode(r *http.Request, v any) error {
	if err := checkContentType(r, "application/json"); err != nil {
		return err
	}
	body, err := readBody(r)
	if err != nil {
		return err
	}
	if err := checkSyntax(body); err != nil {
		return err
	}
	d := decoder{json: json.NewDecoder(bytes.NewReader(body))}
	d.json.UseNumber()
	if err := d.value("", reflect.ValueOf(v).Elem()); err != nil {
		return fmt.Errorf("decode %T: %w", v, err)
	}
	if len(d.faults) > 0 {
		return problem.Invalid(d.faults...)
	}
	return nil
}

func checkContentType(r *http.Request, want string) error {
	got, _, err := mime.ParseMediaType(single(r, "Content-Type"))
	if err != nil || got != want {
		return &answer{
			problem: problem.New(problem.InvalidRequest, "Content-Type must be %s.", want),
			status:  http.StatusUnsupportedMediaType,
		}
	}
	return nil
}

// readBody reads a body as it was sent: the store takes none that is compressed.
func readBody(r *http.Request) ([]byte, error) {
	if coding := strings.TrimSpace(strings.Join(r.Header.Values("Content-Encoding"), ", ")); !plainCoding(coding) {
		return nil, &answer{
			problem: problem.New(problem.InvalidRequest, "Content-Encoding must be identity; %s is not taken.", named(coding)),
			status:  http.StatusUnsupportedMediaType,
			header:  http.Header{"Accept-Encoding": {"identity"}}, // as RFC 9110, section 15.5.16, has it
		}
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return nil, &problem.Error{Code: problem.InvalidRequest, Detail: "The body could not be read.", Cause: err}
	}
	if len(body) > maxBody {
		return nil, &answer{
			problem: problem.New(problem.InvalidRequest, "The body is larger than %d bytes.", maxBody),
			status:  http.StatusRequestEntityTooLarge,
		}
	}
	return body, nil
}

func plainCoding(coding string) bool { return coding == "" || strings.EqualFold(coding, "identity") }

// named repeats the name of a coding that there is; another may be anything.
func named(coding string) string {
	for _, known := range []string{"gzip", "x-gzip", "deflate", "br", "zstd", "compress"} {
		if strings.EqualFold(coding, known) {
			return known
		}
	}
	return "any other"
}

// checkSyntax makes sure that body is one JSON object in UTF-8 and nothing
// else, so that reading its tokens cannot fail.
func checkSyntax(body []byte) error {
	if !utf8.Valid(body) {
		return problem.New(problem.InvalidRequest, "The body is not valid UTF-8.")
	}
	var raw json.RawMessage
	err := json.Unmarshal(body, &raw)
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return problem.New(problem.InvalidRequest, "The body is not valid JSON: see byte %d.", syntax.Offset)
	}
	if err != nil {
		return err
	}
	if raw[0] != '{' {
		return problem.New(problem.InvalidRequest, "The body must be a JSON object.")
	}
	if at, found := halfPair(body); found {
		return problem.New(problem.InvalidRequest, "The body has half of a surrogate pair: see byte %d.", at+1)
	}
	return nil
}

// halfPair finds a \u escape of a surrogate without the other half of its pair.
// It stands for no character, and encoding/json would make U+FFFD of it. The body
// is valid JSON, so a backslash begins an escape, and one with u has four digits.
func halfPair(body []byte) (at int, found bool) {
	for at < len(body) {
		if body[at] != '\\' {
			at++
			continue
		}
		switch first := escaped(body[at:]); {
		case !utf16.IsSurrogate(first):
			at += 2 // digits that follow are no backslash
		case utf16.DecodeRune(first, escaped(body[at+6:])) == utf8.RuneError:
			return at, true
		default:
			at += 12
		}
	}
	return 0, false
}

// escaped gives the code unit of a \u escape that body begins with, or -1.
func escaped(body []byte) rune {
	if len(body) < 6 || body[0] != '\\' || body[1] != 'u' {
		return -1
	}
	unit, err := strconv.ParseUint(string(body[2:6]), 16, 16)
	if err != nil {
		return -1
	}
	return rune(unit)
}

// decoder walks the tokens of a document and the value to fill side by side.
// It goes on after a fault, so that a client learns of all of them at once; an
// error is the program's own mistake.
type decoder struct {
	json   *json.Decoder
	faults []problem.Field
}

// maxFaults bounds an answer: nobody reads on after this many.
const maxFaults = 20

func (d *decoder) fault(path, reason string) {
	if len(d.faults) < maxFaults {
		d.faults = append(d.faults, problem.Field{Name: path, Reason: reason})
	}
}

func (d *decoder) value(path string, v reflect.Value) error {
	token, err := d.json.Token()
	if err != nil {
		return err
	}
	switch v.Kind() {
	case reflect.Struct:
		if token == json.Delim('{') {
			return d.object(path, v)
		}
		return d.mismatch(path, token, "must be an object")
	case reflect.Slice:
		if token == json.Delim('[') {
			return d.array(path, v)
		}
		return d.mismatch(path, token, "must be a list")
	case reflect.String:
		if s, ok := token.(string); ok {
			v.SetString(s)
			return nil
		}
		return d.mismatch(path, token, "must be a string")
	case reflect.Bool:
		if b, ok := token.(bool); ok {
			v.SetBool(b)
			return nil
		}
		return d.mismatch(path, token, "must be true or false")
	case reflect.Int, reflect.Int64:
		if n, ok := token.(json.Number); ok {
			d.integer(path, n, v)
			return nil
		}
		return d.mismatch(path, token, "must be a whole number")
	}
	return fmt.Errorf("no JSON for %v", v.Type())
}

func (d *decoder) object(path string, v reflect.Value) error {
	seen := map[string]bool{}
	for d.json.More() {
		token, err := d.json.Token()
		if err != nil {
			return err
		}
		name, _ := token.(string)
		at := join(path, name)
		field, known := member(v, name)
		switch {
		case seen[name]:
			d.fault(at, "is given more than once")
			err = d.skip()
		case !known:
			d.fault(at, "is not known")
			err = d.skip()
		default:
			err = d.value(at, field)
		}
		if err != nil {
			return err
		}
		seen[name] = true
	}
	return d.end()
}

func (d *decoder) array(path string, v reflect.Value) error {
	v.SetZero()
	for i := 0; d.json.More(); i++ {
		item := reflect.New(v.Type().Elem()).Elem()
		if err := d.value(path+"["+strconv.Itoa(i)+"]", item); err != nil {
			return err
		}
		v.Set(reflect.Append(v, item))
	}
	return d.end()
}

// integer reads a whole number however it is written: to JSON 2, 2.0 and 2e0 are
// one number.
func (d *decoder) integer(path string, n json.Number, v reflect.Value) {
	i, err := n.Int64()
	if errors.Is(err, strconv.ErrSyntax) {
		i, err = whole(n)
	}
	switch {
	case errors.Is(err, strconv.ErrRange), err == nil && v.OverflowInt(i):
		d.fault(path, "is out of range")
	case err != nil:
		d.fault(path, "must be a whole number")
	default:
		v.SetInt(i)
	}
}

// whole reads a number with a fraction or an exponent that is a whole number.
func whole(n json.Number) (int64, error) {
	const exact = 1 << 53 // up to here a float64 has every whole number
	f, err := n.Float64()
	switch {
	case err != nil:
		return 0, err
	case f != math.Trunc(f):
		return 0, strconv.ErrSyntax
	case f < -exact || f > exact:
		return 0, strconv.ErrRange
	}
	return int64(f), nil
}

// mismatch notes a value of the wrong type and steps over the rest of it.
func (d *decoder) mismatch(path string, token json.Token, reason string) error {
	d.fault(path, reason)
	if token == json.Delim('{') || token == json.Delim('[') {
		return d.skipToEnd()
	}
	return nil
}

// skip steps over one value.
func (d *decoder) skip() error {
	var raw json.RawMessage
	return d.json.Decode(&raw)
}

// skipToEnd steps over the rest of the object or list that is open.
func (d *decoder) skipToEnd() error {
	for depth := 1; depth > 0; {
		token, err := d.json.Token()
		if err != nil {
			return err
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
	}
	return nil
}

// end steps over the delimiter that closes an object or a list.
func (d *decoder) end() error {
	_, err := d.json.Token()
	return err
}

// member finds the field of a struct by the exact name in its json tag.
func member(v reflect.Value, name string) (reflect.Value, bool) {
	for field, value := range v.Fields() {
		tag, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if tag != "" && tag != "-" && tag == name {
			return value, true
		}
	}
	return reflect.Value{}, false
}

// join makes a member's path. An unknown name is the client's own and may be
// of any length: what is shown of it is enough to find it.
func join(path, name string) string {
	const maxName = 40
	if utf8.RuneCountInString(name) > maxName {
		name = string([]rune(name)[:maxName]) + "…"
	}
	if path == "" {
		return name
	}
	return path + "." + name
}

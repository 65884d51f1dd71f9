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
// Decode is strict where encoding/json is lenient, so that a client learns of a
// mistake. The content type must be JSON, names match exactly and appear once,
// null is not a value, text must be Unicode, and nothing may follow the object. If
// a member is absent, Decode leaves its field unchanged. Fields may be structs,
// slices, strings, bools and integers, named by their json tags.
//
// A request that cannot be decoded is a [problem.InvalidRequest]. It names every
// member at fault by its path, such as "lines[0].quantity".
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

// readBody returns the body of r. It fails if the body is compressed or larger
// than maxBody.
func readBody(r *http.Request) ([]byte, error) {
	if coding := strings.TrimSpace(strings.Join(r.Header.Values("Content-Encoding"), ", ")); coding != "" && !strings.EqualFold(coding, "identity") {
		return nil, &answer{
			problem: problem.New(problem.InvalidRequest, "Content-Encoding must be identity; %s is not supported.", codingName(coding)),
			status:  http.StatusUnsupportedMediaType,
			header:  http.Header{"Accept-Encoding": {"identity"}}, // RFC 9110, section 15.5.16
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

// codingName returns the name of a registered coding. It does not repeat anything
// else that a client sent.
func codingName(coding string) string {
	for _, known := range []string{"gzip", "x-gzip", "deflate", "br", "zstd", "compress"} {
		if strings.EqualFold(coding, known) {
			return known
		}
	}
	return "any other"
}

// checkSyntax fails unless body is one JSON object in UTF-8 and nothing else. After
// that, reading its tokens cannot fail.
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
	if at := loneSurrogate(body); at >= 0 {
		return problem.New(problem.InvalidRequest, "The body has half of a surrogate pair: see byte %d.", at+1)
	}
	return nil
}

// loneSurrogate returns the index of the first \u escape of a surrogate without the
// other half of its pair, or -1. Such an escape stands for no character, and
// encoding/json would replace it by U+FFFD. Since body is valid JSON, every
// backslash begins an escape.
func loneSurrogate(body []byte) int {
	for at := 0; at < len(body); {
		if body[at] != '\\' {
			at++
			continue
		}
		switch first := escapedUnit(body[at:]); {
		case !utf16.IsSurrogate(first):
			at += 2 // the digits after it contain no backslash
		case utf16.DecodeRune(first, escapedUnit(body[at+6:])) == utf8.RuneError:
			return at
		default:
			at += 12
		}
	}
	return -1
}

// escapedUnit returns the UTF-16 code unit of the \u escape that text begins with,
// or -1.
func escapedUnit(text []byte) rune {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return -1
	}
	unit, err := strconv.ParseUint(string(text[2:6]), 16, 16)
	if err != nil {
		return -1
	}
	return rune(unit)
}

// decoder walks the tokens of a correct document and the value to fill side by
// side. It continues after a fault, so that a client learns of all faults at once.
// Its errors are faults of the program.
type decoder struct {
	json   *json.Decoder
	faults []problem.Field
}

// maxFaults bounds the faults in one answer.
const maxFaults = 20

func (d *decoder) fault(path, reason string) {
	if len(d.faults) < maxFaults {
		d.faults = append(d.faults, problem.Field{Name: path, Reason: reason})
	}
}

// value decodes the next value into v. If it has another type, value notes a fault
// and skips it.
func (d *decoder) value(path string, v reflect.Value) error {
	token, err := d.json.Token()
	if err != nil {
		return err
	}
	var want string
	switch v.Kind() {
	case reflect.Struct:
		if token == json.Delim('{') {
			return d.object(path, v)
		}
		want = "an object"
	case reflect.Slice:
		if token == json.Delim('[') {
			return d.array(path, v)
		}
		want = "a list"
	case reflect.String:
		if s, ok := token.(string); ok {
			v.SetString(s)
			return nil
		}
		want = "a string"
	case reflect.Bool:
		if b, ok := token.(bool); ok {
			v.SetBool(b)
			return nil
		}
		want = "true or false"
	case reflect.Int, reflect.Int64:
		if n, ok := token.(json.Number); ok {
			d.integer(path, n, v)
			return nil
		}
		want = "a whole number"
	default:
		return fmt.Errorf("unsupported type %v", v.Type())
	}
	d.fault(path, "must be "+want)
	return d.skipRest(token)
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
		field, known := fieldNamed(v, name)
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
	_, err := d.json.Token() // the closing brace
	return err
}

func (d *decoder) array(path string, v reflect.Value) error {
	v.SetZero()
	for i := 0; d.json.More(); i++ {
		v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
		if err := d.value(path+"["+strconv.Itoa(i)+"]", v.Index(i)); err != nil {
			return err
		}
	}
	_, err := d.json.Token() // the closing bracket
	return err
}

// skip skips the next value.
func (d *decoder) skip() error {
	token, err := d.json.Token()
	if err != nil {
		return err
	}
	return d.skipRest(token)
}

// skipRest skips what is left of the value that begins with token.
func (d *decoder) skipRest(token json.Token) (err error) {
	for depth := 0; ; {
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
		if token, err = d.json.Token(); err != nil {
			return err
		}
	}
}

// integer sets v to a whole number. To JSON, 2, 2.0 and 2e0 are the same number.
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

// whole returns a number that is written with a fraction or an exponent, if it is
// a whole number.
func whole(n json.Number) (int64, error) {
	const exact = 1 << 53 // a float64 represents every whole number up to here
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

// fieldNamed returns the field of a struct with that exact name in its json tag.
func fieldNamed(v reflect.Value, name string) (reflect.Value, bool) {
	for field, value := range v.Fields() {
		tag, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if tag != "" && tag != "-" && tag == name {
			return value, true
		}
	}
	return reflect.Value{}, false
}

// join returns the path of a member. It shortens a long name, which is the
// client's own.
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

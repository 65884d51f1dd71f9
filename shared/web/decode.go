package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"storefront/shared/problem"
)

// maxBody is the most bytes a request's body may have.
const maxBody = 64 << 10

// Decode reads the JSON object in r's body into the struct that v points to.
//
// It is strict where encoding/json is lenient, so that a client hears of its
// mistake instead of having it ignored: the content type must be JSON, names
// match exactly and appear once, null is no value, and nothing may follow the
// object. A member that is absent leaves its field alone. Fields may be
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
	d := decoder{tokens: tokens{body}}
	if err := d.value(nil, reflect.ValueOf(v).Elem()); err != nil {
		return fmt.Errorf("decode %T: %w", v, err)
	}
	if len(d.faults) > 0 {
		return problem.Invalid(d.faults...)
	}
	return nil
}

func checkContentType(r *http.Request, want string) error {
	header := r.Header.Get("Content-Type")
	if header == want { // as nearly everybody sends it
		return nil
	}
	got, _, err := mime.ParseMediaType(header)
	if err != nil || got != want {
		return &answer{
			problem: problem.New(problem.InvalidRequest, "Content-Type must be %s.", want),
			status:  http.StatusUnsupportedMediaType,
		}
	}
	return nil
}

func readBody(r *http.Request) ([]byte, error) {
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

// checkSyntax makes sure that body is one JSON object in UTF-8 and nothing
// else, so that reading its tokens cannot fail.
func checkSyntax(body []byte) error {
	if !utf8.Valid(body) {
		return problem.New(problem.InvalidRequest, "The body is not valid UTF-8.")
	}
	if json.Valid(body) && bytes.TrimLeft(body, space)[0] == '{' {
		return nil
	}
	var raw json.RawMessage
	err := json.Unmarshal(body, &raw)
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return problem.New(problem.InvalidRequest, "The body is not valid JSON: see byte %d.", syntax.Offset)
	}
	if err == nil && raw[0] != '{' {
		return problem.New(problem.InvalidRequest, "The body must be a JSON object.")
	}
	return err
}

// decoder walks a document and the value to fill side by side. It goes on after
// a fault, so that a client learns of all of them at once; an error is the
// program's own mistake.
type decoder struct {
	tokens
	faults []problem.Field
}

// maxFaults bounds an answer: nobody reads on after this many.
const maxFaults = 20

func (d *decoder) fault(at *path, reason string) {
	if len(d.faults) < maxFaults {
		d.faults = append(d.faults, problem.Field{Name: at.String(), Reason: reason})
	}
}

// mismatch notes a value of the wrong type and steps over it.
func (d *decoder) mismatch(at *path, reason string) error {
	d.fault(at, reason)
	d.skip()
	return nil
}

func (d *decoder) value(at *path, v reflect.Value) error {
	next := d.peek()
	switch v.Kind() {
	case reflect.Struct:
		if next == '{' {
			return d.object(at, v)
		}
		return d.mismatch(at, "must be an object")
	case reflect.Slice:
		if next == '[' {
			return d.array(at, v)
		}
		return d.mismatch(at, "must be a list")
	case reflect.String:
		if next != '"' {
			return d.mismatch(at, "must be a string")
		}
		s, err := d.text()
		v.SetString(s)
		return err
	case reflect.Bool:
		if next != 't' && next != 'f' {
			return d.mismatch(at, "must be true or false")
		}
		v.SetBool(string(d.literal()) == "true")
		return nil
	case reflect.Int, reflect.Int64:
		if next != '-' && (next < '0' || next > '9') {
			return d.mismatch(at, "must be a whole number")
		}
		d.integer(at, v)
		return nil
	}
	return fmt.Errorf("no JSON for %v", v.Type())
}

func (d *decoder) object(at *path, v reflect.Value) error {
	fields := fieldsOf(v.Type())
	var known uint64            // a bit for each field that was given
	var unknown map[string]bool // other names that were
	d.take()                    // {
	for d.more() {
		name, err := d.text()
		if err != nil {
			return err
		}
		d.peek()
		d.take() // :
		member := &path{parent: at, name: name, item: -1}
		switch i := slices.Index(fields, name); {
		case i >= 0 && known&(1<<i) != 0, unknown[name]:
			d.fault(member, "is given more than once")
			d.skip()
		case i < 0 || name == "":
			if unknown == nil {
				unknown = map[string]bool{}
			}
			unknown[name] = true
			d.fault(member, "is not known")
			d.skip()
		default:
			known |= 1 << i
			if err := d.value(member, v.Field(i)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *decoder) array(at *path, v reflect.Value) error {
	v.SetZero()
	d.take() // [
	for i := 0; d.more(); i++ {
		v.Grow(1)
		v.SetLen(i + 1)
		v.Index(i).SetZero()
		if err := d.value(&path{parent: at, item: i}, v.Index(i)); err != nil {
			return err
		}
	}
	return nil
}

func (d *decoder) integer(at *path, v reflect.Value) {
	i, err := strconv.ParseInt(string(d.literal()), 10, 64)
	switch {
	case errors.Is(err, strconv.ErrRange), err == nil && v.OverflowInt(i):
		d.fault(at, "is out of range")
	case err != nil:
		d.fault(at, "must be a whole number")
	default:
		v.SetInt(i)
	}
}

// fieldsOf gives the names in the json tags of a struct's fields, "" where a
// field has none.
func fieldsOf(t reflect.Type) []string {
	if known, ok := fieldNames.Load(t); ok {
		return known.([]string)
	}
	if t.NumField() > 64 {
		panic("web: Decode keeps account of 64 fields, and " + t.String() + " has more")
	}
	names := make([]string, t.NumField())
	for i := range names {
		names[i], _, _ = strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if names[i] == "-" {
			names[i] = ""
		}
	}
	fieldNames.Store(t, names)
	return names
}

var fieldNames sync.Map // of []string by reflect.Type

// path is where a value stands in a document; nil is the document itself. Its
// text is needed only when there is something wrong with the value.
type path struct {
	parent *path
	name   string // of a member
	item   int    // of a list; -1: it is a member
}

// String gives a path such as "lines[0].quantity". An unknown name is the
// client's own and may be of any length: what is shown of it is enough to find it.
func (p *path) String() string {
	const maxName = 40
	if p == nil {
		return ""
	}
	before := p.parent.String()
	if p.item >= 0 {
		return before + "[" + strconv.Itoa(p.item) + "]"
	}
	name := p.name
	if utf8.RuneCountInString(name) > maxName {
		name = string([]rune(name)[:maxName]) + "…"
	}
	if before == "" {
		return name
	}
	return before + "." + name
}

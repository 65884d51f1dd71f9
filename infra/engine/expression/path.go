package expression

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"storefront/infra/engine/value"
)

// Path is a document path: to an attribute of an item, or into one.
type Path []Step

// Step is the name of an attribute or, if the name is empty, the index of an
// element.
type Step struct {
	Name  string
	Index int
}

// String returns the path in the form of error messages, such as [claims, q].
func (p Path) String() string {
	var steps []string
	for _, s := range p {
		if s.Name != "" {
			steps = append(steps, s.Name)
		} else {
			steps = append(steps, "["+strconv.Itoa(s.Index)+"]")
		}
	}
	return "[" + strings.Join(steps, ", ") + "]"
}

// In returns the value at the path in an item, or false if there is none.
func (p Path) In(it value.Item) (value.Value, bool) {
	v, ok := it.Get(p[0].Name)
	for _, step := range p[1:] {
		if !ok {
			return value.Value{}, false
		}
		v, ok = step.in(v)
	}
	return v, ok
}

func (s Step) in(v value.Value) (value.Value, bool) {
	switch {
	case s.Name != "" && v.Type == value.Map:
		return v.Map.Get(s.Name)
	case s.Name == "" && v.Type == value.List && s.Index < len(v.List):
		return v.List[s.Index], true
	default:
		return value.Value{}, false
	}
}

// path parses a document path.
func (p *parser) path() (Path, error) {
	var path Path
	for {
		name, err := p.attribute()
		if err != nil {
			return nil, err
		}
		path = append(path, Step{Name: name})
		for p.sign("[") {
			index := p.next()
			n, err := strconv.Atoi(index.text)
			if index.kind != number || err != nil || n > math.MaxInt32 || index.text != strconv.Itoa(n) {
				return nil, syntaxError(index.text)
			}
			path = append(path, Step{Index: n})
			if err := p.expect("]"); err != nil {
				return nil, err
			}
		}
		if !p.sign(".") {
			return path, nil
		}
	}
}

func (p *parser) attribute() (string, error) {
	switch t := p.peek(); t.kind {
	case nameHolder:
		p.next()
		return p.scope.name(t.text)
	case word:
		if t.text[0] == '_' {
			return "", syntaxError(t.text)
		}
		if reserved[strings.ToUpper(t.text)] {
			return "", refuse("Attribute name is a reserved keyword; reserved keyword: %s", t.text)
		}
		p.next()
		return t.text, nil
	default:
		return "", p.unexpected()
	}
}

// overlap fails if one path is equal to another or leads into it, or if two paths
// need one value to be both a list and a map.
func overlap(paths []Path) error {
	for i, a := range paths {
		for _, b := range paths[:i] {
			n := 0
			for n < len(a) && n < len(b) && a[n] == b[n] {
				n++
			}
			switch {
			case n == len(a) || n == len(b):
				return refuse("Two document paths overlap with each other; must remove or rewrite one of these paths; path one: %v, path two: %v", b, a)
			case (a[n].Name == "") != (b[n].Name == ""):
				return refuse("Two document paths conflict with each other; must remove or rewrite one of these paths; path one: %v, path two: %v", b, a)
			}
		}
	}
	return nil
}

// Projection selects parts of items. The nil projection selects everything.
type Projection []Path

// Projection parses a projection expression.
func (s *Scope) Projection(text string) (Projection, error) {
	p, err := s.parser(text)
	if err != nil {
		return nil, err
	}
	var paths []Path
	for {
		path, err := p.path()
		if err != nil {
			return nil, err
		}
		paths = append(paths, path)
		if !p.sign(",") {
			break
		}
	}
	if err := p.end(); err != nil {
		return nil, err
	}
	return paths, overlap(paths)
}

// Of returns the parts of an item that the projection selects. Selected elements of
// a list become adjacent.
func (pr Projection) Of(it value.Item) value.Item {
	if pr == nil {
		return it
	}
	return pick(value.Value{Type: value.Map, Map: it}, pr).Map
}

// pick returns the parts of a map or a list that the paths select.
func pick(v value.Value, paths []Path) value.Value {
	picked := value.Value{Type: v.Type}
	if v.Type == value.Map {
		picked.Map = value.Item{}
	}
	for _, step := range firstSteps(paths) {
		part, ok := step.in(v)
		if !ok {
			continue
		}
		if rest := restOf(paths, step); len(rest) > 0 {
			part = pick(part, rest)
			if len(part.Map) == 0 && len(part.List) == 0 {
				continue
			}
		}
		if v.Type == value.Map {
			picked.Map.Set(step.Name, part)
		} else {
			picked.List = append(picked.List, part)
		}
	}
	return picked
}

// firstSteps returns the steps that paths begin with, each once, in the order of
// a list's elements.
func firstSteps(paths []Path) []Step {
	var steps []Step
	for _, p := range paths {
		if !slices.Contains(steps, p[0]) {
			steps = append(steps, p[0])
		}
	}
	slices.SortStableFunc(steps, func(a, b Step) int { return a.Index - b.Index })
	return steps
}

// restOf returns the rest of the paths that begin with a step and go on.
func restOf(paths []Path, step Step) []Path {
	var rest []Path
	for _, p := range paths {
		if p[0] == step && len(p) > 1 {
			rest = append(rest, p[1:])
		}
	}
	return rest
}

// Project returns a projection of whole attributes.
func Project(names ...string) Projection {
	pr := Projection{}
	for _, name := range names {
		pr = append(pr, Path{{Name: name}})
	}
	return pr
}

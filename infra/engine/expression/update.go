package expression

import (
	"slices"
	"strings"

	"storefront/infra/engine/value"
)

// Update is an update expression.
type Update struct {
	actions []action
	Paths   []Path // those that the expression changes
}

// action changes one path.
type action struct {
	clause string // SET, REMOVE, ADD or DELETE
	path   Path
	term   term        // of SET
	value  value.Value // of ADD and DELETE
}

// term computes a value from an item as it was before the update.
type term func(it value.Item) (value.Value, error)

// Update parses an update expression.
func (s *Scope) Update(text string) (Update, error) {
	p, err := s.parser(text)
	if err != nil {
		return Update{}, err
	}
	var u Update
	seen := map[string]bool{}
	for p.peek().kind != end {
		clause := strings.ToUpper(p.next().text)
		if !slices.Contains([]string{"SET", "REMOVE", "ADD", "DELETE"}, clause) {
			return Update{}, syntaxError(clause)
		}
		if seen[clause] {
			return Update{}, refuse("The %q section can only be used once in an update expression;", clause)
		}
		seen[clause] = true
		for {
			a, err := p.action(clause)
			if err != nil {
				return Update{}, err
			}
			u.actions = append(u.actions, a)
			u.Paths = append(u.Paths, a.path)
			if !p.sign(",") {
				break
			}
		}
	}
	return u, overlap(u.Paths)
}

func (p *parser) action(clause string) (action, error) {
	path, err := p.path()
	if err != nil {
		return action{}, err
	}
	a := action{clause: clause, path: path}
	switch clause {
	case "SET":
		if err := p.expect("="); err != nil {
			return action{}, err
		}
		a.term, err = p.sum()
	case "ADD", "DELETE":
		a.value, err = p.amount(clause)
	}
	return a, err
}

// amount parses the value that ADD adds or DELETE removes.
func (p *parser) amount(clause string) (value.Value, error) {
	t := p.peek()
	if t.kind != valueHolder {
		return value.Value{}, p.unexpected()
	}
	p.next()
	v, err := p.scope.value(t.text)
	if err != nil {
		return v, err
	}
	if v.Type.Element() == "" && (clause == "DELETE" || v.Type != value.Number) {
		return v, refuse("Incorrect operand type for operator or function; operator: %s, operand type: %s", clause, v.Type)
	}
	return v, nil
}

// sum parses the right side of SET: an operand, or a sum or difference of two.
func (p *parser) sum() (term, error) {
	if p.sign("(") {
		t, err := p.sum()
		if err != nil {
			return nil, err
		}
		return t, p.expect(")")
	}
	left, err := p.term()
	if err != nil {
		return nil, err
	}
	operator, calculate := "+", value.Add
	switch {
	case p.sign("+"):
	case p.sign("-"):
		operator, calculate = "-", value.Subtract
	default:
		return left.result, nil
	}
	right, err := p.term()
	if err != nil {
		return nil, err
	}
	return binary(operator, value.Number, left, right, calculate)
}

// typedTerm is an operand of an update. For a value, its type is known.
type typedTerm struct {
	result term
	t      value.Type // empty: depends on the item
}

// binary returns a term with two operands of the same type.
func binary(operator string, t value.Type, left, right typedTerm, do func(v, w value.Value) (value.Value, error)) (term, error) {
	for _, g := range []typedTerm{left, right} {
		if g.t != "" && g.t != t {
			return nil, refuse("Incorrect operand type for operator or function; operator or function: %s, operand type: %s", operator, g.t)
		}
	}
	return func(it value.Item) (value.Value, error) {
		v, err := left.result(it)
		if err != nil {
			return v, err
		}
		w, err := right.result(it)
		if err != nil {
			return w, err
		}
		if v.Type != t || w.Type != t {
			return v, refuse("An operand in the update expression has an incorrect data type")
		}
		return do(v, w)
	}, nil
}

// term parses one operand of a SET.
func (p *parser) term() (typedTerm, error) {
	switch name, ok := p.function(); {
	case !ok:
		return p.plain()
	case name == "if_not_exists":
		t, err := p.ifNotExists()
		return typedTerm{result: t}, err
	case name == "list_append":
		t, err := p.listAppend()
		return typedTerm{result: t}, err
	case name == "size" || functions[name] > 0:
		return typedTerm{}, refuse("The function is not allowed in an update expression; function: %s", name)
	default:
		return typedTerm{}, refuse("Invalid function name; function: %s", name)
	}
}

// plain parses a value or a path.
func (p *parser) plain() (typedTerm, error) {
	o, err := p.operand()
	return typedTerm{t: o.value.Type, result: func(it value.Item) (value.Value, error) {
		v, ok := o.in(it)
		if !ok {
			return v, refuse("The provided expression refers to an attribute that does not exist in the item")
		}
		return v, nil
	}}, err
}

func (p *parser) ifNotExists() (term, error) {
	path, err := p.path()
	if err != nil {
		return nil, err
	}
	otherwise, err := p.lastTerm()
	return func(it value.Item) (value.Value, error) {
		if v, ok := path.In(it); ok {
			return v, nil
		}
		return otherwise.result(it)
	}, err
}

func (p *parser) listAppend() (term, error) {
	if p.peek().text == "list_append" {
		return nil, refuse("The function is not allowed to be used this way in an expression; function: list_append")
	}
	first, err := p.term()
	if err != nil {
		return nil, err
	}
	if p.tokens[1].text == "list_append" {
		return nil, refuse("The function is not allowed to be used this way in an expression; function: list_append")
	}
	second, err := p.lastTerm()
	if err != nil {
		return nil, err
	}
	return binary("list_append", value.List, first, second, func(v, w value.Value) (value.Value, error) {
		return value.Value{Type: value.List, List: slices.Concat(v.List, w.List)}, nil
	})
}

// lastTerm parses a function's second and last operand.
func (p *parser) lastTerm() (typedTerm, error) {
	if err := p.expect(","); err != nil {
		return typedTerm{}, err
	}
	t, err := p.term()
	if err != nil {
		return typedTerm{}, err
	}
	return t, p.expect(")")
}

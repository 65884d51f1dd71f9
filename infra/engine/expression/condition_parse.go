package expression

import (
	"slices"

	"storefront/infra/engine/value"
)

// Condition parses a condition or filter expression.
func (s *Scope) Condition(text string) (Condition, error) {
	p, err := s.parser(text)
	if err != nil {
		return nil, err
	}
	c, err := p.or()
	if err != nil {
		return nil, err
	}
	return c, p.end()
}

func (p *parser) or() (Condition, error) {
	left, err := p.and()
	for err == nil && p.keyword("OR") {
		var right Condition
		right, err = p.and()
		left = or{left, right}
	}
	return left, err
}

func (p *parser) and() (Condition, error) {
	left, err := p.not()
	for err == nil && p.keyword("AND") {
		var right Condition
		right, err = p.not()
		left = and{left, right}
	}
	return left, err
}

func (p *parser) not() (Condition, error) {
	if p.keyword("NOT") {
		c, err := p.not()
		return not{c}, err
	}
	if !p.sign("(") {
		return p.comparison()
	}
	if p.peek() == (token{sign, "("}) && p.redundant() {
		return nil, refuse("The expression has redundant parentheses;")
	}
	c, err := p.or()
	if err != nil {
		return nil, err
	}
	return c, p.expect(")")
}

// redundant reports whether the next parenthesis encloses all that the one before
// it encloses.
func (p *parser) redundant() bool {
	depth := 0
	for i, t := range p.tokens {
		switch t {
		case token{sign, "("}:
			depth++
		case token{sign, ")"}:
			depth--
			if depth == 0 {
				return p.tokens[i+1] == token{sign, ")"}
			}
		}
	}
	return false
}

// The functions that are conditions, with their number of operands.
var functions = map[string]int{
	"attribute_exists": 1, "attribute_not_exists": 1, "attribute_type": 2, "begins_with": 2, "contains": 2,
}

func (p *parser) comparison() (Condition, error) {
	if p.peek().text != "size" {
		if name, ok := p.function(); ok {
			return p.call(name)
		}
	}
	first, err := p.operand()
	if err != nil {
		return nil, err
	}
	c := comparison{operands: []operand{first}}
	t := p.peek()
	switch {
	case p.keyword("BETWEEN"):
		c.operator = "BETWEEN"
		err = p.between(&c)
	case p.keyword("IN"):
		c.operator = "IN"
		if err = p.expect("("); err == nil {
			err = p.operands(&c)
		}
	case t.kind == sign && slices.Contains([]string{"=", "<>", "<", "<=", ">", ">="}, t.text):
		c.operator = p.next().text
		err = p.append(&c)
	default:
		err = p.unexpected()
	}
	if err != nil {
		return nil, err
	}
	return c, c.check()
}

func (p *parser) append(c *comparison) error {
	o, err := p.operand()
	c.operands = append(c.operands, o)
	return err
}

func (p *parser) between(c *comparison) error {
	if err := p.append(c); err != nil {
		return err
	}
	if !p.keyword("AND") {
		return p.unexpected()
	}
	return p.append(c)
}

// operands parses the rest of a list of operands in parentheses.
func (p *parser) operands(c *comparison) error {
	for {
		if err := p.append(c); err != nil {
			return err
		}
		if !p.sign(",") {
			return p.expect(")")
		}
	}
}

func (p *parser) call(name string) (Condition, error) {
	count, ok := functions[name]
	if !ok {
		return nil, refuse("Invalid function name; function: %s", name)
	}
	c := comparison{operator: name}
	if err := p.operands(&c); err != nil {
		return nil, err
	}
	if len(c.operands) != count {
		return nil, refuse("Incorrect number of operands for operator or function; operator or function: %s, number of operands: %d", name, len(c.operands))
	}
	return c, c.check()
}

// operand parses a value, a path, or the size of the value at a path.
func (p *parser) operand() (operand, error) {
	if t := p.peek(); t.kind == valueHolder {
		p.next()
		v, err := p.scope.value(t.text)
		return operand{value: v}, err
	}
	name, called := p.function()
	if !called {
		path, err := p.path()
		return operand{path: path}, err
	}
	switch _, isCondition := functions[name]; {
	case isCondition:
		return operand{}, refuse("The function is not allowed to be used this way in an expression; function: %s", name)
	case name != "size":
		return operand{}, refuse("Invalid function name; function: %s", name)
	}
	o, err := p.operand()
	if err != nil {
		return operand{}, err
	}
	if err := p.expect(")"); err != nil {
		return operand{}, err
	}
	return sizeOperand(o)
}

func sizeOperand(o operand) (operand, error) {
	if o.size {
		return operand{}, refuse("The function is not allowed to be used this way in an expression; function: size")
	}
	if o.path != nil {
		return operand{path: o.path, size: true}, nil
	}
	size, ok := sizeOf(o.value)
	if !ok {
		return operand{}, wrongType("size", o)
	}
	return operand{value: size}, nil
}

func wrongType(operator string, o operand) error {
	return refuse("Incorrect operand type for operator or function; operator or function: %s, operand type: %s", operator, o.value.Type)
}

// check fails if the operands cannot be valid for any item.
func (c comparison) check() error {
	first, rest := c.operands[0], c.operands[1:]
	switch c.operator {
	case "attribute_exists", "attribute_not_exists":
		if first.path == nil || first.size {
			return refuse("Operator or function requires a document path; operator or function: %s", c.operator)
		}
	case "attribute_type":
		return c.checkType()
	case "begins_with":
		return c.checkTypes(value.String, value.Binary)
	case "<", "<=", ">", ">=", "BETWEEN":
		if err := c.checkTypes(value.String, value.Number, value.Binary); err != nil {
			return err
		}
	}
	for _, o := range rest {
		if first.path != nil && o.path != nil && first.size == o.size && slices.Equal(first.path, o.path) {
			return refuse("The first operand must be distinct from the remaining operands for this operator or function; operator: %s, first operand: %v", c.operator, first.path)
		}
	}
	if c.operator == "BETWEEN" {
		return c.checkBounds()
	}
	return nil
}

func (c comparison) checkType() error {
	o := c.operands[1]
	if o.path != nil || o.value.Type != value.String {
		return wrongType(c.operator, o)
	}
	switch t := value.Type(o.value.Text); t {
	case value.Bool, value.Null, value.Map, value.List:
		return nil
	default:
		if t.Scalar() || t.Element() != "" {
			return nil
		}
		return refuse("Invalid attribute type name found; type: %s, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}", t)
	}
}

func (c comparison) checkTypes(allowed ...value.Type) error {
	for _, o := range c.operands {
		if o.path == nil && !slices.Contains(allowed, o.value.Type) {
			return wrongType(c.operator, o)
		}
	}
	return nil
}

func (c comparison) checkBounds() error {
	low, high := c.operands[1], c.operands[2]
	if low.path != nil || high.path != nil {
		return nil
	}
	order, ok := value.Compare(low.value, high.value)
	switch {
	case !ok:
		return refuse("The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: %s, upper bound operand: %s", low.value.Type, high.value.Type)
	case order > 0:
		return refuse("The BETWEEN operator requires upper bound to be greater than or equal to lower bound")
	}
	return nil
}

package template

import (
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// intrinsic returns the function that n calls and its argument, or "". Both of
// its forms count: !Sub, and a mapping whose only key is Fn::Sub.
func intrinsic(n *yaml.Node) (function string, arg *yaml.Node) {
	if tag, tagged := strings.CutPrefix(n.Tag, "!"); tagged && !strings.HasPrefix(tag, "!") {
		arg := *n
		arg.Tag = ""
		if tag == "Ref" || tag == "Condition" {
			return tag, &arg
		}
		return "Fn::" + tag, &arg
	}
	if n.Kind == yaml.MappingNode && len(n.Content) == 2 {
		key := n.Content[0].Value
		if key == "Ref" || key == "Condition" || strings.HasPrefix(key, "Fn::") {
			return key, n.Content[1]
		}
	}
	return "", nil
}

// resolve returns n with the functions at its top replaced by what they give;
// what lies deeper waits until it is read, for the laptop has no value for some
// of it. AWS::NoValue gives nil, as if n were not there.
func (r *reader) resolve(n *yaml.Node) *yaml.Node {
	if n == nil {
		return nil
	}
	switch function, arg := intrinsic(n); function {
	case "":
		return n
	case "Ref":
		return r.ref(arg, r.literal(arg))
	case "Fn::FindInMap":
		return r.findInMap(arg)
	case "Fn::GetAtt":
		return r.getAtt(arg)
	case "Fn::If":
		return r.choose(arg)
	case "Fn::Join":
		return r.join(arg)
	case "Fn::Select":
		return r.pick(arg)
	case "Fn::Split":
		return r.split(arg)
	case "Fn::Sub":
		return r.sub(arg)
	default:
		r.fail(n, "the laptop does not know the function %s here", function)
		return nil
	}
}

// arguments returns the unresolved arguments of a function that takes low to
// high of them.
func (r *reader) arguments(arg *yaml.Node, low, high int) []*yaml.Node {
	if function, _ := intrinsic(arg); function != "" || arg.Kind != yaml.SequenceNode {
		r.fail(arg, "want a list of arguments")
	}
	if count := len(arg.Content); count < low || count > high {
		r.fail(arg, "want %d to %d arguments, not %d", low, high, count)
	}
	return arg.Content
}

// operands returns the resolved arguments of a function that takes count of
// them and cannot do without any.
func (r *reader) operands(arg *yaml.Node, count int) []*yaml.Node {
	var operands []*yaml.Node
	for _, n := range r.arguments(arg, count, count) {
		operands = append(operands, r.present(n, r.resolve(n)))
	}
	return operands
}

// present returns n, which must not be AWS::NoValue.
func (r *reader) present(at, n *yaml.Node) *yaml.Node {
	if n == nil {
		r.fail(at, "AWS::NoValue has no place here")
	}
	return n
}

// literal returns a string that CloudFormation wants written out.
func (r *reader) literal(n *yaml.Node) string {
	if function, _ := intrinsic(n); function != "" || n.Kind != yaml.ScalarNode {
		r.fail(n, "want a string, not a function or a list")
	}
	return n.Value
}

// ref returns what Ref of the name gives.
func (r *reader) ref(at *yaml.Node, name string) *yaml.Node {
	switch name {
	case "AWS::AccountId":
		return scalar(at, accountID)
	case "AWS::NoValue":
		return nil
	case "AWS::Partition":
		return scalar(at, partition)
	case "AWS::Region":
		return scalar(at, r.options.AWSRegion)
	case "AWS::StackName":
		return scalar(at, r.options.StackName)
	case "AWS::URLSuffix":
		return scalar(at, "amazonaws.com")
	}
	if value := r.parameters[name]; value != nil {
		value := *value
		value.Line = at.Line
		return &value
	}
	return scalar(at, r.attribute(at, name, "Ref"))
}

// getAtt takes both "Table.Arn" and [Table, Arn].
func (r *reader) getAtt(arg *yaml.Node) *yaml.Node {
	if arg.Kind == yaml.SequenceNode {
		args := r.arguments(arg, 2, 2)
		return scalar(arg, r.attribute(arg, r.literal(args[0]), r.literal(args[1])))
	}
	id, name, dotted := strings.Cut(r.literal(arg), ".")
	if !dotted {
		r.fail(arg, "want a resource and its attribute, not %q", id)
	}
	return scalar(arg, r.attribute(arg, id, name))
}

func (r *reader) choose(arg *yaml.Node) *yaml.Node {
	args := r.arguments(arg, 3, 3)
	if r.holds(args[0]) {
		return r.resolve(args[1])
	}
	return r.resolve(args[2])
}

func (r *reader) findInMap(arg *yaml.Node) *yaml.Node {
	found := r.mappings
	for _, key := range r.operands(arg, 3) {
		found = r.lookup(found, key)
	}
	return found
}

func (r *reader) lookup(mapping, key *yaml.Node) *yaml.Node {
	if mapping == nil || mapping.Kind != yaml.MappingNode || valueOf(mapping, r.text(key)) == nil {
		r.fail(key, "Mappings have no %s here", r.text(key))
	}
	return valueOf(mapping, r.text(key))
}

func (r *reader) join(arg *yaml.Node) *yaml.Node {
	operands := r.operands(arg, 2)
	return scalar(arg, strings.Join(r.texts(operands[1]), r.text(operands[0])))
}

func (r *reader) split(arg *yaml.Node) *yaml.Node {
	operands := r.operands(arg, 2)
	delimiter := r.text(operands[0])
	if delimiter == "" {
		r.fail(arg, "want a delimiter")
	}
	return sequence(arg, strings.Split(r.text(operands[1]), delimiter))
}

func (r *reader) pick(arg *yaml.Node) *yaml.Node {
	operands := r.operands(arg, 2)
	items := r.list(operands[1])
	if len(items) == 0 {
		r.fail(arg, "the list is empty")
	}
	return items[r.number(operands[0], 0, 0, len(items)-1)]
}

// sub takes both a string and [string, variables].
func (r *reader) sub(arg *yaml.Node) *yaml.Node {
	pattern, variables := arg, map[string]*yaml.Node{}
	if arg.Kind == yaml.SequenceNode {
		args := r.arguments(arg, 2, 2)
		pattern = args[0]
		for name, value := range r.entries(args[1]) {
			variables[name.Value] = r.present(value, r.resolve(value))
		}
	}
	text, err := expand(r.literal(pattern), func(name string) string {
		if value := variables[name]; value != nil {
			return r.text(value)
		}
		if id, attribute, dotted := strings.Cut(name, "."); dotted {
			return r.attribute(pattern, id, attribute)
		}
		return r.text(r.present(pattern, r.ref(pattern, name)))
	})
	if err != nil {
		r.fail(pattern, "%w", err)
	}
	return scalar(pattern, text)
}

var variable = regexp.MustCompile(`^[A-Za-z0-9_.:]+$`)

// expand replaces every ${Name} in text by its value, and ${!Name} by ${Name}.
func expand(text string, value func(name string) string) (string, error) {
	var expanded strings.Builder
	for {
		before, rest, found := strings.Cut(text, "${")
		expanded.WriteString(before)
		if !found {
			return expanded.String(), nil
		}
		name, after, closed := strings.Cut(rest, "}")
		literal, escaped := strings.CutPrefix(name, "!")
		switch {
		case !closed:
			return "", fmt.Errorf("${%s is not closed", name)
		case escaped:
			expanded.WriteString("${" + literal + "}")
		case variable.MatchString(name):
			expanded.WriteString(value(name))
		default:
			return "", fmt.Errorf("${%s} names nothing that could be substituted", name)
		}
		text = after
	}
}

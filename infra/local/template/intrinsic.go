package template

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// intrinsic returns the function that n calls and its argument, or "" if n calls
// none. It knows both forms: !Sub, and a mapping whose only key is Fn::Sub.
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

// decide follows the functions at the top of n whose result is known before a
// deployment: Fn::If, Fn::FindInMap and AWS::NoValue, for which it returns nil.
func (r *reader) decide(n *yaml.Node) *yaml.Node {
	if n == nil {
		return nil
	}
	switch function, arg := intrinsic(n); {
	case function == "Fn::If":
		args := r.arguments(arg, 3, 3)
		if r.holds(args[0]) {
			return r.decide(args[1])
		}
		return r.decide(args[2])
	case function == "Fn::FindInMap":
		return r.findInMap(arg)
	case function == "Ref" && arg.Value == "AWS::NoValue":
		return nil
	}
	return n
}

// resolve returns n with the functions at its top replaced by their values, or
// nil for AWS::NoValue. It leaves the functions below alone until they are read,
// because the laptop has no value for some of them.
func (r *reader) resolve(n *yaml.Node) *yaml.Node {
	if n = r.decide(n); n == nil {
		return nil
	}
	switch function, arg := intrinsic(n); function {
	case "":
		return n
	case "Ref":
		return r.ref(arg, r.literal(arg))
	case "Fn::GetAtt":
		return r.getAtt(arg)
	case "Fn::Select":
		return r.selectItem(arg)
	case "Fn::Split":
		return r.split(arg)
	case "Fn::Sub":
		return r.sub(arg)
	default:
		r.fail(n, "the laptop does not know the function %s here", function)
		return nil
	}
}

// arguments returns the unresolved arguments of a function, which takes low to
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

// present returns n, the result of the node at, which must not be AWS::NoValue.
func (r *reader) present(at, n *yaml.Node) *yaml.Node {
	if n == nil {
		r.fail(at, "AWS::NoValue has no place here")
	}
	return n
}

// literal returns a string that must be written out in the template.
func (r *reader) literal(n *yaml.Node) string {
	if function, _ := intrinsic(n); function != "" || n.Kind != yaml.ScalarNode {
		r.fail(n, "want a string, not a function or a list")
	}
	return n.Value
}

// ref returns the value of a Ref of name.
func (r *reader) ref(at *yaml.Node, name string) *yaml.Node {
	switch name {
	case "AWS::AccountId":
		return scalar(at, cmp.Or(r.options.Account, accountID))
	case "AWS::NoValue":
		return r.present(at, nil)
	case "AWS::Partition":
		return scalar(at, partition)
	case "AWS::Region":
		return scalar(at, r.options.AWSRegion)
	case "AWS::StackName":
		return scalar(at, r.options.StackName)
	case "AWS::URLSuffix":
		return scalar(at, "amazonaws.com")
	}
	if value, declared := r.parameters[name]; declared {
		return scalar(at, value)
	}
	return scalar(at, r.attribute(at, name, "Ref"))
}

// getAtt accepts both "Table.Arn" and [Table, Arn].
func (r *reader) getAtt(arg *yaml.Node) *yaml.Node {
	id, name := r.attributeNamed(arg)
	return scalar(arg, r.attribute(arg, id, name))
}

// attributeNamed returns the resource and the attribute that Fn::GetAtt names.
func (r *reader) attributeNamed(arg *yaml.Node) (id, name string) {
	if arg.Kind == yaml.SequenceNode {
		args := r.arguments(arg, 2, 2)
		return r.literal(args[0]), r.literal(args[1])
	}
	id, name, dotted := strings.Cut(r.literal(arg), ".")
	if !dotted {
		r.fail(arg, "want a resource and its attribute, not %q", id)
	}
	return id, name
}

func (r *reader) findInMap(arg *yaml.Node) *yaml.Node {
	found := r.mappings
	for _, key := range r.arguments(arg, 3, 3) {
		name := r.text(r.present(key, r.resolve(key)))
		if found = valueOf(found, name); found == nil {
			r.fail(key, "Mappings have no %s here", name)
		}
	}
	if function, _ := intrinsic(found); function != "" {
		r.fail(found, "Mappings cannot call %s", function)
	}
	return found
}

func (r *reader) selectItem(arg *yaml.Node) *yaml.Node {
	args := r.arguments(arg, 2, 2)
	items := r.list(args[1])
	return items[r.number(r.present(args[0], r.resolve(args[0])), 0, 0, len(items)-1)]
}

func (r *reader) split(arg *yaml.Node) *yaml.Node {
	args := r.arguments(arg, 2, 2)
	parts := &yaml.Node{Kind: yaml.SequenceNode, Line: arg.Line}
	for part := range strings.SplitSeq(r.text(args[1]), r.literal(args[0])) {
		parts.Content = append(parts.Content, scalar(arg, part))
	}
	return parts
}

// sub accepts both a string and [string, variables].
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
		return r.text(r.ref(pattern, name))
	})
	if err != nil {
		r.fail(pattern, "%w", err)
	}
	return scalar(pattern, text)
}

// Substituted returns the names that a Fn::Sub of text would substitute.
func Substituted(text string) ([]string, error) {
	var names []string
	_, err := expand(text, func(name string) string {
		names = append(names, name)
		return ""
	})
	return names, err
}

var variable = regexp.MustCompile(`^[A-Za-z0-9_.:]+$`)

// expand replaces each ${Name} in text by its value, and ${!Name} by ${Name}.
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
			return "", fmt.Errorf("${%s} is not a name", name)
		}
		text = after
	}
}

package template

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// A Document is a template of which everything is decided that is known before
// a deployment. What the stack's conditions leave out is gone, and Fn::If and
// Fn::FindInMap have given way to what they give. A function whose value only
// the deployment knows, such as Fn::GetAtt, stays, in its long form; so does a
// Ref of a parameter, for it says where a value comes from.
//
// Mappings are map[string]any, lists []any, and scalars string, bool, int or
// float64.
type Document struct {
	Parameters map[string]any // as declared
	Mappings   map[string]any
	// Resources are those that the stack has, by logical id. Properties of
	// serverless ones include what Globals say, merged as SAM does.
	Resources map[string]any
}

// Decide reads the text of a template as AWS would deploy it with opts. Unlike
// [Read] it takes resources of any type, and templates without a transform. The
// error of a template that is wrong begins with "PATH:LINE: ".
func Decide(path string, text []byte, opts Options) (doc *Document, err error) {
	root, err := document(path, text)
	if err != nil {
		return nil, err
	}
	defer recoverMistake(&err)
	r := &reader{path: path, options: opts}
	section := r.begin(root)
	return &Document{
		Parameters: r.decideEntries(section["Parameters"]),
		Mappings:   r.decideEntries(section["Mappings"]),
		Resources:  r.decideResources(section["Resources"], section["Globals"]),
	}, nil
}

func (r *reader) decideResources(section, globals *yaml.Node) map[string]any {
	resources := map[string]any{}
	for id, declaration := range r.entries(section) {
		condition := valueOf(declaration, "Condition")
		if condition == nil || r.holds(condition) {
			resources[id.Value] = r.decideEntries(withGlobals(globals, declaration))
		}
	}
	return resources
}

// withGlobals returns the declaration of a resource with the Globals of its
// type under its properties.
func withGlobals(globals, declaration *yaml.Node) *yaml.Node {
	kind := valueOf(declaration, "Type")
	if kind == nil {
		return declaration
	}
	name, serverless := strings.CutPrefix(kind.Value, "AWS::Serverless::")
	global := valueOf(globals, name)
	if !serverless || global == nil {
		return declaration
	}
	return merge(mapping("Properties", global), declaration)
}

func (r *reader) decideEntries(n *yaml.Node) map[string]any {
	entries := map[string]any{}
	for key, value := range r.entries(n) {
		if value := r.decide(value); value != (noValue{}) {
			entries[key.Value] = value
		}
	}
	return entries
}

// noValue is what AWS::NoValue gives: whatever has it for a value is not there.
type noValue struct{}

// decide returns n with everything in it decided that is known.
func (r *reader) decide(n *yaml.Node) any {
	switch function, arg := intrinsic(n); {
	case function == "Fn::If":
		args := r.arguments(arg, 3, 3)
		if r.holds(args[0]) {
			return r.decide(args[1])
		}
		return r.decide(args[2])
	case function == "Fn::FindInMap":
		return r.decide(r.findInMap(arg))
	case function == "Ref" && arg.Value == "AWS::NoValue":
		return noValue{}
	case function == "Fn::GetAtt" && arg.Kind == yaml.ScalarNode: // the long form has a list
		id, attribute, _ := strings.Cut(arg.Value, ".")
		return map[string]any{function: []any{id, attribute}}
	case function != "":
		return map[string]any{function: r.decide(arg)}
	case n.Kind == yaml.MappingNode:
		return r.decideEntries(n)
	case n.Kind == yaml.SequenceNode:
		return r.decideItems(n)
	default:
		return r.value(n)
	}
}

func (r *reader) decideItems(n *yaml.Node) []any {
	items := []any{}
	for _, item := range n.Content {
		if item := r.decide(item); item != (noValue{}) {
			items = append(items, item)
		}
	}
	return items
}

// value returns a scalar as what its tag says it is.
func (r *reader) value(n *yaml.Node) any {
	switch n.ShortTag() {
	case "!!bool", "!!int", "!!float", "!!null":
		var value any
		if err := n.Decode(&value); err != nil {
			r.fail(n, "%w", err)
		}
		return value
	}
	return n.Value
}

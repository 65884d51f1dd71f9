package template

import (
	"maps"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A Document is a template in which everything is decided that is known before a
// deployment. It lacks what the stack's conditions leave out, and it has the
// results of Fn::If and Fn::FindInMap in their place. Functions whose result only
// the deployment knows, such as Fn::GetAtt, remain in their long form. So does a
// Ref of a parameter, because it tells where a value comes from.
//
// Mappings are map[string]any, lists are []any, and scalars are string, bool, int
// or float64.
type Document struct {
	Parameters map[string]any    // as declared
	Values     map[string]string // of the parameters
	Mappings   map[string]any
	// Resources holds the resources of the stack by logical id. The properties of
	// serverless ones include those of Globals, merged as SAM merges them.
	Resources map[string]any
}

// Decide reads the text of a template as AWS would deploy it with opts. Unlike
// [Parse] it accepts resources of any type, and a template without a transform. If
// the template is wrong, Decide fails with an error that begins with "PATH:LINE: ".
func Decide(path string, text []byte, opts Options) (doc *Document, err error) {
	root, err := document(path, text)
	if err != nil {
		return nil, err
	}
	defer recoverMistake(&err)
	r := &reader{path: path, options: opts, leftOut: map[string]bool{}}
	section := r.begin(root)
	return &Document{
		Parameters: r.decideEntries(section["Parameters"]),
		Values:     maps.Clone(r.parameters),
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

// withGlobals returns the declaration of a resource with the Globals of its type
// merged into its properties.
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
		if value = r.decide(value); value != nil {
			entries[key.Value] = r.value(value)
		}
	}
	return entries
}

// value returns a decided node as a Go value, with everything in it decided.
func (r *reader) value(n *yaml.Node) any {
	switch function, arg := intrinsic(n); {
	case function == "Fn::GetAtt" && arg.Kind == yaml.ScalarNode: // the long form has a list
		id, attribute, _ := strings.Cut(arg.Value, ".")
		return map[string]any{function: []any{id, attribute}}
	case function != "":
		return map[string]any{function: r.value(r.present(arg, r.decide(arg)))}
	case n.Kind == yaml.MappingNode:
		return r.decideEntries(n)
	case n.Kind == yaml.SequenceNode:
		items := []any{}
		for _, item := range n.Content {
			if item = r.decide(item); item != nil {
				items = append(items, r.value(item))
			}
		}
		return items
	default:
		return r.scalarValue(n)
	}
}

// scalarValue returns a scalar as its tag types it.
func (r *reader) scalarValue(n *yaml.Node) any {
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

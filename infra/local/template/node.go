package template

import (
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

var syntaxError = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)`)

// document returns the mapping at the top of a template.
func document(path string, text []byte) (*yaml.Node, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		part := syntaxError.FindStringSubmatch(err.Error())
		if part == nil || part[1] == "" {
			return nil, fmt.Errorf("%s:1: %w", path, err)
		}
		return nil, fmt.Errorf("%s:%s: %s", path, part[1], part[2])
	}
	if len(doc.Content) == 0 {
		return nil, fmt.Errorf("%s:1: the template is empty", path)
	}
	return doc.Content[0], nil
}

// check fails on YAML that CloudFormation rejects or reads differently.
func (r *reader) check(n *yaml.Node) {
	switch n.Kind {
	case yaml.AliasNode:
		r.fail(n, "CloudFormation does not support YAML aliases")
	case yaml.ScalarNode:
		if n.Style == 0 && misread.MatchString(n.Value) {
			r.fail(n, "CloudFormation does not read %s as a string: quote it", n.Value)
		}
	case yaml.MappingNode:
		seen := map[string]bool{}
		for key := range pairs(n) {
			if key.Kind != yaml.ScalarNode {
				r.fail(key, "a key must be a plain string")
			}
			if seen[key.Value] {
				r.fail(key, "%s appears twice", key.Value)
			}
			seen[key.Value] = true
		}
	}
	for _, child := range n.Content {
		r.check(child)
	}
}

// misread matches unquoted scalars that YAML 1.1, which CloudFormation uses, reads
// as a boolean or as a number in base 8 or 60.
var misread = regexp.MustCompile(`^(?:(?i:yes|no|on|off)|[-+]?0[0-9_]+|[-+]?[0-9_]+(?::[0-5]?[0-9])+)$`)

// A shape names the keys that a mapping may have.
type shape struct {
	name string            // of such a key, for errors
	read []string          // the keys whose values are used
	lack map[string]string // known keys with an effect that the laptop lacks, which Stack.LeftOut lists
	skip []string          // known keys without effect on what a laptop does
}

// fields returns the values of a mapping that its shape reads. It fails on a key
// that the shape does not have. If n is nil, there are no values.
func (r *reader) fields(n *yaml.Node, s shape) map[string]*yaml.Node {
	values := map[string]*yaml.Node{}
	for key, value := range r.entries(n) {
		switch {
		case slices.Contains(s.read, key.Value):
			values[key.Value] = value
		case s.lack[key.Value] != "":
			r.leftOut[s.lack[key.Value]+" ("+key.Value+")"] = true
		case !slices.Contains(s.skip, key.Value):
			r.fail(key, "the laptop does not know the %s %s", s.name, key.Value)
		}
	}
	return values
}

// need returns the resolved value of key and fails if there is none. The mapping
// is at at.
func (r *reader) need(at *yaml.Node, values map[string]*yaml.Node, key string) *yaml.Node {
	n := r.resolve(values[key])
	if n == nil {
		r.fail(at, "%s is missing", key)
	}
	return n
}

// entries yields the keys and the unresolved values of a mapping. If n is nil, it
// yields nothing.
func (r *reader) entries(n *yaml.Node) iter.Seq2[*yaml.Node, *yaml.Node] {
	n = r.resolve(n)
	if n != nil && n.Kind != yaml.MappingNode {
		r.fail(n, "want a mapping")
	}
	return pairs(n)
}

// pairs is like entries, but yields nothing for a node that is not a mapping.
func pairs(n *yaml.Node) iter.Seq2[*yaml.Node, *yaml.Node] {
	return func(yield func(key, value *yaml.Node) bool) {
		if n == nil || n.Kind != yaml.MappingNode {
			return
		}
		for pair := range slices.Chunk(n.Content, 2) {
			if !yield(pair[0], pair[1]) {
				return
			}
		}
	}
}

// valueOf returns the value that a mapping has under key, or nil.
func valueOf(n *yaml.Node, key string) *yaml.Node {
	for name, value := range pairs(n) {
		if name.Value == key {
			return value
		}
	}
	return nil
}

// list returns the resolved items of a sequence, without AWS::NoValue. If n is
// nil, there are no items.
func (r *reader) list(n *yaml.Node) []*yaml.Node {
	n = r.resolve(n)
	if n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		r.fail(n, "want a list")
	}
	var items []*yaml.Node
	for _, item := range n.Content {
		if item = r.resolve(item); item != nil {
			items = append(items, item)
		}
	}
	return items
}

// texts is like list for scalars.
func (r *reader) texts(n *yaml.Node) []string {
	var texts []string
	for _, item := range r.list(n) {
		texts = append(texts, r.text(item))
	}
	return texts
}

// text returns a scalar as CloudFormation converts it to a string. If n is nil, it
// returns "".
func (r *reader) text(n *yaml.Node) string {
	n = r.resolve(n)
	if n == nil {
		return ""
	}
	if n.Kind != yaml.ScalarNode || n.ShortTag() == "!!null" {
		r.fail(n, "want a single value")
	}
	if strings.Contains(n.Value, "{{resolve:") {
		r.fail(n, "the laptop does not know the value of a dynamic reference")
	}
	if n.ShortTag() == "!!bool" {
		return strings.ToLower(n.Value)
	}
	return n.Value
}

// oneOf returns a scalar and fails unless it is one of the values.
func (r *reader) oneOf(n *yaml.Node, values ...string) string {
	text := r.text(n)
	if !slices.Contains(values, text) {
		r.fail(n, "want %s, not %q", strings.Join(values, " or "), text)
	}
	return text
}

// flag returns a boolean, or otherwise if n is nil.
func (r *reader) flag(n *yaml.Node, otherwise bool) bool {
	if n = r.resolve(n); n == nil {
		return otherwise
	}
	return r.oneOf(n, "true", "false") == "true"
}

// number returns an integer from low to high, or otherwise if n is nil.
func (r *reader) number(n *yaml.Node, otherwise, low, high int) int {
	if n = r.resolve(n); n == nil {
		return otherwise
	}
	number, err := strconv.Atoi(r.text(n))
	if err != nil || number < low || number > high {
		r.fail(n, "want a whole number from %d to %d, not %q", low, high, r.text(n))
	}
	return number
}

// seconds returns a number of seconds, under the rules of number.
func (r *reader) seconds(n *yaml.Node, otherwise, low, high int) time.Duration {
	return time.Duration(r.number(n, otherwise, low, high)) * time.Second
}

// scalar returns a string node on the line of the node at.
func scalar(at *yaml.Node, value string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Style: yaml.DoubleQuotedStyle, Value: value, Line: at.Line}
}

// mapping returns a mapping with one key, on the line of its value.
func mapping(key string, value *yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.MappingNode, Line: value.Line, Content: []*yaml.Node{scalar(value, key), value}}
}

package stackcheck

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Mutation changes a copy of the sources so that it lacks the point of a check.
type Mutation struct {
	What string // such as "checkout without a timeout"
	Edit edit
	// With sets parameters of the environment in which the check must find the mutation.
	With map[string]string
}

// edit changes a copy of the sources. It fails if the copy lacks what it changes.
type edit func(*sources) error

type sources struct {
	template  *yaml.Node
	samconfig string
}

// mutate returns the sources after a mutation of the template that the check reads. It
// fails if the mutation changes nothing, because then it would prove nothing.
func (c Check) mutate(source Source, m Mutation) (Source, error) {
	text := &source.Template
	if c.Edge {
		text = &source.Edge
	}
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(*text), &document); err != nil {
		return Source{}, err
	}
	before, err := yaml.Marshal(&document)
	if err != nil {
		return Source{}, err
	}
	mutant := &sources{template: document.Content[0], samconfig: source.Samconfig}
	if err := m.Edit(mutant); err != nil {
		return Source{}, err
	}
	after, err := yaml.Marshal(&document)
	if err != nil {
		return Source{}, err
	}
	if string(before) == string(after) && mutant.samconfig == source.Samconfig {
		return Source{}, errors.New("the mutation changes nothing")
	}
	*text, source.Samconfig = string(after), mutant.samconfig
	return source, nil
}

// drop removes the entry at a path.
func drop(path string) edit {
	return func(c *sources) error {
		parent, key := c.parent(path)
		i := indexOf(parent, key)
		if i < 0 {
			return fmt.Errorf("the template has no %s", path)
		}
		parent.Content = slices.Delete(parent.Content, i, i+2)
		return nil
	}
}

// set sets the value at a path to a YAML text. The last key of the path may be new.
func set(value, path string) edit {
	return func(c *sources) error {
		var v yaml.Node
		if err := yaml.Unmarshal([]byte(value), &v); err != nil {
			return fmt.Errorf("%q: %w", value, err)
		}
		parent, key := c.parent(path)
		switch old := child(parent, key); {
		case old != nil:
			*old = *v.Content[0]
		case parent != nil && parent.Kind == yaml.MappingNode:
			parent.Content = append(parent.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: key}, v.Content[0])
		default:
			return fmt.Errorf("the template has no place for %s", path)
		}
		return nil
	}
}

// both makes several edits.
func both(edits ...edit) edit {
	return func(c *sources) error {
		var errs []error
		for _, edit := range edits {
			errs = append(errs, edit(c))
		}
		return errors.Join(errs...)
	}
}

// replace replaces the first old in samconfig.toml.
func replace(old, with string) edit {
	return func(c *sources) error {
		if !strings.Contains(c.samconfig, old) {
			return fmt.Errorf("samconfig.toml has no %q", old)
		}
		c.samconfig = strings.Replace(c.samconfig, old, with, 1)
		return nil
	}
}

// reword replaces every occurrence of old in the dashboard's text, which is the first
// argument of a function.
func reword(old, with string) edit {
	return func(c *sources) error {
		n := child(c.parent(dashboardBody))
		if n != nil && n.Kind == yaml.SequenceNode {
			n = n.Content[0]
		}
		if n == nil || !strings.Contains(n.Value, old) {
			return fmt.Errorf("%s has no %q", dashboardBody, old)
		}
		n.Value = strings.ReplaceAll(n.Value, old, with)
		return nil
	}
}

// parent returns the node above the last key of a path, and that key. A path has keys,
// or indexes in lists, with dots between them. The node is nil if there is none.
func (c *sources) parent(path string) (n *yaml.Node, key string) {
	keys := strings.Split(path, ".")
	n = c.template
	for _, key := range keys[:len(keys)-1] {
		n = child(n, key)
	}
	return n, keys[len(keys)-1]
}

// child returns the value of a key in a mapping, or an item of a list, or nil.
func child(n *yaml.Node, key string) *yaml.Node {
	if i := indexOf(n, key); i >= 0 {
		return n.Content[i+1]
	}
	if i, err := strconv.Atoi(key); err == nil && n != nil && n.Kind == yaml.SequenceNode && i < len(n.Content) {
		return n.Content[i]
	}
	return nil
}

// indexOf returns the index of a key in the content of a mapping, or -1.
func indexOf(n *yaml.Node, key string) int {
	if n == nil || n.Kind != yaml.MappingNode {
		return -1
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return i
		}
	}
	return -1
}

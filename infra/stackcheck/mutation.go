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
	Edit func(*Copy)
	// With sets parameters of the environment in which the check must find the mutation.
	With map[string]string
}

// Copy is a copy of the sources that an edit changes.
type Copy struct {
	template  *yaml.Node
	samconfig string
	failure   error // of the first edit that failed
}

// mutate returns the sources after a mutation. It fails if the mutation changes
// nothing, because then it would prove nothing.
func mutate(source Source, m Mutation) (Source, error) {
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(source.Template), &document); err != nil {
		return Source{}, err
	}
	before, err := yaml.Marshal(&document)
	if err != nil {
		return Source{}, err
	}
	c := &Copy{template: document.Content[0], samconfig: source.Samconfig}
	m.Edit(c)
	if c.failure != nil {
		return Source{}, c.failure
	}
	after, err := yaml.Marshal(&document)
	if err != nil {
		return Source{}, err
	}
	if string(before) == string(after) && c.samconfig == source.Samconfig {
		return Source{}, errors.New("the mutation changes nothing")
	}
	return Source{Template: string(after), Samconfig: c.samconfig, Root: source.Root}, nil
}

// drop removes the entry at a path.
func drop(path string) func(*Copy) {
	return func(c *Copy) {
		n, key := c.parent(path)
		if n == nil {
			return
		}
		i := indexOf(n, key)
		if i < 0 {
			c.fail("the template has no %s", path)
			return
		}
		n.Content = slices.Delete(n.Content, i, i+2)
	}
}

// set sets the value at a path to a YAML text. The last key of the path may be new.
func set(value, path string) func(*Copy) {
	return func(c *Copy) {
		n, key := c.parent(path)
		if n == nil {
			return
		}
		var v yaml.Node
		if err := yaml.Unmarshal([]byte(value), &v); err != nil {
			c.fail("%q: %w", value, err)
			return
		}
		if old := c.child(n, key); old != nil {
			*old = *v.Content[0]
			return
		}
		n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: key}, v.Content[0])
	}
}

// both makes two edits.
func both(edits ...func(*Copy)) func(*Copy) {
	return func(c *Copy) {
		for _, edit := range edits {
			edit(c)
		}
	}
}

// replace replaces the first old in samconfig.toml.
func replace(old, with string) func(*Copy) {
	return func(c *Copy) {
		if !strings.Contains(c.samconfig, old) {
			c.fail("samconfig.toml has no %q", old)
		}
		c.samconfig = strings.Replace(c.samconfig, old, with, 1)
	}
}

// reword replaces every occurrence of old in the text at a path. At a function, the
// text is its first argument.
func reword(old, with, path string) func(*Copy) {
	return func(c *Copy) {
		n := c.node(path)
		if n == nil {
			return
		}
		if n.Kind == yaml.SequenceNode {
			n = n.Content[0]
		}
		if !strings.Contains(n.Value, old) {
			c.fail("%s has no %q", path, old)
		}
		n.Value = strings.ReplaceAll(n.Value, old, with)
	}
}

// parent returns the node above the last key of a path, and that key. The node is
// nil if the template has none.
func (c *Copy) parent(path string) (n *yaml.Node, key string) {
	i := strings.LastIndex(path, ".")
	return c.node(path[:i]), path[i+1:]
}

// node returns the node at a path of keys, or of indexes in lists, with dots
// between them. It returns nil if the template has none.
func (c *Copy) node(path string) *yaml.Node {
	n := c.template
	for key := range strings.SplitSeq(path, ".") {
		if n = c.child(n, key); n == nil {
			c.fail("the template has no %s: %s is missing", path, key)
			return nil
		}
	}
	return n
}

func (c *Copy) child(n *yaml.Node, key string) *yaml.Node {
	if n.Kind == yaml.MappingNode {
		if i := indexOf(n, key); i >= 0 {
			return n.Content[i+1]
		}
		return nil
	}
	if i, err := strconv.Atoi(key); n.Kind == yaml.SequenceNode && err == nil && i < len(n.Content) {
		return n.Content[i]
	}
	return nil
}

func (c *Copy) fail(format string, args ...any) {
	if c.failure == nil {
		c.failure = fmt.Errorf(format, args...)
	}
}

// indexOf returns the index of a key in the content of a mapping, or -1.
func indexOf(n *yaml.Node, key string) int {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return i
		}
	}
	return -1
}

package stackcheck

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Mutation changes a copy of the sources so that they lack the point of a check.
type Mutation struct {
	What string // in a few words, such as "checkout without a timeout"
	Edit func(*Copy)
	// With sets parameters for the deployment in which the check must find the mutation.
	With map[string]string
}

// Copy is a copy of the sources that an edit works on.
type Copy struct {
	template  *yaml.Node
	samconfig string
	failure   error // why the first edit that failed did
}

// mutate gives the sources as a mutation leaves them. A mutation that changes
// nothing proves nothing, and is an error.
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
		return Source{}, fmt.Errorf("it changes nothing")
	}
	return Source{Template: string(after), Samconfig: c.samconfig, Root: source.Root}, nil
}

// drop removes what is at a path of keys.
func drop(path ...string) func(*Copy) {
	return func(c *Copy) {
		parent, key := path[:len(path)-1], path[len(path)-1]
		n := c.node(parent)
		if n == nil {
			return
		}
		i := indexOf(n, key)
		if i < 0 {
			c.fail("there is no %s", strings.Join(path, "."))
			return
		}
		n.Content = slices.Delete(n.Content, i, i+2)
	}
}

// set puts a value, written as YAML, at a path of keys, of which the last may be new.
func set(value string, path ...string) func(*Copy) {
	return func(c *Copy) {
		n := c.node(path[:len(path)-1])
		if n == nil {
			return
		}
		var v yaml.Node
		if err := yaml.Unmarshal([]byte(value), &v); err != nil {
			c.fail("%q: %v", value, err)
			return
		}
		key := path[len(path)-1]
		if i := indexOf(n, key); i >= 0 {
			n.Content[i+1] = v.Content[0]
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

// replace changes a part of samconfig.toml.
func replace(old, with string) func(*Copy) {
	return func(c *Copy) {
		if !strings.Contains(c.samconfig, old) {
			c.fail("samconfig.toml has no %q", old)
		}
		c.samconfig = strings.Replace(c.samconfig, old, with, 1)
	}
}

// reword changes a part of the text at a path of keys, wherever it occurs.
func reword(old, with string, path ...string) func(*Copy) {
	return func(c *Copy) {
		n := c.node(path)
		if n == nil {
			return
		}
		if n.Kind == yaml.SequenceNode { // the arguments of a function, the text being the first
			n = n.Content[0]
		}
		if !strings.Contains(n.Value, old) {
			c.fail("%s has no %q", strings.Join(path, "."), old)
		}
		n.Value = strings.ReplaceAll(n.Value, old, with)
	}
}

// node walks down mappings, and lists by the number of an item.
func (c *Copy) node(path []string) *yaml.Node {
	n := c.template
	for i, key := range path {
		var next *yaml.Node
		switch n.Kind {
		case yaml.MappingNode:
			if at := indexOf(n, key); at >= 0 {
				next = n.Content[at+1]
			}
		case yaml.SequenceNode:
			var at int
			if _, err := fmt.Sscan(key, &at); err == nil && at < len(n.Content) {
				next = n.Content[at]
			}
		}
		if next == nil {
			c.fail("there is no %s", strings.Join(path[:i+1], "."))
			return nil
		}
		n = next
	}
	return n
}

func (c *Copy) fail(format string, args ...any) {
	if c.failure == nil {
		c.failure = fmt.Errorf(format, args...)
	}
}

// indexOf finds a key of a mapping; -1 when it has none such.
func indexOf(n *yaml.Node, key string) int {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return i
		}
	}
	return -1
}

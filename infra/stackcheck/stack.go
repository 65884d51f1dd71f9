// Package stackcheck proves the template's safety points on the template as
// CloudFormation receives it: transformed by SAM's own translator, for every
// environment of samconfig.toml, with conditions decided and mappings looked up.
// Each point is a [Check], and each check has mutations: copies of the template
// without the point, which the check must find.
package stackcheck

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Stack is a transformed template as one environment deploys it.
type Stack struct {
	Environment Environment
	Resources   []Resource // those whose condition holds, by id
	Parameters  map[string]any
	Mappings    map[string]any
	Source      Source
}

// Source is what no transform shows.
type Source struct {
	Template  string
	Samconfig string
	Root      string // of the module
}

// Resource is one resource of a stack.
type Resource struct {
	ID         string
	Type       string
	Properties map[string]any
	Attributes map[string]any // all that stands beside the properties, such as DeletionPolicy
}

// Deploy transforms the template and decides what an environment gets of it.
func (t *Transformer) Deploy(source Source, e Environment) (*Stack, error) {
	template, err := t.transform(source.Template, e)
	if err != nil {
		return nil, fmt.Errorf("environment %s: %w", e.Name, err)
	}
	d := &decider{
		values:     maps.Clone(e.Parameters),
		mappings:   object(template, "Mappings"),
		conditions: object(template, "Conditions"),
	}
	for name, declared := range object(template, "Parameters") {
		if _, given := d.values[name]; !given {
			d.values[name] = text(at(declared, "Default"))
		}
	}
	s := &Stack{Environment: e, Parameters: object(template, "Parameters"), Mappings: d.mappings, Source: source}
	resources := object(template, "Resources")
	for _, id := range slices.Sorted(maps.Keys(resources)) {
		attributes := object(resources, id)
		if condition, conditional := attributes["Condition"].(string); conditional && !d.holds(condition) {
			continue
		}
		properties, _ := d.decide(attributes["Properties"]).(map[string]any)
		s.Resources = append(s.Resources, Resource{
			ID: id, Type: text(attributes["Type"]), Properties: properties, Attributes: attributes,
		})
	}
	return s, nil
}

// of lists the stack's resources of a type.
func (s *Stack) of(kind string) []Resource {
	return slices.DeleteFunc(slices.Clone(s.Resources), func(r Resource) bool { return r.Type != kind })
}

// find finds a resource; its type is empty when there is none.
func (s *Stack) find(id string) Resource {
	i := slices.IndexFunc(s.Resources, func(r Resource) bool { return r.ID == id })
	if i < 0 {
		return Resource{}
	}
	return s.Resources[i]
}

// refersTo gives the logical id that a Ref or Fn::GetAtt names, or the first of
// a Fn::Sub; "" for anything else.
func refersTo(v any) string {
	if id := text(at(v, "Ref")); id != "" {
		return id
	}
	switch attribute := at(v, "Fn::GetAtt").(type) {
	case []any:
		return text(attribute[0])
	case string:
		id, _, _ := strings.Cut(attribute, ".")
		return id
	}
	for _, name := range substituted(v) {
		id, _, _ := strings.Cut(name, ".")
		return id
	}
	return ""
}

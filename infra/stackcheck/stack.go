// Package stackcheck proves the template's safety points, for every environment
// of samconfig.toml. Each point is a [Check], and each check has mutations: copies
// of the template without the point, which the check must find.
//
// Most points are proved on the template as it is written, with conditions
// decided and mappings looked up. Those about what SAM makes of it, such as
// aliases, deployments and permissions, are proved on the translation of SAM's own
// translator. One of them is that SAM makes what the others have read.
package stackcheck

import (
	"fmt"
	"maps"
	"slices"

	"storefront/infra/local/template"
)

// Stack is a template, as it is written or as SAM translates it, for one environment.
type Stack struct {
	Environment Environment
	Resources   []Resource // those whose condition holds, by id
	Parameters  map[string]any
	Mappings    map[string]any
	Source      Source
}

// Source is what no template shows.
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
	Attributes map[string]any // the properties, and all that stands beside them, such as DeletionPolicy
}

// Read reads the template as it is written.
func Read(source Source, e Environment) (*Stack, error) {
	return decide("template.yaml", []byte(source.Template), source, e)
}

func decide(path string, content []byte, source Source, e Environment) (*Stack, error) {
	doc, err := template.Decide(path, content, template.Options{
		StackName: e.StackName, AWSRegion: e.AWSRegion, Parameters: e.Parameters,
	})
	if err != nil {
		return nil, fmt.Errorf("environment %s: %w", e.Name, err)
	}
	s := &Stack{Environment: e, Parameters: doc.Parameters, Mappings: doc.Mappings, Source: source}
	for _, id := range slices.Sorted(maps.Keys(doc.Resources)) {
		attributes := object(doc.Resources, id)
		s.Resources = append(s.Resources, Resource{
			ID: id, Type: text(attributes["Type"]), Properties: object(attributes, "Properties"), Attributes: attributes,
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

// parameter gives the value of a parameter.
func (s *Stack) parameter(name string) string {
	if value, given := s.Environment.Parameters[name]; given {
		return value
	}
	return text(at(s.Parameters, name, "Default"))
}

// values gives the values of all parameters.
func (s *Stack) values() map[string]any {
	values := map[string]any{}
	for name := range s.Parameters {
		values[name] = s.parameter(name)
	}
	return values
}

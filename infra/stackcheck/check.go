package stackcheck

import (
	"fmt"
	"reflect"
	"strings"
)

// Check proves one point of the store's template, or of the edge's. It has requirements, a function that finds violations of
// the point, or both.
type Check struct {
	Name    string // of the test
	Proves  string // the point, as a sentence without its full stop
	Require []requirement
	Find    func(*Stack) findings // in the template as written
	Edge    bool                  // the template is infra/edge/template.yaml
	// FindTranslated finds violations in SAM's translation.
	FindTranslated func(written, translated *Stack) findings
	Mutations      []Mutation
}

// Checks returns all checks.
func Checks() []Check {
	var all []Check
	for _, group := range [][]Check{
		functionChecks, roleChecks, callChecks, apiChecks, alarmChecks, streamChecks, dataChecks, edgeChecks, originChecks, webACLChecks, dashboardChecks, configChecks, lifeChecks, refusalChecks, mailChecks, reportChecks,
		translationChecks, deploymentChecks, bookChecks,
	} {
		all = append(all, group...)
	}
	return all
}

// find returns the violations in the template as written.
func (c Check) find(s *Stack) findings {
	var f findings
	for _, r := range c.Require {
		f = append(f, s.require(r)...)
	}
	if c.Find != nil {
		f = append(f, c.Find(s)...)
	}
	return f
}

// findings are the violations of a point, one sentence each.
type findings []string

func (f *findings) add(format string, args ...any) { *f = append(*f, fmt.Sprintf(format, args...)) }

// requirement is what a property of certain resources must be.
type requirement struct {
	of   string // type, or logical id, of the resources
	path string // of the property, from the resource: keys with dots between them, "*" for each item of a list
	want any    // value, anything, nothing, or a func(*Stack, any) bool
}

// What a requirement may want in place of a value.
type (
	anything struct{}
	nothing  struct{}
)

func (s *Stack) require(q requirement) (f findings) {
	for _, r := range s.Resources {
		if r.Type != q.of && r.ID != q.of {
			continue
		}
		for _, value := range valuesAt(r.Attributes, strings.Split(q.path, ".")) {
			if !s.satisfies(value, q.want) {
				f.add("%s: %s is %v", r.ID, q.path, value)
			}
		}
	}
	return f
}

func valuesAt(v any, path []string) []any {
	if len(path) == 0 {
		return []any{v}
	}
	if path[0] != "*" {
		return valuesAt(at(v, path[0]), path[1:])
	}
	var values []any
	for _, item := range list(v) {
		values = append(values, valuesAt(item, path[1:])...)
	}
	return values
}

func (s *Stack) satisfies(value, want any) bool {
	switch want := want.(type) {
	case anything:
		return value != nil
	case nothing:
		return value == nil
	case func(*Stack, any) bool:
		return want(s, value)
	default:
		return reflect.DeepEqual(value, want)
	}
}

package template

import (
	"fmt"
	"os"

	"go.yaml.in/yaml/v3"
)

// Options say for which stack a template is read.
type Options struct {
	StackName  string
	AWSRegion  string
	Parameters map[string]string // override the template's defaults

	// Secret returns what stands in for the value of the named
	// AWS::SecretsManager::Secret. Read asks at most once for each.
	Secret func(logicalID string) (string, error)
}

// Read reads the SAM template at path as AWS would deploy it with opts. The
// error of a template that is wrong, or that the laptop cannot run faithfully,
// begins with "PATH:LINE: ".
func Read(path string, opts Options) (*Stack, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the template: %w", err)
	}
	return parse(path, text, opts)
}

// A reader holds a template's sections while its resources are read.
type reader struct {
	path       string
	options    Options
	parameters map[string]*yaml.Node
	mappings   *yaml.Node
	conditions map[string]*condition
	globals    *yaml.Node // what every function inherits
	resources  []*resource
	api        *resource // nil until it is met
	secrets    map[string]string
}

// A mistake is an error in the template. The methods of reader panic with it
// instead of handing it up through every level of the document; recoverMistake
// turns it back into an error.
type mistake struct{ error }

// recoverMistake is deferred. It sets err to the mistake that a reader met, if any.
func recoverMistake(err *error) {
	switch p := recover().(type) {
	case nil:
	case mistake:
		*err = p.error
	default:
		panic(p)
	}
}

func (r *reader) fail(at *yaml.Node, format string, args ...any) {
	panic(mistake{fmt.Errorf("%s:%d: %w", r.path, at.Line, fmt.Errorf(format, args...))})
}

var sections = shape{
	name: "section",
	read: []string{"Conditions", "Globals", "Mappings", "Parameters", "Resources", "Transform"},
	skip: []string{"AWSTemplateFormatVersion", "Description", "Metadata", "Outputs", "Rules"},
}

func parse(path string, text []byte, opts Options) (stack *Stack, err error) {
	root, err := document(path, text)
	if err != nil {
		return nil, err
	}
	defer recoverMistake(&err)
	r := &reader{path: path, options: opts, secrets: map[string]string{}}
	section := r.begin(root)
	r.oneOf(r.need(root, section, "Transform"), "AWS::Serverless-2016-10-31")
	r.readGlobals(section["Globals"])
	r.readResources(r.need(root, section, "Resources"))
	return r.stack(), nil
}

// begin returns a template's sections, of which it reads those that decide what
// the others mean.
func (r *reader) begin(root *yaml.Node) map[string]*yaml.Node {
	r.check(root)
	section := r.fields(root, sections)
	r.readParameters(root, section["Parameters"])
	r.mappings = section["Mappings"]
	r.readConditions(section["Conditions"])
	return section
}

package template

import (
	"fmt"
	"os"

	"go.yaml.in/yaml/v3"
)

// Options name the stack for which a template is read.
type Options struct {
	StackName  string
	AWSRegion  string
	Account    string            // the value of AWS::AccountId; empty: the laptop's
	Parameters map[string]string // override the template's defaults

	// Secret returns the value of the named AWS::SecretsManager::Secret. It is
	// called at most once for each.
	Secret func(logicalID string) (string, error)
}

// Read reads the SAM template at path as AWS would deploy it with opts. If the
// template is wrong, or the laptop cannot run it faithfully, Read fails with an
// error that begins with "PATH:LINE: ".
func Read(path string, opts Options) (*Stack, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the template: %w", err)
	}
	return Parse(path, text, opts)
}

// A reader holds a template's sections while its resources are read.
type reader struct {
	path       string
	options    Options
	parameters map[string]string // by name
	mappings   *yaml.Node
	conditions map[string]*condition
	globals    map[string]*yaml.Node // what every function and the API inherit
	resources  []*resource
	api        *resource // nil until it is read
	secrets    map[string]string
	leftOut    map[string]bool // as Stack.LeftOut

	identifying bool // a Ref of a secret is its ARN, as on AWS, in place of its value
}

// A mistake is an error in the template. The methods of reader panic with it, so
// that they need not return an error at each level of the document. recoverMistake
// turns the panic into an error again.
type mistake struct{ error }

// recoverMistake is deferred. It sets err to the mistake of a reader that panicked.
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
	read: []string{"Conditions", "Globals", "Mappings", "Parameters", "Resources", "Rules", "Transform"},
	skip: []string{"AWSTemplateFormatVersion", "Description", "Metadata", "Outputs"},
}

// Parse is like [Read] for the text of a template, which errors call path.
func Parse(path string, text []byte, opts Options) (stack *Stack, err error) {
	root, err := document(path, text)
	if err != nil {
		return nil, err
	}
	defer recoverMistake(&err)
	r := &reader{path: path, options: opts, secrets: map[string]string{}, leftOut: map[string]bool{}}
	section := r.begin(root)
	r.oneOf(r.need(root, section, "Transform"), "AWS::Serverless-2016-10-31")
	r.readGlobals(section["Globals"])
	r.readResources(r.need(root, section, "Resources"))
	return r.stack(), nil
}

// begin returns a template's sections. It reads those that the others depend on:
// parameters, mappings and conditions. It checks the
// rules of the parameters.
func (r *reader) begin(root *yaml.Node) map[string]*yaml.Node {
	r.check(root)
	section := r.fields(root, sections)
	r.readParameters(root, section["Parameters"])
	r.checkRules(section["Rules"])
	r.mappings = section["Mappings"]
	r.readConditions(section["Conditions"])
	return section
}

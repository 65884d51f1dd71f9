// Package stackcheck proves what this store requires of its template, for every
// environment of samconfig.toml. Each point is a [Check]. Each check has mutations:
// copies of the template that lack the point. The check must find every one.
//
// The general rules for templates are cfn-lint's, which a test runs too. Its stock
// rules find 8 of 129 mutations, those of a text that CloudFormation would reject or
// warn of. Its custom rules do not see a property that is missing, or that a SAM
// function inherits, and need more than a second for each mutation. So what this
// store requires stays here.
//
// Most checks read the template as written, with its conditions decided. The others
// read the translation by SAM's own translator: which aliases, deployments and
// permissions SAM creates, and that it creates what the checks of the template have
// read.
package stackcheck

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"storefront/infra/local/template"
)

// The types of resources that the checks read.
const (
	alarmType        = "AWS::CloudWatch::Alarm"
	apiType          = "AWS::Serverless::HttpApi"
	bucketType       = "AWS::S3::Bucket"
	cachePolicyType  = "AWS::CloudFront::CachePolicy"
	dashboardType    = "AWS::CloudWatch::Dashboard"
	distributionType = "AWS::CloudFront::Distribution"
	functionType     = "AWS::Serverless::Function"
	logGroupType     = "AWS::Logs::LogGroup"
	queueType        = "AWS::SQS::Queue"
	roleType         = "AWS::IAM::Role"
	secretType       = "AWS::SecretsManager::Secret"
	tableType        = "AWS::DynamoDB::Table"
	topicType        = "AWS::SNS::Topic"
	webACLType       = "AWS::WAFv2::WebACL"
)

// Source is the text that the checks read.
type Source struct {
	Template  string
	Edge      string // infra/edge/template.yaml
	Samconfig string
	Root      string // folder of the module
}

// Stack is a template for one environment, as written or as SAM translates it.
type Stack struct {
	Environment Environment
	Resources   []Resource        // those of this environment, by logical id
	Parameters  map[string]any    // as declared
	Values      map[string]string // of the parameters
	Mappings    map[string]any
	Source      Source

	// Laptop is the template as the laptop runs it, unless the laptop's reader
	// refuses it with LaptopErr. Both are only set for a template as written.
	Laptop    *template.Stack
	LaptopErr error
}

// Resource is one resource of a stack.
type Resource struct {
	ID         string
	Type       string
	Properties map[string]any
	Attributes map[string]any // the properties and all beside them, such as DeletionPolicy
}

// Read reads the template as written.
func Read(source Source, e Environment) (*Stack, error) {
	s, err := decide("template.yaml", []byte(source.Template), source, e)
	if err != nil {
		return nil, err
	}
	options := e.options()
	options.Account = ""
	options.Secret = func(id string) (string, error) { return "secret of " + id, nil }
	s.Laptop, s.LaptopErr = template.Parse("template.yaml", []byte(source.Template), options)
	if s.LaptopErr != nil {
		s.Laptop = &template.Stack{}
	}
	return s, nil
}

// ReadEdge reads the template of the edge. Its limits are for the routes of store.
func ReadEdge(source Source, e Environment, store *Stack) (*Stack, error) {
	s, err := decide("infra/edge/template.yaml", []byte(source.Edge), source, e)
	if err != nil {
		return nil, err
	}
	s.Laptop = store.Laptop
	return s, nil
}

func decide(path string, content []byte, source Source, e Environment) (*Stack, error) {
	doc, err := template.Decide(path, content, e.options())
	if err != nil {
		return nil, fmt.Errorf("environment %s: %w", e.Name, err)
	}
	s := &Stack{Environment: e, Parameters: doc.Parameters, Values: doc.Values, Mappings: doc.Mappings, Source: source}
	for _, id := range slices.Sorted(maps.Keys(doc.Resources)) {
		attributes := object(doc.Resources[id])
		s.Resources = append(s.Resources, Resource{
			ID: id, Type: text(attributes["Type"]), Properties: object(attributes["Properties"]), Attributes: attributes,
		})
	}
	return s, nil
}

// of returns the stack's resources of a type.
func (s *Stack) of(kind string) []Resource {
	return slices.DeleteFunc(slices.Clone(s.Resources), func(r Resource) bool { return r.Type != kind })
}

// find returns the resource with a logical id. If there is none, its type is empty.
func (s *Stack) find(id string) Resource {
	i := slices.IndexFunc(s.Resources, func(r Resource) bool { return r.ID == id })
	if i < 0 {
		return Resource{}
	}
	return s.Resources[i]
}

// routes returns the logical id of the function behind each route of the API, by
// keys such as "GET /v1/markets" and "$default".
func (s *Stack) routes() map[string]string {
	routes := map[string]string{}
	for _, route := range s.Laptop.Routes {
		routes[strings.TrimSpace(route.Method+" "+route.Path)] = route.Function
	}
	return routes
}

// served returns the functions behind the API.
func (s *Stack) served() []Resource {
	ids := slices.Collect(maps.Values(s.routes()))
	return slices.DeleteFunc(s.of(functionType), func(r Resource) bool { return !slices.Contains(ids, r.ID) })
}

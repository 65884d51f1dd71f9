package stackcheck

import (
	"maps"
	"reflect"
	"slices"
	"strings"
)

// The types of what SAM makes.
const (
	lambdaType    = "AWS::Lambda::Function"
	aliasType     = "AWS::Lambda::Alias"
	versionType   = "AWS::Lambda::Version"
	mappingType   = "AWS::Lambda::EventSourceMapping"
	gatewayType   = "AWS::ApiGatewayV2::Api"
	stageType     = "AWS::ApiGatewayV2::Stage"
	ruleType      = "AWS::Events::Rule"
	schedulerType = "AWS::Scheduler::Schedule"
)

// auxiliary are the types of what SAM may add to functions: what the other checks
// of the translation look at, and what neither invokes a function nor allows anything.
var auxiliary = []string{
	aliasType, versionType, permissionType, groupType, "AWS::CodeDeploy::Application", "AWS::Lambda::EventInvokeConfig",
}

var translationChecks = []Check{{
	Name:   "translation",
	Proves: "SAM makes the functions, routes, schedules, streams and API that the other checks read in the template, as they read them, changes nothing else, and adds nothing that they do not look at",
	FindTranslated: func(written, translated *Stack) []string {
		c := comparison{written: written, translated: translated, read: map[string]bool{}, stages: map[string]any{}}
		c.functions()
		c.api()
		c.schedules()
		c.streams()
		c.others()
		return c.findings
	},
	Mutations: []Mutation{
		{What: "a route of an API that SAM adds", Edit: drop("Resources", "CatalogFunction", "Properties", "Events", "Markets", "Properties", "ApiId")},
		{What: "a schedule beside the functions", Edit: set("{ Type: AWS::Events::Rule, Properties: { ScheduleExpression: rate(1 minute), Targets: [{ Id: sweep, Arn: !GetAtt SweepFunction.Arn }] } }", "Resources", "AnyRule")},
		{What: "a function with an address of its own", Edit: set("{ AuthType: NONE }", "Resources", "CheckoutFunction", "Properties", "FunctionUrlConfig")},
		{What: "policies that SAM drops", Edit: set("[AWSLambdaExecute]", "Resources", "CheckoutFunction", "Properties", "Policies")},
	},
}}

// comparison is of a template with its translation.
type comparison struct {
	findings
	written, translated *Stack
	read                map[string]bool // by the id of what SAM made of something that the checks read
	stages              map[string]any  // what SAM makes of the Ref of a name such as Api.Stage
}

// same wants a value to be the same in both, and counts what SAM made as read.
func (c *comparison) same(id, what string, written, translated any) {
	c.read[id] = true
	if !reflect.DeepEqual(written, translated) {
		c.add("%s: SAM makes %s %v of %v", id, what, translated, written)
	}
}

// otherwise are the properties of a function that SAM makes other properties of,
// or other resources.
var otherwise = []string{
	"AutoPublishAlias", "AutoPublishAliasAllProperties", "CodeUri", "DeploymentPreference", "EventInvokeConfig", "Events",
	"Tracing", "VersionDescription",
}

func (c *comparison) functions() {
	for _, r := range c.written.of(functionType) {
		want := maps.Clone(r.Properties)
		for _, property := range otherwise {
			delete(want, property)
		}
		want["Code"] = map[string]any{"S3Bucket": "artifacts", "S3Key": r.Properties["CodeUri"]} // see translate.py
		want["TracingConfig"] = map[string]any{"Mode": r.Properties["Tracing"]}
		want["Tags"] = []any{map[string]any{"Key": "lambda:createdBy", "Value": "SAM"}}
		made := c.translated.find(r.ID)
		c.same(r.ID, "the type", lambdaType, made.Type)
		c.same(r.ID, "the metadata", r.Attributes["Metadata"], made.Attributes["Metadata"])
		for _, property := range slices.Sorted(maps.Keys(union(want, made.Properties))) {
			c.same(r.ID, property, want[property], made.Properties[property])
		}
	}
}

func union(a, b map[string]any) map[string]any {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

func (c *comparison) api() {
	for _, r := range c.written.of(apiType) {
		made := c.translated.find(r.ID)
		c.same(r.ID, "the type", gatewayType, made.Type)
		c.same(r.ID, "CORS", replaceRefs(lowerCamel(r.Properties["CorsConfiguration"]), c.written.values()), at(made.Properties, "Body", "x-amazon-apigateway-cors"))
		for _, stage := range c.translated.of(stageType) {
			if refersTo(stage.Properties["ApiId"]) != r.ID {
				continue
			}
			c.stages[r.ID+".Stage"] = map[string]any{"Ref": stage.ID}
			for _, property := range []string{"AccessLogSettings", "DefaultRouteSettings", "RouteSettings", "StageName"} {
				c.same(stage.ID, property, r.Properties[property], stage.Properties[property])
			}
		}
	}
	written, translated := c.written.routes(), map[string]string{}
	for route, target := range c.translated.integrations() {
		translated[route] = c.translated.aliased(target)
	}
	if !maps.Equal(written, translated) {
		c.add("SAM makes the routes %v of %v", translated, written)
	}
}

// replaceRefs gives v with a value in the place of each Ref that has one.
func replaceRefs(v any, values map[string]any) any {
	switch v := v.(type) {
	case map[string]any:
		if value, known := values[text(v["Ref"])]; known {
			return value
		}
		replaced := make(map[string]any, len(v))
		for key, child := range v {
			replaced[key] = replaceRefs(child, values)
		}
		return replaced
	case []any:
		replaced := make([]any, len(v))
		for i, child := range v {
			replaced[i] = replaceRefs(child, values)
		}
		return replaced
	default:
		return v
	}
}

// lowerCamel gives the settings of CORS as OpenAPI names them.
func lowerCamel(cors any) any {
	settings := map[string]any{}
	for name, value := range object(cors) {
		settings[strings.ToLower(name[:1])+name[1:]] = value
	}
	return settings
}

func (c *comparison) schedules() {
	for _, e := range c.written.events(scheduleEvent, schedulerEvent) {
		made := c.translated.find(e.ID())
		c.same(e.ID(), "the schedule", e.schedule(), text(made.Properties["ScheduleExpression"]))
		for _, target := range append(list(made.Properties["Targets"]), list(made.Properties["Target"])...) {
			c.same(e.ID(), "the target", e.Function.ID, c.translated.aliased(refersTo(at(target, "Arn"))))
		}
	}
}

func (c *comparison) streams() {
	for _, e := range c.written.events(streamEvent) {
		want := maps.Clone(e.Properties)
		want["EventSourceArn"] = e.Properties["Stream"]
		delete(want, "Stream")
		made := c.translated.find(e.ID())
		c.same(e.ID(), "the function", e.Function.ID, c.translated.aliased(refersTo(made.Properties["FunctionName"])))
		want["FunctionName"] = made.Properties["FunctionName"]
		c.same(e.ID(), "the properties", want, made.Properties)
	}
}

// others wants SAM to leave alone what is not serverless, and to add nothing
// that no check looks at. What would invoke functions must be their events.
func (c *comparison) others() {
	byEvent := []string{mappingType, ruleType, schedulerType}
	for _, r := range c.written.Resources {
		if slices.Contains(byEvent, r.Type) {
			c.add("%s is no event of a function, where the checks would see it", r.ID)
		}
		if !strings.HasPrefix(r.Type, "AWS::Serverless::") {
			c.same(r.ID, "all", replaceRefs(r.Attributes, c.stages), any(c.translated.find(r.ID).Attributes))
		}
	}
	for _, r := range c.translated.Resources {
		if !c.read[r.ID] && !slices.Contains(auxiliary, r.Type) {
			c.add("SAM adds %s, a resource of type %s", r.ID, r.Type)
		}
	}
}

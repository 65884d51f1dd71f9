package stackcheck

import (
	"maps"
	"reflect"
	"slices"
	"strings"
)

// The types of resources that SAM creates.
const (
	aliasType      = "AWS::Lambda::Alias"
	gatewayType    = "AWS::ApiGatewayV2::Api"
	lambdaType     = "AWS::Lambda::Function"
	permissionType = "AWS::Lambda::Permission"
	stageType      = "AWS::ApiGatewayV2::Stage"
	versionType    = "AWS::Lambda::Version"
)

// auxiliary lists the types of resources that SAM may add to functions: those that
// other checks read, and those that neither invoke a function nor allow anything.
var auxiliary = []string{
	aliasType, versionType, permissionType, "AWS::CodeDeploy::DeploymentGroup", "AWS::CodeDeploy::Application",
	"AWS::Lambda::EventInvokeConfig",
}

var translationChecks = []Check{{
	Name:   "translation",
	Proves: "SAM creates the functions, routes, schedules, streams, rules and API that the other checks read in the template, and changes nothing else; every route, schedule, stream and rule invokes its function's alias, never the code saved last; every permission names its caller; and SAM adds no role, no policy, and nothing that no check reads",
	FindTranslated: func(written, translated *Stack) findings {
		c := comparison{written: written, translated: translated, read: map[string]bool{}, stages: map[string]any{}}
		c.functions()
		c.api()
		c.schedules()
		c.streams()
		c.rules()
		c.others()
		return c.findings
	},
	Mutations: []Mutation{
		{What: "a property that SAM does not pass on", Edit: set("true", "Resources.CheckoutFunction.Properties.PropagateTags")},
		{What: "no alias", Edit: both(
			drop("Globals.Function.AutoPublishAlias"),
			drop("Resources.CatalogFunction.Properties.DeploymentPreference"),
			drop("Resources.CheckoutFunction.Properties.DeploymentPreference"),
			drop("Resources.PagesFunction.Properties.DeploymentPreference"),
			drop("Resources.PaymentsFunction.Properties.DeploymentPreference"),
			drop("Resources.WaitlistFunction.Properties.DeploymentPreference"))},
		{What: "a permission for every API", Edit: set(
			"{ Type: AWS::Lambda::Permission, Properties: { Action: lambda:InvokeFunction, FunctionName: !Ref CheckoutFunction, Principal: apigateway.amazonaws.com } }",
			"Resources.AnyApi")},
		{What: "a function's role left to SAM", Edit: drop("Resources.CheckoutFunction.Properties.Role")},
		{What: "CodeDeploy's role left to SAM", Edit: both(
			drop("Resources.CatalogFunction.Properties.DeploymentPreference.Role"),
			drop("Resources.CheckoutFunction.Properties.DeploymentPreference.Role"))},
	},
}}

// comparison compares a template with its translation.
type comparison struct {
	findings
	written, translated *Stack
	read                map[string]bool // ids of the translation's resources that were compared
	stages              map[string]any  // the Refs that SAM writes for names such as Api.Stage
}

// same fails unless a value is the same in both.
func (c *comparison) same(id, what string, written, translated any) {
	c.read[id] = true
	if !reflect.DeepEqual(written, translated) {
		c.add("%s: SAM makes %s %v of %v", id, what, translated, written)
	}
}

// invokes fails unless target is the id of a function's alias.
func (c *comparison) invokes(what, function, target string) {
	c.read[what] = true
	if alias := c.translated.find(target); alias.Type != aliasType || refersTo(alias.Properties["FunctionName"]) != function {
		c.add("%s invokes %q, want the alias of %s", what, target, function)
	}
}

// renamed lists the properties of a function that SAM turns into others, or into
// other resources.
var renamed = []string{
	"AutoPublishAlias", "AutoPublishAliasAllProperties", "CodeUri", "DeploymentPreference", "EventInvokeConfig", "Events",
	"Tracing", "VersionDescription",
}

func (c *comparison) functions() {
	for _, r := range c.written.of(functionType) {
		want := maps.Clone(r.Properties)
		for _, property := range renamed {
			delete(want, property)
		}
		want["Code"] = map[string]any{"S3Bucket": "artifacts", "S3Key": r.Properties["CodeUri"]} // see translate.py
		want["TracingConfig"] = map[string]any{"Mode": r.Properties["Tracing"]}
		want["Tags"] = []any{map[string]any{"Key": "lambda:createdBy", "Value": "SAM"}}
		created := c.translated.find(r.ID)
		c.same(r.ID, "the type", lambdaType, created.Type)
		c.same(r.ID, "the metadata", r.Attributes["Metadata"], created.Attributes["Metadata"])
		all := maps.Clone(want)
		maps.Copy(all, created.Properties)
		for _, property := range slices.Sorted(maps.Keys(all)) {
			c.same(r.ID, property, want[property], created.Properties[property])
		}
	}
}

func (c *comparison) api() {
	for _, r := range c.written.of(apiType) {
		created := c.translated.find(r.ID)
		c.same(r.ID, "the type", gatewayType, created.Type)
		cors := map[string]any{} // as OpenAPI names the settings
		for name, value := range object(r.Properties["CorsConfiguration"]) {
			cors[strings.ToLower(name[:1])+name[1:]] = replaceRefs(value, c.parameter)
		}
		c.same(r.ID, "CORS", cors, at(created.Properties, "Body.x-amazon-apigateway-cors"))
		own := valuesAt(created.Properties, strings.Split("Body.servers.*.x-amazon-apigateway-endpoint-configuration.disableExecuteApiEndpoint", "."))
		c.same(r.ID, "DisableExecuteApiEndpoint", []any{r.Properties["DisableExecuteApiEndpoint"]}, own)
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
	written, translated := c.written.routes(), c.translated.integrations()
	for route, function := range written {
		c.invokes(route, function, translated[route])
	}
	for route, target := range translated {
		if written[route] == "" {
			c.add("SAM adds the route %s to %s", route, target)
		}
	}
}

// parameter returns the value of a parameter, or nil if there is none.
func (c *comparison) parameter(name string) any {
	if value, declared := c.written.Values[name]; declared {
		return value
	}
	return nil
}

// integrations returns the id of the function or alias behind each route of a
// translated API.
func (s *Stack) integrations() map[string]string {
	routes := map[string]string{}
	for _, r := range s.of(gatewayType) {
		for path, methods := range object(at(r.Properties, "Body.paths")) {
			for method, operation := range object(methods) {
				names := substituted(at(operation, "x-amazon-apigateway-integration.uri")) // the last one is invoked
				if len(names) == 0 {
					continue
				}
				key := strings.ToUpper(strings.TrimSuffix(strings.TrimPrefix(method, "x-amazon-apigateway-"), "-method")) + " " + path
				if strings.HasSuffix(path, "$default") {
					key = "$default"
				}
				routes[key], _, _ = strings.Cut(names[len(names)-1], ".")
			}
		}
	}
	return routes
}

func (c *comparison) schedules() {
	c.rulesOf("Schedule", "the schedule", "Schedule", "ScheduleExpression")
}

func (c *comparison) rules() { c.rulesOf("EventBridgeRule", "the pattern", "Pattern", "EventPattern") }

// rulesOf compares the events of a kind with the rules that SAM creates for them. what is a
// property's name for people; written and created are its names in both templates.
func (c *comparison) rulesOf(kind, what, written, created string) {
	for id, e := range c.written.events(kind) {
		rule := c.translated.find(id)
		c.same(id, what, e.properties[written], rule.Properties[created])
		for _, target := range list(rule.Properties["Targets"]) {
			c.invokes(id, e.function, refersTo(at(target, "Arn")))
		}
	}
}

func (c *comparison) streams() {
	for id, e := range c.written.events("DynamoDB") {
		want := maps.Clone(e.properties)
		want["EventSourceArn"] = e.properties["Stream"]
		delete(want, "Stream")
		created := c.translated.find(id)
		c.invokes(id, e.function, refersTo(created.Properties["FunctionName"]))
		want["FunctionName"] = created.Properties["FunctionName"]
		c.same(id, "the properties", want, created.Properties)
	}
}

// event is one of the Events of a function.
type event struct {
	function   string
	properties map[string]any
}

// events returns the events of a type by the ids of the resources that SAM creates
// for them.
func (s *Stack) events(kind string) map[string]event {
	events := map[string]event{}
	for _, r := range s.of(functionType) {
		for name, e := range object(r.Properties["Events"]) {
			if at(e, "Type") == kind {
				events[r.ID+name] = event{function: r.ID, properties: object(at(e, "Properties"))}
			}
		}
	}
	return events
}

// others fails if SAM changes a resource that is not serverless, adds one that no
// check reads, or lets anyone invoke a function.
func (c *comparison) others() {
	for _, r := range c.written.Resources {
		if !strings.HasPrefix(r.Type, "AWS::Serverless::") {
			written := replaceRefs(r.Attributes, func(name string) any { return c.stages[name] })
			c.same(r.ID, "the resource", written, any(c.translated.find(r.ID).Attributes))
		}
	}
	for _, r := range c.translated.Resources {
		if !c.read[r.ID] && !slices.Contains(auxiliary, r.Type) {
			c.add("SAM adds %s, a resource of type %s", r.ID, r.Type)
		}
		if r.Type == permissionType && r.Properties["SourceArn"] == nil {
			c.add("%s lets any %v of any account invoke the function", r.ID, r.Properties["Principal"])
		}
	}
}

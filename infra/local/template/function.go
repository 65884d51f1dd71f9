package template

import (
	"path"
	"path/filepath"
	"regexp"
	"slices"

	"go.yaml.in/yaml/v3"
)

// The defaults of AWS.
const (
	defaultMemoryMB = 128
	defaultTimeout  = 3 // seconds
)

var (
	functionShape = shape{
		name: "function property",
		read: []string{
			"CodeUri", "Environment", "Events", "Handler", "MemorySize", "ReservedConcurrentExecutions", "Role", "Runtime", "Timeout",
		},
		lack: map[string]string{
			"DeploymentPreference": "gradual deployments", "EventInvokeConfig": "retries of functions", "Tracing": "traces",
			"ProvisionedConcurrencyConfig": "provisioned concurrency",
		},
		skip: []string{
			"Architectures", "AutoPublishAlias", "AutoPublishAliasAllProperties", "Description",
			"FunctionName", "KmsKeyArn", "LoggingConfig", "PropagateTags",
			"RuntimeManagementConfig", "Tags", "VersionDescription",
		},
	}
	eventShape       = shape{name: "event attribute", read: []string{"Properties", "Type"}}
	environmentShape = shape{name: "environment property", read: []string{"Variables"}}
	globalsShape     = shape{name: "kind of global", read: []string{"Function", "HttpApi"}}
	metadataShape    = shape{name: "metadata", read: []string{"BuildMethod"}, skip: []string{"cfn-lint"}}
)

func (r *reader) readGlobals(section *yaml.Node) {
	r.globals = r.fields(section, globalsShape)
	for _, global := range r.globals {
		r.entries(global) // fails unless it is a mapping, which merge expects
	}
}

func (r *reader) addFunction(s *Stack, res *resource) {
	property := r.fields(merge(r.globals["Function"], res.properties), functionShape)
	r.oneOf(r.need(res.id, property, "Runtime"), "provided.al2023")
	r.oneOf(r.need(res.id, property, "Handler"), "bootstrap")
	r.oneOf(r.need(res.id, r.fields(res.metadata, metadataShape), "BuildMethod"), "go1.x")
	dir := r.codeDir(r.need(res.id, property, "CodeUri"))
	f := Function{
		LogicalID:   res.id.Value,
		Name:        path.Base(dir),
		CodeDir:     dir,
		MemoryMB:    r.number(property["MemorySize"], defaultMemoryMB, 128, 10240),
		Timeout:     r.seconds(property["Timeout"], defaultTimeout, 1, 900),
		Concurrency: r.number(property["ReservedConcurrentExecutions"], 0, 1, 1_000_000),
		Env:         r.environment(property["Environment"]),
		Role:        r.role(property["Role"]),
	}
	if slices.ContainsFunc(s.Functions, func(g Function) bool { return g.Name == f.Name }) {
		r.fail(res.id, "two functions have the name %s, the last element of their CodeUri", f.Name)
	}
	s.Functions = append(s.Functions, f)
	r.addEvents(s, res.id.Value, property["Events"])
}

// addEvents adds the events that invoke a function. A schedule, a stream or a rule has the
// name of the resource that SAM creates for it: the function's logical id followed
// by the event's.
func (r *reader) addEvents(s *Stack, function string, events *yaml.Node) {
	add := map[string]func(s *Stack, id *yaml.Node, function string, properties *yaml.Node){
		"DynamoDB":        r.addStream,
		"EventBridgeRule": r.addEventRule,
		"HttpApi":         r.addRoute,
		"Schedule":        r.addSchedule,
	}
	for id, event := range r.entries(events) {
		attribute := r.fields(event, eventShape)
		kind := r.need(id, attribute, "Type")
		if add[r.text(kind)] == nil {
			r.fail(kind, "the laptop does not know the event type %s", r.text(kind))
		}
		add[r.text(kind)](s, id, function, attribute["Properties"])
	}
}

// codeDir returns the folder of a function's main package, relative to the
// template's folder.
func (r *reader) codeDir(n *yaml.Node) string {
	dir := path.Clean(r.text(n))
	if dir == "." || !filepath.IsLocal(dir) {
		r.fail(n, "want a folder below the template's, not %q", r.text(n))
	}
	return dir
}

var variableName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]+$`)

func (r *reader) environment(n *yaml.Node) map[string]string {
	variables := map[string]string{}
	for name, value := range r.entries(r.fields(n, environmentShape)["Variables"]) {
		if !variableName.MatchString(name.Value) {
			r.fail(name, "%s cannot be the name of an environment variable", name.Value)
		}
		if value = r.resolve(value); value != nil {
			variables[name.Value] = r.text(value)
		}
	}
	return variables
}

// merge returns global properties with a function's own merged into them, as SAM
// merges them: it merges mappings key by key, appends lists, and replaces anything
// else.
func merge(global, own *yaml.Node) *yaml.Node {
	switch {
	case own == nil:
		return global
	case isPlain(global, yaml.MappingNode) && isPlain(own, yaml.MappingNode):
		return mergeMappings(global, own)
	case isPlain(global, yaml.SequenceNode) && isPlain(own, yaml.SequenceNode):
		joined := *own
		joined.Content = slices.Concat(global.Content, own.Content)
		return &joined
	default:
		return own
	}
}

func mergeMappings(global, own *yaml.Node) *yaml.Node {
	merged := *own
	merged.Content = nil
	for key, value := range pairs(global) {
		merged.Content = append(merged.Content, key, merge(value, valueOf(own, key.Value)))
	}
	for key, value := range pairs(own) {
		if valueOf(global, key.Value) == nil {
			merged.Content = append(merged.Content, key, value)
		}
	}
	return &merged
}

// isPlain reports whether n is of the given kind and calls no function.
func isPlain(n *yaml.Node, kind yaml.Kind) bool {
	if n == nil || n.Kind != kind {
		return false
	}
	function, _ := intrinsic(n)
	return function == ""
}

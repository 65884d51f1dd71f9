package functiontest

import (
	"fmt"
	"log/slog"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"storefront/infra/local/template"
	"storefront/shared/boot"
)

// Environment checks that a function starts with the variables that the template
// sets, that it uses all of them, and that its error names each if none is set.
func Environment[F any](t *testing.T, function string, wire func(*boot.Env, *slog.Logger) F) {
	t.Helper()
	given := map[string]string{ // by Lambda
		"AWS_REGION": "us-west-2", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_SESSION_TOKEN": "test",
	}
	required := slices.Collect(maps.Keys(given))
	for name, value := range stack(t).function(t, function).Env {
		given[name] = value
		required = append(required, name)
	}
	// The first is optional, and package boot reads the second.
	required = slices.DeleteFunc(required, func(name string) bool { return name == "AWS_SESSION_TOKEN" || name == "LOG_LEVEL" })

	env := boot.NewEnv(func(name string) string { return given[name] })
	wire(env, slog.New(slog.DiscardHandler))
	if err := env.Err(); err != nil {
		t.Errorf("with the template's variables: %v", err)
	}
	env = boot.NewEnv(func(string) string { return "" })
	wire(env, slog.New(slog.DiscardHandler))
	missing := fmt.Sprint(env.Err())
	for _, name := range required {
		if !strings.Contains(missing, name+" ") {
			t.Errorf("%s is not named in: %s", name, missing)
		}
	}
	if named := strings.Count(missing, ";") + 1; named != len(required) {
		t.Errorf("it requires %d variables, but the template and Lambda set %d: %s", named, len(required), missing)
	}
}

// deployed is the stack of region us.
type deployed struct{ *template.Stack }

func stack(t *testing.T) deployed {
	t.Helper()
	s, err := readStack()
	if err != nil {
		t.Fatal(err)
	}
	return deployed{s}
}

var readStack = sync.OnceValues(func() (*template.Stack, error) {
	return template.Read(filepath.Join("..", "..", "template.yaml"), template.Options{
		StackName:  "storefront-us",
		AWSRegion:  "us-west-2",
		Parameters: map[string]string{"StoreRegion": "us", "ShopUrl": "https://us.example.com", "MailFrom": "shop@example.com", "Environment": "dev"},
		Secret:     func(string) (string, error) { return strings.Repeat("s", 64), nil },
	})
})

// function returns a function by its folder's name.
func (s deployed) function(t *testing.T, name string) template.Function {
	t.Helper()
	for _, f := range s.Functions {
		if f.Name == name {
			return f
		}
	}
	t.Fatalf("the template has no function %s", name)
	return template.Function{}
}

// schedules returns the schedules that invoke a function.
func (s deployed) schedules(function string) []template.Schedule {
	return invoking(s, function, s.Schedules, func(schedule template.Schedule) string { return schedule.Function })
}

// rules returns the rules of the event bus that invoke a function.
func (s deployed) rules(function string) []template.EventRule {
	return invoking(s, function, s.Rules, func(rule template.EventRule) string { return rule.Function })
}

// streams returns the stream mappings of a function.
func (s deployed) streams(function string) []template.StreamMapping {
	return invoking(s, function, s.Streams, func(mapping template.StreamMapping) string { return mapping.Function })
}

// invoking returns those of the template's sources of events that invoke a function. invoked
// returns the logical id of the function that a source invokes.
func invoking[T any](s deployed, function string, all []T, invoked func(T) string) []T {
	var list []T
	for _, f := range s.Functions {
		for _, source := range all {
			if f.Name == function && invoked(source) == f.LogicalID {
				list = append(list, source)
			}
		}
	}
	return list
}

// table returns a table's name by its logical id.
func (s deployed) table(id string) string {
	for _, t := range s.Tables {
		if t.LogicalID == id {
			return t.Name
		}
	}
	return ""
}

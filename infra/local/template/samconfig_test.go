package template

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

var (
	environment = regexp.MustCompile(`(?ms)^\[(\w+)\.global\.parameters\]\n(.*?)(?:^\[|\z)`)
	override    = regexp.MustCompile(`"(\w+)=([^"]*)"`)
	region      = regexp.MustCompile(`(?m)^region = "([a-z0-9-]+)"$`)
	stackName   = regexp.MustCompile(`(?m)^stack_name = "([a-z-]+)"$`)
)

// TestSamconfig reads the template as each environment of samconfig.toml deploys it.
func TestSamconfig(t *testing.T) {
	t.Parallel()
	config, err := os.ReadFile("../../../samconfig.toml")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, part := range environment.FindAllStringSubmatch(string(config), -1) {
		name, settings := part[1], part[2]
		if name == "default" { // deploys nothing
			continue
		}
		found[name] = true
		opts := testOptions()
		opts.AWSRegion = setting(t, region, settings)
		opts.StackName = setting(t, stackName, settings)
		opts.Parameters = map[string]string{}
		for _, pair := range override.FindAllStringSubmatch(settings, -1) {
			opts.Parameters[pair[1]] = pair[2]
		}
		if _, err := Read(storefront, opts); err != nil {
			t.Errorf("environment %s: %v", name, err)
		}
		if want := "storefront-" + name; opts.StackName != want {
			t.Errorf("environment %s deploys the stack %s, want %s", name, opts.StackName, want)
		}
	}
	for _, name := range strings.Fields("dev us eu uk in") {
		if !found[name] {
			t.Errorf("there is no environment %s", name)
		}
	}
}

func setting(t *testing.T, pattern *regexp.Regexp, settings string) string {
	t.Helper()
	match := pattern.FindStringSubmatch(settings)
	if match == nil {
		t.Fatalf("nothing matches %s in\n%s", pattern, settings)
	}
	return match[1]
}

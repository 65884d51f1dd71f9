package stackcheck

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"storefront/infra/pytools"
	"storefront/infra/readmetest"
)

var update = flag.Bool("update", false, "rewrite the tables in infra/README.md")

const root = "../.."

// TestTheTemplate runs the checks of the template as written, in every environment,
// on sale days, and with each switch the other way.
func TestTheTemplate(t *testing.T) {
	t.Parallel()
	source := open(t)
	for _, e := range variants(t, source) {
		written := read(t, source, e)
		for _, check := range Checks() {
			report(t, check, e, check.find(written))
		}
	}
}

// TestTheTranslation runs the checks of SAM's translation in the same environments,
// and on their mutations.
func TestTheTranslation(t *testing.T) {
	t.Parallel()
	source, translator := open(t), start(t)
	find := func(t *testing.T, c Check, written *Stack) findings {
		t.Helper()
		if c.FindTranslated == nil {
			return nil
		}
		translated, err := translator.Translate(written.Source, written.Environment)
		if err != nil {
			t.Fatal(err)
		}
		return c.FindTranslated(written, translated)
	}
	for _, e := range variants(t, source) {
		written := read(t, source, e)
		for _, check := range Checks() {
			report(t, check, e, find(t, check, written))
		}
	}
	eachMutation(t, source, func(c Check) bool { return c.FindTranslated != nil }, find)
}

func report(t *testing.T, check Check, e Environment, found findings) {
	t.Helper()
	for _, finding := range found {
		t.Errorf("environment %s: %s: %s", e.Name, check.Name, finding)
	}
}

// TestEveryCheckFindsItsMutations runs each check of the template as written on its
// mutations.
func TestEveryCheckFindsItsMutations(t *testing.T) {
	t.Parallel()
	for _, check := range Checks() {
		if len(check.Mutations) == 0 {
			t.Errorf("%s has no mutation: nothing shows that it can fail", check.Name)
		}
		if readsTemplate := check.Find != nil || check.Require != nil; readsTemplate == (check.FindTranslated != nil) {
			t.Errorf("%s must read either the template or its translation", check.Name)
		}
	}
	eachMutation(t, open(t), func(c Check) bool { return c.FindTranslated == nil }, func(_ *testing.T, c Check, written *Stack) findings {
		return c.find(written)
	})
}

// eachMutation fails unless each chosen check finds each of its mutations in
// production. Only the check that says so may rely on what the laptop refuses.
func eachMutation(t *testing.T, source Source, chosen func(Check) bool, find func(*testing.T, Check, *Stack) findings) {
	t.Helper()
	production := variants(t, source)[0]
	for _, check := range Checks() {
		if !chosen(check) {
			continue
		}
		for _, m := range check.Mutations {
			t.Run(check.Name+"/"+m.What, func(t *testing.T) {
				mutant, err := mutate(source, m)
				if err != nil {
					t.Fatal(err)
				}
				written := read(t, mutant, production.with(m.What, m.With))
				if check.Name != "laptop" && written.LaptopErr != nil {
					t.Fatal(written.LaptopErr)
				}
				if len(find(t, check, written)) == 0 {
					t.Error("the check does not find it")
				}
			})
		}
	}
}

// variants returns the environments of samconfig.toml, us first, and us with each
// switch the other way.
func variants(t *testing.T, source Source) []Environment {
	t.Helper()
	environments, err := Environments(source.Samconfig)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(environments, func(e Environment) bool { return e.Name == "us" })
	if i < 0 || len(environments) != 5 {
		t.Fatalf("samconfig.toml has %d environments, want us and four others", len(environments))
	}
	us := environments[i]
	return append([]Environment{
		us,
		us.with("on a sale day", map[string]string{"WarmWriteUnits": "10000", "WarmReadUnits": "20000"}),
		us.with("in a new account", map[string]string{"ReserveConcurrency": "off"}),
		us.with("with alarms by mail", map[string]string{"AlarmEmail": "alarms@storefront.example"}),
		us.with("with the edge on", withEdge),
		us.with("with a domain at the edge", edgeAtDomain),
		us.with("with a domain of several regions", map[string]string{
			"DomainName": "api.storefront.example", "HostedZoneId": "Z0EXAMPLE", "Routing": "latency",
			"CertificateArn": "arn:aws:acm:us-west-2:123456789012:certificate/example",
		}),
		us.with("with traces", map[string]string{"Tracing": "on"}),
	}, slices.Delete(environments, i, i+1)...)
}

// TestLint runs cfn-lint on the template for every environment's AWS Region. A rule
// that is ignored is named in the template with the reason.
func TestLint(t *testing.T) {
	t.Parallel()
	tools := pytools.ForTest(t, "the template by cfn-lint")
	var regions []string
	for _, e := range variants(t, open(t)) {
		regions = append(regions, e.AWSRegion)
	}
	slices.Sort(regions)
	args := append([]string{"--template", filepath.Join(root, "template.yaml"), "--regions"}, slices.Compact(regions)...)
	if out, err := tools.Command(t.Context(), "cfn-lint", args...).CombinedOutput(); err != nil {
		t.Errorf("cfn-lint: %v\n%s", err, out)
	}
}

// TestSamLocalHasEveryVariable compares the variables of all functions with those of
// infra/local/env.json. sam local sets no variable that the template does not name,
// and knows the values of few.
func TestSamLocalHasEveryVariable(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(filepath.Join(root, "infra", "local", "env.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Parameters map[string]string }
	if err := json.Unmarshal(content, &file); err != nil {
		t.Fatal(err)
	}
	type properties struct {
		Environment struct {
			Variables map[string]yaml.Node `yaml:"Variables"`
		} `yaml:"Environment"`
	}
	var template struct {
		Globals struct {
			Function properties `yaml:"Function"`
		} `yaml:"Globals"`
		Resources map[string]struct {
			Properties properties `yaml:"Properties"`
		} `yaml:"Resources"`
	}
	if err := yaml.Unmarshal([]byte(open(t).Template), &template); err != nil {
		t.Fatal(err)
	}
	named := maps.Clone(template.Globals.Function.Environment.Variables)
	for _, r := range template.Resources {
		maps.Copy(named, r.Properties.Environment.Variables)
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(named)), slices.Sorted(maps.Keys(file.Parameters))); diff != "" {
		t.Errorf("infra/local/env.json (-template +file):\n%s", diff)
	}
}

// TestReadmeShowsTheTemplate compares the tables in infra/README.md with the checks
// and with the template's parameters.
func TestReadmeShowsTheTemplate(t *testing.T) {
	readme := filepath.Join(root, "infra", "README.md")
	t.Run("checks", func(t *testing.T) { readmetest.Section(t, readme, "checks", checksTable(), *update) })
	t.Run("parameters", func(t *testing.T) { readmetest.Section(t, readme, "parameters", parametersTable(t), *update) })
}

// parametersTable lists the template's parameters in its order.
func parametersTable(t *testing.T) string {
	t.Helper()
	var document struct {
		Parameters yaml.Node `yaml:"Parameters"`
	}
	if err := yaml.Unmarshal([]byte(open(t).Template), &document); err != nil {
		t.Fatal(err)
	}
	var rows strings.Builder
	rows.WriteString("\n| parameter | default | what it is |\n| --- | --- | --- |\n")
	for pair := range slices.Chunk(document.Parameters.Content, 2) {
		var p struct {
			Description string  `yaml:"Description"`
			Default     *string `yaml:"Default"`
		}
		if err := pair[1].Decode(&p); err != nil {
			t.Fatal(err)
		}
		value := "(required)"
		if p.Default != nil {
			value = "`" + *p.Default + "`"
		}
		if value == "``" {
			value = "(empty)"
		}
		fmt.Fprintf(&rows, "| `%s` | %s | %s |\n", pair[0].Value, value, p.Description)
	}
	return rows.String() + "\n"
}

func checksTable() string {
	var rows strings.Builder
	rows.WriteString("\n| check | reads | what it proves | mutations that it finds |\n| --- | --- | --- | --- |\n")
	for _, check := range Checks() {
		reads := "template"
		if check.FindTranslated != nil {
			reads = "SAM's translation"
		}
		var mutations []string
		for _, m := range check.Mutations {
			mutations = append(mutations, m.What)
		}
		fmt.Fprintf(&rows, "| `%s` | %s | %s | %s |\n", check.Name, reads, check.Proves, strings.Join(mutations, "; "))
	}
	return rows.String() + "\n"
}

func open(t *testing.T) Source {
	t.Helper()
	template, err := os.ReadFile(filepath.Join(root, "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	samconfig, err := os.ReadFile(filepath.Join(root, "samconfig.toml"))
	if err != nil {
		t.Fatal(err)
	}
	return Source{Template: string(template), Samconfig: string(samconfig), Root: root}
}

func read(t *testing.T, source Source, e Environment) *Stack {
	t.Helper()
	s, err := Read(source, e)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func start(t *testing.T) *Translator {
	t.Helper()
	tools := pytools.ForTest(t, "what SAM makes of the template: aliases, deployments, versions, permissions and added roles")
	translator, err := StartTranslator(context.Background(), tools) // the test's own context ends before its clean-up
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := translator.Close(); err != nil {
			t.Error(err)
		}
	})
	return translator
}

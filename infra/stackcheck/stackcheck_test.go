package stackcheck

import (
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
	"storefront/shared/market"
)

var update = flag.Bool("update", false, "rewrite the tables in infra/README.md")

const root = "../.."

// TestTheTemplate runs the checks of the template as written: in every environment,
// on sale days, with each switch the other way, and on their mutations.
func TestTheTemplate(t *testing.T) {
	t.Parallel()
	for _, c := range cases(t, func(c Check) bool { return c.FindTranslated == nil && !c.Edge }) {
		c.run(t, c.check.find(c.written))
	}
}

// TestTheTranslation does the same for the checks of SAM's translation.
func TestTheTranslation(t *testing.T) {
	t.Parallel()
	tools := pytools.ForTest(t, "what SAM makes of the template: aliases, deployments, versions, permissions and added roles")
	all := cases(t, func(c Check) bool { return c.FindTranslated != nil })
	var written []*Stack
	for _, c := range all {
		if !slices.Contains(written, c.written) {
			written = append(written, c.written)
		}
	}
	translated, err := Translate(t.Context(), tools, written)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		c.run(t, c.check.FindTranslated(c.written, translated[slices.Index(written, c.written)]))
	}
}

// checkCase is a check to run on the template in one environment, or on a mutation.
type checkCase struct {
	check    Check
	written  *Stack
	mutation string // empty: none
}

// cases returns the cases of the chosen checks.
func cases(t *testing.T, chosen func(Check) bool) (all []checkCase) {
	t.Helper()
	source := open(t)
	environments := variants(t, source)
	checks := slices.DeleteFunc(Checks(), func(c Check) bool { return !chosen(c) })
	for _, e := range environments {
		written := read(t, source, e)
		for _, check := range checks {
			all = append(all, checkCase{check: check, written: written})
		}
	}
	for _, check := range checks {
		for _, m := range check.Mutations {
			mutant, err := check.mutate(source, m)
			if err != nil {
				t.Fatalf("%s: %s: %v", check.Name, m.What, err)
			}
			written := read(t, mutant, environments[0].with(m.What, m.With))
			all = append(all, checkCase{check: check, written: written, mutation: m.What})
		}
	}
	return all
}

// run fails if a check found anything, or if it did not find a mutation. Of the
// mutations, the laptop's reader may only refuse those of the check laptop.
func (c checkCase) run(t *testing.T, found findings) {
	t.Helper()
	if c.mutation == "" {
		for _, finding := range found {
			t.Errorf("environment %s: %s: %s", c.written.Environment.Name, c.check.Name, finding)
		}
		return
	}
	t.Run(c.check.Name+"/"+c.mutation, func(t *testing.T) {
		if c.check.Name != "laptop" && c.written.LaptopErr != nil {
			t.Error(c.written.LaptopErr)
		}
		if len(found) == 0 {
			t.Error("the check does not find it")
		}
	})
}

// TestEveryCheckCanFail fails on a check without mutations.
func TestEveryCheckCanFail(t *testing.T) {
	t.Parallel()
	for _, check := range Checks() {
		if len(check.Mutations) == 0 {
			t.Errorf("%s has no mutation", check.Name)
		}
		if readsTemplate := check.Find != nil || check.Require != nil; readsTemplate == (check.FindTranslated != nil) {
			t.Errorf("%s must read either the template or its translation", check.Name)
		}
	}
}

// The laptop and the operator's commands look for a region where samconfig.toml
// deploys it.
func TestRegionsAreDeployedWhereTheyAreLookedFor(t *testing.T) {
	t.Parallel()
	for _, e := range variants(t, open(t)) {
		region, err := market.ParseRegion(e.Parameters["StoreRegion"])
		if err != nil || region.AWSRegion() != e.AWSRegion {
			t.Errorf("%s deploys region %q to %s, and it is looked for in %q (%v)", e.Name, region, e.AWSRegion, region.AWSRegion(), err)
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
	environments = slices.DeleteFunc(environments, func(e Environment) bool { return e.Template != "" })
	i := slices.IndexFunc(environments, func(e Environment) bool { return e.Name == "us" })
	if i < 0 || len(environments) != 5 {
		t.Fatalf("samconfig.toml has %d environments, want us and four others", len(environments))
	}
	us := environments[i]
	return append([]Environment{
		us,
		us.with("on a sale day", map[string]string{"WarmWriteUnits": "10000", "WarmReadUnits": "20000"}),
		us.with("after its first deploy", map[string]string{"ReserveConcurrency": "on", "ProtectTables": "on"}),
		us.with("with alarms and costs by mail", watched),
		us.with("with the edge on", withEdge),
		us.with("with an edge in a zone", edgeInZone),
		us.with("with a domain without a zone", map[string]string{
			"DomainName": "api.storefront.example", "CertificateArn": "arn:aws:acm:us-west-2:123456789012:certificate/example",
		}),
		us.with("with a zone alone", map[string]string{"HostedZoneId": "Z0EXAMPLE"}),
		us.with("with a domain of several regions", map[string]string{
			"DomainName": "api.storefront.example", "HostedZoneId": "Z0EXAMPLE", "Routing": "latency",
			"CertificateArn": "arn:aws:acm:us-west-2:123456789012:certificate/example",
		}),
		us.with("with traces", map[string]string{"Tracing": "on"}),
		us.with("with mail to finance", withFinance),
		us.with("with books under lock", map[string]string{"BooksRetentionYears": "10"}),
	}, slices.Delete(environments, i, i+1)...)
}

// TestLint runs cfn-lint on the templates for every environment's AWS Region. A rule
// that is ignored is named in the template with the reason.
func TestLint(t *testing.T) {
	t.Parallel()
	tools := pytools.ForTest(t, "the template by cfn-lint")
	var regions []string
	for _, e := range variants(t, open(t)) {
		regions = append(regions, e.AWSRegion)
	}
	slices.Sort(regions)
	lint := func(template string, regions ...string) {
		args := append([]string{"--template", filepath.Join(root, template), "--regions"}, regions...)
		if out, err := tools.Command(t.Context(), "cfn-lint", args...).CombinedOutput(); err != nil {
			t.Errorf("cfn-lint %s: %v\n%s", template, err, out)
		}
	}
	lint("template.yaml", slices.Compact(regions)...)
	lint("infra/edge/template.yaml", edge(t, open(t)).AWSRegion)
}

// TestSamLocalHasEveryVariable compares the variables of all functions with those of
// infra/local/env.json. sam local sets no variable that the template does not name,
// and knows the values of few.
func TestSamLocalHasEveryVariable(t *testing.T) {
	t.Parallel()
	var local struct{ Parameters map[string]string }
	if err := json.Unmarshal([]byte(file(t, "infra/local/env.json")), &local); err != nil {
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
	if diff := cmp.Diff(slices.Sorted(maps.Keys(named)), slices.Sorted(maps.Keys(local.Parameters))); diff != "" {
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
		if check.Edge {
			reads = "edge's template"
		}
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
	return Source{Template: file(t, "template.yaml"), Edge: file(t, filepath.Join("infra", "edge", "template.yaml")), Samconfig: file(t, "samconfig.toml"), Root: root}
}

// file returns the content of a file of the repository.
func file(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func read(t *testing.T, source Source, e Environment) *Stack {
	t.Helper()
	s, err := Read(source, e)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

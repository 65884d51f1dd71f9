package stackcheck

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"storefront/infra/pytools"
)

var update = flag.Bool("update", false, "write the table in the README anew")

const root = "../.."

// whatSAMMakes is what is left unchecked where the translator does not run.
const whatSAMMakes = "what SAM makes of the template: aliases, deployments, versions, permissions and added roles"

// TestTheTemplate proves every point that the template shows as it is written, in
// every environment, on sale days, and with all that can be switched off.
func TestTheTemplate(t *testing.T) {
	t.Parallel()
	source := open(t)
	for _, e := range variants(t, source) {
		written := read(t, source, e)
		for _, check := range Checks() {
			if check.Find != nil {
				report(t, check, e, check.Find(written))
			}
		}
	}
}

// TestTheTranslation proves every other point in the same environments, and that
// its checks find their mutations.
func TestTheTranslation(t *testing.T) {
	t.Parallel()
	source, translator := open(t), start(t)
	for _, e := range variants(t, source) {
		written, translated := read(t, source, e), translate(t, translator, source, e)
		for _, check := range Checks() {
			if check.FindTranslated != nil {
				report(t, check, e, check.FindTranslated(written, translated))
			}
		}
	}
	eachMutation(t, source, func(c Check) bool { return c.FindTranslated != nil }, func(t *testing.T, c Check, mutant Source, e Environment) []string {
		return c.FindTranslated(read(t, mutant, e), translate(t, translator, mutant, e))
	})
}

func report(t *testing.T, check Check, e Environment, findings []string) {
	t.Helper()
	for _, finding := range findings {
		t.Errorf("environment %s: %s: %s", e.Name, check.Name, finding)
	}
}

// TestEveryCheckCatchesItsMutations takes each point away and wants its check to say so.
func TestEveryCheckCatchesItsMutations(t *testing.T) {
	t.Parallel()
	source := open(t)
	for _, check := range Checks() {
		if len(check.Mutations) == 0 {
			t.Errorf("%s has no mutation: nothing shows that it can fail", check.Name)
		}
		if (check.Find == nil) == (check.FindTranslated == nil) {
			t.Errorf("%s must look at the template or at its translation", check.Name)
		}
	}
	eachMutation(t, source, func(c Check) bool { return c.Find != nil }, func(t *testing.T, c Check, mutant Source, e Environment) []string {
		return c.Find(read(t, mutant, e))
	})
}

// eachMutation wants the checks that are chosen to find each of their mutations in production.
func eachMutation(t *testing.T, source Source, chosen func(Check) bool, find func(*testing.T, Check, Source, Environment) []string) {
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
				if len(find(t, check, mutant, production.with(m.What, m.With))) == 0 {
					t.Error("the check does not find it")
				}
			})
		}
	}
}

// variants gives the environments of samconfig.toml, production's us first, and
// that one with every switch the other way.
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
		us.with("with mails on alarms", map[string]string{"AlarmEmail": "alarms@storefront.example"}),
		us.with("with the edge on", withEdge),
		us.with("with a domain at the edge", edgeAtDomain),
		us.with("with a domain of several regions", map[string]string{
			"DomainName": "api.storefront.example", "HostedZoneId": "Z0EXAMPLE", "Routing": "latency",
			"CertificateArn": "arn:aws:acm:us-west-2:123456789012:certificate/example",
		}),
		us.with("with traces", map[string]string{"Tracing": "on"}),
	}, slices.Delete(environments, i, i+1)...)
}

// TestLint has cfn-lint read the template in every environment's AWS Region. A
// rule that is left out is named in the template, with the reason.
func TestLint(t *testing.T) {
	t.Parallel()
	tools := pytools.ForTest(t, "what cfn-lint says of the template")
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

// TestReadmeShowsTheTemplate holds the tables in infra/README.md.
func TestReadmeShowsTheTemplate(t *testing.T) {
	t.Run("checks", func(t *testing.T) { holdTable(t, "checks", table()) })
	t.Run("parameters", func(t *testing.T) { holdTable(t, "parameters", parameters(t)) })
}

// holdTable compares what stands between the marks of a name in infra/README.md
// with what should.
func holdTable(t *testing.T, name, want string) {
	t.Helper()
	begin, end := "<!-- "+name+": written by go test ./infra/stackcheck -update -->\n", "<!-- /"+name+" -->\n"
	path := filepath.Join(root, "infra", "README.md")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, begun := strings.Cut(string(content), begin)
	shown, after, ended := strings.Cut(rest, end)
	if !begun || !ended {
		t.Fatalf("%s has no place for the %s", path, name)
	}
	if *update {
		if err := os.WriteFile(path, []byte(before+begin+want+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if shown != want {
		t.Errorf("%s does not show the %s as they are: go test ./infra/stackcheck -update", path, name)
	}
}

// parameters lists the template's parameters in its own order.
func parameters(t *testing.T) string {
	t.Helper()
	template, err := os.ReadFile(filepath.Join(root, "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Parameters yaml.Node `yaml:"Parameters"`
	}
	if err := yaml.Unmarshal(template, &document); err != nil {
		t.Fatal(err)
	}
	var rows strings.Builder
	rows.WriteString("\n| parameter | default | what it is |\n| --- | --- | --- |\n")
	for i := 0; i+1 < len(document.Parameters.Content); i += 2 {
		var p struct {
			Description string  `yaml:"Description"`
			Default     *string `yaml:"Default"`
		}
		if err := document.Parameters.Content[i+1].Decode(&p); err != nil {
			t.Fatal(err)
		}
		value := "(required)"
		if p.Default != nil {
			value = "`" + *p.Default + "`"
		}
		if value == "``" {
			value = "(empty)"
		}
		fmt.Fprintf(&rows, "| `%s` | %s | %s |\n", document.Parameters.Content[i].Value, value, p.Description)
	}
	rows.WriteString("\n")
	return rows.String()
}

func table() string {
	var rows strings.Builder
	rows.WriteString("\n| check | reads | what it proves | mutations that it catches |\n| --- | --- | --- | --- |\n")
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
	rows.WriteString("\n")
	return rows.String()
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

func translate(t *testing.T, translator *Translator, source Source, e Environment) *Stack {
	t.Helper()
	s, err := translator.Translate(source, e)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func start(t *testing.T) *Translator {
	t.Helper()
	tools := pytools.ForTest(t, whatSAMMakes)
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

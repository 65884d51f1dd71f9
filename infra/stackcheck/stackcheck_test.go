package stackcheck

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"storefront/infra/pytools"
)

var update = flag.Bool("update", false, "write the table in the README anew")

const root = "../.."

// TestTheTemplate proves every point in every environment, on sale days, and with
// all that can be switched off.
func TestTheTemplate(t *testing.T) {
	source, transformer := open(t)
	for _, e := range variants(t, source) {
		stack, err := transformer.Deploy(source, e)
		if err != nil {
			t.Fatal(err)
		}
		for _, check := range Checks() {
			for _, finding := range check.Find(stack) {
				t.Errorf("environment %s: %s: %s", e.Name, check.Name, finding)
			}
		}
	}
}

// TestEveryCheckCatchesItsMutations takes each point away and wants its check to say so.
func TestEveryCheckCatchesItsMutations(t *testing.T) {
	source, transformer := open(t)
	production := variants(t, source)[0]
	for _, check := range Checks() {
		if len(check.Mutations) == 0 {
			t.Errorf("%s has no mutation: nothing shows that it can fail", check.Name)
		}
		for _, m := range check.Mutations {
			t.Run(check.Name+"/"+m.What, func(t *testing.T) {
				mutant, err := mutate(source, m)
				if err != nil {
					t.Fatal(err)
				}
				stack, err := transformer.Deploy(mutant, production.with(m.What, m.With))
				if err != nil {
					t.Fatalf("no stack to check: %v", err)
				}
				if len(check.Find(stack)) == 0 {
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
	var us Environment
	for _, e := range environments {
		if e.Name == "us" {
			us = e
		}
	}
	if us.Name == "" || len(environments) != 5 {
		t.Fatalf("samconfig.toml has %d environments, want us and four others", len(environments))
	}
	return append([]Environment{
		us,
		us.with("on a sale day", map[string]string{"WarmWriteUnits": "10000", "WarmReadUnits": "20000"}),
		us.with("in a new account", map[string]string{"ReserveConcurrency": "off"}),
		us.with("with mails on alarms", map[string]string{"AlarmEmail": "alarms@storefront.example"}),
		us.with("with the edge on", map[string]string{"Edge": "on"}),
		us.with("with a domain at the edge", edgeAtDomain),
		us.with("with a domain of several regions", map[string]string{
			"DomainName": "api.storefront.example", "HostedZoneId": "Z0EXAMPLE", "Routing": "latency",
			"CertificateArn": "arn:aws:acm:us-west-2:123456789012:certificate/example",
		}),
		us.with("with traces", map[string]string{"Tracing": "on"}),
	}, environments...)
}

// TestLint has cfn-lint read the template in every environment's AWS Region. A
// rule that is left out is named in the template, with the reason.
func TestLint(t *testing.T) {
	source, _ := open(t)
	tools, err := pytools.Install(t.Context(), os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"--template", filepath.Join(root, "template.yaml"), "--regions"}
	for _, e := range variants(t, source) {
		args = append(args, e.AWSRegion)
	}
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
	rows.WriteString("\n| check | what it proves | mutations that it catches |\n| --- | --- | --- |\n")
	for _, check := range Checks() {
		var mutations []string
		for _, m := range check.Mutations {
			mutations = append(mutations, m.What)
		}
		fmt.Fprintf(&rows, "| `%s` | %s | %s |\n", check.Name, check.Proves, strings.Join(mutations, "; "))
	}
	rows.WriteString("\n")
	return rows.String()
}

func open(t *testing.T) (Source, *Transformer) {
	t.Helper()
	template, err := os.ReadFile(filepath.Join(root, "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	samconfig, err := os.ReadFile(filepath.Join(root, "samconfig.toml"))
	if err != nil {
		t.Fatal(err)
	}
	tools, err := pytools.Install(t.Context(), os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	transformer, err := StartTransformer(context.Background(), tools) // the test's own context ends before its clean-up
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := transformer.Close(); err != nil {
			t.Error(err)
		}
	})
	return Source{Template: string(template), Samconfig: string(samconfig), Root: root}, transformer
}

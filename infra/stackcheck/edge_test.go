package stackcheck

import (
	"slices"
	"testing"
)

// TestTheEdge runs the checks of the edge's template, and those of the store's that are
// for any template, and the mutations of the former.
func TestTheEdge(t *testing.T) {
	t.Parallel()
	source := open(t)
	e, store := edge(t, source), read(t, source, variants(t, source)[0])
	readEdge := func(source Source) *Stack {
		s, err := ReadEdge(source, e, store)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	written := readEdge(source)
	for _, check := range Checks() {
		if check.Edge || check.Name == "alarms-reach-someone" || check.Name == "no-secrets" {
			checkCase{check: check, written: written}.run(t, check.find(written))
		}
		for _, m := range check.Mutations {
			if !check.Edge {
				continue
			}
			mutant, err := check.mutate(source, m)
			if err != nil {
				t.Fatalf("%s: %s: %v", check.Name, m.What, err)
			}
			c := checkCase{check: check, written: readEdge(mutant), mutation: m.What}
			c.run(t, check.find(c.written))
		}
	}
}

// edge returns the environment of samconfig.toml that deploys the edge's template.
func edge(t *testing.T, source Source) Environment {
	t.Helper()
	environments, err := Environments(source.Samconfig)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(environments, func(e Environment) bool { return e.Name == "edge" })
	if i < 0 || environments[i].Template != "infra/edge/template.yaml" {
		t.Fatal("no environment of samconfig.toml deploys infra/edge/template.yaml")
	}
	return environments[i]
}

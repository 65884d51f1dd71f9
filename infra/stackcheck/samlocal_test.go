package stackcheck

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

// sam local gives a function no other variables than the template names, and
// knows the values of few.
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
	source, err := os.ReadFile(filepath.Join(root, "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	type function struct {
		Environment struct {
			Variables map[string]yaml.Node `yaml:"Variables"`
		} `yaml:"Environment"`
	}
	var template struct {
		Globals struct {
			Function function `yaml:"Function"`
		} `yaml:"Globals"`
		Resources map[string]struct {
			Properties yaml.Node `yaml:"Properties"`
			Type       string    `yaml:"Type"`
		} `yaml:"Resources"`
	}
	if err := yaml.Unmarshal(source, &template); err != nil {
		t.Fatal(err)
	}
	named := maps.Clone(template.Globals.Function.Environment.Variables)
	for _, r := range template.Resources {
		var f function
		if r.Type != "AWS::Serverless::Function" {
			continue
		}
		if err := r.Properties.Decode(&f); err != nil {
			t.Fatal(err)
		}
		maps.Copy(named, f.Environment.Variables)
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(named)), slices.Sorted(maps.Keys(file.Parameters))); diff != "" {
		t.Errorf("infra/local/env.json (-template +file):\n%s", diff)
	}
}

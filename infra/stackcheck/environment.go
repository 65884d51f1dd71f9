package stackcheck

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"storefront/infra/local/template"
)

// Environment is one way to deploy a template.
type Environment struct {
	Name       string
	StackName  string
	AWSRegion  string
	Template   string            // its path; empty: the store's
	Parameters map[string]string // those that the environment sets
}

// with returns the environment with other values for some parameters.
func (e Environment) with(name string, parameters map[string]string) Environment {
	e.Name += " " + name
	e.Parameters = maps.Clone(e.Parameters)
	maps.Copy(e.Parameters, parameters)
	return e
}

func (e Environment) options() template.Options {
	return template.Options{StackName: e.StackName, AWSRegion: e.AWSRegion, Parameters: e.Parameters}
}

// Environments returns the environments of a samconfig.toml, by name.
func Environments(samconfig string) ([]Environment, error) {
	var file map[string]any
	if _, err := toml.Decode(samconfig, &file); err != nil {
		return nil, fmt.Errorf("read samconfig.toml: %w", err)
	}
	var environments []Environment
	for _, name := range slices.Sorted(maps.Keys(file)) {
		global := object(at(file[name], "global.parameters"))
		stack, deploys := global["stack_name"].(string)
		if !deploys {
			continue
		}
		e := Environment{
			Name: name, StackName: stack, AWSRegion: text(global["region"]), Template: text(global["template_file"]),
			Parameters: map[string]string{},
		}
		for _, override := range texts(global["parameter_overrides"]) {
			key, value, _ := strings.Cut(override, "=")
			e.Parameters[key] = value
		}
		environments = append(environments, e)
	}
	return environments, nil
}

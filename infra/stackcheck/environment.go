package stackcheck

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// Environment is one way in which the template is deployed.
type Environment struct {
	Name       string
	StackName  string
	AWSRegion  string
	Parameters map[string]string // as given; the others have the template's defaults
}

// with is the environment with some parameters set otherwise.
func (e Environment) with(name string, parameters map[string]string) Environment {
	e.Name += " " + name
	e.Parameters = maps.Clone(e.Parameters)
	maps.Copy(e.Parameters, parameters)
	return e
}

// Environments reads those of a samconfig.toml, by name.
func Environments(samconfig string) ([]Environment, error) {
	var file map[string]any
	if _, err := toml.Decode(samconfig, &file); err != nil {
		return nil, fmt.Errorf("samconfig.toml: %w", err)
	}
	var environments []Environment
	for _, name := range slices.Sorted(maps.Keys(file)) {
		global := object(file[name], "global", "parameters")
		stack, deploys := global["stack_name"].(string)
		if !deploys {
			continue
		}
		e := Environment{Name: name, StackName: stack, AWSRegion: text(global["region"]), Parameters: map[string]string{}}
		for _, override := range list(global["parameter_overrides"]) {
			key, value, _ := strings.Cut(text(override), "=")
			e.Parameters[key] = value
		}
		environments = append(environments, e)
	}
	return environments, nil
}

package stackcheck

import (
	"maps"

	"storefront/infra/local/template"
	"storefront/infra/samconfig"
)

// Environment is one way to deploy a template.
type Environment struct{ samconfig.Environment }

// with returns the environment with other values for some parameters.
func (e Environment) with(name string, parameters map[string]string) Environment {
	e.Name += " " + name
	e.Parameters = maps.Clone(e.Parameters)
	maps.Copy(e.Parameters, parameters)
	return e
}

func (e Environment) options() template.Options {
	return template.Options{StackName: e.StackName, AWSRegion: e.AWSRegion, Account: "111122223333", Parameters: e.Parameters}
}

// Environments returns the environments of a samconfig.toml, by name.
func Environments(content string) ([]Environment, error) {
	all, err := samconfig.Parse(content)
	var environments []Environment
	for _, e := range all {
		environments = append(environments, Environment{e})
	}
	return environments, err
}

// Package samconfig reads samconfig.toml: in which stack, AWS Region and account, and
// with which parameters, the SAM CLI deploys each environment.
package samconfig

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// File is the name of the configuration, in the module's root.
const File = "samconfig.toml"

// Environment is one way to deploy a template.
type Environment struct {
	Name       string
	StackName  string
	AWSRegion  string
	Profile    string            // of the AWS credentials; empty: the default
	Template   string            // its path; empty: the store's
	Parameters map[string]string // those that the environment sets
}

// settings are what the SAM CLI reads for all commands.
type settings struct {
	StackName  string   `toml:"stack_name"`
	Region     string   `toml:"region"`
	Profile    string   `toml:"profile"`
	Template   string   `toml:"template_file"`
	Parameters []string `toml:"parameter_overrides"`
}

// Parse returns the environments that have a stack, by name.
func Parse(content string) ([]Environment, error) {
	var file map[string]toml.Primitive
	read, err := toml.Decode(content, &file)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", File, err)
	}
	var environments []Environment
	for _, name := range slices.Sorted(maps.Keys(file)) {
		if read.Type(name, "global", "parameters", "stack_name") == "" {
			continue
		}
		var section struct {
			Global struct {
				Parameters settings `toml:"parameters"`
			} `toml:"global"`
		}
		if err := read.PrimitiveDecode(file[name], &section); err != nil {
			return nil, fmt.Errorf("read environment %s in %s: %w", name, File, err)
		}
		global := section.Global.Parameters
		e := Environment{
			Name: name, StackName: global.StackName, AWSRegion: global.Region, Profile: global.Profile, Template: global.Template,
			Parameters: map[string]string{},
		}
		for _, override := range global.Parameters {
			key, value, _ := strings.Cut(override, "=")
			e.Parameters[key] = value
		}
		environments = append(environments, e)
	}
	return environments, nil
}

// Read returns one environment of the store, as the module in root configures it.
func Read(root, name string) (Environment, error) {
	content, err := os.ReadFile(filepath.Join(root, File))
	if err != nil {
		return Environment{}, err
	}
	environments, err := Parse(string(content))
	if err != nil {
		return Environment{}, err
	}
	var names []string
	for _, e := range environments {
		if e.Template != "" {
			continue
		}
		if e.Name == name {
			return e, nil
		}
		names = append(names, e.Name)
	}
	return Environment{}, fmt.Errorf("find environment %q: %s has %s", name, File, strings.Join(names, ", "))
}

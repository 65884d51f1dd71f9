package stackcheck

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"

	"storefront/infra/pytools"
)

//go:embed translate.py
var program string

// Translate reads templates as SAM translates them for CloudFormation, each for the
// environment of the stack. One process of SAM's own translator translates them all,
// because it takes a second to start and much less for a template.
func Translate(ctx context.Context, tools *pytools.Tools, written []*Stack) ([]*Stack, error) {
	var in bytes.Buffer
	requests := json.NewEncoder(&in)
	for _, s := range written {
		e := s.Environment
		if err := requests.Encode(map[string]any{"template": s.Source.Template, "parameters": e.Parameters, "region": e.AWSRegion}); err != nil {
			return nil, err
		}
	}
	python := tools.Command(ctx, "python", "-c", program)
	var stderr bytes.Buffer
	python.Stdin, python.Stderr = &in, &stderr
	out, err := python.Output()
	if err != nil {
		return nil, fmt.Errorf("run the SAM translator: %w: %s", err, &stderr)
	}
	answers := json.NewDecoder(bytes.NewReader(out))
	var translated []*Stack
	for _, s := range written {
		var answer struct {
			Template json.RawMessage `json:"template"`
			Error    string          `json:"error"`
		}
		if err = answers.Decode(&answer); err == nil && answer.Error != "" {
			err = errors.New(answer.Error)
		}
		if err != nil {
			return nil, fmt.Errorf("translate the template for environment %s: %w", s.Environment.Name, err)
		}
		t, err := decide("translated.yaml", answer.Template, s.Source, s.Environment) // JSON is YAML
		if err != nil {
			return nil, err
		}
		translated = append(translated, t)
	}
	return translated, nil
}

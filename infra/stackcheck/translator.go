package stackcheck

import (
	"bufio"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"

	"storefront/infra/pytools"
)

//go:embed translate.py
var program string

// Translator runs SAM's own translator in one process for any number of templates,
// because it takes a second to start and much less to translate. It is not safe for
// concurrent use.
type Translator struct {
	process *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Scanner
	stderr  strings.Builder
}

// StartTranslator starts the translator. It runs until ctx is done or Close is
// called.
func StartTranslator(ctx context.Context, tools *pytools.Tools) (*Translator, error) {
	t := &Translator{process: tools.Command(ctx, "python", "-c", program)}
	t.process.Stderr = &t.stderr
	var err error
	if t.in, err = t.process.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := t.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	t.out = bufio.NewScanner(out)
	t.out.Buffer(nil, 16<<20)
	return t, t.process.Start()
}

// Close stops the translator.
func (t *Translator) Close() error {
	return errors.Join(t.in.Close(), t.process.Wait())
}

// Translate reads the template as SAM translates it for CloudFormation.
func (t *Translator) Translate(source Source, e Environment) (*Stack, error) {
	translated, err := t.translate(source.Template, e)
	if err != nil {
		return nil, fmt.Errorf("environment %s: %w", e.Name, err)
	}
	return decide("translated.yaml", translated, source, e) // JSON is YAML
}

func (t *Translator) translate(template string, e Environment) ([]byte, error) {
	request, err := json.Marshal(map[string]any{"template": template, "parameters": e.Parameters, "region": e.AWSRegion})
	if err != nil {
		return nil, err
	}
	if _, err := t.in.Write(append(request, '\n')); err != nil {
		return nil, t.failure(err)
	}
	if !t.out.Scan() {
		return nil, t.failure(errors.Join(errors.New("no answer"), t.out.Err()))
	}
	var answer struct {
		Template json.RawMessage `json:"template"`
		Error    string          `json:"error"`
	}
	if err := json.Unmarshal(t.out.Bytes(), &answer); err != nil {
		return nil, t.failure(err)
	}
	if answer.Error != "" {
		return nil, fmt.Errorf("translate the template: %s", answer.Error)
	}
	return answer.Template, nil
}

func (t *Translator) failure(err error) error {
	return fmt.Errorf("run the SAM translator: %w: %s", err, t.stderr.String())
}

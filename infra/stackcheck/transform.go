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

//go:embed transform.py
var program string

// Transformer runs SAM's own translator, in one process for any number of
// templates: to start it takes seconds, to transform a fraction of one. It
// takes one request at a time.
type Transformer struct {
	process *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Scanner
	said    strings.Builder
}

// StartTransformer starts the translator, which ends with ctx or with Close.
func StartTransformer(ctx context.Context, tools *pytools.Tools) (*Transformer, error) {
	t := &Transformer{process: tools.Command(ctx, "python", "-c", program)}
	t.process.Stderr = &t.said
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

// Close ends the translator.
func (t *Transformer) Close() error {
	return errors.Join(t.in.Close(), t.process.Wait())
}

// transform gives the template as CloudFormation receives it.
func (t *Transformer) transform(source string, e Environment) (map[string]any, error) {
	request, err := json.Marshal(map[string]any{"template": source, "parameters": e.Parameters, "region": e.AWSRegion})
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
		Template map[string]any `json:"template"`
		Error    string         `json:"error"`
	}
	if err := json.Unmarshal(t.out.Bytes(), &answer); err != nil {
		return nil, t.failure(err)
	}
	if answer.Error != "" {
		return nil, fmt.Errorf("SAM refuses the template: %s", answer.Error)
	}
	return answer.Template, nil
}

func (t *Transformer) failure(err error) error {
	return fmt.Errorf("the SAM translator: %w: %s", err, t.said.String())
}

package differential

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
)

// maxShrinkSteps bounds the requests that are made to shorten one sequence.
const maxShrinkSteps = 4000

// shrinking is the state of shortening a sequence.
type shrinking struct {
	trial trial
	name  func() string
	best  *difference
	q     sequence
	made  int // requests so far
}

// shrink removes steps of a sequence, then parts of the remaining steps, as long as
// the last step differs in the same way.
func (t trial) shrink(ctx context.Context, name func() string, q sequence, f *finding) (*difference, error) {
	t.note = nil
	s := &shrinking{trial: t, name: name, q: q}
	s.take(q.steps, f)
	for size := len(s.best.steps) / 2; size > 0; size /= 2 {
		for at := 0; at < len(s.best.steps); {
			steps := without(s.best.steps, at, size)
			shorter := false
			if len(steps) < len(s.best.steps) {
				var err error
				if shorter, err = s.try(ctx, steps); err != nil {
					return nil, err
				}
			}
			if !shorter {
				at += size
			}
		}
	}
	for i := range s.best.steps {
		if err := s.simplify(ctx, i); err != nil {
			return nil, err
		}
	}
	return s.best, nil
}

// try keeps the steps, and reports true, if they still differ.
func (s *shrinking) try(ctx context.Context, steps []step) (bool, error) {
	if s.made >= maxShrinkSteps {
		return false, nil
	}
	const leftovers = 8
	s.made += len(steps) + leftovers
	s.q.steps = steps
	f, err := s.trial.run(ctx, s.name(), s.q)
	if err != nil || f == nil || f.kind() != s.best.kind() {
		return false, err
	}
	s.take(steps, f)
	return true, nil
}

// take keeps steps as the best so far, without those after the one that differs.
func (s *shrinking) take(steps []step, f *finding) {
	s.best = &difference{sequence: s.q.number, steps: steps[:min(f.at+1, len(steps))], finding: *f}
}

// without removes some steps. It keeps the creation of tables, unless it removes a
// single step.
func without(steps []step, at, size int) []step {
	end := min(at+size, len(steps))
	var kept []step
	for _, s := range steps[at:end] {
		if s.Op == "CreateTable" && size > 1 {
			kept = append(kept, s)
		}
	}
	return slices.Concat(steps[:at], kept, steps[end:])
}

// simplify removes fields and elements of one step's request.
func (s *shrinking) simplify(ctx context.Context, i int) error {
	for part := 0; i < len(s.best.steps) && s.made < maxShrinkSteps; {
		body, found := cut(s.best.steps[i].Body, part)
		if !found {
			return nil
		}
		steps := slices.Clone(s.best.steps)
		steps[i].Body = body
		simpler, err := s.try(ctx, steps)
		if err != nil {
			return err
		}
		if !simpler {
			part++
		}
	}
	return nil
}

// cut returns a copy of a body without its nth part, counted from the outermost.
func cut(body map[string]any, n int) (map[string]any, bool) {
	var copied map[string]any
	if err := json.Unmarshal([]byte(text(body)), &copied); err != nil {
		return nil, false
	}
	level := []any{copied}
	for len(level) > 0 {
		var next []any
		for _, at := range level {
			switch at := at.(type) {
			case map[string]any:
				for _, name := range slices.Sorted(maps.Keys(at)) {
					if n == 0 {
						delete(at, name)
						return copied, true
					}
					n--
					next = append(next, at[name])
					list, _ := at[name].([]any)
					if n < len(list) {
						at[name] = slices.Delete(list, n, n+1)
						return copied, true
					}
					n -= len(list)
				}
			case []any:
				next = append(next, at...)
			}
		}
		level = next
	}
	return nil, false
}

package stack

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"storefront/infra/local/build"
	"storefront/infra/local/compile"
	"storefront/infra/local/template"
)

// Progress shows a person how far something is that takes time.
type Progress interface {
	// Show says what is going on, and how far it is, until it says other or Clear.
	Show(what, detail string)
	// Clear says that nothing is going on any more.
	Clear()
}

type noProgress struct{}

func (noProgress) Show(string, string) {}
func (noProgress) Clear()              {}

// late is the building of the functions that no route leads to. It goes on while
// the store serves, and their schedules and streams wait for it.
type late struct {
	builder *build.Builder
	ended   chan struct{}
	err     error // what went wrong; to be read when it has ended
}

// setUpBuild divides the functions into those that are built before the store
// serves and those that are built behind them.
func (s *Store) setUpBuild() {
	var first, others []string
	for _, r := range s.regions {
		for _, f := range r.stack.Functions {
			routed := slices.ContainsFunc(r.stack.Routes, func(t template.Route) bool { return t.Function == f.LogicalID })
			if routed && !slices.Contains(first, f.CodeDir) {
				first = append(first, f.CodeDir)
			} else if !routed && !slices.Contains(others, f.CodeDir) {
				others = append(others, f.CodeDir)
			}
		}
	}
	others = slices.DeleteFunc(others, func(dir string) bool { return slices.Contains(first, dir) })
	all := build.Builder{
		Root:  s.options.Root,
		Dirs:  slices.Concat(first, others),
		Cache: s.options.BuildCache,
		Bin:   filepath.Join(s.work, "bin"),
	}
	if all.Cache == "" {
		all.Cache = filepath.Join(s.work, "build")
	}
	s.builder = &all
	s.first, s.late = s.part(first), &late{builder: s.part(others), ended: make(chan struct{})}
	s.late.builder.Polite = true
}

// part is the builder of some of the functions, which shows its progress.
func (s *Store) part(dirs []string) *build.Builder {
	b := *s.builder
	b.Dirs = dirs
	left := slices.Clone(dirs)
	b.Hear = func(step compile.Step) {
		left = slices.DeleteFunc(left, func(dir string) bool {
			return len(left) > 1 && strings.HasSuffix(step.Package, "/"+dir) // a function's own package comes last
		})
		before := slices.Index(s.builder.Dirs, dirs[0])
		s.options.Progress.Show(
			fmt.Sprintf("compiling %s, %d of %d functions done", list(left), before+len(dirs)-len(left), len(s.builder.Dirs)),
			step.String(),
		)
	}
	return &b
}

// buildFirst builds the functions behind routes.
func (s *Store) buildFirst(ctx context.Context) (map[string]string, error) {
	defer s.options.Progress.Clear()
	return s.first.Build(ctx)
}

// buildLate builds the other functions and lets them run. What does not compile
// stays out until its source is mended.
func (s *Store) buildLate(ctx context.Context) {
	defer close(s.late.ended)
	compiled := false
	b := *s.late.builder
	b.Hear = func(step compile.Step) {
		compiled = true
		s.late.builder.Hear(step)
	}
	binaries, err := b.Build(ctx)
	s.options.Progress.Clear()
	s.late.err = err
	for _, r := range s.regions {
		r.swap(binaries)
	}
	switch {
	case ctx.Err() != nil:
	case err != nil:
		s.say("%v\nthe other functions serve; these start once their source is mended", err)
	case compiled:
		s.say("now built, too: %s", list(b.Dirs))
	}
}

// Built waits until every function is built; those behind routes are when Start
// returns. It fails when one does not compile, or when the store is closed.
func (s *Store) Built(ctx context.Context) error {
	select {
	case <-s.late.ended:
		return s.late.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// watch swaps functions whose source has changed until ctx ends.
func (s *Store) watch(ctx context.Context) {
	path := s.templatePath()
	before, _ := os.ReadFile(path) // it was read a moment ago
	err := s.watcher.Run(ctx, func(binaries map[string]string, err error) {
		if now, err := os.ReadFile(path); err == nil && !bytes.Equal(now, before) {
			before = now
			s.say("template.yaml has changed: restart the store to run what it says now")
		}
		if err != nil {
			s.say("%v\nthe old binaries go on serving", err)
		}
		for _, r := range s.regions {
			for _, function := range r.swap(binaries) {
				s.say("region %s: %s is new", r.Name, function)
			}
		}
	})
	if err != nil {
		s.say("%v: functions are no longer rebuilt", err)
	}
}

// list names the functions in directories: "catalog, checkout and waitlist".
func list(dirs []string) string {
	names := make([]string, len(dirs))
	for i, dir := range dirs {
		names[i] = path.Base(dir)
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

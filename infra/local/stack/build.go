package stack

import (
	"bytes"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"context"

	"storefront/infra/local/build"
	"storefront/infra/local/compile"
	"storefront/infra/local/template"
)

// Progress shows what takes time, and how far it is.
type Progress interface {
	// Show shows what is going on, until the next Show or Clear.
	Show(what, detail string)
	// Clear shows that nothing is going on.
	Clear()
}

type noProgress struct{}

func (noProgress) Show(string, string) {}
func (noProgress) Clear()              {}

// planBuild returns the builder of the functions with routes, which the store needs to
// serve requests. The builder of the others, s.late, works while the store serves;
// schedules and streams wait for it.
func (s *Store) planBuild() (first *build.Builder) {
	var routed, others []string
	for _, r := range s.regions {
		for _, f := range r.stack.Functions {
			if slices.ContainsFunc(r.stack.Routes, func(t template.Route) bool { return t.Function == f.LogicalID }) {
				routed = append(routed, f.CodeDir)
			} else {
				others = append(others, f.CodeDir)
			}
		}
	}
	dirs := unique(slices.Concat(routed, others))
	debug := slices.IndexFunc(dirs, func(dir string) bool { return path.Base(dir) == s.options.Debug })
	n := len(unique(routed))
	s.builder = &build.Builder{Job: compile.Job{Root: s.options.Root, Dirs: dirs, Out: s.options.BuildCache}, Bin: filepath.Join(s.work, "bin")}
	if s.builder.Out == "" {
		s.builder.Out = filepath.Join(s.work, "build")
	}
	if debug >= 0 {
		s.builder.Debug = dirs[debug]
	}
	s.late = s.part(n, len(dirs))
	s.late.LowPriority = true
	return s.part(0, n)
}

// checkDebug fails if there is no function to debug.
func (s *Store) checkDebug() error {
	var known []string
	for _, f := range s.regions[0].stack.Functions {
		known = append(known, f.CodeDir)
		if f.Name == s.options.Debug {
			return nil
		}
	}
	if s.options.Debug == "" {
		return nil
	}
	return fmt.Errorf("there is no function %q: choose from %s with -debug", s.options.Debug, names(known))
}

// unique returns the list without repetitions, in the order of the first ones.
func unique(list []string) []string {
	var firsts []string
	for _, s := range list {
		if !slices.Contains(firsts, s) {
			firsts = append(firsts, s)
		}
	}
	return firsts
}

// part returns the builder of some of the functions, which shows its progress.
func (s *Store) part(from, to int) *build.Builder {
	b := *s.builder
	b.Dirs = s.builder.Dirs[from:to]
	left := slices.Clone(b.Dirs)
	b.OnStep = func(step compile.Step) {
		left = slices.DeleteFunc(left, func(dir string) bool {
			return len(left) > 1 && strings.HasSuffix(step.Package, "/"+dir) // a function's own package comes last
		})
		what := fmt.Sprintf("compiling %s, %d of %d functions done", names(left), to-len(left), len(s.builder.Dirs))
		s.options.Progress.Show(what, step.String())
	}
	return &b
}

// buildLate builds the functions without routes and makes them serve. A function that
// does not compile serves once its source is corrected.
func (s *Store) buildLate() {
	defer close(s.built)
	compiled, show := false, s.late.OnStep
	s.late.OnStep = func(step compile.Step) {
		compiled = true
		show(step)
	}
	binaries, err := s.late.Build(s.ctx)
	s.options.Progress.Clear()
	s.lateErr = err
	for _, r := range s.regions {
		r.swap(binaries)
	}
	switch {
	case s.ctx.Err() != nil:
	case err != nil:
		s.log.Printf("%v\nthe other functions serve; these follow once their source compiles", err)
	case compiled:
		s.log.Printf("also built: %s", names(s.late.Dirs))
	}
}

// Built waits until every function is built. Those with routes are when Start returns.
// If one does not compile, or the store is closed, Built fails.
func (s *Store) Built(ctx context.Context) error {
	select {
	case <-s.built:
		return s.lateErr
	case <-ctx.Done():
		return ctx.Err()
	}
}

// watch rebuilds functions whose source has changed, and makes them serve.
func (s *Store) watch() {
	before, _ := os.ReadFile(s.templatePath()) // the start has read it
	broken := s.lateErr != nil
	err := s.watcher.Run(s.ctx, func(binaries map[string]string, err error) {
		if now, err := os.ReadFile(s.templatePath()); err == nil && !bytes.Equal(now, before) {
			before = now
			s.log.Print("template.yaml has changed: restart the store to apply the change")
		}
		if err != nil {
			s.log.Printf("%v\nthe last version that compiles serves", err)
		} else if broken {
			s.log.Print("the source compiles again")
		}
		broken = err != nil
		for _, r := range s.regions {
			for _, function := range r.swap(binaries) {
				s.log.Printf("region %s: rebuilt %s", r.Name, function)
			}
		}
	})
	if err != nil {
		s.log.Printf("%v: functions are no longer rebuilt", err)
	}
}

// names lists the functions in directories, such as "catalog, checkout and waitlist".
func names(dirs []string) string {
	list := make([]string, len(dirs))
	for i, dir := range dirs {
		list[i] = path.Base(dir)
	}
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	last := len(list) - 1
	return strings.Join(list[:last], ", ") + " and " + list[last]
}

package compile_test

import (
	"context"
	"debug/buildinfo"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"storefront/infra/local/compile"
	"storefront/infra/local/localtest"
)

// module writes a module of two programs, which share a package, and returns the job
// of compiling them. They are in no build cache.
func module(t *testing.T) compile.Job {
	t.Helper()
	root := t.TempDir()
	localtest.Write(t, root, "go.mod", "module fixture\n\ngo 1.26\n")
	localtest.Write(t, root, "shared/shared.go", "package shared\n\nconst Root = `"+root+"`\n")
	for _, name := range []string{"a", "b"} {
		localtest.Write(t, root, "functions/"+name+"/main.go", "package main\n\nimport \"fixture/shared\"\n\nfunc main() { print(\""+name+" \" + shared.Root) }\n")
	}
	out := filepath.Join(t.TempDir(), "out")
	if err := os.Mkdir(out, 0o755); err != nil {
		t.Fatal(err)
	}
	return compile.Job{Root: root, Dirs: []string{"functions/a", "functions/b"}, Out: out}
}

func TestSteps(t *testing.T) {
	t.Parallel()
	for name, low := range map[string]bool{"a job": false, "a job of low priority": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			job := module(t)
			job.LowPriority = low
			var steps []string
			job.OnStep = func(s compile.Step) {
				steps = append(steps, s.Package)
				if s.Begun != len(steps) || s.Of != 0 && s.Of < s.Begun {
					t.Errorf("step %d is %+v", len(steps), s)
				}
			}
			if err := job.Run(t.Context()); err != nil {
				t.Fatal(err)
			}
			slices.Sort(steps)
			if want := []string{"fixture/functions/a", "fixture/functions/b", "fixture/shared"}; !slices.Equal(steps, want) {
				t.Errorf("the steps are %v, want %v", steps, want)
			}
			for _, name := range []string{"a", "b"} {
				output, err := exec.Command(filepath.Join(job.Out, name)).CombinedOutput()
				if want := name + " " + job.Root; err != nil || string(output) != want {
					t.Errorf("program %s prints %q, %v; want %q", name, output, err, want)
				}
			}
			steps = nil
			if err := job.Run(t.Context()); err != nil || steps != nil {
				t.Errorf("up-to-date programs take the steps %v; the error is %v", steps, err)
			}
		})
	}
}

func TestRunReportsCompileErrors(t *testing.T) {
	t.Parallel()
	job := module(t)
	job.OnStep = func(compile.Step) {}
	localtest.Write(t, job.Root, "functions/a/main.go", localtest.Broken)
	err := job.Run(t.Context())
	e, ok := errors.AsType[*compile.Error](err)
	if want := "# fixture/functions/a\nfunctions/a/main.go:3:15: undefined: undefined"; !ok || e.Output != want {
		t.Errorf("Run fails with %v, want %q", err, want)
	}
	if _, err := os.Stat(filepath.Join(job.Out, "b")); err != nil {
		t.Errorf("the program that compiles is not there: %v", err)
	}
	job.Dirs = []string{"functions/none"}
	err = job.Run(t.Context())
	if e, ok := errors.AsType[*compile.Error](err); !ok || !strings.Contains(e.Output, "functions/none") {
		t.Errorf("without such a program, Run fails with %v", err)
	}
}

// A job that is cancelled leaves no file behind.
func TestRunIsCancelled(t *testing.T) {
	t.Parallel()
	job := module(t)
	ctx, cancel := context.WithCancel(t.Context())
	job.OnStep = func(compile.Step) { cancel() }
	if err := job.Run(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Run fails with %v, want context.Canceled", err)
	}
	if left, err := os.ReadDir(job.Out); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if err := job.Run(t.Context()); err != nil {
		t.Errorf("the next Run fails with %v", err)
	}
}

func TestLock(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "out")
	first, err := compile.Lock(t.Context(), out, func() { t.Error("Lock waits although the lock is free") })
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := compile.Lock(ctx, out, cancel); !errors.Is(err, context.Canceled) {
		t.Errorf("while it is held, Lock fails with %v, want context.Canceled", err)
	}
	second, err := compile.Lock(t.Context(), out, func() {
		if err := first.Close(); err != nil {
			t.Error(err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := second.Close(); err != nil {
		t.Fatal(err)
	}
}

// Of the programs, one has the symbols that a debugger needs. Both are built.
func TestDebug(t *testing.T) {
	t.Parallel()
	job := module(t)
	job.Debug = "functions/b"
	if err := job.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"a": false, "b": true} {
		program := filepath.Join(job.Out, name)
		info, err := buildinfo.ReadFile(program)
		if err != nil {
			t.Fatal(err)
		}
		plain := slices.ContainsFunc(info.Settings, func(s debug.BuildSetting) bool { return s.Key == "-gcflags" && s.Value == "all=-N -l" })
		stripped := slices.ContainsFunc(info.Settings, func(s debug.BuildSetting) bool { return s.Key == "-ldflags" && s.Value == "-s" })
		if plain != want || stripped == want {
			t.Errorf("program %s is built without optimizations: %v, without symbols: %v", name, plain, stripped)
		}
	}
}

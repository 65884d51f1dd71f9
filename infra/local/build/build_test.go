package build_test

import (
	"context"
	"debug/buildinfo"
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"storefront/infra/local/build"
	"storefront/infra/local/compile"
	"storefront/infra/local/localtest"
)

// module writes a module of two programs, which share a package, and returns its
// builder.
func module(t *testing.T) *build.Builder {
	t.Helper()
	root := t.TempDir()
	localtest.Write(t, root, "go.mod", "module fixture\n\ngo 1.26\n")
	localtest.Write(t, root, "shared/shared.go", "package shared\n\nimport _ \"embed\"\n\n//go:embed words.txt\nvar Words string\n")
	localtest.Write(t, root, "shared/words.txt", "one")
	localtest.Write(t, root, "functions/a/main.go", "package main\n\nimport \"fixture/shared\"\n\nfunc main() { print(\"a \" + shared.Words) }\n")
	localtest.Write(t, root, "functions/b/main.go", "package main\n\nfunc main() { print(\"b\") }\n")
	work := t.TempDir()
	job := compile.Job{Root: root, Dirs: []string{"functions/a", "functions/b"}, Out: filepath.Join(work, "cache")}
	return &build.Builder{Job: job, Bin: filepath.Join(work, "bin")}
}

// output returns what a program prints.
func output(t *testing.T, binary string) string {
	t.Helper()
	out, err := exec.Command(binary).CombinedOutput()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestBuild(t *testing.T) {
	t.Parallel()
	b := module(t)
	binaries, err := b.Build(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for dir, want := range map[string]string{"functions/a": "a one", "functions/b": "b"} {
		if got := output(t, binaries[dir]); got != want {
			t.Errorf("%s prints %q, want %q", dir, got, want)
		}
		info, err := buildinfo.ReadFile(binaries[dir])
		if err != nil {
			t.Fatal(err)
		}
		settings := map[string]string{}
		for _, s := range info.Settings {
			settings[s.Key] = s.Value
		}
		for key, want := range map[string]string{"CGO_ENABLED": "0", "-tags": "lambda.norpc,nethttpomithttp2", "-trimpath": "", "vcs": ""} {
			if settings[key] != want {
				t.Errorf("%s is built with %s=%q, want %q", dir, key, settings[key], want)
			}
		}
	}
	again, err := b.Build(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for dir, binary := range binaries {
		if again[dir] != binary {
			t.Errorf("%s is another binary although nothing changed", dir)
		}
	}
}

// A program that does not compile has no binary, not even that of an earlier run.
func TestBuildReportsCompileErrors(t *testing.T) {
	t.Parallel()
	b := module(t)
	if _, err := b.Build(t.Context()); err != nil {
		t.Fatal(err)
	}
	localtest.Write(t, b.Root, "functions/a/main.go", localtest.Broken)
	binaries, err := b.Build(t.Context())
	if e, ok := errors.AsType[*compile.Error](err); !ok || !strings.Contains(e.Output, "functions/a/main.go:3:15: undefined: undefined") {
		t.Errorf("Build fails with %v, want the compiler's message", err)
	}
	if binaries["functions/a"] != "" {
		t.Error("there is a binary of what does not compile")
	}
	if got := output(t, binaries["functions/b"]); got != "b" {
		t.Errorf("the other program prints %q", got)
	}
}

func TestBuildIsCancelled(t *testing.T) {
	t.Parallel()
	if _, err := module(t).Build(localtest.Ended()); !errors.Is(err, context.Canceled) {
		t.Errorf("Build fails with %v, want context.Canceled", err)
	}
}

type outcome struct {
	binaries map[string]string
	err      error
}

// watch runs a watcher until the end of the test. The channel gets what it builds.
func watch(t *testing.T, b *build.Builder) <-chan outcome {
	t.Helper()
	w, err := b.Watch()
	if err != nil {
		t.Fatal(err)
	}
	built := make(chan outcome, 100)
	ended := make(chan error)
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		ended <- w.Run(ctx, func(binaries map[string]string, err error) { built <- outcome{binaries, err} })
	}()
	t.Cleanup(func() {
		cancel()
		if err := errors.Join(<-ended, w.Close()); err != nil {
			t.Errorf("Watch fails with %v", err)
		}
	})
	return built
}

func next(t *testing.T, built <-chan outcome) outcome {
	t.Helper()
	select {
	case o := <-built:
		return o
	case <-time.After(time.Minute):
		t.Fatal("nothing is built")
		return outcome{}
	}
}

func TestWatch(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		name, content string
		want          string // what program a prints then
	}{
		"a program":              {"functions/a/main.go", "package main\n\nfunc main() { print(\"new\") }\n", "new"},
		"an embedded file":       {"shared/words.txt", "two", "a two"},
		"a file in a new folder": {"functions/a/extra/extra.go", "package extra\n", "a one"},
		"go.mod":                 {"go.mod", "module fixture\n\ngo 1.25.0\n", "a one"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := module(t)
			before, err := b.Build(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			built := watch(t, b)
			localtest.Write(t, b.Root, test.name, test.content)
			o := next(t, built)
			if o.err != nil {
				t.Fatal(o.err)
			}
			if got := output(t, o.binaries["functions/a"]); got != test.want {
				t.Errorf("program a prints %q, want %q", got, test.want)
			}
			changed := o.binaries["functions/a"] != before["functions/a"]
			if want := test.want != "a one"; changed != want && test.name != "go.mod" {
				t.Errorf("program a is another binary: %v, want %v", changed, want)
			}
			if o.binaries["functions/b"] != before["functions/b"] && test.name != "go.mod" {
				t.Error("program b is another binary")
			}
		})
	}
}

func TestWatchAfterACompileError(t *testing.T) {
	t.Parallel()
	b := module(t)
	before, err := b.Build(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	source := localtest.Read(t, b.Root, "functions/a/main.go")
	built := watch(t, b)
	localtest.Write(t, b.Root, "functions/a/main.go", localtest.Broken)
	o := next(t, built)
	if _, ok := errors.AsType[*compile.Error](o.err); !ok || o.binaries["functions/a"] != "" || o.binaries["functions/b"] != before["functions/b"] {
		t.Errorf("the watcher returns %v and %v, want a compile error and only the other program's old binary", o.binaries, o.err)
	}
	localtest.Write(t, b.Root, "functions/a/main.go", strings.ReplaceAll(source, "a ", "corrected "))
	if o := next(t, built); o.err != nil || output(t, o.binaries["functions/a"]) != "corrected one" {
		t.Errorf("the corrected source: %v", o.err)
	}
}

func TestWatchIgnoresOtherFiles(t *testing.T) {
	t.Parallel()
	b := module(t)
	built := watch(t, b)
	source := localtest.Read(t, b.Root, "functions/a/main.go")
	for _, name := range []string{"functions/a/main_test.go", ".git/index", "functions/a/.main.go.swp", "testdata/x.go", ".local/store.json"} {
		localtest.Write(t, b.Root, name, "package main\n")
	}
	localtest.Write(t, b.Root, "functions/a/main.go", source) // the same as before
	localtest.Write(t, b.Root, "functions/b/main.go", "package main\n\nfunc main() { print(\"2\") }\n")
	o := next(t, built)
	if o.err != nil || output(t, o.binaries["functions/b"]) != "2" {
		t.Errorf("the next build is not of the last source: %v", o.err)
	}
	select {
	case <-built:
		t.Error("there are more builds than changes")
	default:
	}
}

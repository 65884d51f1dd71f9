package stack_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"storefront/infra/eventually"
	"storefront/infra/local/compile"
	"storefront/infra/local/lambda"
	"storefront/infra/local/localtest"
	"storefront/infra/local/stack"
)

// withListen returns a module with another function, which has no route.
func withListen(t *testing.T) string {
	t.Helper()
	root := localtest.Module(t)
	extend(t, root, "late.yaml")
	return root
}

// invoke runs that function.
func invoke(ctx context.Context, s *stack.Store) error {
	_, err := s.Region("us").Invoke(ctx, "ListenFunction", []byte("{}"))
	return err
}

// gate stops the go command before it builds that function: until there is a file
// open, and pid then has the command's process id.
type gate struct{ pid, open string }

func newGate(t *testing.T) gate {
	t.Helper()
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	g := gate{filepath.Join(dir, "pid"), filepath.Join(dir, "open")}
	script := fmt.Sprintf(`#!/bin/sh
case "$*" in
*functions/listen*) echo $$ >%[1]s.new && mv %[1]s.new %[1]s; until test -e %[2]s; do sleep 0.01; done ;;
esac
exec %[3]s "$@"
`, g.pid, g.open, goTool)
	if err := os.WriteFile(filepath.Join(dir, "go"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(filepath.ListSeparator)+os.Getenv("PATH"))
	return g
}

// The store serves while a function without routes is built. Invocations of that
// function wait.
func TestFunctionsWithoutRoutesAreBuiltBehindTheOthers(t *testing.T) {
	g := newGate(t)
	s, _ := start(t, stack.Options{Root: withListen(t)})
	localtest.PID(t, g.pid) // the go command is at the gate
	if got := localtest.Request(t, "GET", s.Region("us").URL+"/version", ""); got != "one" {
		t.Errorf("while the other is built, the function behind a route answers %q", got)
	}
	if err := s.Built(localtest.Ended()); !errors.Is(err, context.Canceled) {
		t.Errorf("Built fails with %v, want context.Canceled", err)
	}
	if err := invoke(localtest.Ended(), s); !errors.Is(err, context.Canceled) {
		t.Errorf("Invoke fails with %v, want context.Canceled", err)
	}
	invoked := make(chan error, 1)
	go func() { invoked <- invoke(t.Context(), s) }()
	localtest.Write(t, "", g.open, "")
	if err := s.Built(t.Context()); err != nil {
		t.Error(err)
	}
	if err := <-invoked; err != nil {
		t.Errorf("the invocation that waited fails with %v", err)
	}
}

func TestCloseEndsTheBuild(t *testing.T) {
	g := newGate(t)
	s, _ := start(t, stack.Options{Root: withListen(t)})
	pid := localtest.PID(t, g.pid)
	invoked := make(chan error, 1)
	go func() { invoked <- invoke(context.Background(), s) }()
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-invoked; !errors.Is(err, lambda.ErrClosed) {
		t.Errorf("the invocation that waited fails with %v, want ErrClosed", err)
	}
	if err := s.Built(t.Context()); !errors.Is(err, context.Canceled) {
		t.Errorf("Built fails with %v, want context.Canceled", err)
	}
	if !localtest.Gone(pid) {
		t.Error("the go command is still there")
	}
}

// If a function without routes does not compile, the others serve.
func TestFunctionWithoutRoutesThatDoesNotCompile(t *testing.T) {
	t.Parallel()
	root := withListen(t)
	const source = "functions/listen/main.go"
	right := localtest.Read(t, root, source)
	localtest.Write(t, root, source, localtest.Broken)
	s, l := start(t, stack.Options{Root: root, Watch: true})
	e, ok := errors.AsType[*compile.Error](s.Built(t.Context()))
	if want := "functions/listen/main.go:3:15: undefined: undefined"; !ok || !strings.Contains(e.Output, want) || !strings.Contains(l.String(), want) {
		t.Errorf("the error is %v, and the log %s; want both with %q", e, l, want)
	}
	if err := invoke(t.Context(), s); !errors.Is(err, lambda.ErrNotBuilt) {
		t.Errorf("Invoke fails with %v, want ErrNotBuilt", err)
	}
	if got := localtest.Request(t, "GET", s.Region("us").URL+"/version", ""); got != "one" {
		t.Errorf("the other function answers %q", got)
	}
	localtest.Write(t, root, source, right)
	eventually.True(t, "the corrected function runs", func() bool {
		err := invoke(t.Context(), s)
		if err != nil && !errors.Is(err, lambda.ErrNotBuilt) {
			t.Fatal(err)
		}
		return err == nil
	})
	l.WaitFor(t, "(?m)^the source compiles again$")

	// A mistake that is taken back builds what serves already.
	localtest.Write(t, root, source, localtest.Broken)
	l.WaitFor(t, "the last version that compiles serves")
	localtest.Write(t, root, source, right)
	l.WaitFor(t, "(?s)compiles again\n.*the last version that compiles serves\n.*the source compiles again\n")
}

// display records what it is asked to show.
type display struct{ shown []string }

func (d *display) Show(what, detail string) { d.shown = append(d.shown, what+", "+detail) }
func (d *display) Clear()                   { d.shown = append(d.shown, "") }

func TestProgressOfABuild(t *testing.T) {
	t.Parallel()
	root := withListen(t)
	for _, name := range []string{"echo", "listen"} { // no build cache has them
		localtest.Write(t, root, "functions/"+name+"/new.go", "package main\n\nconst root = `"+root+"`\n")
	}
	var d display
	s, l := start(t, stack.Options{Root: root, Progress: &d})
	if err := s.Built(t.Context()); err != nil {
		t.Fatal(err)
	}
	shown := strings.Join(d.shown, "\n")
	first := strings.Index(shown, "compiling echo, 0 of 2 functions done, package ")
	second := strings.Index(shown, "\n\ncompiling listen, 1 of 2 functions done, package ")
	if first != 0 || second < 0 || !strings.HasSuffix(shown, "\n") {
		t.Errorf("shown is %q", d.shown)
	}
	if !strings.Contains(l.String(), "also built: listen\n") {
		t.Errorf("the log is %s", l)
	}
	d = display{}
	s, l = start(t, stack.Options{Root: root, Progress: &d})
	if err := s.Built(t.Context()); err != nil {
		t.Fatal(err)
	}
	if shown := strings.Join(d.shown, ""); shown != "" || l.String() != "" {
		t.Errorf("of what is compiled, %q is shown, and the log is %s", shown, l)
	}
}

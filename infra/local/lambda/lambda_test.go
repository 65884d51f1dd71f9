package lambda_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"storefront/infra/eventually"
	"storefront/infra/local/build"
	"storefront/infra/local/compile"
	"storefront/infra/local/lambda"
	"storefront/infra/local/localtest"
)

const fixtureDir = "infra/local/lambda/testdata/fixture"

// fixture is the executable of testdata/fixture, built as functions are.
var fixture string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "lambda-test")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		job := compile.Job{Root: "../../..", Dirs: []string{fixtureDir}, Out: filepath.Join(dir, "cache")}
		builder := &build.Builder{Job: job, Bin: filepath.Join(dir, "bin")}
		binaries, err := builder.Build(context.Background())
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		fixture = binaries[fixtureDir]
		return m.Run()
	}())
}

// do returns an event for the fixture.
func do(what, value string) []byte {
	return fmt.Appendf(nil, `{"do":%q,"value":%q}`, what, value)
}

// start runs the fixture as a function until the end of the test.
func start(t testing.TB, config lambda.Config) (*lambda.Function, *localtest.Log) {
	t.Helper()
	return startBinary(t, fixture, config)
}

func startBinary(t testing.TB, binary string, config lambda.Config) (*lambda.Function, *localtest.Log) {
	t.Helper()
	runtime, err := lambda.Listen()
	if err != nil {
		t.Fatal(err)
	}
	l := &localtest.Log{}
	config.Name, config.AWSRegion, config.Log = "storefront-us-fixture", "us-west-2", log.New(l, "", 0)
	config.Timeout, config.MemoryMB = cmp.Or(config.Timeout, time.Minute), cmp.Or(config.MemoryMB, 128)
	f := runtime.Function(binary, config)
	t.Cleanup(func() {
		f.Close(localtest.Ended())
		if err := runtime.Close(); err != nil {
			t.Error(err)
		}
	})
	return f, l
}

// invoke returns the function's response, which must not be an error.
func invoke(t testing.TB, f *lambda.Function, event []byte) string {
	t.Helper()
	response, err := f.Invoke(context.Background(), event)
	if err != nil {
		t.Fatalf("Invoke(%s): %v", event, err)
	}
	return string(response)
}

// invokeAtOnce starts n invocations and returns a channel for their errors.
func invokeAtOnce(ctx context.Context, n int, f *lambda.Function, event []byte) <-chan error {
	failed := make(chan error, n)
	for range n {
		go func() {
			_, err := f.Invoke(ctx, event)
			failed <- err
		}()
	}
	return failed
}

type description struct {
	PID      int
	Env      []string
	ID, ARN  string
	Deadline time.Time
}

func describe(t testing.TB, f *lambda.Function) description {
	t.Helper()
	var d description
	if err := json.Unmarshal([]byte(invoke(t, f, do("describe", ""))), &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// task is an invocation that goes on until end is called.
type task struct {
	file string
	err  <-chan error
}

// startTask starts a task for a caller who may leave, when ctx ends.
func startTask(ctx context.Context, t testing.TB, f *lambda.Function) *task {
	t.Helper()
	file := filepath.Join(t.TempDir(), "task")
	event, err := json.Marshal(map[string]string{"do": "wait", "path": file, "value": "done"})
	if err != nil {
		t.Fatal(err)
	}
	return &task{file, invokeAtOnce(ctx, 1, f, event)}
}

func (k *task) began() bool { return localtest.Exists(k.file) }

// end ends the task, whose invocation must then succeed.
func (k *task) end(t testing.TB) {
	t.Helper()
	if err := errors.Join(os.Remove(k.file), <-k.err); err != nil {
		t.Errorf("the invocation under way fails with %v", err)
	}
}

func failure(t testing.TB, err error) *lambda.FunctionError {
	t.Helper()
	e, ok := errors.AsType[*lambda.FunctionError](err)
	if !ok {
		t.Fatalf("error is %v, want a FunctionError", err)
	}
	return e
}

func TestInvoke(t *testing.T) {
	t.Parallel()
	f, _ := start(t, lambda.Config{})
	tests := map[string]struct {
		event []byte
		want  string
		kind  string // of the error
		says  string // a part of the error
	}{
		"an answer":                  {event: do("echo", "hello"), want: `"hello"`},
		"a streamed answer":          {event: do("stream", "a stream"), want: "a stream"},
		"an error":                   {event: do("fail", "out of tea"), kind: "errorString", says: "out of tea"},
		"an event of the wrong type": {event: []byte(`[]`), kind: "UnmarshalTypeError", says: "cannot unmarshal array"},
		"a panic":                    {event: do("panic", "no cups"), kind: "string", says: "no cups"},
		"an exit":                    {event: do("exit", ""), kind: lambda.TypeExit, says: "exit status 7"},
		"an answer beyond the limit": {event: do("large", ""), kind: lambda.TypeTooLarge, says: "exceeded maximum"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := f.Invoke(t.Context(), test.event)
			if test.kind == "" {
				if err != nil || string(got) != test.want {
					t.Errorf("Invoke = %q, %v; want %q", got, err, test.want)
				}
				return
			}
			if e := failure(t, err); e.Type != test.kind || !strings.Contains(e.Message, test.says) {
				t.Errorf("Invoke fails with %v; want a %s that says %q", e, test.kind, test.says)
			}
			if got := invoke(t, f, do("echo", "still there")); got != `"still there"` {
				t.Errorf("after that, the function answers %q", got)
			}
		})
	}
}

func TestEventBeyondTheLimit(t *testing.T) {
	t.Parallel()
	f, _ := start(t, lambda.Config{})
	if _, err := f.Invoke(t.Context(), make([]byte, lambda.MaxPayload+1)); !errors.Is(err, lambda.ErrTooLarge) {
		t.Errorf("Invoke fails with %v, want ErrTooLarge", err)
	}
}

func TestEnvironment(t *testing.T) {
	t.Setenv("DEVELOPERS_SECRET", "hunter2")
	f, _ := start(t, lambda.Config{
		MemoryMB: 256,
		Timeout:  30 * time.Second,
		Env:      map[string]string{"ORDERS_TABLE": "storefront-us-orders", "AWS_ENDPOINT_URL_DYNAMODB": "http://127.0.0.1:8000"},
	})
	before := time.Now()
	d := describe(t, f)
	for _, want := range []string{
		"AWS_LAMBDA_FUNCTION_NAME=storefront-us-fixture",
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE=256",
		"AWS_LAMBDA_FUNCTION_VERSION=$LATEST",
		"AWS_LAMBDA_LOG_GROUP_NAME=/aws/lambda/storefront-us-fixture",
		"AWS_LAMBDA_LOG_FORMAT=JSON",
		"AWS_REGION=us-west-2",
		"AWS_DEFAULT_REGION=us-west-2",
		"TZ=:UTC",
		"ORDERS_TABLE=storefront-us-orders",
		"AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:8000",
	} {
		if !slices.Contains(d.Env, want) {
			t.Errorf("the environment lacks %s", want)
		}
	}
	for _, variable := range d.Env {
		name, value, _ := strings.Cut(variable, "=")
		if name == "DEVELOPERS_SECRET" || name == "HOME" {
			t.Errorf("the developer's %s is in the environment", name)
		}
		if strings.HasPrefix(name, "AWS_ACCESS_KEY") && !regexp.MustCompile(`^[a-zA-Z0-9]+$`).MatchString(value) {
			t.Errorf("%s=%s has more than letters and digits", name, value)
		}
	}
	if want := "arn:aws:lambda:us-west-2:123456789012:function:storefront-us-fixture"; d.ARN != want {
		t.Errorf("the ARN is %s, want %s", d.ARN, want)
	}
	if other := describe(t, f); other.ID == d.ID {
		t.Errorf("two invocations have the id %s", d.ID)
	}
	earliest, latest := before.Add(29*time.Second), time.Now().Add(31*time.Second)
	if d.Deadline.Before(earliest) || d.Deadline.After(latest) {
		t.Errorf("the deadline is %v, want 30 s after the start of the invocation", d.Deadline)
	}
}

func TestProcessesRunOneInvocationAtATime(t *testing.T) {
	t.Parallel()
	f, _ := start(t, lambda.Config{Processes: 3})
	tasks := []*task{startTask(t.Context(), t, f), startTask(t.Context(), t, f), startTask(t.Context(), t, f), startTask(t.Context(), t, f)}
	running := func() (n int) {
		for _, k := range tasks {
			if k.began() {
				n++
			}
		}
		return n
	}
	eventually.True(t, "three tasks run", func() bool { return running() == 3 })
	i := slices.IndexFunc(tasks, (*task).began)
	tasks[i].end(t)
	tasks = slices.Delete(tasks, i, i+1)
	eventually.True(t, "the fourth runs", func() bool { return running() == 3 })
	for _, k := range tasks {
		k.end(t)
	}
}

func TestManyInvocations(t *testing.T) {
	t.Parallel()
	f, _ := start(t, lambda.Config{Processes: 4})
	var wg sync.WaitGroup
	for i := range 400 {
		wg.Go(func() {
			want := fmt.Sprintf("value %d", i)
			got, err := f.Invoke(context.Background(), do("echo", want))
			if err != nil || string(got) != `"`+want+`"` {
				t.Errorf("Invoke = %s, %v; want %q", got, err, want)
			}
		})
	}
	wg.Wait()
}

func TestWarmProcessServesAgain(t *testing.T) {
	t.Parallel()
	f, l := start(t, lambda.Config{})
	first := describe(t, f)
	l.WaitFor(t, "REPORT") // the process is ready again
	if second := describe(t, f); second.PID != first.PID {
		t.Errorf("processes %d and %d served two invocations in a row, want one for both", first.PID, second.PID)
	}
}

func TestConcurrencyBeyondWhichInvocationsAreThrottled(t *testing.T) {
	t.Parallel()
	f, _ := start(t, lambda.Config{Concurrency: 2, Processes: 1})
	running := startTask(t.Context(), t, f)
	eventually.True(t, "a task runs", running.began)
	const callers = 10
	results := invokeAtOnce(context.Background(), callers, f, do("echo", ""))
	for range callers - 1 { // one waits for the process
		if err := <-results; !errors.Is(err, lambda.ErrThrottled) {
			t.Errorf("Invoke fails with %v, want ErrThrottled", err)
		}
	}
	running.end(t)
	if err := <-results; err != nil {
		t.Errorf("the invocation that waited fails with %v", err)
	}
	invoke(t, f, do("echo", "free again"))
}

func TestConcurrencyOfOne(t *testing.T) {
	t.Parallel()
	f, _ := start(t, lambda.Config{Concurrency: 1})
	for range 50 { // a process that has just answered does not count as busy
		invoke(t, f, do("echo", "one after the other"))
	}
}

func TestInvocationThatFindsNoProcessInTimeIsThrottled(t *testing.T) {
	t.Parallel()
	f, l := start(t, lambda.Config{Processes: 1, Timeout: 300 * time.Millisecond})
	hanging := make(chan error, 1)
	go func() {
		err := lambda.ErrThrottled
		for errors.Is(err, lambda.ErrThrottled) { // as it is while the process starts
			_, err = f.Invoke(context.Background(), do("hang", ""))
		}
		hanging <- err
	}()
	l.WaitFor(t, "START")
	// More than one of these cannot be served within the timeout: each hangs until its own.
	results := invokeAtOnce(context.Background(), 3, f, do("hang", ""))
	var throttled int
	for range 3 {
		if err := <-results; errors.Is(err, lambda.ErrThrottled) {
			throttled++
		}
	}
	if throttled < 2 {
		t.Errorf("%d of 3 were throttled, want 2 at least", throttled)
	}
	<-hanging //nolint:errcheck // only that it ends matters
}

func TestTimeoutEndsTheProcess(t *testing.T) {
	t.Parallel()
	f, l := start(t, lambda.Config{Processes: 1, Timeout: 2 * time.Second})
	before := describe(t, f)
	_, err := f.Invoke(t.Context(), do("hang", ""))
	if e := failure(t, err); e.Type != lambda.TypeTimeout || e.Message != "Task timed out after 2.00 seconds" {
		t.Errorf("Invoke fails with %v", e)
	}
	eventually.True(t, "the process is gone", func() bool { return localtest.Gone(before.PID) })
	if after := describe(t, f); after.PID == before.PID {
		t.Error("the process that hung serves again")
	}
	l.WaitFor(t, `(?m)^RequestId: [0-9a-f-]{36} Error: Task timed out after 2\.00 seconds$`)
	l.WaitFor(t, `REPORT RequestId: [0-9a-f-]{36}\tDuration: 2\d{3}\.\d\d ms\t.*Status: timeout`)
}

func TestKill(t *testing.T) {
	t.Parallel()
	f, l := start(t, lambda.Config{Processes: 3})
	if f.Kill(func(int) int { return 0 }) {
		t.Error("a process was killed before there was one")
	}
	first := describe(t, f).PID
	l.WaitFor(t, "REPORT") // so that the same process works first
	tasks := []*task{startTask(t.Context(), t, f)}
	eventually.True(t, "the first process works", tasks[0].began)
	tasks = append(tasks, startTask(t.Context(), t, f))
	eventually.True(t, "the second process works", tasks[1].began)
	if !f.Kill(func(n int) int { return n - 1 }) {
		t.Fatal("there was no process to kill")
	}
	if e := failure(t, <-tasks[1].err); e.Type != lambda.TypeExit || !strings.Contains(e.Message, "killed") {
		t.Errorf("the invocation in the killed process fails with %v", e)
	}
	tasks[0].end(t)
	eventually.True(t, "the first process can be killed", func() bool {
		return f.Kill(func(n int) int {
			if n != 1 {
				t.Errorf("%d processes are left, want 1", n)
			}
			return 0
		})
	})
	eventually.True(t, "the first process is gone", func() bool { return localtest.Gone(first) })
	eventually.True(t, "the next invocation starts another process", func() bool {
		_, err := f.Invoke(t.Context(), do("echo", ""))
		return err == nil
	})
}

func TestCallerWhoLeavesDoesNotEndTheInvocation(t *testing.T) {
	t.Parallel()
	f, l := start(t, lambda.Config{})
	ctx, leave := context.WithCancel(t.Context())
	k := startTask(ctx, t, f)
	eventually.True(t, "the task runs", k.began)
	leave()
	if err := <-k.err; !errors.Is(err, context.Canceled) {
		t.Errorf("Invoke fails with %v, want context.Canceled", err)
	}
	if err := os.Remove(k.file); err != nil {
		t.Fatal(err)
	}
	l.WaitFor(t, `REPORT .*MB`)
	if strings.Contains(l.String(), "Status: error") {
		t.Errorf("the invocation did not end well:\n%s", l)
	}
}

func TestInitFailure(t *testing.T) {
	t.Parallel()
	marker := filepath.Join(t.TempDir(), "marker")
	f, l := start(t, lambda.Config{
		Processes: 2,
		Env:       map[string]string{"FIXTURE_INIT": "file", "FIXTURE_FILE": marker},
	})
	const callers = 20
	results := invokeAtOnce(context.Background(), callers, f, do("echo", ""))
	for range callers {
		if e := failure(t, <-results); e.Type != lambda.TypeInit || e.Message != "exit status 3" {
			t.Errorf("Invoke fails with %v", e)
		}
	}
	l.WaitFor(t, `stat .*marker: no such file or directory`)
	l.WaitFor(t, `(?m)^storefront-us-fixture did not start: exit status 3$`)
	if starts := strings.Count(l.String(), "did not start"); starts > callers {
		t.Errorf("%d starts for %d invocations", starts, callers)
	}
	localtest.Write(t, "", marker, "")
	if got := invoke(t, f, do("echo", "repaired")); got != `"repaired"` {
		t.Errorf("once the cause is removed, the function answers %s", got)
	}
}

// If a start fails while another process serves, that process takes what waits, and
// the start is not repeated.
func TestInitFailureBesideAProcessThatServes(t *testing.T) {
	t.Parallel()
	marker := filepath.Join(t.TempDir(), "marker")
	localtest.Write(t, "", marker, "")
	f, l := start(t, lambda.Config{Env: map[string]string{"FIXTURE_INIT": "file", "FIXTURE_FILE": marker}})
	running := startTask(t.Context(), t, f)
	eventually.True(t, "a task runs", running.began)
	if err := os.Remove(marker); err != nil {
		t.Fatal(err)
	}
	waiting := invokeAtOnce(context.Background(), 1, f, do("echo", ""))
	l.WaitFor(t, "did not start")
	running.end(t)
	if err := <-waiting; err != nil {
		t.Errorf("the invocation that waited fails with %v", err)
	}
	if n := strings.Count(l.String(), "did not start"); n != 1 {
		t.Errorf("%d starts failed, want 1", n)
	}
}

func TestFunctionThatBreaksTheRuntimeAPI(t *testing.T) {
	t.Parallel()
	f, _ := start(t, lambda.Config{Processes: 1, Env: map[string]string{"FIXTURE_INIT": "rude"}})
	_, err := f.Invoke(t.Context(), do("echo", ""))
	if e := failure(t, err); !strings.Contains(e.Message, "before it answered") {
		t.Errorf("an event that is skipped fails with %v", e)
	}
	if got := invoke(t, f, do("echo", "")); got != "400" {
		t.Errorf("an answer to no event has the status %s, want 400", got)
	}
}

func TestInitFailureIsNotRetriedByItself(t *testing.T) {
	t.Parallel()
	f, l := start(t, lambda.Config{Env: map[string]string{"FIXTURE_INIT": "fail"}})
	for n := range 3 {
		if _, err := f.Invoke(t.Context(), do("echo", "")); err == nil {
			t.Fatal("Invoke succeeds")
		}
		eventually.True(t, "the failure is logged", func() bool { return strings.Count(l.String(), "did not start") >= n+1 })
	}
	if starts := strings.Count(l.String(), "FIXTURE_SETTING is not set"); starts != 3 {
		t.Errorf("the process was started %d times for 3 invocations", starts)
	}
}

func TestLog(t *testing.T) {
	t.Parallel()
	f, l := start(t, lambda.Config{MemoryMB: 256, Processes: 1}) // the second event waits for it
	invoke(t, f, do("echo", "first"))
	l.WaitFor(t, `(?m)^END`)
	invoke(t, f, do("echo", "second"))
	if _, err := f.Invoke(t.Context(), do("print", "to the standard output")); err == nil {
		t.Fatal("Invoke succeeds")
	}
	l.WaitFor(t, `(?m)^START RequestId: [0-9a-f-]{36} Version: \$LATEST$`)
	l.WaitFor(t, `(?m)^END RequestId: [0-9a-f-]{36}\nREPORT RequestId: [0-9a-f-]{36}\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\tMemory Size: 256 MB.*\tInit Duration: \d+\.\d\d ms$`)
	l.WaitFor(t, `(?m)^to the standard output$`)
	l.WaitFor(t, `(?m)^and no newline$`)
	l.WaitFor(t, `(?m)^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 0$`)
	l.WaitFor(t, `(?m)^REPORT .*\tStatus: error\tError Type: Runtime\.ExitError$`)
	if n := strings.Count(l.String(), "Init Duration"); n != 1 {
		t.Errorf("%d REPORT lines have an Init Duration, want the process's first only", n)
	}
}

func TestQuietLog(t *testing.T) {
	t.Parallel()
	const metrics = `{"Holds":1,"_aws":{"CloudWatchMetrics":[],"Timestamp":0}}`
	for _, quiet := range []bool{true, false} {
		f, l := start(t, lambda.Config{Quiet: quiet})
		if _, err := f.Invoke(t.Context(), do("print", metrics+"\nits own words")); err == nil {
			t.Fatal("Invoke succeeds")
		}
		l.WaitFor(t, "its own words")
		l.WaitFor(t, "Runtime exited")
		for _, line := range []string{metrics, "START"} {
			if got := strings.Contains(l.String(), line); got == quiet {
				t.Errorf("quiet %v: the log has %s: %v", quiet, line, got)
			}
		}
		if got := regexp.MustCompile("END|REPORT").FindString(l.String()); quiet && got != "" {
			t.Errorf("the quiet log has a %s line", got)
		}
	}
}

func TestClose(t *testing.T) {
	t.Parallel()
	f, _ := start(t, lambda.Config{Processes: 2})
	pid := describe(t, f).PID
	running := startTask(t.Context(), t, f)
	eventually.True(t, "a task runs", running.began)
	closed := make(chan struct{})
	go func() {
		f.Close(context.Background())
		close(closed)
	}()
	eventually.True(t, "no new invocation is let in", func() bool {
		_, err := f.Invoke(t.Context(), do("echo", ""))
		return errors.Is(err, lambda.ErrClosed)
	})
	select {
	case <-closed:
		t.Fatal("Close did not wait for the invocation under way")
	default:
	}
	running.end(t)
	<-closed
	if !localtest.Gone(pid) {
		t.Errorf("process %d is still there", pid)
	}
}

func TestCloseEndsWhatDoesNotFinish(t *testing.T) {
	t.Parallel()
	f, l := start(t, lambda.Config{})
	pid := describe(t, f).PID
	l.WaitFor(t, "REPORT") // so that the same process hangs
	hanging := invokeAtOnce(context.Background(), 1, f, do("hang", ""))
	eventually.True(t, "it hangs", func() bool { return strings.Count(l.String(), "START") == 2 })
	f.Close(localtest.Ended())
	if !localtest.Gone(pid) {
		t.Errorf("process %d is still there", pid)
	}
	if e := failure(t, <-hanging); e.Type != lambda.TypeExit {
		t.Errorf("the invocation fails with %v", e)
	}
}

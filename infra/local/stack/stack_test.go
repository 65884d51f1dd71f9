package stack_test

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"storefront/infra/eventually"
	"storefront/infra/faultproxy"
	"storefront/infra/local/lambda"
	"storefront/infra/local/localtest"
	"storefront/infra/local/stack"
	"storefront/infra/storetest"
)

// tryStart starts a store in one region, and without tables, unless the options say
// otherwise.
func tryStart(t testing.TB, options stack.Options) (*stack.Store, error) {
	t.Helper()
	options.Engine = cmp.Or(options.Engine, "http://127.0.0.1:1") // nothing asks it
	if options.Root == "" {
		options.Root = localtest.Module(t)
	}
	if options.Regions == nil {
		options.Regions = []string{"us"}
	}
	return stack.Start(t.Context(), options)
}

// start is tryStart of a store that runs until the end of the test.
func start(t testing.TB, options stack.Options) (*stack.Store, *localtest.Log) {
	t.Helper()
	l := &localtest.Log{}
	options.Log = l
	s, err := tryStart(t, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(localtest.Ended()); err != nil {
			t.Error(err)
		}
	})
	return s, l
}

func TestRegionsAreApart(t *testing.T) {
	t.Parallel()
	s, l := start(t, stack.Options{Regions: []string{"us", "eu"}})
	secrets := map[string]string{}
	others := map[string]string{"us": "eu=" + s.Region("eu").URL, "eu": "us=" + s.Region("us").URL}
	for _, r := range s.Regions() {
		for name, want := range map[string]string{
			"STORE_REGION": r.Name,
			"AWS_REGION":   r.AWSRegion,
			"SHOP_URL":     r.URL,
			"SHOP_URLS":    others[r.Name],
			"HOME":         "",
		} {
			if got := localtest.Request(t, "GET", r.URL+"/environment/"+name, ""); got != want {
				t.Errorf("region %s: %s is %q, want %q", r.Name, name, got, want)
			}
		}
		secrets[localtest.Request(t, "GET", r.URL+"/environment/TOKEN_SECRET", "")] = r.Name
		localtest.Request(t, "POST", r.URL+"/mail", "from "+r.Name)
		if mail := r.Mail.Messages(); len(mail) != 1 || mail[0].Text != "from "+r.Name {
			t.Errorf("region %s: the mailbox has %v", r.Name, mail)
		}
		eventually.True(t, "the log says whose line it is", func() bool {
			return regexp.MustCompile(`(?m)^` + r.Name + ` echo +REPORT RequestId`).MatchString(l.String())
		})
	}
	if len(secrets) != 2 {
		t.Errorf("the regions' secrets are %v, want one each", secrets)
	}
}

func TestLocalPagesAndState(t *testing.T) {
	t.Parallel()
	s, _ := start(t, stack.Options{})
	url := s.Region("us").URL
	if got := s.State(); got.PID != os.Getpid() || got.DynamoDB != "http://127.0.0.1:1" || got.Regions["us"].URL != url || got.Regions["us"].Stack != "storefront-us" {
		t.Errorf("the state is %+v", got)
	}
	var mail struct {
		Region string
		Mail   []struct{ From, Subject, Text string }
	}
	read := func(path string, into any) {
		if err := json.Unmarshal([]byte(localtest.Request(t, "GET", url+path, "")), into); err != nil {
			t.Fatal(err)
		}
	}
	read("/_local/mail", &mail)
	if mail.Mail == nil || len(mail.Mail) != 0 {
		t.Errorf("at first the mail is %v, want an empty list", mail.Mail)
	}
	localtest.Request(t, "POST", url+"/mail", "first")
	localtest.Request(t, "POST", url+"/mail", "second")
	read("/_local/mail", &mail)
	if len(mail.Mail) != 2 || mail.Mail[0].Text != "second" || mail.Mail[0].Subject != "Hello" {
		t.Errorf("the mail is %v, want the two, the newest first", mail.Mail)
	}
	var routes struct {
		Routes []struct{ Method, Path, Function string }
	}
	read("/_local/routes", &routes)
	if len(routes.Routes) != 5 || routes.Routes[0] != (struct{ Method, Path, Function string }{"GET", "/version", "EchoFunction"}) {
		t.Errorf("the routes are %v", routes.Routes)
	}
}

// A developer can invoke a function with any event, such as that of a schedule.
func TestInvoke(t *testing.T) {
	t.Parallel()
	s, _ := start(t, stack.Options{})
	for path, want := range map[string]struct {
		status int
		body   string
	}{"echo": {200, `"one"`}, "none": {404, "404 page not found\n"}} {
		answer, err := http.Post(s.Region("us").URL+"/_local/invoke/"+path, "application/json", strings.NewReader(`{"routeKey": "GET /version"}`))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		if err != nil || answer.StatusCode != want.status || string(body) != want.body {
			t.Errorf("%s: %d %s, %v", path, answer.StatusCode, body, err)
		}
		if err := answer.Body.Close(); err != nil {
			t.Error(err)
		}
	}
}

// An event that a developer sends waits while the function is at its concurrency, such as for
// the schedule's own run.
func TestInvokeWaitsForItsTurn(t *testing.T) {
	t.Parallel()
	root := localtest.Module(t)
	const template = "template.yaml"
	localtest.Write(t, root, template, strings.Replace(localtest.Read(t, root, template),
		"CodeUri: functions/echo\n", "CodeUri: functions/echo\n      ReservedConcurrentExecutions: 1\n", 1))
	s, _ := start(t, stack.Options{Root: root})
	us := s.Region("us")
	file, slow := localtest.SlowRequest(t, us.URL)
	event := []byte(`{"routeKey": "GET /version"}`)
	if _, err := us.Invoke(t.Context(), "EchoFunction", event); !errors.Is(err, lambda.ErrThrottled) {
		t.Errorf("a second invocation: %v, want %v", err, lambda.ErrThrottled)
	}
	short, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := us.InvokeInTurn(short, "EchoFunction", event); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("while the first runs: %v, want a wait until the deadline", err)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if answer := localtest.Request(t, "POST", us.URL+"/_local/invoke/echo", string(event)); answer != `"one"` {
		t.Errorf("once it has ended: %s", answer)
	}
	if answer := <-slow; answer != "one" {
		t.Errorf("the first is answered %s", answer)
	}
}

// Faults are for the functions alone: what starts the store and what audits it uses
// the database itself.
func TestFaultsAreForTheFunctions(t *testing.T) {
	t.Parallel()
	var proxy string
	t.Run("while the store runs", func(t *testing.T) {
		s, _ := start(t, stack.Options{Faults: faultproxy.MustParse("UpdateItem:500=1")})
		us := s.Region("us")
		proxy = s.State().Faults
		if got := localtest.Request(t, "GET", us.URL+"/environment/AWS_ENDPOINT_URL_DYNAMODB", ""); proxy == "" || got != proxy {
			t.Errorf("the function's endpoint is %q, want the proxy's %q", got, proxy)
		}
		if got := localtest.Request(t, "GET", proxy+"/_faults/spec", ""); got != "UpdateItem:500=1\n" {
			t.Errorf("the proxy's faults are %q", got)
		}
		if got := *us.DynamoDB.Options().BaseEndpoint; got != "http://127.0.0.1:1" || s.State().DynamoDB != got {
			t.Errorf("the store's own endpoint is %q, want the database's", got)
		}
	})
	if !localtest.Refuses(proxy) {
		t.Error("the proxy still answers after Close")
	}
	s, _ := start(t, stack.Options{})
	if got := localtest.Request(t, "GET", s.Region("us").URL+"/environment/AWS_ENDPOINT_URL_DYNAMODB", ""); got == "" || got == "http://127.0.0.1:1" || s.State().Faults != "" {
		t.Errorf("without faults, the function's endpoint is %q, want the guard's, and the state names the proxy %q", got, s.State().Faults)
	}
}

func TestKill(t *testing.T) {
	t.Parallel()
	s, _ := start(t, stack.Options{})
	us := s.Region("us")
	before := localtest.Request(t, "GET", us.URL+"/pid", "")
	if us.Kill("MissingFunction", func(int) int { return 0 }) {
		t.Error("a function that is not there was killed")
	}
	if !us.Kill("EchoFunction", func(int) int { return 0 }) {
		t.Fatal("there was no process to kill")
	}
	eventually.True(t, "another process answers", func() bool {
		after, err := localtest.TryRequest("GET", us.URL+"/pid", "")
		return err == nil && after != before
	})
}

// extend appends a file of the module to its template.
func extend(t *testing.T, root, name string) {
	t.Helper()
	const template = "template.yaml"
	localtest.Write(t, root, template, localtest.Read(t, root, template)+localtest.Read(t, root, name))
}

func TestTableAndItsStream(t *testing.T) {
	t.Parallel()
	root := localtest.Module(t)
	extend(t, root, "table.yaml")
	s, l := start(t, stack.Options{
		Root:   root,
		Stack:  "test-" + rand.Text(),
		Engine: storetest.DynamoDB(t),
		Seed:   func(_ context.Context, r *stack.Region) error { put(t, r, "seed"); return nil },
	})
	us := s.Region("us")
	t.Cleanup(func() {
		for _, name := range us.Tables() {
			if _, err := us.DynamoDB.DeleteTable(context.Background(), &dynamodb.DeleteTableInput{TableName: &name}); err != nil {
				t.Error(err)
			}
		}
	})
	put(t, us, "later")
	eventually.True(t, "the function sees both changes in order", func() bool {
		return regexp.MustCompile(`(?s)us listen +INSERT seed\n.*us listen +INSERT later\n`).MatchString(l.String())
	})
	if got := s.State().Regions["us"].Tables["ItemsTable"]; got != us.Tables()["ItemsTable"] || !strings.HasSuffix(got, "-us-items") {
		t.Errorf("the state names the table %s", got)
	}
}

// While a function's source changes under load, every request is answered, at the end
// by the new version.
func TestSwap(t *testing.T) {
	t.Parallel()
	root := localtest.Module(t)
	s, l := start(t, stack.Options{Root: root, Watch: true})
	url := s.Region("us").URL
	const source = "functions/echo/main.go"
	original := localtest.Read(t, root, source)
	set := func(content string) { t.Helper(); localtest.Write(t, root, source, content) }
	version := func(name string) string {
		return strings.Replace(original, `"one"`, strconv.Quote(name), 1)
	}
	serves := func(name string) func() bool {
		return func() bool { return localtest.Request(t, "GET", url+"/version", "") == name }
	}

	slow, old := localtest.SlowRequest(t, url)

	load, stop := context.WithCancel(t.Context())
	var callers sync.WaitGroup
	for range 4 {
		callers.Go(func() {
			for load.Err() == nil {
				if answer, err := localtest.TryRequest("GET", url+"/version", ""); err != nil {
					t.Errorf("a request is dropped: %q, %v", answer, err)
				}
			}
		})
	}
	eventually.True(t, "the old version serves", serves("one"))
	set(version("two"))
	eventually.True(t, "the new version serves", serves("two"))
	set(localtest.Broken)
	eventually.True(t, "the compiler's complaint is shown", func() bool {
		return strings.Contains(l.String(), "functions/echo/main.go:3:15: undefined: undefined")
	})
	if !serves("two")() {
		t.Error("after a compile error the last version that compiles does not serve")
	}
	set(version("three"))
	eventually.True(t, "the mended version serves", serves("three"))
	stop()
	callers.Wait()
	localtest.Write(t, root, "template.yaml", "")
	eventually.True(t, "the log says that the template is another", func() bool {
		return strings.Contains(l.String(), "template.yaml has changed: restart the store")
	})

	if err := os.Remove(slow); err != nil {
		t.Fatal(err)
	}
	if got := <-old; got != "one" {
		t.Errorf("the request that ran all the while is answered %s, want it finished by the old version", got)
	}
}

func TestCloseLetsRequestsFinish(t *testing.T) {
	t.Parallel()
	s, _ := start(t, stack.Options{})
	url := s.Region("us").URL
	file, answer := localtest.SlowRequest(t, url)
	closed := make(chan error, 1)
	go func() { closed <- s.Close(context.Background()) }()
	eventually.True(t, "no request is taken", func() bool { return localtest.Refuses(url) })
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if got := <-answer; got != "one" {
		t.Errorf("the request under way is answered %s", got)
	}
	if err := <-closed; err != nil {
		t.Error(err)
	}
}

func TestStartThatFails(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { taken.Close() }) // when the parallel subtests are done
	port := taken.Addr().(*net.TCPAddr).Port
	broken := localtest.Module(t)
	localtest.Write(t, broken, "functions/echo/main.go", localtest.Broken)
	tests := map[string]struct {
		options stack.Options
		want    string
	}{
		"a port in use":     {stack.Options{Port: port}, fmt.Sprintf("port %d, for region us, is in use: choose another first port with -port", port)},
		"an unknown region": {stack.Options{Regions: []string{"us", "mars"}}, `there is no region "mars": choose from eu, in, uk, us with -regions`},
		"a region twice":    {stack.Options{Regions: []string{"us", "us"}}, "region us is named twice with -regions"},
		"no such function":  {stack.Options{Debug: "gecko"}, `there is no function "gecko": choose from echo with -debug`},
		"no template":       {stack.Options{Root: t.TempDir()}, "template.yaml: no such file"},
		"a compile error":   {stack.Options{Root: broken}, "main.go:3:15: undefined: undefined"},
		"no place for faults": {
			stack.Options{Engine: "https://dynamodb.example.com", Faults: faultproxy.MustParse("500=1")},
			`"https://dynamodb.example.com" is not the address of a local DynamoDB`,
		},
		"a seed that fails": {stack.Options{Seed: func(context.Context, *stack.Region) error { return errors.New("no grain") }}, "region us: seed: no grain"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := tryStart(t, test.options)
			if err == nil || !strings.Contains(err.Error(), test.want) || s != nil {
				t.Errorf("Start returns the store %v and the error %v, want none and %q", s, err, test.want)
			}
		})
	}
}

// BenchmarkRequest measures requests to a warm function that does nothing, with the
// clients on the same machine.
func BenchmarkRequest(b *testing.B) {
	s, _ := start(b, stack.Options{Quiet: true})
	url := s.Region("us").URL + "/version"
	http.DefaultTransport.(*http.Transport).MaxIdleConnsPerHost = 64
	b.SetParallelism(16)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := localtest.TryRequest("GET", url, ""); err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
}

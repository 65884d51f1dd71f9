package store_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"storefront/infra/faultproxy"
	"storefront/infra/local/store"
	"storefront/infra/storetest"
)

// module copies testdata/module to a directory of its own, with this module's
// dependencies.
func module(t testing.TB) string {
	t.Helper()
	root := t.TempDir()
	if err := os.CopyFS(root, os.DirFS("testdata/module")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		content, err := os.ReadFile(filepath.Join("..", "..", "..", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// start starts a store without tables, which ends with the test.
func start(t testing.TB, options store.Options) (*store.Store, *log) {
	t.Helper()
	l := &log{}
	options.Log = l
	if options.Engine == "" {
		options.Engine = "http://127.0.0.1:1" // nothing asks it
	}
	if options.Root == "" {
		options.Root = module(t)
	}
	if options.Regions == nil {
		options.Regions = []string{"us"}
	}
	s, err := store.Start(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if err := s.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	return s, l
}

func request(t testing.TB, method, url, body string) string {
	t.Helper()
	answer, err := tryRequest(method, url, body)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

func tryRequest(method, url, body string) (string, error) {
	r, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", "text/plain")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s %s: %s: %s", method, url, answer.Status, content)
	}
	return string(content), err
}

func eventually(t testing.TB, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("never happened: %s", what)
		}
	}
}

type log struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func TestRegionsAreApart(t *testing.T) {
	t.Parallel()
	s, l := start(t, store.Options{Regions: []string{"us", "eu"}})
	secrets := map[string]string{}
	for _, r := range s.Regions() {
		for name, want := range map[string]string{
			"STORE_REGION": r.Name,
			"AWS_REGION":   r.AWSRegion,
			"SHOP_URL":     r.URL,
			"HOME":         "",
		} {
			if got := request(t, "GET", r.URL+"/environment/"+name, ""); got != want {
				t.Errorf("region %s: %s is %q, want %q", r.Name, name, got, want)
			}
		}
		secrets[request(t, "GET", r.URL+"/environment/TOKEN_SECRET", "")] = r.Name
		request(t, "POST", r.URL+"/mail", "from "+r.Name)
		if mail := r.Mail.Messages(); len(mail) != 1 || mail[0].Text != "from "+r.Name {
			t.Errorf("region %s: the mailbox has %v", r.Name, mail)
		}
		eventually(t, "the log says whose line it is", func() bool {
			return regexp.MustCompile(`(?m)^` + r.Name + ` echo +REPORT RequestId`).MatchString(l.String())
		})
	}
	if len(secrets) != 2 {
		t.Errorf("the regions' secrets are %v, want one each", secrets)
	}
}

func TestLocalPages(t *testing.T) {
	t.Parallel()
	s, _ := start(t, store.Options{})
	url := s.Region("us").URL
	var mail struct {
		Region string
		Mail   []struct{ From, Subject, Text string }
	}
	read := func(path string, into any) {
		if err := json.Unmarshal([]byte(request(t, "GET", url+path, "")), into); err != nil {
			t.Fatal(err)
		}
	}
	read("/_local/mail", &mail)
	if mail.Mail == nil || len(mail.Mail) != 0 {
		t.Errorf("at first the mail is %v, want an empty list", mail.Mail)
	}
	request(t, "POST", url+"/mail", "first")
	request(t, "POST", url+"/mail", "second")
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

func TestState(t *testing.T) {
	t.Parallel()
	s, _ := start(t, store.Options{})
	got, r := s.State(), s.Region("us")
	if got.PID != os.Getpid() || got.DynamoDB != "http://127.0.0.1:1" || got.Regions["us"].URL != r.URL || got.Regions["us"].Stack != "storefront-us" {
		t.Errorf("the state is %+v", got)
	}
}

// Only the functions meet the faults: what starts the store and what audits it
// goes straight to the database.
func TestFaultsAreForTheFunctions(t *testing.T) {
	t.Parallel()
	var proxy string
	t.Run("while the store runs", func(t *testing.T) {
		s, _ := start(t, store.Options{Faults: faultproxy.MustParse("UpdateItem:500=1")})
		us := s.Region("us")
		proxy = s.State().Faults
		if got := request(t, "GET", us.URL+"/environment/AWS_ENDPOINT_URL_DYNAMODB", ""); proxy == "" || got != proxy {
			t.Errorf("the function asks %q, want the proxy at %q", got, proxy)
		}
		if got := request(t, "GET", proxy+"/_faults/spec", ""); got != "UpdateItem:500=1\n" {
			t.Errorf("the proxy's faults are %q", got)
		}
		if got := *us.DynamoDB.Options().BaseEndpoint; got != "http://127.0.0.1:1" || s.State().DynamoDB != got {
			t.Errorf("the store itself asks %q, want the database", got)
		}
	})
	if _, err := net.Dial("tcp", strings.TrimPrefix(proxy, "http://")); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("after the store's end the proxy answers: %v", err)
	}
	s, _ := start(t, store.Options{})
	if got := request(t, "GET", s.Region("us").URL+"/environment/AWS_ENDPOINT_URL_DYNAMODB", ""); got != "http://127.0.0.1:1" || s.State().Faults != "" {
		t.Errorf("without faults the function asks %q and the state says %q", got, s.State().Faults)
	}
}

func TestKill(t *testing.T) {
	t.Parallel()
	s, _ := start(t, store.Options{})
	us := s.Region("us")
	before := request(t, "GET", us.URL+"/pid", "")
	if us.Kill("MissingFunction", func(int) int { return 0 }) {
		t.Error("a function that is not there was killed")
	}
	if !us.Kill("EchoFunction", func(int) int { return 0 }) {
		t.Fatal("there was no process to kill")
	}
	eventually(t, "another process answers", func() bool {
		after, err := tryRequest("GET", us.URL+"/pid", "")
		return err == nil && after != before
	})
}

// extend adds a file of the module to its template.
func extend(t *testing.T, root, name string) {
	t.Helper()
	extra, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	template, err := os.OpenFile(filepath.Join(root, "template.yaml"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := template.Write(extra); err != nil {
		t.Fatal(err)
	}
	if err := template.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestTableAndItsStream(t *testing.T) {
	t.Parallel()
	root := module(t)
	extend(t, root, "table.yaml")
	s, l := start(t, store.Options{
		Root:   root,
		Stack:  "test-" + rand.Text(),
		Engine: storetest.DynamoDB(t),
		Seed:   func(_ context.Context, r *store.Region) error { put(t, r, "seed"); return nil },
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
	eventually(t, "the function sees both changes in order", func() bool {
		return regexp.MustCompile(`(?s)us listen +INSERT seed\n.*us listen +INSERT later\n`).MatchString(l.String())
	})
	if got := s.State().Regions["us"].Tables["ItemsTable"]; got != us.Tables()["ItemsTable"] || !strings.HasSuffix(got, "-us-items") {
		t.Errorf("the state says the table is %s", got)
	}
}

// TestSwap changes a function's source under load: every request gets an
// answer, and at the end it is the new one.
func TestSwap(t *testing.T) {
	t.Parallel()
	root := module(t)
	s, l := start(t, store.Options{Root: root, Watch: true})
	url := s.Region("us").URL
	source := filepath.Join(root, "functions", "echo", "main.go")
	original, err := os.ReadFile(source)
	if err != nil {
		t.Fatal(err)
	}
	set := func(content string) {
		t.Helper()
		if err := os.WriteFile(source, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	version := func(name string) string {
		return strings.Replace(string(original), `"one"`, strconv.Quote(name), 1)
	}
	serves := func(name string) func() bool {
		return func() bool { return request(t, "GET", url+"/version", "") == name }
	}

	slow := filepath.Join(t.TempDir(), "slow")
	old := make(chan string, 1)
	go func() {
		answer, err := tryRequest("POST", url+"/wait", slow)
		old <- fmt.Sprint(answer, err)
	}()
	eventually(t, "a slow request runs", func() bool { _, err := os.Stat(slow); return err == nil })

	load, stop := context.WithCancel(t.Context())
	var callers sync.WaitGroup
	for range 4 {
		callers.Go(func() {
			for load.Err() == nil {
				if answer, err := tryRequest("GET", url+"/version", ""); err != nil {
					t.Errorf("a request is dropped: %q, %v", answer, err)
				}
			}
		})
	}
	eventually(t, "the old version serves", serves("one"))
	set(version("two"))
	eventually(t, "the new version serves", serves("two"))
	set("package main\n\nfunc main() { undefined() }\n")
	eventually(t, "the compiler's complaint is shown", func() bool {
		return strings.Contains(l.String(), "functions/echo/main.go:3:15: undefined: undefined")
	})
	if !serves("two")() {
		t.Error("after a compile error the last version that compiles does not serve")
	}
	set(version("three"))
	eventually(t, "the mended version serves", serves("three"))
	stop()
	callers.Wait()
	if err := os.WriteFile(filepath.Join(root, "template.yaml"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the log says that the template is another", func() bool {
		return strings.Contains(l.String(), "template.yaml has changed: restart the store")
	})

	if err := os.Remove(slow); err != nil {
		t.Fatal(err)
	}
	if got := <-old; got != "one<nil>" {
		t.Errorf("the request that ran all the while is answered %s, want it finished by the old version", got)
	}
}

func TestCloseLetsRequestsFinish(t *testing.T) {
	t.Parallel()
	s, _ := start(t, store.Options{})
	url := s.Region("us").URL
	file := filepath.Join(t.TempDir(), "slow")
	answer := make(chan string, 1)
	go func() {
		got, err := tryRequest("POST", url+"/wait", file)
		answer <- fmt.Sprint(got, err)
	}()
	eventually(t, "a request runs", func() bool { _, err := os.Stat(file); return err == nil })
	closed := make(chan error, 1)
	go func() { closed <- s.Close(context.Background()) }()
	eventually(t, "no request is taken", func() bool {
		_, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
		return errors.Is(err, syscall.ECONNREFUSED)
	})
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if got := <-answer; got != "one<nil>" {
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
	broken := module(t)
	if err := os.WriteFile(filepath.Join(broken, "functions", "echo", "main.go"), []byte("package main\n\nfunc main() { undefined() }\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		options store.Options
		want    string
	}{
		"a port in use":     {store.Options{Port: port}, fmt.Sprintf("port %d, for region us, is in use: choose another first port with -port", port)},
		"an unknown region": {store.Options{Regions: []string{"us", "mars"}}, `there is no region "mars": choose from eu, in, uk, us with -regions`},
		"a region twice":    {store.Options{Regions: []string{"us", "us"}}, "region us is named twice with -regions"},
		"no template":       {store.Options{Root: t.TempDir()}, "template.yaml: no such file"},
		"a compile error":   {store.Options{Root: broken}, "main.go:3:15: undefined: undefined"},
		"no place for faults": {
			store.Options{Engine: "https://dynamodb.example.com", Faults: faultproxy.MustParse("500=1")},
			`"https://dynamodb.example.com" is not the address of a local DynamoDB`,
		},
		"a seed that fails": {store.Options{Seed: func(context.Context, *store.Region) error { return errors.New("no grain") }}, "region us: seed: no grain"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if test.options.Engine == "" {
				test.options.Engine = "http://127.0.0.1:1"
			}
			if test.options.Regions == nil {
				test.options.Regions = []string{"us"}
			}
			if test.options.Root == "" {
				test.options.Root = module(t)
			}
			s, err := store.Start(t.Context(), test.options)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("Start fails with %v, want %q", err, test.want)
			}
			if s != nil {
				t.Error("there is a store")
			}
		})
	}
}

// BenchmarkRequest is the cost of a request to a warm function that does
// nothing, with the clients on the same machine.
func BenchmarkRequest(b *testing.B) {
	s, _ := start(b, store.Options{Quiet: true})
	url := s.Region("us").URL + "/version"
	http.DefaultTransport.(*http.Transport).MaxIdleConnsPerHost = 64
	b.SetParallelism(16)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := tryRequest("GET", url, ""); err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
}

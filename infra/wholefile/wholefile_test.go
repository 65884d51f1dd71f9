package wholefile_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"storefront/infra/wholefile"
)

var errFull = errors.New("the disk is full")

// Every writer leaves what it found, and nothing beside it, unless it succeeds.
func TestAllOrNothing(t *testing.T) {
	t.Parallel()
	type writer func(context.Context, string, func(io.Writer) error) error
	newFile := writer(wholefile.New)
	replace := writer(wholefile.Replace)
	newFolder := writer(func(ctx context.Context, path string, write func(io.Writer) error) error {
		return wholefile.NewFolder(ctx, path, []wholefile.File{{Name: "first", Write: wholefile.Bytes([]byte("1"))}, {Name: "second", Write: write}})
	})
	whole := func(context.CancelFunc) func(io.Writer) error { return wholefile.Bytes([]byte("new")) }
	fails := func(context.CancelFunc) func(io.Writer) error {
		return func(w io.Writer) error {
			_, err := w.Write([]byte("ne"))
			return errors.Join(err, errFull)
		}
	}
	interrupted := func(interrupt context.CancelFunc) func(io.Writer) error {
		return func(w io.Writer) error {
			_, err := w.Write([]byte("ne"))
			interrupt()
			_, again := w.Write([]byte("w"))
			return errors.Join(err, again)
		}
	}
	interruptedAtTheEnd := func(interrupt context.CancelFunc) func(io.Writer) error {
		return func(w io.Writer) error {
			defer interrupt()
			_, err := w.Write([]byte("new"))
			return err
		}
	}
	taken := func(context.CancelFunc) func(io.Writer) error { return nil } // by the case itself
	for _, tt := range []struct {
		name  string
		by    writer
		path  string // below a folder that has the file "there"
		write func(context.CancelFunc) func(io.Writer) error
		want  error
		left  []string // below the folder
	}{
		{"a new file", newFile, "new", whole, nil, []string{"new", "there"}},
		{"a new file that exists already", newFile, "there", whole, wholefile.ErrThere, []string{"there"}},
		{"a new file, and another came first", newFile, "new", taken, wholefile.ErrThere, []string{"new", "there"}},
		{"a new file in a folder that is missing", newFile, "missing/new", whole, fs.ErrNotExist, []string{"there"}},
		{"a new file, and the write fails", newFile, "new", fails, errFull, []string{"there"}},
		{"a new file, interrupted", newFile, "new", interrupted, context.Canceled, []string{"there"}},
		{"a new file, interrupted at the end", newFile, "new", interruptedAtTheEnd, context.Canceled, []string{"there"}},
		{"a copy", replace, "new", whole, nil, []string{"new", "there"}},
		{"a copy that exists already", replace, "there", whole, nil, []string{"there"}},
		{"a copy in a folder that is missing", replace, "missing/new", whole, nil, []string{"missing", "missing/new", "there"}},
		{"a copy, and the write fails", replace, "there", fails, errFull, []string{"there"}},
		{"a copy, interrupted", replace, "there", interrupted, context.Canceled, []string{"there"}},
		{"a new folder", newFolder, "new", whole, nil, []string{"new", "new/first", "new/second", "there"}},
		{"a new folder that exists already", newFolder, ".", whole, wholefile.ErrThere, []string{"there"}},
		{"a new folder, and another came first", newFolder, "new", taken, wholefile.ErrThere, []string{"new", "there"}},
		{"a new folder in a folder that is missing", newFolder, "missing/new", whole, fs.ErrNotExist, []string{"there"}},
		{"a new folder, and the write fails", newFolder, "new", fails, errFull, []string{"there"}},
		{"a new folder, interrupted", newFolder, "new", interrupted, context.Canceled, []string{"there"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "there"), []byte("old"), 0o600); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, tt.path)
			ctx, interrupt := context.WithCancel(t.Context())
			defer interrupt()
			write := tt.write(interrupt)
			if write == nil {
				write = func(io.Writer) error { return os.WriteFile(path, []byte("another's"), 0o600) }
			}
			if err := tt.by(ctx, path, write); !errors.Is(err, tt.want) {
				t.Errorf("it fails with %v, want %v", err, tt.want)
			}
			if left := below(t, dir); !slices.Equal(left, tt.left) {
				t.Errorf("it leaves %q, want %q", left, tt.left)
			}
			want := "old"
			if tt.want == nil && tt.path == "there" {
				want = "new"
			}
			if got, err := os.ReadFile(filepath.Join(dir, "there")); err != nil || string(got) != want {
				t.Errorf("the file that was there has %q, want %q; %v", got, want, err)
			}
		})
	}
}

// Only their owner may read what has amounts and addresses.
func TestOthersMayNotRead(t *testing.T) {
	t.Parallel()
	dir, body := t.TempDir(), wholefile.Bytes([]byte("an amount"))
	err := errors.Join(
		wholefile.New(t.Context(), filepath.Join(dir, "file"), body),
		wholefile.Replace(t.Context(), filepath.Join(dir, "copies", "copy"), body),
		wholefile.NewFolder(t.Context(), filepath.Join(dir, "folder"), []wholefile.File{{Name: "file", Write: body}}))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range below(t, dir) {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", name, info.Mode())
		}
	}
}

// below returns what is in a folder and its folders, sorted.
func below(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, _ fs.DirEntry, err error) error {
		if path != "." {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestCheckFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, good := range map[string]bool{".": true, "new": true, "new/below": true, "file": false, "file/below": false} {
		if err := wholefile.CheckFolder(filepath.Join(dir, name)); (err == nil) != good {
			t.Errorf("%s: %v", name, err)
		}
	}
}

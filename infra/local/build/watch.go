package build

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// quiet is how long the source must rest before it is looked at: editors and
// version control write several files for one change.
const quiet = 50 * time.Millisecond

// Watcher sees the source of a Builder change.
type Watcher struct {
	builder *Builder
	events  *fsnotify.Watcher
	built   [sha256.Size]byte // fingerprint of the source that was built last
}

// Watch begins to watch the source, which counts as built as it is now.
func (b *Builder) Watch() (*Watcher, error) {
	events, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("watch the source: %w", err)
	}
	w := &Watcher{builder: b, events: events}
	if err := w.add(b.Root); err != nil {
		return nil, errors.Join(err, events.Close())
	}
	if w.built, err = fingerprint(b.Root); err != nil {
		return nil, errors.Join(err, events.Close())
	}
	return w, nil
}

// Run builds whenever the source has changed, until ctx ends, and tells built
// what Build gave. When the source changes under a build, its outcome is
// dropped, be it good or bad, and another build follows.
func (w *Watcher) Run(ctx context.Context, built func(map[string]string, error)) error {
	rest := time.NewTimer(quiet)
	for {
		select {
		case <-ctx.Done():
			return nil
		case event := <-w.events.Events:
			if ignored(filepath.Base(event.Name), false) {
				continue
			}
			if event.Has(fsnotify.Create) {
				if err := w.add(event.Name); err != nil {
					return err
				}
			}
			rest.Reset(quiet)
		case <-w.events.Errors: // events were lost; the fingerprint finds what changed
			rest.Reset(quiet)
		case <-rest.C:
			if err := w.rebuild(ctx, built); err != nil {
				return err
			}
		}
	}
}

// Close stops watching, once Run has returned.
func (w *Watcher) Close() error { return w.events.Close() }

// rebuild builds until the source is what it was when the build began, unless
// it is what was built before.
func (w *Watcher) rebuild(ctx context.Context, built func(map[string]string, error)) error {
	for {
		now, err := fingerprint(w.builder.Root)
		if err != nil || now == w.built {
			return err
		}
		binaries, failed := w.builder.Build(ctx)
		if ctx.Err() != nil {
			return nil
		}
		after, err := fingerprint(w.builder.Root)
		if err != nil {
			return err
		}
		if after == now {
			w.built = now
			built(binaries, failed)
			return nil
		}
	}
}

// add watches a directory and all below it that may hold source. What is no
// directory, or is gone again, is no error.
func (w *Watcher) add(root string) error {
	return source(root, func(path string, entry fs.DirEntry) error {
		if !entry.IsDir() {
			return nil
		}
		if err := w.events.Add(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("watch %s: %w", path, err)
		}
		return nil
	})
}

// fingerprint is a hash over the names and contents of all files that may be
// part of a program, embedded ones included.
func fingerprint(root string) ([sha256.Size]byte, error) {
	h := sha256.New()
	err := source(root, func(path string, entry fs.DirEntry) error {
		if entry.IsDir() {
			return nil
		}
		content, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read the source: %w", err)
		}
		fmt.Fprintf(h, "%s\x00%d\x00", path, len(content))
		h.Write(content)
		return nil
	})
	return [sha256.Size]byte(h.Sum(nil)), err
}

// source visits the directories and files under root that the go command may
// compile into a program: no tests and nothing hidden, as the go command has
// it, nor what editors leave behind.
func source(root string, visit func(string, fs.DirEntry) error) error {
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("look for source: %w", err)
		}
		name := entry.Name()
		if path != root && ignored(name, entry.IsDir()) {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if !entry.IsDir() && !entry.Type().IsRegular() {
			return nil
		}
		return visit(path, entry)
	})
}

func ignored(name string, dir bool) bool {
	if name[0] == '.' || name[0] == '_' {
		return true
	}
	if dir {
		return slices.Contains([]string{"testdata", "node_modules", "dist"}, name)
	}
	return strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "~") || strings.HasSuffix(name, ".swp")
}

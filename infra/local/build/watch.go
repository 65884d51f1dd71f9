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

// quiet is how long the source must not change before it is built: editors and
// version control write several files for one change.
const quiet = 50 * time.Millisecond

// Watcher watches the source of a Builder.
type Watcher struct {
	builder *Builder
	events  *fsnotify.Watcher
	built   [sha256.Size]byte // fingerprint of the source that was built last
}

// Watch begins to watch the source. As it is now, it counts as built.
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

// Run builds whenever the source has changed, until ctx ends, and calls built with
// the results of Build. If the source changes during a build, Run drops its results
// and builds again.
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
		case <-w.events.Errors: //nolint:errcheck // events were lost; the fingerprint tells whether the source has changed
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

// rebuild builds the source if it has changed, and again if it changes meanwhile.
func (w *Watcher) rebuild(ctx context.Context, built func(map[string]string, error)) error {
	for {
		now, err := fingerprint(w.builder.Root)
		if err != nil || now == w.built {
			return err
		}
		binaries, failed := w.builder.Build(ctx)
		if ctx.Err() != nil {
			return nil //nolint:nilerr // the watch has ended
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

// add watches a directory and all directories below it that may hold source. If root
// is a file, or is gone, add does nothing.
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

// fingerprint returns a hash of the names and contents of all files that may be part
// of a program, embedded ones included.
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

// source visits the directories and files under root that may be part of a program.
// Like the go command, it skips tests and hidden files, and it skips editors' backups.
func source(root string, visit func(string, fs.DirEntry) error) error {
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("walk the source: %w", err)
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

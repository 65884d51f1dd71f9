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

// Watch compiles the programs again whenever the source has changed, until ctx
// ends, and tells built what Build gave. What is built is never older than the
// source was when the build began; when the source changes under a build, its
// outcome is dropped and another follows.
func (b *Builder) Watch(ctx context.Context, built func(map[string]string, error)) error {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return fmt.Errorf("watch the source: %w", err)
	}
	defer watcher.Close() //nolint:errcheck // nothing is lost
	if err := watchTree(watcher, b.Root); err != nil {
		return err
	}
	current, err := fingerprint(b.Root)
	if err != nil {
		return err
	}
	rest := time.NewTimer(quiet)
	for {
		select {
		case <-ctx.Done():
			return nil
		case event := <-watcher.Events:
			if ignored(filepath.Base(event.Name), false) {
				continue
			}
			if event.Has(fsnotify.Create) {
				if err := watchTree(watcher, event.Name); err != nil {
					return err
				}
			}
			rest.Reset(quiet)
		case <-watcher.Errors: // events were lost; the fingerprint finds what changed
			rest.Reset(quiet)
		case <-rest.C:
			if current, err = b.rebuild(ctx, current, built); err != nil {
				return err
			}
		}
	}
}

// rebuild compiles the source until it is as it was when the build began, and
// gives its fingerprint. Source that is as before needs no build.
func (b *Builder) rebuild(ctx context.Context, before [32]byte, built func(map[string]string, error)) ([32]byte, error) {
	for {
		now, err := fingerprint(b.Root)
		if err != nil || now == before {
			return now, err
		}
		binaries, failed := b.Build(ctx)
		if ctx.Err() != nil {
			return now, nil
		}
		after, err := fingerprint(b.Root)
		if err != nil {
			return after, err
		}
		if after == now {
			built(binaries, failed)
			return now, nil
		}
	}
}

// watchTree watches a directory and all below it that may hold source. What is
// no directory, or is gone again, is no error.
func watchTree(watcher *fsnotify.Watcher, root string) error {
	return source(root, func(path string, entry fs.DirEntry) error {
		if !entry.IsDir() {
			return nil
		}
		if err := watcher.Add(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("watch %s: %w", path, err)
		}
		return nil
	})
}

// fingerprint is a hash over the names and contents of all files that may be
// part of a program, embedded ones included.
func fingerprint(root string) ([32]byte, error) {
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
	return [32]byte(h.Sum(nil)), err
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

// Package wholefile writes files of which a reader finds all or nothing, whatever fails.
//
// A file is written under another name beside its own, FILE.NUMBER.part, and gets its own name once
// its bytes are on the disk. If the write fails or is interrupted, the part is removed. Only a
// process that is killed, or a machine that loses power, leaves it behind. Files have amounts,
// addresses or secrets, so only their owner may read them.
package wholefile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrThere means that something has the name of a new file.
var ErrThere = errors.New("is there already")

// File is a file of a new folder.
type File struct {
	Name  string
	Write func(io.Writer) error
}

// Bytes returns the function that writes body.
func Bytes(body []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(body)
		return err
	}
}

// CheckNew fails with ErrThere if something has the name, and fails if its folder is missing. It is
// for a command that works for a while before it writes.
func CheckNew(path string) error {
	if _, err := os.Stat(filepath.Dir(path)); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	_, err := os.Lstat(path)
	switch {
	case err == nil:
		return fmt.Errorf("%s %w", path, ErrThere)
	case errors.Is(err, fs.ErrNotExist):
		return nil
	}
	return fmt.Errorf("write %s: %w", path, err)
}

// CheckFolder fails if a folder of this name cannot be there, since something in its path is not a
// folder. It is for a command that works for a while before it writes.
func CheckFolder(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("write %s: %w", path, err)
	case !info.IsDir():
		return fmt.Errorf("%s is not a folder", path)
	}
	return nil
}

// New writes a file that is not there yet, in a folder that is. It fails with ErrThere if something
// has the name: somebody may have filled the file in. It fails if write fails, or once ctx is done.
func New(ctx context.Context, path string, write func(io.Writer) error) error {
	if err := CheckNew(path); err != nil {
		return err
	}
	return whole(ctx, path, write, func(part string) error {
		err := os.Link(part, path) // unlike a rename, it replaces nothing
		if err == nil {
			return os.Remove(part)
		}
		if errors.Is(err, fs.ErrExist) {
			return ErrThere
		}
		return os.Rename(part, path) // a file system without links
	})
}

// Replace writes a file, in place of the one that is there, and makes its folder. It is for copies
// that follow what they copy. Otherwise it is like [New].
func Replace(ctx context.Context, path string, write func(io.Writer) error) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return whole(ctx, path, write, func(part string) error { return os.Rename(part, path) })
}

// NewFolder writes a folder that is not there yet, with all of its files. Otherwise it is like [New].
func NewFolder(ctx context.Context, path string, files []File) (err error) {
	if err := CheckNew(path); err != nil {
		return err
	}
	part, err := os.MkdirTemp(filepath.Dir(path), filepath.Base(path)+".*.part")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(part))
		}
	}()
	for _, f := range files {
		if err := New(ctx, filepath.Join(part, f.Name), f.Write); err != nil {
			return fmt.Errorf("write %s: %w", path, err)
		}
	}
	if err := CheckNew(path); err != nil { // a rename replaces an empty folder
		return err
	}
	if err := os.Rename(part, path); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// whole writes a part and gives it its name. It leaves no part behind.
func whole(ctx context.Context, path string, write func(io.Writer) error, name func(part string) error) error {
	part, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.part") // with mode 0600
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	err = write(interrupted{ctx, part})
	if err == nil {
		err = part.Sync()
	}
	if err = errors.Join(err, part.Close()); err == nil {
		err = context.Cause(ctx)
	}
	if err == nil {
		err = name(part.Name())
	}
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrThere):
		err = fmt.Errorf("%s %w", path, ErrThere)
	default:
		err = fmt.Errorf("write %s: %w", path, err)
	}
	return errors.Join(err, os.Remove(part.Name()))
}

// interrupted is a writer that fails once its context is done.
type interrupted struct {
	ctx context.Context
	to  io.Writer
}

func (w interrupted) Write(p []byte) (int, error) {
	if err := context.Cause(w.ctx); err != nil {
		return 0, err
	}
	return w.to.Write(p)
}

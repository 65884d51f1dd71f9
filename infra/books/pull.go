// Package books has what operators do with the books of a region: copy them, find documents in them,
// add lost events and dead letters, and reconcile them with the payment provider's payouts.
package books

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"storefront/infra/wholefile"
	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/raw"
	"storefront/shared/market"
)

// Pull copies closed books, or raw files, to a folder.
type Pull struct {
	Books closing.Books
	Dir   string
	// Progress, if not nil, is called after each file with the bytes, or raw files, done and
	// the total.
	Progress func(done, all int)
}

// Pulled is the result of a pull.
type Pulled struct {
	Begins string   // the first day of the market's books; empty if it has had no events
	Days   int      // days of which the folder has all files
	Files  int      // files in the folder
	Kept   int      // those of Files that were there before
	Bytes  int      // bytes read from the bucket
	Left   []string // what is wrong or not closed
}

// Run copies the current books of the days from first to last, laid out as in the bucket
// under current/v=1. Days before the books begin have none. It copies only files that agree
// with their manifest, and each day's manifest last. So it can be stopped at any time and run
// again, and then copies only what is missing. Run fails if a call fails.
func (p Pull) Run(ctx context.Context, code market.Code, first, last string) (Pulled, error) {
	history, err := p.Books.History(ctx, code, first, last)
	if err != nil {
		return Pulled{}, err
	}
	done := Pulled{Begins: history.Begins, Left: history.Broken}
	all, seen := 0, 0
	for _, day := range history.Days {
		for _, f := range day.Live.Files {
			all += f.Bytes
		}
	}
	for _, day := range history.Days {
		if day.Date < history.Begins {
			continue
		}
		if !day.Closed() {
			done.Left = append(done.Left, day.Date+" is not closed")
			continue
		}
		if err := p.day(ctx, day, &done, func(f closing.File) {
			if seen += f.Bytes; p.Progress != nil {
				p.Progress(seen, all)
			}
		}); err != nil {
			return done, err
		}
	}
	return done, nil
}

// day copies the files of a closed day and, if all of them agree with the manifest, the manifest. It
// calls copied after each file.
func (p Pull) day(ctx context.Context, day closing.Day, done *Pulled, copied func(closing.File)) error {
	whole := true
	for _, f := range day.Live.Files {
		ok, err := p.file(ctx, day.Live, f, done)
		if err != nil {
			return err
		}
		whole = whole && ok
		copied(f)
	}
	if !whole {
		return nil
	}
	if err := wholefile.Replace(ctx, p.path(day.Live, closing.ManifestName), wholefile.Bytes(day.Body)); err != nil {
		return err
	}
	done.Days++
	return nil
}

// path returns where a file belongs.
func (p Pull) path(m closing.Manifest, name string) string {
	key := closing.CurrentKey(p.Books.Region, m.Market, m.Date, name)
	return filepath.Join(p.Dir, filepath.FromSlash(strings.TrimPrefix(key, "current/v=1/")))
}

// file copies a file of a day unless the folder has it. It reports whether the folder has it then.
func (p Pull) file(ctx context.Context, m closing.Manifest, f closing.File, done *Pulled) (bool, error) {
	path := p.path(m, f.Name)
	there, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	if err == nil && digest(there) == f.SHA256 {
		done.Files, done.Kept = done.Files+1, done.Kept+1
		return true, nil
	}
	key := closing.Folder(p.Books.Region, m.Market, m.Date, m.Rev) + f.Name
	body, err := p.Books.Objects.Get(ctx, key)
	if err != nil && !errors.Is(err, ledger.ErrNoObject) {
		return false, err
	}
	done.Bytes += len(body)
	if len(body) != f.Bytes || digest(body) != f.SHA256 {
		done.Left = append(done.Left, fmt.Sprintf("%s differs from its manifest", key))
		return false, nil
	}
	done.Files++
	return true, wholefile.Replace(ctx, path, wholefile.Bytes(body))
}

// RunRaw copies the raw files of the days from first to last, laid out as in the bucket,
// whether or not their days are closed. A file that is in books must have the digest in
// their manifest. It can be stopped and run again like Run.
func (p Pull) RunRaw(ctx context.Context, code market.Code, first, last string) (Pulled, error) {
	history, err := p.Books.History(ctx, code, "", "")
	if err != nil {
		return Pulled{}, err
	}
	done := Pulled{Begins: history.Begins, Left: history.Broken}
	booked := map[string]closing.Input{} // those of the days that are asked for
	for _, day := range history.Days {
		for _, in := range day.Live.Inputs {
			if key, err := raw.ParseKey(in.Key); err == nil && first <= key.Date && key.Date <= last {
				booked[in.Key] = in
			}
		}
	}
	keys, err := p.Books.Objects.List(ctx, raw.Days(p.Books.Region, code), "")
	if err != nil {
		return done, err
	}
	keys = slices.DeleteFunc(keys, func(name string) bool {
		key, err := raw.ParseKey(name)
		return err != nil || key.Date < first || key.Date > last
	})
	days := map[string]bool{}
	for i, key := range keys {
		if err := p.raw(ctx, key, booked[key].SHA256, &done); err != nil {
			return done, err
		}
		delete(booked, key)
		days[path.Dir(key)] = true
		if p.Progress != nil {
			p.Progress(i+1, len(keys))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(booked)) {
		done.Left = append(done.Left, key+" is gone, and was in the books")
	}
	done.Days = len(days)
	return done, nil
}

// raw copies a raw file. If sha256 is not empty, the file must have that digest.
func (p Pull) raw(ctx context.Context, key, sha256 string, done *Pulled) error {
	to := filepath.Join(p.Dir, filepath.FromSlash(key))
	there, err := os.ReadFile(to)
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	case err == nil && (sha256 == "" || digest(there) == sha256): // a raw file is never changed
		done.Files, done.Kept = done.Files+1, done.Kept+1
		return nil
	}
	body, err := p.Books.Objects.Get(ctx, key)
	if err != nil {
		return err
	}
	if done.Bytes += len(body); sha256 != "" && digest(body) != sha256 {
		done.Left = append(done.Left, key+" was changed after it was booked")
		return nil
	}
	done.Files++
	return wholefile.Replace(ctx, to, wholefile.Bytes(body))
}

func digest(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

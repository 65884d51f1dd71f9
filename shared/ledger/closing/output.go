package closing

import (
	"bytes"

	"golang.org/x/sync/errgroup"

	"storefront/shared/ledger"
	"storefront/shared/ledger/table"
)

// fileKind describes one of the files that every day has.
type fileKind struct {
	name   string
	table  string
	format table.Format
}

func fileKinds() []fileKind {
	var kinds []fileKind
	for _, name := range []string{table.Journal.Name, table.OrderLines.Name, table.StockMoves.Name, table.Documents.Name} {
		for _, format := range table.Formats() {
			kinds = append(kinds, fileKind{name + string(format), name, format})
		}
	}
	return kinds
}

// output writes the files of a day, each in its own goroutine.
type output struct {
	group *errgroup.Group
	files []*outputFile // in the order of fileKinds
}

type outputFile struct {
	mark string // in each row, of provisional books
	kind fileKind
	rows int
	body bytes.Buffer
	feed chan *ledger.Entries
}

// pendingEntries bounds how many batches wait for a slow file.
const pendingEntries = 2

func newOutput(mark string) *output {
	o := &output{group: new(errgroup.Group)}
	for _, kind := range fileKinds() {
		f := &outputFile{mark: mark, kind: kind, feed: make(chan *ledger.Entries, pendingEntries)}
		o.files = append(o.files, f)
		o.group.Go(f.run)
	}
	return o
}

// write adds entries, which must not change afterwards.
func (o *output) write(entries *ledger.Entries) {
	for _, f := range o.files {
		f.feed <- entries
	}
}

// close waits until the files are written, and returns them.
func (o *output) close() ([]*outputFile, error) {
	for _, f := range o.files {
		close(f.feed)
	}
	return o.files, o.group.Wait()
}

// run writes the file. It reads the feed to its end even after an error.
func (f *outputFile) run() error {
	switch f.kind.table {
	case table.Journal.Name:
		return fill(f, table.Journal, func(e *ledger.Entries) []ledger.JournalEntry { return e.Journal })
	case table.OrderLines.Name:
		return fill(f, table.OrderLines, func(e *ledger.Entries) []ledger.OrderLine { return e.Lines })
	case table.Documents.Name:
		return fill(f, table.Documents, func(e *ledger.Entries) []ledger.Document { return e.Documents })
	default:
		return fill(f, table.StockMoves, func(e *ledger.Entries) []ledger.StockMove { return e.Moves })
	}
}

func fill[E any](f *outputFile, t table.Table[E], rowsOf func(*ledger.Entries) []E) error {
	w, err := t.NewMarkedWriter(f.kind.format, &f.body, f.mark)
	for entries := range f.feed {
		if rows := rowsOf(entries); err == nil && len(rows) > 0 {
			err = w.Write(rows)
			f.rows += len(rows)
		}
	}
	if err != nil {
		return err
	}
	return w.Close()
}

// describe returns the file's entry in the manifest.
func (f *outputFile) describe() File {
	return File{Name: f.kind.name, Rows: f.rows, Bytes: f.body.Len(), SHA256: digest(f.body.Bytes())}
}

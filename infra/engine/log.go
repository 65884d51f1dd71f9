package engine

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"storefront/infra/engine/value"
	"storefront/infra/filelock"
)

// logName is the file that keeps tables and streams, as a sequence of JSON values,
// each a change. A change is written to the operating system before its request is
// answered. So a kill of the process loses no change that was answered, but a power
// failure may. A kill can truncate only the last value, which was not answered.
const logName = "tables.log"

// entry is a change of a table, or a part of a snapshot.
type entry struct {
	Create     *createTableInput `json:",omitzero"`
	Drop       string            `json:",omitzero"`
	Table      string            `json:",omitzero"`
	TimeToLive *timeToLive       `json:",omitzero"`
	Item       jsontext.Value    `json:",omitzero"` // the new item
	Key        value.Item        `json:",omitzero"` // of a deleted item
	User       *userIdentity     `json:",omitzero"`
	At         int64             `json:",omitzero"` // Unix milliseconds
	Together   []*entry          `json:",omitzero"` // changes of one operation

	// Parts of a snapshot.
	Kept     bool    `json:",omitzero"` // the item is not a change: the stream gets no record
	Record   *record `json:",omitzero"`
	First    uint64  `json:",omitzero"`
	Sequence uint64  `json:",omitzero"`
}

// log appends changes to a file. The nil log keeps nothing.
type log struct {
	file   *os.File
	lock   *filelock.Lock
	broken error // set once a change was not completely written

	onBroken func(error) // called then; nil: nothing is
}

// append writes changes as one value, so a kill loses all of them or none.
func (l *log) append(changes []*entry) error {
	if l == nil || len(changes) == 0 {
		return nil
	}
	if l.broken != nil {
		return l.broken
	}
	whole := changes[0]
	if len(changes) > 1 {
		whole = &entry{Together: changes}
	}
	encoded, err := json.Marshal(whole, jsontext.AllowDuplicateNames(true))
	if err != nil {
		return err
	}
	if _, err := l.file.Write(append(encoded, '\n')); err != nil {
		l.broken = fmt.Errorf("write the log: %w", err)
		if l.onBroken != nil {
			l.onBroken(l.broken)
		}
	}
	return l.broken
}

func (l *log) close() error {
	l.broken = errors.New("the engine is closed")
	return errors.Join(l.file.Close(), l.lock.Close())
}

// openLog applies the log of a directory, and starts a new log with a snapshot of
// the result.
func (e *Engine) openLog(dir string) (err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	l := &log{}
	if l.lock, err = filelock.Try(filepath.Join(dir, "lock")); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			l.lock.Close()
		}
	}()
	path := filepath.Join(dir, logName)
	if err := e.replay(path); err != nil {
		return err
	}
	if l.file, err = os.OpenFile(path+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600); err != nil {
		return err
	}
	if err := e.snapshot(l.file); err != nil {
		return errors.Join(err, l.file.Close())
	}
	if err := os.Rename(path+".new", path); err != nil {
		return errors.Join(err, l.file.Close())
	}
	e.log = l
	return nil
}

func (e *Engine) replay(path string) error {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	decoder := jsontext.NewDecoder(bufio.NewReaderSize(file, 1<<20))
	for {
		change := new(entry)
		switch err := json.UnmarshalDecode(decoder, change, json.RejectUnknownMembers(true)); {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return nil
		case err != nil:
			return fmt.Errorf("%s at byte %d: %w", path, decoder.InputOffset(), err)
		}
		if err := e.redo(change); err != nil {
			return fmt.Errorf("%s at byte %d: %w", path, decoder.InputOffset(), err)
		}
	}
}

// redo applies a change from the log.
func (e *Engine) redo(change *entry) error {
	switch {
	case change.Together != nil:
		for _, part := range change.Together {
			if err := e.redo(part); err != nil {
				return err
			}
		}
		return nil
	case change.Create != nil:
		t, err := newTable(change.Create, time.UnixMilli(change.At))
		if err != nil {
			return err
		}
		e.tables[t.name] = t
		return nil
	case change.Drop != "":
		delete(e.tables, change.Drop)
		return nil
	case change.Sequence != 0:
		e.sequence = change.Sequence
		return nil
	}
	t, err := e.table(change.Table)
	if err != nil {
		return err
	}
	switch {
	case change.TimeToLive != nil:
		t.expireBy(*change.TimeToLive)
	case change.First != 0:
		t.stream.first = change.First
	case change.Record != nil:
		t.stream.add(change.Record)
	case change.Item != nil:
		var it value.Item
		if err := json.Unmarshal(change.Item, &it); err != nil {
			return err
		}
		next := newRow(t.at(it), it)
		next.json = change.Item
		e.apply(step{table: t, old: t.get(next.position), next: next}, change)
	default:
		e.apply(step{table: t, old: t.get(t.at(change.Key))}, change)
	}
	return nil
}

// snapshot writes the changes that create the present tables and streams.
func (e *Engine) snapshot(file *os.File) error {
	buffered := bufio.NewWriterSize(file, 1<<20)
	encoder := jsontext.NewEncoder(buffered)
	var err error
	write := func(part *entry) {
		if err == nil {
			err = json.MarshalEncode(encoder, part)
		}
	}
	for _, t := range e.tables {
		write(&entry{Create: t.definition, At: t.created.UnixMilli()})
		if t.ttl != "" {
			write(&entry{Table: t.name, TimeToLive: &timeToLive{t.ttl, true}})
		}
		t.tree.Scan(func(r *row) bool {
			write(&entry{Table: t.name, Item: r.json, Kept: true})
			return err == nil
		})
		if t.stream == nil {
			continue
		}
		t.stream.trim(e.now())
		if t.stream.first > 0 {
			write(&entry{Table: t.name, First: t.stream.first})
		}
		for _, r := range t.stream.records {
			write(&entry{Table: t.name, Record: r})
		}
	}
	if e.sequence > 0 {
		write(&entry{Sequence: e.sequence})
	}
	if err != nil {
		return err
	}
	return buffered.Flush()
}

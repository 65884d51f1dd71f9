// Package raw keeps events in files: gzip of one JSON object per line. A file's
// bytes depend on nothing but its events, and what is read is what was written,
// or an error.
package raw

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"storefront/shared/ledger"
)

// maxLine is the most bytes that a line may have. An item of DynamoDB has 400 KB
// at most, and an event is not much longer than the item that it comes from.
const maxLine = 1 << 20

// Errors of reading.
var (
	// ErrFile says that bytes are not a whole file, or not one of events.
	ErrFile = errors.New("raw: not a file of events")
	// ErrSchema says that an event is of a version that this program is too old for.
	ErrSchema = errors.New("raw: written by a newer program")
)

// Encode packs events in their order.
func Encode(events []ledger.Event) ([]byte, error) {
	var packed bytes.Buffer
	pack, err := gzip.NewWriterLevel(&packed, gzip.BestSpeed) // without a name and a time
	if err != nil {
		return nil, err
	}
	if err := write(pack, events); err != nil {
		return nil, err
	}
	if err := pack.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}

// Check says whether an event would come back as it is. One that would not must
// not be written: it would make a whole file unreadable.
func Check(e ledger.Event) error {
	var line bytes.Buffer
	if err := write(&line, []ledger.Event{e}); err != nil {
		return err
	}
	_, err := read(&line)
	return err
}

// Decode unpacks events. It fails with ErrFile or ErrSchema, and then gives none.
func Decode(packed []byte) ([]ledger.Event, error) {
	unpack, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFile, err)
	}
	return read(unpack)
}

// read reads lines, each of which must be whole.
func read(text io.Reader) ([]ledger.Event, error) {
	lines := bufio.NewScanner(text)
	lines.Buffer(nil, maxLine)
	lines.Split(wholeLines)
	words := map[string]string{}
	events := []ledger.Event{}
	for lines.Scan() {
		e, err := readEvent(lines.Bytes(), words)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", len(events)+1, err)
		}
		events = append(events, e)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%w: line %d: %w", ErrFile, len(events)+1, err)
	}
	return events, nil
}

// wholeLines splits a text into lines, as bufio.ScanLines does, but for a last
// line without an end, which was cut off.
func wholeLines(text []byte, atEnd bool) (advance int, line []byte, err error) {
	if end := bytes.IndexByte(text, '\n'); end >= 0 {
		return end + 1, text[:end], nil
	}
	if atEnd && len(text) > 0 {
		return 0, nil, io.ErrUnexpectedEOF
	}
	return 0, nil, nil
}

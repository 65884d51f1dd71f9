// Package raw reads and writes the raw files of the books: gzip of one event per
// line, as JSON. The bytes of a file depend on its events alone. What is read is
// what was written, or an error.
package raw

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json"

	"storefront/shared/ledger"
	"storefront/shared/order"
)

// maxLine is the most bytes that a line may have. An item of DynamoDB has 400 KB
// at most, and an event is not much longer than the item that it comes from.
const maxLine = 1 << 20

// movementsSince is the first version with events of movements. Earlier programs refuse such an
// event by its version, before they look at the rest.
const movementsSince = 3

// Errors of reading.
var (
	// ErrFile means that bytes are not a whole file of events.
	ErrFile = errors.New("raw: not a file of events")
	// ErrSchema means that an event has a later version than this program knows.
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

// Check fails unless an event can be read back once it is written. One that
// cannot must not be written: it would make a whole file unreadable.
func Check(e ledger.Event) error {
	var line bytes.Buffer
	if err := write(&line, []ledger.Event{e}); err != nil {
		return err
	}
	_, err := read(&line)
	return err
}

// Decode unpacks events. It fails with ErrFile or ErrSchema, and then returns none.
func Decode(packed []byte) ([]ledger.Event, error) {
	unpack, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFile, err)
	}
	return read(unpack)
}

// write writes a line for each event.
func write(w io.Writer, events []ledger.Event) error {
	var line []byte
	for _, e := range events {
		var err error
		if line, err = appendRow(line[:0], rowOf(e)); err != nil {
			return fmt.Errorf("%w: write event %s: %w", ErrFile, e.ID, err)
		}
		if _, err := w.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return nil
}

func appendRow(line []byte, r row) ([]byte, error) {
	to := bytes.NewBuffer(line)
	err := json.MarshalWrite(to, r, format)
	return to.Bytes(), err
}

// read reads lines, each of which must be whole.
func read(text io.Reader) ([]ledger.Event, error) {
	lines := bufio.NewScanner(text)
	lines.Buffer(nil, maxLine)
	lines.Split(wholeLines)
	events := []ledger.Event{}
	var again []byte
	for lines.Scan() {
		e, err := readEvent(lines.Bytes(), &again)
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

// wholeLines splits a text into lines, as bufio.ScanLines does, except that a last
// line without an end is an error: it was cut off.
func wholeLines(text []byte, atEnd bool) (advance int, line []byte, err error) {
	if end := bytes.IndexByte(text, '\n'); end >= 0 {
		return end + 1, text[:end], nil
	}
	if atEnd && len(text) > 0 {
		return 0, nil, io.ErrUnexpectedEOF
	}
	return 0, nil, nil
}

// readEvent reads a line. It accepts exactly the lines that write makes: the event
// is written once more, into again, and must give the same bytes. So nothing in a
// file can be unknown, repeated or lost.
func readEvent(line []byte, again *[]byte) (ledger.Event, error) {
	var r row
	err := json.Unmarshal(line, &r, format)
	if r.Schema > ledger.SchemaVersion {
		return ledger.Event{}, fmt.Errorf("%w: version %d", ErrSchema, r.Schema)
	}
	if err != nil {
		return ledger.Event{}, fmt.Errorf("%w: %w", ErrFile, err)
	}
	e := r.event()
	if r.Schema < 1 || e.IsMovement() && r.Schema < movementsSince || !whole(e) {
		return ledger.Event{}, fmt.Errorf("%w: the event %q lacks something, or its id is another's", ErrFile, e.ID)
	}
	same := rowOf(e)
	same.Schema = r.Schema
	if *again, err = appendRow((*again)[:0], same); err != nil {
		return ledger.Event{}, fmt.Errorf("%w: %w", ErrFile, err)
	}
	if !bytes.Equal(*again, line) {
		return ledger.Event{}, fmt.Errorf("%w: the event %q is not written as events are", ErrFile, e.ID)
	}
	return e, nil
}

// whole reports whether an event has what all events have, under the right id.
func whole(e ledger.Event) bool {
	if e.Region == "" || e.Market == "" || e.OccurredAt.IsZero() || e.RecordedAt.IsZero() || e.Sequence == "" {
		return false
	}
	if e.IsMovement() {
		return e.ID == ledger.MovementID(e.Movement) && e.Type == ledger.EventType(e.Movement.Kind) && e.Movement.Whole()
	}
	if e.Type == ledger.Allocated {
		return e.ID == e.Lot.LotKey.String() && e.Lot.Size > 0
	}
	return e.Type != "" && e.ID == ledger.VersionID(e.Order.ID, e.Order.Version) && e.Order.Version > 0
}

// Digest is a digest of what an event says of an order.
type Digest [sha256.Size]byte

// DigestOf returns the digest of an order, without its buyer and request. It is the
// same before and after the order was in a file.
func DigestOf(o order.Order) (Digest, error) {
	text, err := json.Marshal(orderRowOf(o), format)
	return sha256.Sum256(text), err
}

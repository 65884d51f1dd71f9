package closing

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/ledger/table"
	"storefront/shared/market"
)

// Status is the state of a day's books.
type Status string

// The states of a day's books.
const (
	Open   Status = "OPEN"
	Closed Status = "CLOSED"
)

// Manifest describes the books of a day: what they were made of, their totals, and
// the digest of each file. Each manifest has the digest of the one before, so the
// last one vouches for all.
type Manifest struct {
	Schema     int           `json:"schema_version"`
	Status     Status        `json:"status"`
	Region     market.Region `json:"region"`
	Market     market.Code   `json:"market"`
	Date       string        `json:"dt"`
	Rev        int           `json:"rev"`                  // from 1, one more with each rebuild; 0 of an open day
	At         time.Time     `json:"at"`                   // when the day was closed, or found open
	Previous   *Link         `json:"previous,omitempty"`   // the day before; nil for the first day
	Supersedes *Link         `json:"supersedes,omitempty"` // the day's earlier books, after a rebuild
	Reason     string        `json:"reason,omitempty"`     // of a rebuild
	By         string        `json:"by,omitempty"`         // who asked for it

	Checks []Check `json:"checks"`
	Totals Totals  `json:"totals"`
	Files  []File  `json:"files,omitempty"` // empty for an open day

	Numbers map[string]int `json:"numbers,omitempty"` // of documents, by series: the last one so far; nil before there were numbers

	Suspended []Suspended `json:"suspended,omitempty"` // by event

	Adjustments []Adjustment `json:"adjustments,omitempty"` // by key

	CutOff   Sequences `json:"cut_off"`   // how far the streams were read; not the file cutoff.json
	RawFiles int       `json:"raw_files"` // in the books of this day and all before
	Inputs   []Input   `json:"inputs"`
	Late     []Late    `json:"late,omitempty"` // by day
}

// Link names the manifest of a day.
type Link struct {
	Date   string `json:"dt"`
	Rev    int    `json:"rev"`
	SHA256 string `json:"sha256"` // of the manifest, in hex
}

// File is one file of the books.
type File struct {
	Name   string `json:"name"`
	Rows   int    `json:"rows"`
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"` // in hex
}

// Input is a raw file that books are made of.
type Input struct {
	Key    string `json:"key"`
	Rows   int    `json:"rows"`
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"` // in hex
}

// Sequences has the highest sequence number in the books of the day, by stream.
// Lambda does not say which shard a record is from, but sequence numbers are
// unique in a stream.
type Sequences struct {
	Orders string `json:"orders,omitempty"`
	Lots   string `json:"lots,omitempty"`
}

// Late counts events of an earlier day that came after it was closed.
type Late struct {
	Date   string `json:"dt"`
	Events int    `json:"events"`
}

// Suspended is an event in the suspense account. The manifest says why the day does not wait
// for it, and who decided so.
type Suspended struct {
	Event      string           `json:"event"`
	Type       ledger.EventType `json:"type"`
	OrderID    string           `json:"order_id"`
	OccurredAt time.Time        `json:"occurred_at"`
	Cause      string           `json:"cause"` // why no rule books it
}

// Totals are the totals of a day's books.
type Totals struct {
	Events     map[ledger.EventType]int `json:"events"` // without duplicates
	Duplicates int                      `json:"duplicates"`
	Accounts   []AccountTotal           `json:"accounts"` // by currency and code
	Units      []UnitTotal              `json:"units"`    // by SKU and kind
}

// AccountTotal is the sum of the entries of an account.
type AccountTotal struct {
	Currency string `json:"currency"`
	Code     string `json:"account_code"`
	Name     string `json:"name"`
	Debit    int64  `json:"debit_minor"`
	Credit   int64  `json:"credit_minor"`
}

// UnitTotal is the sum of the moves of a kind.
type UnitTotal struct {
	SKU   string          `json:"sku"`
	Kind  ledger.MoveKind `json:"kind"`
	Units int             `json:"units"`
}

// Failed returns the checks that failed.
func (m Manifest) Failed() []Check {
	var failed []Check
	for _, c := range m.Checks {
		if c.Failures > 0 {
			failed = append(failed, c)
		}
	}
	return failed
}

// parseManifest reads the manifest of closed books, and checks that it belongs
// under its key.
func parseManifest(key string, body []byte) (Manifest, error) {
	var m Manifest
	if err := json.Unmarshal(body, &m); err != nil {
		return Manifest{}, fmt.Errorf("%w: %s: %w", ErrManifest, key, err)
	}
	if want := Folder(m.Region, m.Market, m.Date, m.Rev) + ManifestName; key != want || m.Status != Closed {
		return Manifest{}, fmt.Errorf("%w: %s says that it belongs under %s and is %s", ErrManifest, key, want, m.Status)
	}
	if m.Schema > ledger.SchemaVersion {
		return Manifest{}, fmt.Errorf("%w: %s has version %d, which this program does not know", ErrManifest, key, m.Schema)
	}
	return m, nil
}

// encode returns the bytes of the manifest, of which the digest is taken.
func (m Manifest) encode() ([]byte, error) {
	body, err := json.MarshalIndent(m, "", " ")
	return append(body, '\n'), err
}

// ManifestName is the name of each day's manifest.
const ManifestName = "manifest.json"

const cutOffName = "cutoff.json"

// digest returns the SHA-256 of a file in hex.
func digest(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// Folder returns the folder of a day's closed books; it ends in a slash.
func Folder(region market.Region, code market.Code, date string, rev int) string {
	return fmt.Sprintf("%srev=%d/", closedDay(region, code, date), rev)
}

func closedDay(region market.Region, code market.Code, date string) string {
	return closedDays(region, code) + "dt=" + date + "/"
}

func closedDays(region market.Region, code market.Code) string {
	return fmt.Sprintf("closed/v=1/region=%s/market=%s/", region, code)
}

// OpenKey returns the key of the manifest of a day that could not be closed. The
// file stays when the day is closed after all.
func OpenKey(region market.Region, code market.Code, date string) string {
	return fmt.Sprintf("open/v=1/region=%s/market=%s/dt=%s/%s", region, code, date, ManifestName)
}

// CurrentKey returns the key of the current copy of a file of a day's books. Each
// table has its own folder, because a database reads a whole folder as one table.
func CurrentKey(region market.Region, code market.Code, date, name string) string {
	folder := "manifest"
	for _, f := range fileKinds() {
		if f.name == name && f.format == table.Parquet {
			folder = f.table
		} else if f.name == name {
			folder = "csv"
		}
	}
	return fmt.Sprintf("current/v=1/%s/region=%s/market=%s/dt=%s/%s", folder, region, code, date, name)
}

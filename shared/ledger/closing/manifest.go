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

// Status says whether the books of a day are closed.
type Status string

// A day is open until it is proved.
const (
	Open   Status = "OPEN"
	Closed Status = "CLOSED"
)

// Manifest tells all about the books of a day: what they were made of, what they
// come to, and the digest of each file. Each names the digest of the day before,
// so the last one vouches for all.
type Manifest struct {
	Schema     int           `json:"schema_version"`
	Status     Status        `json:"status"`
	Region     market.Region `json:"region"`
	Market     market.Code   `json:"market"`
	Date       string        `json:"dt"`
	Rev        int           `json:"rev"`                  // from 1; books made anew have the next; 0 of an open day
	At         time.Time     `json:"at"`                   // when the day was closed, or found to be open
	Previous   *Link         `json:"previous,omitempty"`   // the day before; nil of the first one
	Supersedes *Link         `json:"supersedes,omitempty"` // the same day's books that these are in place of

	Checks []Check `json:"checks"`
	Totals Totals  `json:"totals"`
	Files  []File  `json:"files,omitempty"` // none of an open day

	CutOff   Sequences `json:"cut_off"`
	RawFiles int       `json:"raw_files"` // in the books of this day and all before
	Inputs   []Input   `json:"inputs"`
	Late     []Late    `json:"late,omitempty"` // the earliest day first
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

// Input is a raw file that books were made of.
type Input struct {
	Key    string `json:"key"`
	Rows   int    `json:"rows"`
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"` // in hex
}

// Sequences is how far the streams had been read: the highest sequence number
// that is in the books of the day, by stream. Lambda does not tell a record's
// shard, and sequence numbers are unique in a stream.
type Sequences struct {
	Orders string `json:"orders,omitempty"`
	Lots   string `json:"lots,omitempty"`
}

// Late counts events of an earlier day, which was closed before they came.
type Late struct {
	Date   string `json:"dt"`
	Events int    `json:"events"`
}

// Totals is what the books of a day come to.
type Totals struct {
	Events     map[ledger.EventType]int `json:"events"` // each once, without duplicates
	Duplicates int                      `json:"duplicates"`
	Accounts   []AccountTotal           `json:"accounts"` // by currency and code
	Units      []UnitTotal              `json:"units"`    // by SKU and kind
}

// AccountTotal is what was posted to an account.
type AccountTotal struct {
	Currency string `json:"currency"`
	Code     string `json:"account_code"`
	Name     string `json:"name"`
	Debit    int64  `json:"debit_minor"`
	Credit   int64  `json:"credit_minor"`
}

// UnitTotal is how many units moved.
type UnitTotal struct {
	SKU       string          `json:"sku"`
	Kind      ledger.MoveKind `json:"kind"`
	AfterPaid bool            `json:"after_paid,omitempty"` // of CANCEL
	Units     int             `json:"units"`
}

// Failed lists the checks that failed.
func (m Manifest) Failed() []Check {
	var failed []Check
	for _, c := range m.Checks {
		if c.Failures > 0 {
			failed = append(failed, c)
		}
	}
	return failed
}

// ParseManifest reads the manifest of a key, and holds it to that key.
func ParseManifest(key string, body []byte) (Manifest, error) {
	var m Manifest
	if err := json.Unmarshal(body, &m); err != nil {
		return Manifest{}, fmt.Errorf("%w: %s: %w", ErrManifest, key, err)
	}
	if want := m.folder() + manifestName; key != want || m.Status != Closed {
		return Manifest{}, fmt.Errorf("%w: %s says that it is %s, %s", ErrManifest, key, want, m.Status)
	}
	if m.Schema > ledger.SchemaVersion {
		return Manifest{}, fmt.Errorf("%w: %s is of version %d: this program is too old", ErrManifest, key, m.Schema)
	}
	return m, nil
}

// encode gives the bytes of the manifest, which its digest is of.
func (m Manifest) encode() ([]byte, error) {
	body, err := json.MarshalIndent(m, "", " ")
	return append(body, '\n'), err
}

// folder is where the files of closed books are; it ends in a slash.
func (m Manifest) folder() string { return Folder(m.Region, m.Market, m.Date, m.Rev) }

const (
	manifestName = "manifest.json"
	cutOffName   = "cutoff.json"
)

// digest is the SHA-256 of a file, in hex.
func digest(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// Folder is where the files of a day's closed books are; it ends in a slash.
func Folder(region market.Region, code market.Code, date string, rev int) string {
	return fmt.Sprintf("%sdt=%s/rev=%d/", closedDays(region, code), date, rev)
}

func closedDays(region market.Region, code market.Code) string {
	return fmt.Sprintf("closed/v=1/region=%s/market=%s/", region, code)
}

// OpenKey is where the manifest of a day that cannot be closed is. It stays when
// the day is closed after all, which is known from the closed books.
func OpenKey(region market.Region, code market.Code, date string) string {
	return fmt.Sprintf("open/v=1/region=%s/market=%s/dt=%s/%s", region, code, date, manifestName)
}

// CurrentKey is where the live copy of a file of a day's books is. Each table is
// in a folder of its own, for a database takes all files in a folder for rows.
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

package raw

import (
	"fmt"
	"strings"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/market"
)

// Key names a file.
type Key struct {
	Region market.Region
	Market market.Code
	Date   string // in the market's time zone, as 2006-01-02
	Lots   bool   // the events are of lots, not of orders
	First  string // sequence number of the record of the first event
	Last   string // sequence number of the record of the last event
}

// DayOf returns the key of the files that an event belongs in, without First and
// Last. It fails with [ledger.ErrMarket].
func DayOf(e *ledger.Event) (Key, error) {
	date, err := ledger.Date(e.Market, e.OccurredAt)
	return Key{Region: e.Region, Market: e.Market, Date: date, Lots: e.Type == ledger.Allocated}, err
}

// Folder returns the folder of a market's day; it ends in a slash.
func Folder(region market.Region, code market.Code, date string) string {
	return Days(region, code) + "dt=" + date + "/"
}

// Days returns the folder of a market's days; it ends in a slash.
func Days(region market.Region, code market.Code) string {
	return fmt.Sprintf("raw/v=1/region=%s/market=%s/", region, code)
}

// String returns the key in the bucket.
func (k Key) String() string {
	stream := ""
	if k.Lots {
		stream = "lots-"
	}
	return Folder(k.Region, k.Market, k.Date) + stream + k.First + "-" + k.Last + ".ndjson.gz"
}

// ParseKey reads what String returns. It fails with ErrFile. A close reads the keys of many files, so
// no regular expression is used.
func ParseKey(key string) (Key, error) {
	region, rest := field(key, "raw/v=1/region=")
	code, rest := field(rest, "market=")
	date, rest := field(rest, "dt=")
	span, lots := strings.CutPrefix(strings.TrimSuffix(rest, ".ndjson.gz"), "lots-")
	first, last, _ := strings.Cut(span, "-")
	k := Key{Region: market.Region(region), Market: market.Code(code), Date: date, Lots: lots, First: first, Last: last}
	if !isWord(region) || !isWord(code) || !isNumber(first) || !isNumber(last) || k.String() != key {
		return Key{}, fmt.Errorf("%w: %q is not the key of a raw file", ErrFile, key)
	}
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		return Key{}, fmt.Errorf("%w: %q: %w", ErrFile, key, err)
	}
	return k, nil
}

// field returns what is between a prefix and the next slash, and what comes after.
func field(text, prefix string) (value, rest string) {
	value, rest, _ = strings.Cut(strings.TrimPrefix(text, prefix), "/")
	return value, rest
}

func isWord(text string) bool {
	return text != "" && strings.Trim(text, "abcdefghijklmnopqrstuvwxyz") == ""
}

// maxDigits is the most digits that a sequence number may have.
const maxDigits = 40

func isNumber(text string) bool {
	return text != "" && len(text) <= maxDigits && strings.Trim(text, "0123456789") == ""
}

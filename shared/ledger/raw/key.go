package raw

import (
	"fmt"
	"regexp"
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
	First  string // sequence number of the first event's record
	Last   string // and of the last one's
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

var keyForm = regexp.MustCompile(
	`^raw/v=1/region=([a-z]+)/market=([a-z]+)/dt=(\d{4}-\d\d-\d\d)/(lots-)?(\d{1,40})-(\d{1,40})\.ndjson\.gz$`)

// ParseKey reads what String returns. It fails with ErrFile.
func ParseKey(key string) (Key, error) {
	found := keyForm.FindStringSubmatch(key)
	if found == nil {
		return Key{}, fmt.Errorf("%w: %q is not the key of a raw file", ErrFile, key)
	}
	if _, err := time.Parse(time.DateOnly, found[3]); err != nil {
		return Key{}, fmt.Errorf("%w: %q: %w", ErrFile, key, err)
	}
	return Key{
		Region: market.Region(found[1]), Market: market.Code(found[2]), Date: found[3],
		Lots: found[4] != "", First: found[5], Last: found[6],
	}, nil
}

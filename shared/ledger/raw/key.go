package raw

import (
	"fmt"
	"regexp"
	"time"

	"storefront/shared/market"
)

// Key names a file. Sequence numbers are those of the stream's records.
type Key struct {
	Region market.Region
	Market market.Code
	Date   string // in the market's time zone, as 2006-01-02
	Lots   bool   // of the stream of lots, not of orders
	First  string // sequence number of the first event
	Last   string // and of the last one
}

// Folder is where the files of a market's day are; it ends in a slash.
func Folder(region market.Region, code market.Code, date string) string {
	return Days(region, code) + "dt=" + date + "/"
}

// Days is where the folders of a market's days are; it ends in a slash.
func Days(region market.Region, code market.Code) string {
	return fmt.Sprintf("raw/v=1/region=%s/market=%s/", region, code)
}

// String is the key in the bucket.
func (k Key) String() string {
	stream := ""
	if k.Lots {
		stream = "lots-"
	}
	return Folder(k.Region, k.Market, k.Date) + stream + k.First + "-" + k.Last + ".ndjson.gz"
}

var keyForm = regexp.MustCompile(
	`^raw/v=1/region=([a-z]+)/market=([a-z]+)/dt=(\d{4}-\d\d-\d\d)/(lots-)?(\d{1,40})-(\d{1,40})\.ndjson\.gz$`)

// ParseKey reads what String wrote. It fails with ErrFile.
func ParseKey(key string) (Key, error) {
	found := keyForm.FindStringSubmatch(key)
	if found == nil {
		return Key{}, fmt.Errorf("%w: %q is no such key", ErrFile, key)
	}
	if _, err := time.Parse(time.DateOnly, found[3]); err != nil {
		return Key{}, fmt.Errorf("%w: %q: %w", ErrFile, key, err)
	}
	return Key{
		Region: market.Region(found[1]), Market: market.Code(found[2]), Date: found[3],
		Lots: found[4] != "", First: found[5], Last: found[6],
	}, nil
}

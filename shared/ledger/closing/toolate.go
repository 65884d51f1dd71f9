package closing

import (
	"context"
	"fmt"

	"storefront/shared/ledger"
	"storefront/shared/ledger/raw"
	"storefront/shared/market"
)

// TooLate returns what is wrong with the raw files of a market from before the look-back of the next
// close. No close books a file that comes so late, or sees it: a close lists the look-back alone, so
// that it costs the same each year. TooLate lists all files instead, 1,000 in a call, and is for the
// nightly run. The history must be of all days.
func (b Books) TooLate(ctx context.Context, code market.Code, h History) ([]string, error) {
	booked, last := map[string]bool{}, ""
	for _, d := range h.Days {
		for _, in := range d.Live.Inputs {
			booked[in.Key] = true
		}
		if d.Closed() {
			last = d.Date
		}
	}
	if last == "" || len(h.Broken) > 0 { // the files of a manifest that cannot be read would all be found
		return nil, nil
	}
	keys, err := b.of(code).rawFiles(ctx)
	if err != nil {
		return nil, err
	}
	next := ledger.AddDays(last, 1-lookBack)
	var found []string
	for _, name := range keys {
		key, err := raw.ParseKey(name)
		switch {
		case err != nil:
			found = append(found, name+" is not the name of a raw file")
		case key.Date < next && !booked[name]:
			found = append(found, fmt.Sprintf("%s came more than %d days late, and is in no books", name, lookBack))
		}
	}
	return found, nil
}

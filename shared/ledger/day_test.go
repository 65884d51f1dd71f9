package ledger_test

import (
	"errors"
	"testing"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/market"
)

func TestAddDays(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		date string
		days int
		want string
	}{
		{"2015-05-18", 1, "2015-05-19"},
		{"2016-02-28", 1, "2016-02-29"},
		{"2016-01-01", -1, "2015-12-31"},
		{"2015-05-18", 0, "2015-05-18"},
		{"18 May", 1, "18 May"},
	} {
		if got := ledger.AddDays(tt.date, tt.days); got != tt.want {
			t.Errorf("%d days after %s is %s, want %s", tt.days, tt.date, got, tt.want)
		}
	}
}

// A day begins and ends in the market's own time zone.
func TestDaysOfAMarket(t *testing.T) {
	t.Parallel()
	noonUTC := time.Date(2015, time.May, 18, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		code market.Code
		at   time.Time
		want string
		err  error
	}{
		{"us", noonUTC.Add(-6 * time.Hour), "2015-05-17", nil}, // 23:00 in California
		{"de", noonUTC.Add(11 * time.Hour), "2015-05-19", nil}, // 01:00 in Germany
		{"xx", noonUTC, "", ledger.ErrMarket},
	} {
		date, err := ledger.Date(tt.code, tt.at)
		if date != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("in %s it is %q, %v; want %q, %v", tt.code, date, err, tt.want, tt.err)
		}
		begins, err := ledger.Midnight(tt.code, date)
		if !errors.Is(err, tt.err) || err == nil && (begins.After(tt.at) || tt.at.Sub(begins) >= 25*time.Hour) {
			t.Errorf("the day of %v begins at %v in %s, %v", tt.at, begins, tt.code, err)
		}
	}
}

func TestBookKnowsMarketsAndTypes(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		event ledger.Event
		want  error
	}{
		"a market of another region": {ledger.Event{Region: market.US, Market: "de", Type: ledger.Held}, ledger.ErrMarket},
		"an unknown type":            {ledger.Event{Region: market.US, Market: "us", Type: "LENT"}, ledger.ErrEvent},
	} {
		if entries, err := ledger.Book(tt.event); !errors.Is(err, tt.want) {
			t.Errorf("%s: Book = %+v, %v, want %v", name, entries, err, tt.want)
		}
	}
}

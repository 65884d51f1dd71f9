package ledger

import (
	"fmt"
	"sync"
	"time"

	"storefront/shared/market"
)

// Date returns the day in a market's time zone at a moment, as 2006-01-02. It fails
// with ErrMarket.
func Date(code market.Code, at time.Time) (string, error) {
	zone, err := zoneOf(code)
	if err != nil {
		return "", err
	}
	return at.In(zone).Format(time.DateOnly), nil
}

// AddDays returns the date some days after another, or date itself if it is none.
func AddDays(date string, days int) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return t.AddDate(0, 0, days).Format(time.DateOnly)
}

// Midnight returns the time at which a day, as 2006-01-02, begins in a market. It fails with
// ErrMarket, or if date is not a date.
func Midnight(code market.Code, date string) (time.Time, error) {
	zone, err := zoneOf(code)
	if err != nil {
		return time.Time{}, err
	}
	return time.ParseInLocation(time.DateOnly, date, zone)
}

// zones caches the markets' time zones: loading one takes longer than using it.
var zones sync.Map

func zoneOf(code market.Code) (*time.Location, error) {
	if zone, ok := zones.Load(code); ok {
		return zone.(*time.Location), nil
	}
	m, ok := market.Of(code)
	if !ok {
		return nil, fmt.Errorf("%w: %q", ErrMarket, code)
	}
	zone, err := time.LoadLocation(m.TimeZone)
	if err != nil {
		return nil, fmt.Errorf("load time zone of market %q: %w", code, err)
	}
	zones.Store(code, zone)
	return zone, nil
}

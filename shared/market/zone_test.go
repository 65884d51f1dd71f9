package market_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"storefront/shared/market"
)

// A market's rule gives the same local time as the time zone database, in every half
// hour around the changes and on every day of forty years.
func TestLocation(t *testing.T) {
	t.Parallel()
	for _, m := range every(t) {
		t.Run(string(m.Code), func(t *testing.T) {
			t.Parallel()
			want, err := time.LoadLocation(m.TimeZone)
			if err != nil {
				t.Fatal(err)
			}
			got := m.Location()
			if got.String() != m.TimeZone {
				t.Errorf("it is called %s", got)
			}
			const form = "2006-01-02T15:04:05 MST -07:00"
			from, to := time.Date(2007, time.January, 1, 0, 0, 0, 0, time.UTC), time.Date(2037, time.December, 31, 0, 0, 0, 0, time.UTC)
			for at := from; at.Before(to); at = at.Add(30 * time.Minute) {
				if got, want := at.In(got).Format(form), at.In(want).Format(form); got != want {
					t.Fatalf("%v is %s, want %s", at, got, want)
				}
			}
		})
	}
}

func TestWithdrawalDays(t *testing.T) {
	t.Parallel()
	for _, m := range every(t) {
		want := 0
		if m.Region == market.EU || m.Region == market.UK {
			want = 14
		}
		if m.WithdrawalDays != want {
			t.Errorf("%s: %d days, want %d", m.Code, m.WithdrawalDays, want)
		}
	}
}

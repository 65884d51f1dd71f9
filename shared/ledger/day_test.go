package ledger_test

import (
	"testing"

	"storefront/shared/ledger"
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

package payment_test

import (
	"testing"
	"time"

	"storefront/shared/payment"
)

// A reading never passes a movement that was missed, and ends a window only after its last page.
func TestReading(t *testing.T) {
	t.Parallel()
	now := time.Date(2015, time.May, 18, 19, 0, 0, 0, time.UTC)
	hour := func(n int) time.Time { return now.Add(time.Duration(n) * time.Hour) }
	page := func(last string, oldest int, more bool) payment.Page {
		return payment.Page{Last: last, Oldest: hour(oldest), More: more}
	}
	open := payment.Reading{Since: hour(-9), Until: now, Reaches: now, Version: 7}
	second := open
	second.After = "b"
	missed := second
	missed.Reaches = hour(-2)
	for name, tt := range map[string]struct{ got, want payment.Reading }{
		"the first one":           {payment.Reading{}.Begin(now.Add(time.Millisecond)), payment.Reading{Since: now, Until: now, Reaches: now}},
		"a new window":            {payment.Reading{Since: hour(-9), Version: 7}.Begin(now), open},
		"a window goes on":        {second.Begin(hour(5)), second},
		"a page":                  {open.Advance(page("b", -1, true), false), second},
		"the last page":           {second.Advance(page("c", -8, false), false), payment.Reading{Since: now, Version: 7}},
		"an empty page":           {open.Advance(payment.Page{}, false), payment.Reading{Since: now, Version: 7}},
		"a page that missed":      {open.Advance(page("b", -2, true), true), missed},
		"the last page after it":  {missed.Advance(page("c", -8, false), false), payment.Reading{Since: hour(-2), Version: 7}},
		"an older one misses too": {missed.Advance(page("c", -8, false), true), payment.Reading{Since: hour(-8), Version: 7}},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %+v, want %+v", name, tt.got, tt.want)
		}
	}
}

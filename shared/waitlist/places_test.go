package waitlist_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"storefront/shared/waitlist"
)

// Everybody's place is near the truth, in a list of any length, and exact in a short one.
func TestPlaces(t *testing.T) {
	t.Parallel()
	monday := time.Date(2015, time.May, 18, 19, 0, 0, 0, time.UTC)
	for _, n := range []int{1, 2, 99, 100, 101, 250, 100_000} {
		confirmed := make([]time.Time, n)
		for i := range confirmed {
			confirmed[i] = monday.Add(time.Duration(i) * time.Millisecond)
		}
		shuffled := append([]time.Time(nil), confirmed...)
		rand.Shuffle(n, func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		p := waitlist.PlacesOf(shuffled, monday)
		if len(p.Marks) > 101 {
			t.Errorf("%d entries have %d marks", n, len(p.Marks))
		}
		for i := range n {
			got, known := p.Ahead(confirmed[i], monday)
			if off := max(got-i, i-got); !known || n < 100 && off > 0 || off > n/100+i/20+1 {
				t.Fatalf("of %d entries, %d are before one, and not about %d", n, i, got)
			}
		}
		if got, _ := p.Ahead(monday.Add(time.Hour), monday); max(got-n, n-got) > n/20 {
			t.Errorf("about %d of %d are before one who comes later", got, n)
		}
		if _, known := p.Ahead(monday, monday.Add(waitlist.PlacesFor+1)); known {
			t.Error("an old count is good")
		}
	}
	if _, known := (waitlist.Places{}).Ahead(monday, monday); known {
		t.Error("a place without a count is known")
	}
}

package invite_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"storefront/shared/market"
	"storefront/shared/waitlist"
)

// However many markets somebody waits in, and wherever runs are cut short, a mailbox has one
// ticket of a line at a time. The units that it does not get go to others.
func TestOneTicketForAMailbox(t *testing.T) {
	t.Parallel()
	const people, units = 8, 6
	for seed := range uint64(20) {
		w := newWorld(t, seed, units)
		for n := range people * 2 {
			w.shop.Clock.Advance(time.Millisecond)
			now, who := w.shop.Clock.Now(), fmt.Sprint(n/2) // two entries of each, one after the other
			if err := w.table.JoinConfirmed(t.Context(), waitlist.Entry{
				Key: waitlist.Key(fmt.Sprintf("%c%06d", 'A'+w.rng.IntN(26), n)), Market: []market.Code{"us", "de"}[n%2], SKU: band,
				Email: who + "@example.com", Mailbox: who, Locale: "en", Status: waitlist.Confirmed, AskedAt: now, ConfirmedAt: now,
			}); err != nil {
				t.Fatal(err)
			}
		}
		wave := func() map[string]int {
			w.given, w.killing, w.meeting = nil, 0.2, 0.2
			for range 30 {
				if _, err := (inviter{w, false}).invite(0, time.Hour); err != nil && !errors.Is(err, errKilled) {
					break // nothing is free
				}
			}
			w.killing, w.meeting = 0, 0
			_, _ = inviter{w, true}.invite(0, time.Hour) // finishes what was cut short
			w.collect()
			tickets := map[string]int{}
			for _, a := range w.given {
				tickets[a.Email]++
			}
			return tickets
		}
		for _, when := range []string{"at first", "after the end"} {
			got := wave()
			if len(got) != units || len(w.given) != units {
				t.Errorf("seed %d, %s: %d tickets for %d people: %v", seed, when, len(w.given), len(got), got)
			}
			w.shop.Clock.Advance(2 * time.Hour)
		}
	}
}

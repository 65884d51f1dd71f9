package dynamo_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/market"
	"storefront/shared/waitlist"
)

// An entry is told each topic of a draw once, at its own place in the queue. It keeps that place.
func TestTell(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, s table) {
		e := confirmedEntry("KEY", 5)
		at := placeOf(e)
		closed := waitlist.News{Sale: "vip", At: noon.Add(time.Minute)}
		undrawn := waitlist.News{Sale: "vip", Rank: 7, At: noon.Add(2 * time.Minute)}
		another, later := closed, undrawn
		another.Sale, later.Sale, later.Rank = "next", "next", 8
		tell := func(what string, at waitlist.Place, n waitlist.News, told bool, want waitlist.News) {
			t.Helper()
			got, err := s.Tell(t.Context(), at, n)
			if err != nil || got != told {
				t.Fatalf("%s: %v, %v", what, got, err)
			}
			read, err := s.Entry(t.Context(), "KEY")
			if diff := cmp.Diff(want, read.News); err != nil || diff != "" {
				t.Fatalf("%s: %v, news (-want +got):\n%s", what, err, diff)
			}
		}
		tell("nobody is there", at, closed, false, waitlist.News{})
		if err := s.JoinConfirmed(t.Context(), e); err != nil {
			t.Fatal(err)
		}
		earlier := at
		earlier.At = noon
		tell("at another place", earlier, closed, false, waitlist.News{})
		tell("at its place", at, closed, true, closed)
		tell("again", at, closed, false, closed)
		tell("not drawn", at, undrawn, true, undrawn)
		tell("the first again", at, closed, false, undrawn)
		tell("another draw", at, another, true, another)
		tell("not drawn again", at, undrawn, false, another)
		if queue, err := s.Queue(t.Context(), []market.Code{"us"}, e.SKU, waitlist.Place{}, 10); err != nil || len(queue) != 1 {
			t.Errorf("the queue has %v, %v", queue, err)
		}
		i := waitlist.Invitation{Sale: "vip", Ticket: 1, At: noon.Add(time.Hour), Ends: noon.Add(2 * time.Hour)}
		if given, err := s.Invite(t.Context(), at, i); err != nil || !given {
			t.Fatal(given, err)
		}
		tell("not drawn, but invited", at, later, false, another)
		closed.Sale = "third"
		tell("closed, and invited", at, closed, true, closed)
		if read, err := s.Entry(t.Context(), "KEY"); err != nil || read.Status != waitlist.Invited || read.Invitation != i {
			t.Errorf("the entry is %+v, %v", read, err)
		}
		again := confirmedEntry("KEY", int(3*time.Hour/time.Millisecond))
		if err := s.JoinConfirmed(t.Context(), again); err != nil {
			t.Fatal(err)
		}
		tell("an entry that has joined again is in no draw", at, closed, false, waitlist.News{})
		if err := s.Remove(t.Context(), "KEY"); err != nil {
			t.Fatal(err)
		}
		tell("who has left", placeOf(again), closed, false, waitlist.News{})
	})
}

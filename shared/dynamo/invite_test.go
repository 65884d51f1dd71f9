package dynamo_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/invite"
	"storefront/shared/market"
	"storefront/shared/stock"
	"storefront/shared/waitlist"
)

// confirmedEntry is on the list since some milliseconds after noon.
func confirmedEntry(key string, after int) waitlist.Entry {
	at := noon.Add(time.Duration(after) * time.Millisecond)
	e := entryAt(at, "ask-"+key)
	e.Key, e.Status, e.ConfirmedAt = waitlist.Key(key), waitlist.Confirmed, at
	return e
}

func placeOf(e waitlist.Entry) waitlist.Place { return waitlist.Place{Key: e.Key, At: e.ConfirmedAt} }

// The queue is in the order of confirmation, over all shards of a market and product.
func TestQueue(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, s table) {
		var want []waitlist.Place
		for n := range 40 {
			e := confirmedEntry(fmt.Sprintf("%c%d", 'A'+n%26, n), n/2) // two have the same time
			want = append(want, placeOf(e))
			if err := s.JoinConfirmed(t.Context(), e); err != nil {
				t.Fatal(err)
			}
			for _, other := range []func(*waitlist.Entry){
				func(e *waitlist.Entry) { e.Market = "de" },
				func(e *waitlist.Entry) { e.SKU = "other" },
			} {
				o := e
				o.Key += "-" + waitlist.Key(fmt.Sprint(n))
				other(&o)
				if err := s.JoinConfirmed(t.Context(), o); err != nil {
					t.Fatal(err)
				}
			}
		}
		if _, err := s.Join(t.Context(), entryAt(noon, "pending"), noon); err != nil {
			t.Fatal(err)
		}
		var got []waitlist.Place
		for after := (waitlist.Place{}); ; after = got[len(got)-1] {
			page, err := s.Queue(t.Context(), []market.Code{"us"}, entryAt(noon, "").SKU, after, 7)
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			got = append(got, page...)
		}
		for i := 0; i < len(want); i += 2 {
			if want[i].Compare(want[i+1]) > 0 {
				want[i], want[i+1] = want[i+1], want[i]
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("queue (-want +got):\n%s", diff)
		}
	})
}

// An entry is invited once, from its place alone, and is in no queue then.
func TestInvite(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, s table) {
		e := confirmedEntry("KEY", 5)
		sku, ends := e.SKU, noon.Add(time.Hour)
		first := waitlist.Invitation{Sale: "vip", Ticket: 1, At: noon.Add(time.Minute), Ends: ends}
		second := waitlist.Invitation{Sale: "vip", Ticket: 2, At: noon.Add(2 * time.Minute), Ends: ends, Anyone: true}
		step := func(what string, at waitlist.Place, i waitlist.Invitation, given bool, want waitlist.Invitation) {
			t.Helper()
			got, err := s.Invite(t.Context(), at, i)
			if err != nil || got != given {
				t.Fatalf("%s: %v, %v", what, got, err)
			}
			read, err := s.Entry(t.Context(), "KEY")
			if diff := cmp.Diff(want, read.Invitation); err != nil || diff != "" {
				t.Fatalf("%s: %v, invitation (-want +got):\n%s", what, err, diff)
			}
		}
		none := waitlist.Invitation{}
		step("nobody is there", placeOf(e), first, true, none)
		if err := s.JoinConfirmed(t.Context(), e); err != nil {
			t.Fatal(err)
		}
		earlier := placeOf(e)
		earlier.At = noon
		step("from an earlier place", earlier, first, true, none)
		step("from its place", placeOf(e), first, true, first)
		step("again", placeOf(e), first, true, first)
		step("by another wave", placeOf(e), second, false, first)
		if left, err := s.Queue(t.Context(), []market.Code{"us"}, sku, waitlist.Place{}, 10); err != nil || len(left) > 0 {
			t.Errorf("the queue has %v, %v", left, err)
		}
		if _, confirmed, err := s.Confirm(t.Context(), "KEY", "ask-KEY", noon.Add(time.Hour)); err != nil || !confirmed {
			t.Errorf("confirmed again: %v, %v", confirmed, err)
		}
		// While the ticket is valid, its holder gets no second one.
		again := confirmedEntry("KEY", int(time.Hour/time.Millisecond))
		if err := s.JoinConfirmed(t.Context(), again); err != nil {
			t.Fatal(err)
		}
		pending := entryAt(ends, "again")
		if stored, err := s.Join(t.Context(), pending, noon.Add(time.Hour)); err != nil || stored {
			t.Errorf("joined with a ticket: %v, %v", stored, err)
		}
		step("by another wave still", placeOf(again), second, false, first)
		later := confirmedEntry("KEY", int((time.Hour+2*time.Second)/time.Millisecond))
		if err := s.JoinConfirmed(t.Context(), later); err != nil {
			t.Fatal(err)
		}
		third := waitlist.Invitation{Sale: "vip", Ticket: 3, At: noon.Add(2 * time.Hour), Ends: noon.Add(3 * time.Hour)}
		step("the next time", placeOf(later), third, true, third)
	})
}

// A mailbox has one ticket to a line at a time, though it waits in two markets: it gets the
// second one when the first has ended, and one to another line or sale at once.
func TestInviteAMailboxOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, s table) {
		var places []waitlist.Place
		for n, change := range []func(*waitlist.Entry){
			func(*waitlist.Entry) {},
			func(e *waitlist.Entry) { e.Market = "de" },
			func(e *waitlist.Entry) { e.SKU = "other" },
			func(e *waitlist.Entry) { e.Market = "fr" },
			func(e *waitlist.Entry) { e.Mailbox = "somebody else's" },
		} {
			e := confirmedEntry(fmt.Sprint("KEY", n), n)
			change(&e)
			if err := s.JoinConfirmed(t.Context(), e); err != nil {
				t.Fatal(err)
			}
			places = append(places, placeOf(e))
		}
		ends := noon.Add(time.Hour)
		for _, tt := range []struct {
			what  string
			entry int
			i     waitlist.Invitation
			given bool
		}{
			{"the first", 0, waitlist.Invitation{Sale: "vip", Ticket: 1, At: noon, Ends: ends}, true},
			{"another market", 1, waitlist.Invitation{Sale: "vip", Ticket: 2, At: noon, Ends: ends}, false},
			{"the first again", 0, waitlist.Invitation{Sale: "vip", Ticket: 1, At: noon, Ends: ends}, true},
			{"another line", 2, waitlist.Invitation{Sale: "vip", Ticket: 1, At: noon, Ends: ends}, true},
			{"another sale", 3, waitlist.Invitation{Sale: "vip-2", Ticket: 1, At: noon, Ends: ends}, true},
			{"another mailbox", 4, waitlist.Invitation{Sale: "vip", Ticket: 3, At: noon, Ends: ends}, true},
			{"another market, a moment before the end", 1, waitlist.Invitation{Sale: "vip", Ticket: 4, At: ends, Ends: ends.Add(time.Hour)}, false},
			{"another market, after the end", 1, waitlist.Invitation{Sale: "vip", Ticket: 5, At: ends.Add(time.Second), Ends: ends.Add(time.Hour)}, true},
		} {
			given, err := s.Invite(t.Context(), places[tt.entry], tt.i)
			if err != nil || given != tt.given {
				t.Errorf("%s: given %v, %v", tt.what, given, err)
			}
			if e, err := s.Entry(t.Context(), places[tt.entry].Key); err != nil || (e.Invitation == tt.i) != tt.given {
				t.Errorf("%s: %+v, %v", tt.what, e, err)
			}
		}
	})
}

// A book is stored only over the version that was read, and comes back as it was.
func TestBook(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, s table) {
		b := invite.Book{
			Line: stock.Line{Sale: "vip", SKU: "band"}, Next: 4,
			Waves: []invite.Wave{{Number: 1, First: 1, Last: 2, Units: 2, Given: 2, Anyone: true, Ends: noon, Done: true}, {Number: 2, First: 3, Last: 3, Units: 9, Ends: noon.Add(time.Hour)}},
			Page:  []waitlist.Place{placeOf(confirmedEntry("A#b", 1))},

			Restock: invite.Restock{Reference: "REF", Units: 30, Lots: 2, Wave: 2},
		}
		for version := range 3 {
			b.Version = int64(version)
			for _, want := range []bool{true, false} {
				if stored, err := s.PutBook(t.Context(), b); err != nil || stored != want {
					t.Fatalf("version %d: stored %v, %v", version, stored, err)
				}
			}
		}
		b.Version = 3
		got, err := s.Book(t.Context(), b.Line)
		if diff := cmp.Diff(b, got); err != nil || diff != "" {
			t.Errorf("%v, book (-want +got):\n%s", err, diff)
		}
		other := stock.Line{Sale: "vip", SKU: "other"}
		if got, err = s.Book(t.Context(), other); err != nil || !cmp.Equal(got, invite.Book{Line: other}) {
			t.Errorf("another line has %+v, %v", got, err)
		}
	})
}

// What the list costs, with its index.
func TestCostOfTheQueue(t *testing.T) {
	t.Parallel()
	var m meter
	s := open(t, m.options)
	e := entryAt(noon, "ask")
	for _, tt := range []struct {
		name string
		do   func() error
		want cost
	}{
		{"join", func() error { _, err := s.Join(t.Context(), e, noon); return err }, cost{calls: 1, writes: 1}},
		{"confirm", func() error { _, _, err := s.Confirm(t.Context(), e.Key, "ask", noon); return err }, cost{calls: 1, writes: 2}},
		{"hear of a draw", func() error {
			_, err := s.Tell(t.Context(), waitlist.Place{Key: e.Key, At: noon}, waitlist.News{Sale: "vip", At: noon})
			return err
		}, cost{calls: 1, writes: 1}},
		{"be invited", func() error {
			_, err := s.Invite(t.Context(), waitlist.Place{Key: e.Key, At: noon}, waitlist.Invitation{Sale: "vip", Ticket: 1, At: noon, Ends: noon})
			return err
		}, cost{calls: 3, reads: 1, writes: 3}},
	} {
		if got, err := m.of(tt.do); err != nil || got != tt.want {
			t.Errorf("%s: %v, cost %+v, want %+v", tt.name, err, got, tt.want)
		}
	}
}

// A count has all shards, is read as it was stored, and costs a read.
func TestPlaces(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, s table) {
		for n := range 30 {
			if err := s.JoinConfirmed(t.Context(), confirmedEntry(fmt.Sprintf("%c%d", 'A'+n, n), n)); err != nil {
				t.Fatal(err)
			}
		}
		sku := entryAt(noon, "").SKU
		for _, m := range []market.Code{"us", "de"} { // nobody waits in de
			if err := waitlist.Count(t.Context(), s, m, sku, noon.Add(time.Minute)); err != nil {
				t.Fatal(err)
			}
		}
		us, err := s.Places(t.Context(), "us", sku)
		if err != nil || len(us.Marks) != 31 {
			t.Errorf("%+v, %v", us, err)
		}
		if ahead, known := us.Ahead(noon.Add(17*time.Millisecond), noon.Add(time.Hour)); !known || ahead != 17 {
			t.Errorf("%d are before the 18th, %v", ahead, known)
		}
		if de, err := s.Places(t.Context(), "de", sku); err != nil || !cmp.Equal(de, waitlist.Places{}) {
			t.Errorf("nobody's queue has %+v, %v", de, err)
		}
	})
	var m meter
	s := open(t, m.options)
	var times []time.Time
	for n := range 100_000 {
		times = append(times, noon.Add(time.Duration(n)*time.Second))
	}
	if err := s.PutPlaces(t.Context(), "us", "band", waitlist.PlacesOf(times, noon)); err != nil {
		t.Fatal(err)
	}
	got, err := m.of(func() error { _, err := s.Places(t.Context(), "us", "band"); return err })
	if err != nil || got.calls != 1 || got.reads > 1 {
		t.Errorf("cost %+v, %v", got, err)
	}
}

// An entry is removed only if it is as it was read. If it was invited meanwhile it stays, so that its
// ticket is revoked first.
func TestRemoveAs(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, s table) {
		e := confirmedEntry("KEY", 5)
		i := waitlist.Invitation{Sale: "vip", Ticket: 7, At: noon, Ends: noon.Add(time.Hour)}
		remove := func(what string, as waitlist.Entry, want bool) {
			t.Helper()
			if gone, err := s.RemoveAs(t.Context(), as); err != nil || gone != want {
				t.Fatalf("%s: %v, %v, want %v", what, gone, err, want)
			}
			if left, err := s.Entry(t.Context(), e.Key); err != nil || (left.Status == "") != want {
				t.Fatalf("%s: %+v, %v", what, left, err)
			}
		}
		remove("nobody is there", e, true)
		for _, as := range []waitlist.Entry{e, {Key: e.Key, Invitation: i}} {
			if err := s.JoinConfirmed(t.Context(), e); err != nil {
				t.Fatal(err)
			}
			remove("who waits", as, true)
		}
		if err := s.JoinConfirmed(t.Context(), e); err != nil {
			t.Fatal(err)
		}
		if given, err := s.Invite(t.Context(), placeOf(e), i); err != nil || !given {
			t.Fatalf("Invite = %v, %v", given, err)
		}
		invited, other, another := e, e, e
		invited.Invitation, other.Invitation, another.Invitation = i, i, i
		other.Invitation.Ticket, another.Invitation.Sale = 8, "other"
		remove("invited since it was read", e, false)
		remove("with another ticket", other, false)
		remove("to another sale", another, false)
		remove("as it is", invited, true)
	})
}

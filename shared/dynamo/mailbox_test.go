package dynamo_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/draw/drawing"
	"storefront/shared/dynamo"
	"storefront/shared/invite"
	"storefront/shared/notify"
	"storefront/shared/order"
	"storefront/shared/waitlist"
	"storefront/shared/waitlist/waitlisttest"
)

// onBoth runs a test on DynamoDB and in memory.
func onBoth(t *testing.T, test func(*testing.T, table)) {
	t.Helper()
	t.Run("in memory", func(t *testing.T) { t.Parallel(); test(t, waitlisttest.NewMemory()) })
	t.Run("in DynamoDB", func(t *testing.T) { t.Parallel(); test(t, open(t)) })
}

type table interface {
	waitlist.Entries
	waitlist.Leaving
	waitlist.Ending
	notify.Mailboxes
	notify.Owed
	notify.Entries
	invite.Books
	invite.Queue
	waitlist.Counted
	waitlist.Queues
	drawing.Store
	drawing.Entries
	SentAt(ctx context.Context, ask string) (time.Time, error)
	SentAgain(ctx context.Context, ask string) ([]notify.Again, error)
	SendAgain(ctx context.Context, a notify.Again) (bool, error)
	AllEntries(ctx context.Context, visit func(waitlist.Entry), read func(items int)) error
}

var (
	_       table       = (*dynamo.Store)(nil)
	_       notify.Asks = (*dynamo.Store)(nil)
	noon                = time.Date(2015, time.May, 18, 19, 0, 0, 0, time.UTC)
	entryAt             = func(at time.Time, ask string) waitlist.Entry {
		return waitlist.Entry{
			Key: "KEY", Market: "us", SKU: "phone-4i", Email: "ada@example.com", Locale: "en", Mailbox: "BOX",
			Status: waitlist.Pending, Ask: ask, AskedAt: at,
		}
	}
)

// A mail can be sent again a number of times, each once.
func TestSendAgain(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, s table) {
		o := order.Order{ID: order.ID{Key: "0k3f8m2q7z1xw9vd", Slot: 1}, Market: "de", Buyer: order.Buyer{Email: "ada@example.com", Locale: "de"}}
		ask := notify.OfOrder(o, notify.Paid, 0, noon)
		var want []notify.Again
		for number := range notify.MostAgain {
			again := notify.Again{Ask: ask, Number: number + 1, At: noon.Add(time.Duration(number) * time.Hour), Reason: fmt.Sprint("reason ", number)}
			for _, stores := range []bool{true, false} {
				if stored, err := s.SendAgain(t.Context(), again); err != nil || stored != stores {
					t.Fatalf("number %d: %v, %v", number, stored, err)
				}
			}
			again.Ask = notify.Ask{ID: ask.ID}
			want = append(want, again)
		}
		if got, err := s.SentAgain(t.Context(), ask.ID); err != nil || !cmp.Equal(want, got) {
			t.Errorf("got %+v, %v", got, err)
		}
		if got, err := s.SentAgain(t.Context(), "shipped-1"); err != nil || len(got) > 0 {
			t.Errorf("another mail: %+v, %v", got, err)
		}
	})
}

// An operator sees all entries, and no addresses.
func TestAllEntries(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, s table) {
		pending, confirmed := entryAt(noon, "ask"), confirmedEntry("OTHER", 1)
		if stored, err := s.Join(t.Context(), pending, noon); err != nil || !stored {
			t.Fatal(stored, err)
		}
		if err := s.JoinConfirmed(t.Context(), confirmed); err != nil {
			t.Fatal(err)
		}
		if err := s.MarkMailSent(t.Context(), "ask", noon); err != nil {
			t.Fatal(err)
		}
		want, got, read := map[waitlist.Key]waitlist.Entry{}, map[waitlist.Key]waitlist.Entry{}, 0
		for _, e := range []waitlist.Entry{pending, confirmed} {
			e.Email, e.Locale, e.Mailbox, e.Ask = "", "", "", ""
			want[e.Key] = e
		}
		err := s.AllEntries(t.Context(), func(e waitlist.Entry) { got[e.Key] = e }, func(items int) { read = items })
		if diff := cmp.Diff(want, got); err != nil || diff != "" || read < len(want) {
			t.Errorf("%v, read %d (-want +got):\n%s", err, read, diff)
		}
	})
}

func TestMailSent(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, s table) {
		for i, want := range []bool{false, true, true} {
			at, err := s.SentAt(t.Context(), "paid-1")
			if err != nil || at.Equal(noon) != want || at.IsZero() == want {
				t.Errorf("read %d: at %v, %v", i, at, err)
			}
			sent, err := s.MailSent(t.Context(), "paid-1")
			if err != nil || sent != want {
				t.Errorf("read %d: %v, %v", i, sent, err)
			}
			if err := s.MarkMailSent(t.Context(), "paid-1", noon.Add(notify.OwedFor)); err != nil {
				t.Error(err)
			}
		}
		if other, err := s.MailSent(t.Context(), "paid-2"); err != nil || other {
			t.Errorf("another mail: %v, %v", other, err)
		}
	})
}

func TestMailbox(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, s table) {
		read := func() notify.Mailbox {
			t.Helper()
			m, err := s.Mailbox(t.Context(), "BOX")
			if err != nil {
				t.Fatal(err)
			}
			return m
		}
		put := func(m notify.Mailbox, want bool) {
			t.Helper()
			if stored, err := s.PutMailbox(t.Context(), m); err != nil || stored != want {
				t.Errorf("PutMailbox(version %d) = %v, %v", m.Version, stored, err)
			}
		}
		first := read()
		if diff := cmp.Diff(notify.Mailbox{Key: "BOX"}, first); diff != "" {
			t.Errorf("nothing is stored (-want +got):\n%s", diff)
		}
		first.Mails = []notify.Mail{{Ask: "a", Kind: notify.Pass, Market: "us", At: noon}}
		put(first, true)
		put(first, false) // somebody else's, from the same read
		second := read()
		second.Mails = append(second.Mails, notify.Mail{Ask: "b", Kind: notify.Link, At: noon.Add(time.Minute), Sent: true})
		if err := s.RefuseMail(t.Context(), "BOX", noon.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		put(second, false) // it does not know of the refusal
		third := read()
		third.Mails = second.Mails
		put(third, true)
		want := notify.Mailbox{Key: "BOX", Mails: second.Mails, RefusedAt: noon.Add(time.Hour), Version: 3}
		if diff := cmp.Diff(want, read()); diff != "" {
			t.Errorf("mailbox (-want +got):\n%s", diff)
		}
	})
}

// Forgetting a mailbox keeps what it knows, and never becomes older.
func TestForgetMail(t *testing.T) {
	t.Parallel()
	s := open(t)
	first := notify.Mailbox{Key: "BOX", Mails: []notify.Mail{{Ask: "a", Kind: notify.Link, At: noon}}}
	if stored, err := s.PutMailbox(t.Context(), first); err != nil || !stored {
		t.Fatalf("PutMailbox = %v, %v", stored, err)
	}
	if err := s.RefuseMail(t.Context(), "BOX", noon.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	for _, at := range []time.Duration{time.Hour, time.Minute, time.Hour} {
		if err := s.ForgetMail(t.Context(), "BOX", noon.Add(at)); err != nil {
			t.Error(err)
		}
	}
	got, err := s.Mailbox(t.Context(), "BOX")
	want := notify.Mailbox{Key: "BOX", Mails: first.Mails, RefusedAt: noon.Add(time.Minute), ForgottenAt: noon.Add(time.Hour), Version: 3}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("mailbox, %v (-want +got):\n%s", err, diff)
	}
}

func TestEntries(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, s table) {
		join := func(at time.Duration, ask string, want bool) {
			t.Helper()
			e := entryAt(noon.Add(at), ask)
			if stored, err := s.Join(t.Context(), e, e.AskedAt.Add(-waitlist.AskPause)); err != nil || stored != want {
				t.Errorf("Join(%s) = %v, %v", ask, stored, err)
			}
		}
		confirm := func(ask string, want bool) {
			t.Helper()
			if e, confirmed, err := s.Confirm(t.Context(), "KEY", ask, noon.Add(time.Hour)); err != nil || confirmed != want || want && e.Email != "ada@example.com" {
				t.Errorf("Confirm(%s) = %+v, %v, %v", ask, e, confirmed, err)
			}
		}
		refuse := func(want waitlist.Entry) {
			t.Helper()
			got, err := s.Refuse(t.Context(), "KEY")
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("Refuse(): %v (-want +got):\n%s", err, diff)
			}
		}
		confirm("a", false)
		refuse(waitlist.Entry{})
		join(0, "a", true)
		join(waitlist.AskPause, "b", false)
		join(waitlist.AskPause+time.Millisecond, "c", true)
		confirm("a", false)
		confirm("c", true)
		confirm("c", true)
		confirm("a", false)
		join(100*24*time.Hour, "d", false)
		confirmed := entryAt(noon.Add(waitlist.AskPause+time.Millisecond), "c")
		confirmed.Status, confirmed.ConfirmedAt = waitlist.Confirmed, noon.Add(time.Hour)
		refuse(confirmed)
		for range 2 {
			if err := s.Remove(t.Context(), "KEY"); err != nil {
				t.Error(err)
			}
		}
		join(0, "e", true)
		refused := entryAt(noon, "e")
		refused.Status, refused.Email, refused.Locale = waitlist.Refused, "", ""
		refuse(refused)
		refuse(refused)
		confirm("e", false)
		join(waitlist.PendingFor, "f", false)
		join(waitlist.PendingFor+2*time.Second, "g", true) // it has expired, and may not be removed yet
	})
}

// A request for a mail is one call and at most one write unit, whatever the table has.
func TestCostOfAsks(t *testing.T) {
	t.Parallel()
	var m meter
	s := open(t, m.options)
	id, err := order.ParseID("0k3f8m2q7z1xw9vd-1")
	if err != nil {
		t.Fatal(err)
	}
	at := noon
	asks := map[string]func() error{
		"join": func() error {
			e := entryAt(at, fmt.Sprint(at.UnixMilli()))
			_, err := s.Join(t.Context(), e, at.Add(-waitlist.AskPause))
			return err
		},
		"pass": func() error {
			return s.AskFor(t.Context(), "KEY", notify.Ask{ID: "ASK", Kind: notify.Pass, At: at, Market: "us", Email: "ada@example.com", Locale: "en"}, at.Add(-notify.AskPause))
		},
		"link": func() error {
			return s.AskFor(t.Context(), "KEY", notify.Ask{ID: "ASK", Kind: notify.Link, At: at, Order: id, Email: "ada@example.com"}, at.Add(-notify.AskPause))
		},
	}
	check := func(state string, name string) {
		t.Helper()
		m.cost = cost{}
		if err := asks[name](); err != nil {
			t.Fatal(err)
		}
		if got := m.cost; got.calls != 1 || got.writes+float64(got.refused) != 1 {
			t.Errorf("%s, %s: %+v", name, state, got)
		}
	}
	for name := range asks {
		check("new", name)
		check("again", name)
	}
	if _, confirmed, err := s.Confirm(t.Context(), "KEY", fmt.Sprint(at.UnixMilli()), at); err != nil || !confirmed {
		t.Fatalf("not confirmed: %v", err)
	}
	check("confirmed", "join")
	if err := s.Remove(t.Context(), "KEY"); err != nil {
		t.Fatal(err)
	}
	check("left", "join")
	if _, err := s.Refuse(t.Context(), "KEY"); err != nil {
		t.Fatal(err)
	}
	check("refused", "join")
	at = at.Add(48 * time.Hour)
	for name := range asks {
		check("days later", name)
	}
}

// A confirmed entry takes the place of any other, and keeps its own.
func TestJoinConfirmed(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, s table) {
		if _, err := s.Join(t.Context(), entryAt(noon, "a"), noon); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Refuse(t.Context(), "KEY"); err != nil {
			t.Fatal(err)
		}
		for n, ask := range []string{"b", "c"} {
			e := entryAt(noon.Add(time.Duration(n)*time.Minute), ask)
			e.Status, e.ConfirmedAt = waitlist.Confirmed, e.AskedAt
			if err := s.JoinConfirmed(t.Context(), e); err != nil {
				t.Fatal(err)
			}
		}
		want := entryAt(noon, "b")
		want.Status, want.ConfirmedAt = waitlist.Confirmed, noon
		got, confirmed, err := s.Confirm(t.Context(), "KEY", "b", noon.Add(time.Hour))
		if diff := cmp.Diff(want, got); err != nil || !confirmed || diff != "" {
			t.Errorf("%v, %v, entry (-want +got):\n%s", confirmed, err, diff)
		}
	})
}

// A refusal that an operator ends is over; what was mailed lately still counts.
func TestAllowMail(t *testing.T) {
	t.Parallel()
	s := open(t)
	mails := []notify.Mail{{Ask: "a", Kind: notify.Pass, At: noon}}
	if stored, err := s.PutMailbox(t.Context(), notify.Mailbox{Key: "BOX", Mails: mails}); err != nil || !stored {
		t.Fatal(stored, err)
	}
	if err := s.RefuseMail(t.Context(), "BOX", noon); err != nil {
		t.Fatal(err)
	}
	for _, mailbox := range []string{"BOX", "BOX", "NOBODY"} {
		if err := s.AllowMail(t.Context(), mailbox); err != nil {
			t.Fatal(err)
		}
	}
	for mailbox, want := range map[string]notify.Mailbox{"BOX": {Key: "BOX", Mails: mails, Version: 3}, "NOBODY": {Key: "NOBODY"}} {
		if got, err := s.Mailbox(t.Context(), mailbox); err != nil || !cmp.Equal(want, got) {
			t.Errorf("%s is %+v, %v", mailbox, got, err)
		}
	}
}

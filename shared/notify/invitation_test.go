package notify_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/email"
	"storefront/shared/notify"
	"storefront/shared/ticket"
	"storefront/shared/waitlist"
	"storefront/shared/waitlist/waitlisttest"
)

var invited = catalog.Sale{
	ID: "vip", Opens: monday, Access: catalog.AccessTicket, Hold: 10 * time.Minute, Salt: []byte("salt"), Lines: []catalog.SaleLine{{SKU: "band", MaxPerOrder: 1}},
	Revoked: []catalog.Revocation{{SKU: "band", First: 9, Last: 9, At: monday}},
}

// invite puts ada on a list and invites her, and returns what the table's stream has of it.
func invite(t *testing.T, table *waitlisttest.Memory, i waitlist.Invitation) notify.Ask {
	t.Helper()
	e := waitlist.Entry{
		Key: "KEY", Market: "us", SKU: "band", Email: "ada@example.com", Locale: "en", Status: waitlist.Confirmed, AskedAt: monday, ConfirmedAt: monday,
	}
	if err := table.JoinConfirmed(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if given, err := table.Invite(t.Context(), waitlist.Place{Key: e.Key, At: monday}, i); err != nil || !given {
		t.Fatalf("Invite = %v, %v", given, err)
	}
	asks := table.Asks()
	if len(asks) != 1 || asks[0].Kind != notify.Invite {
		t.Fatalf("the stream has %+v", asks)
	}
	return asks[0]
}

// The mail has the ticket, comes once, also to a mailbox that refuses what others ask for,
// and never to someone who has left, or after the ticket has ended.
func TestInvitation(t *testing.T) {
	t.Parallel()
	ends, _ := invited.Tickets().End(monday.Add(time.Hour))
	good := waitlist.Invitation{Sale: "vip", Ticket: 7, At: monday, Ends: ends}
	anyones, ended, nosale, revoked := good, good, good, good
	anyones.Anyone, ended.Ends, nosale.Sale, revoked.Ticket = true, monday, "gone", 9
	for name, tt := range map[string]struct {
		invitation waitlist.Invitation
		before     func(t *testing.T, table *waitlisttest.Memory)
		want       notify.Outcome
		holder     string
	}{
		"to who is on the list":    {good, nil, notify.Sent, "ada@example.com"},
		"a ticket bound to nobody": {anyones, nil, notify.Sent, ""},
		"to who refuses other mails": {good, func(t *testing.T, table *waitlisttest.Memory) {
			mailbox := email.NewDigests([]byte(strings.Repeat("d", 32))).Mailbox(email.IdentityOf("ada@example.com"))
			if err := table.RefuseMail(t.Context(), mailbox, monday.Add(-time.Hour)); err != nil {
				t.Fatal(err)
			}
		}, notify.Sent, "ada@example.com"},
		"to who has left since": {good, func(t *testing.T, table *waitlisttest.Memory) {
			if err := table.Remove(t.Context(), "KEY"); err != nil {
				t.Fatal(err)
			}
		}, notify.Unfounded, ""},
		"a ticket that has ended":  {ended, nil, notify.Unfounded, ""},
		"a ticket that is revoked": {revoked, nil, notify.Unfounded, ""},
		"a sale that there is not": {nosale, nil, notify.Unfounded, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, table := new(shop), waitlisttest.NewMemory()
			a := invite(t, table, tt.invitation)
			if tt.before != nil {
				tt.before(t, table)
			}
			if outcome, err := s.notifier(table).Answer(t.Context(), a); outcome != tt.want || err != nil {
				t.Fatalf("%s, %v", outcome, err)
			}
			if tt.want != notify.Sent {
				if len(s.sent) > 0 {
					t.Errorf("sent %+v", s.sent)
				}
				return
			}
			if outcome, err := s.notifier(table).Answer(t.Context(), a); outcome != notify.SentOnce || err != nil || len(s.sent) != 1 {
				t.Errorf("the second time: %s, %v, %d mails", outcome, err, len(s.sent))
			}
			m := s.sent[0]
			code, err := ticket.Parse(regexp.MustCompile(`(?m)^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$`).FindString(m.Text))
			got, ok := invited.Tickets().Open(code, "band", tt.holder)
			if err != nil || !ok || got.Number != 7 || !got.Ends.Equal(ends) {
				t.Errorf("the ticket is %+v, %v, %v in\n%s", got, ok, err, m.Text)
			}
			if link := "https://shop.example.com/us/en/sales/vip/checkout?sku=band&ticket=" + code.String(); !strings.Contains(m.Text, link) || m.Unsubscribe == "" {
				t.Errorf("no link %s in %+v", link, m)
			}
			if !strings.HasPrefix(m.Unsubscribe, "https://api.example.com/v1/waitlist/unsubscribe?token=") {
				t.Errorf("mail programs would unsubscribe at %s, which is not the API", m.Unsubscribe)
			}
		})
	}
}

// A mail that an operator has sent again comes once more, and once, whether or not the first
// one has come.
func TestInvitationAgain(t *testing.T) {
	t.Parallel()
	ends, _ := invited.Tickets().End(monday.Add(time.Hour))
	s, table := new(shop), waitlisttest.NewMemory()
	first := invite(t, table, waitlist.Invitation{Sale: "vip", Ticket: 7, At: monday, Ends: ends})
	for number := range 2 {
		again := notify.Again{Ask: first, Number: number + 1, At: monday, Reason: "lost"}
		if stored, err := table.SendAgain(t.Context(), again); err != nil || !stored {
			t.Fatal(stored, err)
		}
	}
	asks := append(table.Asks(), first)
	for i, ask := range append(asks, asks...) {
		want := notify.Sent
		if i >= len(asks) {
			want = notify.SentOnce
		}
		if got, err := s.notifier(table).Answer(t.Context(), ask); err != nil || got != want {
			t.Errorf("ask %d, %s: %s, %v", i, ask.ID, got, err)
		}
	}
	if len(s.sent) != 3 || s.sent[0].Text != s.sent[2].Text {
		t.Errorf("sent: %+v", s.sent)
	}
}

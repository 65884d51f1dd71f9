package notify_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"storefront/shared/notify"
	"storefront/shared/waitlist"
	"storefront/shared/waitlist/waitlisttest"
)

// raced is a table of which another process may be told each call before it is made.
type raced struct {
	*waitlisttest.Memory
	before func(call string)
}

func (r raced) Entry(ctx context.Context, key waitlist.Key) (waitlist.Entry, error) {
	r.before("Entry")
	return r.Memory.Entry(ctx, key)
}

func (r raced) Invite(ctx context.Context, at waitlist.Place, i waitlist.Invitation) (bool, error) {
	r.before("Invite")
	return r.Memory.Invite(ctx, at, i)
}

func (r raced) Mailbox(ctx context.Context, key string) (notify.Mailbox, error) {
	r.before("Mailbox")
	return r.Memory.Mailbox(ctx, key)
}

func (r raced) PutMailbox(ctx context.Context, m notify.Mailbox) (bool, error) {
	r.before("PutMailbox")
	return r.Memory.PutMailbox(ctx, m)
}

func (r raced) MailSent(ctx context.Context, ask string) (bool, error) {
	r.before("MailSent")
	return r.Memory.MailSent(ctx, ask)
}

// An unsubscribe comes between any two calls of a wave or a notifier. Once it is answered, no
// mail begins to be sent, except one that has nothing left to ask the table.
func TestUnsubscribeRaces(t *testing.T) {
	t.Parallel()
	ends, _ := invited.Tickets().End(monday.Add(time.Hour))
	confirm := ask(notify.Confirm, "a", "ada@example.com")
	for name, run := range map[string]struct {
		calls  []string // of the table until the mail is sent
		status waitlist.Status
		mail   func(t *testing.T, table raced)
	}{
		"a confirmation": {[]string{"Mailbox", "PutMailbox", "Entry"}, waitlist.Pending, func(*testing.T, raced) {}},
		"a wave": {[]string{"Invite", "MailSent", "Entry"}, waitlist.Confirmed, func(t *testing.T, table raced) {
			table.Asks() // that to confirm was answered long before
			i := waitlist.Invitation{Sale: "vip", Ticket: 7, At: monday, Ends: ends}
			if _, err := table.Invite(t.Context(), waitlist.Place{Key: confirm.Entry, At: monday}, i); err != nil {
				t.Fatal(err)
			}
		}},
		"a draw": {[]string{"Tell", "Notice", "MailSent", "Entry"}, waitlist.Confirmed, func(t *testing.T, table raced) {
			table.Asks()
			if _, err := table.Tell(t.Context(), waitlist.Place{Key: confirm.Entry, At: monday}, waitlist.News{Sale: "lots", At: monday}); err != nil {
				t.Fatal(err)
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for at := range len(run.calls) + 1 { // the last one: not at all
				var before func(call string)
				s, table := new(shop), raced{waitlisttest.NewMemory(), func(call string) { before(call) }}
				n := s.notifier(table)
				list := waitlist.Waitlist{Leaving: table, Tokens: n.Tokens, Now: n.Now}
				join(t, table.Memory, confirm)
				if _, err := table.PutNotice(t.Context(), notice); err != nil {
					t.Fatal(err)
				}
				if run.status == waitlist.Confirmed {
					if _, _, err := table.Confirm(t.Context(), confirm.Entry, confirm.ID, monday); err != nil {
						t.Fatal(err)
					}
				}
				var calls []string
				before = func(call string) {
					if calls = append(calls, call); len(calls) == at+1 {
						if err := list.Unsubscribe(t.Context(), waitlist.LeaveToken(n.Tokens, confirm.Entry)); err != nil {
							t.Error(err)
						}
					}
				}
				run.mail(t, table)
				for _, a := range table.Asks() {
					if _, err := n.Answer(t.Context(), a); err != nil {
						t.Fatal(err)
					}
				}
				if left := at < len(run.calls); left != (len(s.sent) == 0) || !left && !slices.Equal(calls[:at], run.calls) {
					t.Errorf("after leaving before call %d of %q: %d mails", at+1, calls, len(s.sent))
				}
			}
		})
	}
}

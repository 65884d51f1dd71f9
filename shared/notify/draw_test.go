package notify_test

import (
	"context"
	"encoding/hex"
	"regexp"
	"strings"
	"testing"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/draw"
	"storefront/shared/email"
	"storefront/shared/notify"
	"storefront/shared/stock"
	"storefront/shared/waitlist"
	"storefront/shared/waitlist/waitlisttest"
)

// lots is a sale with a draw. In it, ada is one of 40 entries for 5 units.
var lots = catalog.Sale{
	ID: "lots", Opens: monday, Access: catalog.AccessDraw, Salt: []byte("salt"), Lines: []catalog.SaleLine{{SKU: "band", MaxPerOrder: 1}},
}

var notice = draw.Notice{
	Line: stock.Line{Sale: "lots", SKU: "band"}, Entries: 40, Units: 5, Root: draw.Hash{31: 9}, Chain: draw.Quicknet.Hash, Round: 1000,
}

// told puts ada on a waitlist and tells her news. It returns the ask in the table's stream.
func told(t *testing.T, table *waitlisttest.Memory, n waitlist.News) notify.Ask {
	t.Helper()
	e := waitlist.Entry{
		Key: "KEY", Market: "us", SKU: "band", Email: "ada@example.com", Locale: "en", Status: waitlist.Confirmed, AskedAt: monday, ConfirmedAt: monday,
	}
	if err := table.JoinConfirmed(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if _, err := table.PutNotice(t.Context(), notice); err != nil {
		t.Fatal(err)
	}
	if told, err := table.Tell(t.Context(), waitlist.Place{Key: e.Key, At: monday}, n); err != nil || !told {
		t.Fatal(told, err)
	}
	return table.Asks()[0]
}

// The mail that a draw is closed has what its reader needs to find the entry in the list, and to
// prove that the entry is theirs.
func TestDrawClosed(t *testing.T) {
	t.Parallel()
	s, table := new(shop), waitlisttest.NewMemory()
	a := told(t, table, waitlist.News{Sale: "lots", At: monday})
	for _, want := range []notify.Outcome{notify.Sent, notify.SentOnce, notify.SentOnce} {
		if got, err := s.notifier(table).Answer(t.Context(), a); got != want || err != nil {
			t.Fatalf("%s, %v", got, err)
		}
	}
	if len(s.sent) != 1 {
		t.Fatalf("%d mails", len(s.sent))
	}
	m := s.sent[0]
	secret, err := hex.DecodeString(regexp.MustCompile(`(?m)^[0-9a-f]{32}$`).FindString(m.Text))
	if err != nil || len(secret) != 16 {
		t.Fatalf("the secret has %d bytes, %v, in\n%s", len(secret), err, m.Text)
	}
	commitment := draw.Commit(draw.Secret(secret), email.IdentityOf("ada@example.com"))
	for _, want := range []string{
		commitment.String() + "\n", notice.Root.String() + "\n", "round 1000 of", "23 August 2023 at 08:59 (UTC-07:00)", "\n40\n", "\n5\n", "\nada@example.com\n",
		"https://shop.example.com/us/en/sales/lots/draw?sku=band\n",
	} {
		if !strings.Contains(m.Text, want) {
			t.Errorf("no %q in\n%s", want, m.Text)
		}
	}
	if m.To != "ada@example.com" || !strings.HasPrefix(m.Unsubscribe, "https://api.example.com/v1/waitlist/unsubscribe?token=") {
		t.Errorf("to %s, unsubscribe at %s", m.To, m.Unsubscribe)
	}
}

// The mail to an entry that was not drawn has its place in the order and in the reserve.
func TestUndrawn(t *testing.T) {
	t.Parallel()
	s, table := new(shop), waitlisttest.NewMemory()
	a := told(t, table, waitlist.News{Sale: "lots", Rank: 12, At: monday})
	if got, err := s.notifier(table).Answer(t.Context(), a); got != notify.Sent || err != nil {
		t.Fatalf("%s, %v", got, err)
	}
	for _, want := range []string{"\n12 of 40\n", "\n7\n", "round 1000 of", lotsCommitment() + "\n"} {
		if !strings.Contains(s.sent[0].Text, want) {
			t.Errorf("no %q in\n%s", want, s.sent[0].Text)
		}
	}
}

func lotsCommitment() string {
	who := email.IdentityOf("ada@example.com")
	return draw.Commit(lots.DrawSecret("band", who), who).String()
}

// An entry that has left, joined again or got a ticket since gets no mail about older news.
func TestOldNews(t *testing.T) {
	t.Parallel()
	closed, undrawn := waitlist.News{Sale: "lots", At: monday}, waitlist.News{Sale: "lots", Rank: 12, At: monday}
	leave := func(t *testing.T, table *waitlisttest.Memory) {
		t.Helper()
		if err := table.Remove(t.Context(), "KEY"); err != nil {
			t.Fatal(err)
		}
	}
	again := func(t *testing.T, table *waitlisttest.Memory) {
		t.Helper()
		leave(t, table)
		e := waitlist.Entry{Key: "KEY", Market: "us", SKU: "band", Email: "ada@example.com", Locale: "en", Status: waitlist.Confirmed, ConfirmedAt: monday.Add(time.Hour)}
		if err := table.JoinConfirmed(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	invited := func(t *testing.T, table *waitlisttest.Memory) {
		t.Helper()
		i := waitlist.Invitation{Sale: "lots", Ticket: 7, At: monday, Ends: monday.Add(time.Hour)}
		if given, err := table.Invite(t.Context(), waitlist.Place{Key: "KEY", At: monday}, i); err != nil || !given {
			t.Fatal(given, err)
		}
	}
	for name, tt := range map[string]struct {
		news  waitlist.News
		since func(*testing.T, *waitlisttest.Memory)
		want  notify.Outcome
	}{
		"closed, and has left":          {closed, leave, notify.Unfounded},
		"closed, and has joined again":  {closed, again, notify.Unfounded},
		"closed, and has a ticket":      {closed, invited, notify.Sent},
		"undrawn, and has left":         {undrawn, leave, notify.Unfounded},
		"undrawn, and has joined again": {undrawn, again, notify.Unfounded},
		"undrawn, and has a ticket":     {undrawn, invited, notify.Unfounded},
		"a sale that does not exist":    {waitlist.News{Sale: "gone", At: monday}, nil, notify.Unfounded},
		"a sale that has lost its salt": {waitlist.News{Sale: "sealed", At: monday}, nil, notify.Unfounded},
		"a sale without a draw":         {waitlist.News{Sale: "vip", At: monday}, nil, notify.Unfounded},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, table := new(shop), waitlisttest.NewMemory()
			a := told(t, table, tt.news)
			if tt.since != nil {
				tt.since(t, table)
			}
			if got, err := s.notifier(table).Answer(t.Context(), a); got != tt.want || err != nil || len(s.sent) > 0 != (tt.want == notify.Sent) {
				t.Errorf("%s, %v, %d mails", got, err, len(s.sent))
			}
		})
	}
}

func (r raced) Tell(ctx context.Context, at waitlist.Place, n waitlist.News) (bool, error) {
	r.before("Tell")
	return r.Memory.Tell(ctx, at, n)
}

func (r raced) Notice(ctx context.Context, line stock.Line) (draw.Notice, *draw.Beacon, bool, error) {
	r.before("Notice")
	return r.Memory.Notice(ctx, line)
}

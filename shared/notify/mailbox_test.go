package notify

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/waitlist"
)

var monday = time.Date(2015, time.May, 18, 19, 0, 0, 0, time.UTC)

// step is an ask at a time, and what becomes of it. The mail of a sent ask is marked.
type step struct {
	after time.Duration // since monday
	ask   string        // kind, name, and the market if any
	want  Outcome
}

func TestClaim(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for name, tt := range map[string]struct {
		refused time.Duration // since monday; 0: not
		steps   []step
	}{
		"one confirmation a day": {0, []step{
			{0, "confirm a", Sent}, {0, "confirm b", TooMany}, {day - 1, "confirm c", TooMany}, {day, "confirm d", Sent}, {day + 1, "confirm e", TooMany},
		}},
		"three passes a day, with pauses": {0, []step{
			{0, "pass a", Sent}, {10*time.Minute - 1, "pass b", TooMany}, {10 * time.Minute, "pass c", Sent}, {time.Hour, "pass d", Sent},
			{2 * time.Hour, "pass e", TooMany}, {day, "pass f", Sent}, {day + 9*time.Minute, "pass g", TooMany}, {day + 10*time.Minute, "pass h", Sent},
			{day + 30*time.Minute, "pass i", TooMany},
		}},
		"a first pass for each market, after a pause": {0, []step{
			{0, "pass a fr", Sent}, {10 * time.Minute, "pass b fr", Sent}, {20 * time.Minute, "pass c fr", Sent}, {29 * time.Minute, "pass d de", TooMany},
			{30 * time.Minute, "pass e de", Sent}, {time.Hour, "pass f de", TooMany}, {time.Hour, "pass g it", Sent}, {2 * time.Hour, "pass h fr", TooMany},
			{day + 30*time.Minute, "pass i de", Sent},
		}},
		"a market makes no difference to confirmations": {0, []step{{0, "confirm a fr", Sent}, {0, "confirm b de", TooMany}}},
		"kinds do not count for each other": {0, []step{
			{0, "confirm a", Sent}, {0, "pass b", Sent}, {0, "link c", Sent}, {1, "link d", TooMany},
		}},
		"the same ask again": {0, []step{
			{0, "pass a", Sent}, {1, "pass a", SentOnce}, {day - 1, "pass a", SentOnce},
		}},
		"a refusal, while it holds": {1, []step{
			{2, "confirm a", Declined}, {2, "pass b", Declined}, {2, "link c", Sent}, {waitlist.RefusedFor, "confirm d", Declined},
			{waitlist.RefusedFor + 1, "confirm e", Sent},
		}},
		"what was asked before the owner was forgotten": {0, []step{
			{0, "confirm a", Sent}, {time.Hour, "forget it", ""}, {time.Hour, "confirm a", Forgotten}, {time.Hour, "pass b us", Forgotten}, {time.Hour + 1, "pass c us", Sent},
		}},
		"a refusal does not undo what was sent": {1, []step{{0, "link a", Sent}, {1, "link a", SentOnce}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var m Mailbox
			if tt.refused > 0 {
				m.RefusedAt = monday.Add(tt.refused)
			}
			for _, s := range tt.steps {
				var a Ask
				if n, err := fmt.Sscan(s.ask, &a.Kind, &a.ID, &a.Market); n < 2 {
					t.Fatal(err)
				}
				a.At = monday.Add(s.after)
				if s.want == SentOnce {
					a.At = monday
				}
				if a.Kind == "forget" {
					m.ForgottenAt = a.At
					continue
				}
				var got Outcome
				if m, got = m.claim(a, monday.Add(s.after)); got != s.want {
					t.Errorf("%s after %v: %s, want %s", s.ask, s.after, got, s.want)
				}
				if got == Sent {
					m, _ = m.mark(a.ID)
				}
				if len(m.Mails) > 7 {
					t.Errorf("%d mails are remembered", len(m.Mails))
				}
			}
		})
	}
}

// An ask is answered for a day, as long as its mail is remembered, so that one that is
// replayed later sends nothing.
func TestLateAsk(t *testing.T) {
	t.Parallel()
	a := Ask{ID: "a", Kind: Pass, At: monday}
	for after, want := range map[time.Duration]Outcome{Window - 1: Sent, Window: Late, 1000 * time.Hour: Late} {
		if _, got := (Mailbox{}).claim(a, monday.Add(after)); got != want {
			t.Errorf("after %v: %s, want %s", after, got, want)
		}
	}
	claimed, _ := Mailbox{}.claim(a, monday.Add(Window-1))
	if end := claimed.Expires(); end.Before(a.At.Add(Window)) {
		t.Errorf("the mail is forgotten at %v", end)
	}
}

// A mail that was decided on and never marked is to be sent, without a second decision.
func TestUnmarkedMail(t *testing.T) {
	t.Parallel()
	a := Ask{ID: "a", Kind: Confirm, At: monday}
	claimed, _ := Mailbox{}.claim(a, monday)
	again, got := claimed.claim(a, monday.Add(time.Hour))
	if diff := cmp.Diff(claimed, again); got != Sent || diff != "" {
		t.Errorf("%s (-first +again):\n%s", got, diff)
	}
	marked, changed := again.mark("a")
	if _, twice := marked.mark("a"); !changed || twice {
		t.Error("it is not marked once")
	}
	if claimed.Mails[0].Sent {
		t.Error("marking changes a mailbox that was read before")
	}
}

func TestExpires(t *testing.T) {
	t.Parallel()
	sent := []Mail{{Ask: "a", Kind: Pass, At: monday}, {Ask: "b", Kind: Pass, At: monday.Add(time.Hour)}}
	for name, tt := range map[string]struct {
		mailbox Mailbox
		want    time.Time
	}{
		"nothing":     {Mailbox{}, time.Time{}},
		"mails":       {Mailbox{Mails: sent}, monday.Add(25 * time.Hour)},
		"a refusal":   {Mailbox{Mails: sent, RefusedAt: monday}, monday.Add(waitlist.RefusedFor)},
		"an old one":  {Mailbox{Mails: sent, RefusedAt: monday.Add(-waitlist.RefusedFor)}, monday.Add(25 * time.Hour)},
		"forgotten":   {Mailbox{ForgottenAt: monday.Add(time.Minute), Mails: sent[:1]}, monday.Add(24*time.Hour + time.Minute)},
		"only that":   {Mailbox{RefusedAt: monday}, monday.Add(waitlist.RefusedFor)},
		"a new claim": {Mailbox{Mails: append(sent, Mail{At: monday.Add(2 * time.Hour)})}, monday.Add(26 * time.Hour)},
	} {
		if got := tt.mailbox.Expires(); !got.Equal(tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}

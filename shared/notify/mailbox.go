package notify

import (
	"slices"
	"time"

	"storefront/shared/market"
	"storefront/shared/waitlist"
)

// Window is the time over which mails to a mailbox are counted. An older ask is no longer
// answered: its mail would come as a surprise, and no record would tell whether it was sent
// before.
const Window = 24 * time.Hour

// Mailbox records what was mailed to one mailbox lately because somebody, perhaps a
// stranger, asked for it. It is kept under a digest, and has no address.
type Mailbox struct {
	Key         string // see email.Digests.Mailbox
	Mails       []Mail // of the last Window, the oldest first
	RefusedAt   time.Time
	ForgottenAt time.Time // when its owner's data was erased on request
	Version     int64     // counts writes; zero if nothing is stored
}

// Mail is a mail that was decided on. Sent is false until it is known to be sent.
type Mail struct {
	Ask    string
	Kind   Kind
	Market market.Code // empty with Link
	At     time.Time
	Sent   bool
}

// limit bounds the mails of a kind to one mailbox in a Window.
type limit struct {
	most  int
	pause time.Duration // the least time between two
	// eachMarket lets the first mail for each market come in addition to most, so that
	// whoever asks for mails for one market does not use up the others, which are few.
	eachMarket bool
	// evenRefused exempts mails that only the buyer of an order can have sent to the
	// buyer's address.
	evenRefused bool
}

// limits are those of the mails that somebody asks for.
var limits = map[Kind]limit{
	Confirm: {most: 1},
	Pass:    {most: 3, pause: 10 * time.Minute, eachMarket: true},
	Link:    {most: 3, pause: 10 * time.Minute, evenRefused: true},
}

// Outcome is what became of an ask.
type Outcome string

// The outcomes.
const (
	Sent      Outcome = "sent"
	SentOnce  Outcome = "sent before"
	Late      Outcome = "too late"
	Declined  Outcome = "refused by the owner"
	Forgotten Outcome = "from before the owner was forgotten"
	TooMany   Outcome = "too many"
	Unfounded Outcome = "unfounded" // no such order of this address, no such product, an invitation that is over, or an entry that is gone
)

// claim decides about an ask. If the mail is to be sent, the outcome is Sent and the
// mailbox returned has the mail. A mail that was decided on before and not marked as
// sent is to be sent: the process that decided may have ended before it sent.
func (m Mailbox) claim(a Ask, now time.Time) (Mailbox, Outcome) {
	limit := limits[a.Kind]
	if now.Sub(a.At) >= Window {
		return m, Late
	}
	if !a.At.After(m.ForgottenAt) {
		return m, Forgotten
	}
	if !m.RefusedAt.IsZero() && now.Sub(m.RefusedAt) < waitlist.RefusedFor && !limit.evenRefused {
		return m, Declined
	}
	count, last, first := 0, time.Time{}, true
	for _, mail := range m.Mails {
		switch {
		case mail.Ask == a.ID && mail.Sent:
			return m, SentOnce
		case mail.Ask == a.ID:
			return m, Sent
		case mail.Kind == a.Kind && now.Sub(mail.At) < Window:
			count++
			last = mail.At
			first = first && mail.Market != a.Market
		}
	}
	full := count >= limit.most && (!limit.eachMarket || !first)
	if full || count > 0 && now.Sub(last) < limit.pause {
		return m, TooMany
	}
	m.Mails = slices.DeleteFunc(slices.Clone(m.Mails), func(old Mail) bool { return now.Sub(old.At) >= Window })
	m.Mails = append(m.Mails, Mail{Ask: a.ID, Kind: a.Kind, Market: a.Market, At: now})
	return m, Sent
}

// has reports whether a mail was decided on.
func (m Mailbox) has(ask string) bool {
	return slices.ContainsFunc(m.Mails, func(mail Mail) bool { return mail.Ask == ask })
}

// mark marks a mail as sent, and reports whether that changes anything.
func (m Mailbox) mark(ask string) (Mailbox, bool) {
	i := slices.IndexFunc(m.Mails, func(mail Mail) bool { return mail.Ask == ask && !mail.Sent })
	if i < 0 {
		return m, false
	}
	m.Mails = slices.Clone(m.Mails)
	m.Mails[i].Sent = true
	return m, true
}

// Expires returns when the mailbox has nothing left to tell.
func (m Mailbox) Expires() time.Time {
	var end time.Time
	keep := func(since time.Time, d time.Duration) {
		if kept := since.Add(d); !since.IsZero() && kept.After(end) {
			end = kept
		}
	}
	keep(m.RefusedAt, waitlist.RefusedFor)
	keep(m.ForgottenAt, Window) // an ask from before is too late by then
	for _, mail := range m.Mails {
		keep(mail.At, Window)
	}
	return end
}

// Package waitlisttest has the waitlist's table in memory, for tests.
package waitlisttest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"storefront/shared/draw"
	"storefront/shared/draw/drawing"
	"storefront/shared/invite"
	"storefront/shared/notify"
	"storefront/shared/stock"
	"storefront/shared/waitlist"
)

// Memory implements waitlist.Entries, waitlist.Leaving, waitlist.Ending, notify.Asks,
// notify.Mailboxes, notify.Owed, notify.Entries, invite.Books, invite.Queue, waitlist.Counted,
// waitlist.Queues, drawing.Store and drawing.Entries. Tests that also run with DynamoDB show that
// both behave alike. The zero value is not ready; use [NewMemory].
type Memory struct {
	mu        sync.Mutex
	fails     func(call string) bool
	calls     []string
	entries   map[waitlist.Key]waitlist.Entry
	asks      map[string]notify.Ask // the latest by its item's key
	stream    []notify.Ask
	mailboxes map[string]notify.Mailbox
	owed      map[string]time.Time // until when it is remembered that a mail was sent
	again     map[string][]notify.Again
	books     map[stock.Line]invite.Book
	tickets   map[holding]heldTicket
	places    map[queue]waitlist.Places
	notices   map[stock.Line]draw.Notice
	beacons   map[stock.Line]draw.Beacon
	pages     map[drawPage][]drawing.Entry
	ranks     map[drawPage][]draw.Hash
	told      map[told]bool
}

// NewMemory returns an empty table.
func NewMemory() *Memory {
	return &Memory{
		entries: map[waitlist.Key]waitlist.Entry{}, asks: map[string]notify.Ask{}, mailboxes: map[string]notify.Mailbox{}, owed: map[string]time.Time{}, again: map[string][]notify.Again{},
		books: map[stock.Line]invite.Book{}, tickets: map[holding]heldTicket{}, places: map[queue]waitlist.Places{},
		notices: map[stock.Line]draw.Notice{}, beacons: map[stock.Line]draw.Beacon{},
		pages: map[drawPage][]drawing.Entry{}, ranks: map[drawPage][]draw.Hash{}, told: map[told]bool{},
	}
}

// ErrFault is the error of a call that Fail let fail.
var ErrFault = errors.New("a fault of the table in memory")

// Fail lets calls fail for which fails returns true, before they take effect. nil lets
// none fail.
func (m *Memory) Fail(fails func(call string) bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fails = fails
}

// Calls returns the names of the calls since the last Calls.
func (m *Memory) Calls() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	calls := m.calls
	m.calls = nil
	return calls
}

// Asks returns the asks that were stored since the last Asks, as the table's stream
// does.
func (m *Memory) Asks() []notify.Ask {
	m.mu.Lock()
	defer m.mu.Unlock()
	asks := m.stream
	m.stream = nil
	return asks
}

// call begins a call, and ends it with the func returned.
func (m *Memory) call(name string) (end func(), err error) {
	m.mu.Lock()
	m.calls = append(m.calls, name)
	if m.fails != nil && m.fails(name) {
		m.mu.Unlock()
		return nil, ErrFault
	}
	return m.mu.Unlock, nil
}

// Join implements waitlist.Entries.
func (m *Memory) Join(_ context.Context, e waitlist.Entry, notSince time.Time) (bool, error) {
	end, err := m.call("Join")
	if err != nil {
		return false, err
	}
	defer end()
	old, there := m.entries[e.Key]
	expired := !old.Confirmed() && e.AskedAt.After(old.AskedAt.Add(waitlist.PendingFor)) || ended(old, e.AskedAt)
	again := old.Status == waitlist.Pending && old.AskedAt.Before(notSince)
	if there && !expired && !again {
		return false, nil
	}
	m.entries[e.Key] = e
	m.stream = append(m.stream, notify.Ask{
		ID: e.Ask, Kind: notify.Confirm, At: e.AskedAt, Email: e.Email, Locale: e.Locale, Market: e.Market, SKU: e.SKU, Entry: e.Key,
	})
	return true, nil
}

// JoinConfirmed implements waitlist.Entries.
func (m *Memory) JoinConfirmed(_ context.Context, e waitlist.Entry) error {
	end, err := m.call("JoinConfirmed")
	if err != nil {
		return err
	}
	defer end()
	if old := m.entries[e.Key]; !old.Confirmed() || ended(old, e.ConfirmedAt) {
		m.entries[e.Key] = e
	}
	return nil
}

// Confirm implements waitlist.Entries.
func (m *Memory) Confirm(_ context.Context, key waitlist.Key, ask string, at time.Time) (waitlist.Entry, bool, error) {
	end, err := m.call("Confirm")
	if err != nil {
		return waitlist.Entry{}, false, err
	}
	defer end()
	e, there := m.entries[key]
	if there && e.Status == waitlist.Pending && e.Ask == ask {
		e.Status, e.ConfirmedAt = waitlist.Confirmed, at
		m.entries[key] = e
	}
	return e, e.Confirmed() && e.Ask == ask, nil
}

// Refuse implements waitlist.Leaving.
func (m *Memory) Refuse(_ context.Context, key waitlist.Key) (waitlist.Entry, error) {
	end, err := m.call("Refuse")
	if err != nil {
		return waitlist.Entry{}, err
	}
	defer end()
	e, there := m.entries[key]
	if there && e.Status == waitlist.Pending {
		e.Status, e.Email, e.Locale = waitlist.Refused, "", ""
		m.entries[key] = e
	}
	return e, nil
}

// Remove implements waitlist.Leaving.
func (m *Memory) Remove(_ context.Context, key waitlist.Key) error {
	end, err := m.call("Remove")
	if err != nil {
		return err
	}
	defer end()
	delete(m.entries, key)
	return nil
}

// RemoveAs implements waitlist.Ending.
func (m *Memory) RemoveAs(_ context.Context, e waitlist.Entry) (bool, error) {
	end, err := m.call("RemoveAs")
	if err != nil {
		return false, err
	}
	defer end()
	now := m.entries[e.Key]
	if now.Status == waitlist.Invited && (now.Invitation.Sale != e.Invitation.Sale || now.Invitation.Ticket != e.Invitation.Ticket) {
		return false, nil
	}
	delete(m.entries, e.Key)
	return true, nil
}

// RefuseMail implements waitlist.Leaving.
func (m *Memory) RefuseMail(_ context.Context, mailbox string, at time.Time) error {
	end, err := m.call("RefuseMail")
	if err != nil {
		return err
	}
	defer end()
	box := m.mailboxes[mailbox]
	box.RefusedAt = at
	box.Version++
	m.mailboxes[mailbox] = box
	return nil
}

// AskFor implements notify.Asks.
func (m *Memory) AskFor(_ context.Context, key string, a notify.Ask, notSince time.Time) error {
	end, err := m.call("AskFor")
	if err != nil {
		return err
	}
	defer end()
	key = string(a.Kind) + key
	if old, there := m.asks[key]; there && !old.At.Before(notSince) {
		return nil
	}
	m.asks[key] = a
	m.stream = append(m.stream, a)
	return nil
}

// Mailbox implements notify.Mailboxes.
func (m *Memory) Mailbox(_ context.Context, key string) (notify.Mailbox, error) {
	end, err := m.call("Mailbox")
	if err != nil {
		return notify.Mailbox{}, err
	}
	defer end()
	box := m.mailboxes[key]
	box.Key, box.Mails = key, slices.Clone(box.Mails)
	return box, nil
}

// PutMailbox implements notify.Mailboxes.
func (m *Memory) PutMailbox(_ context.Context, box notify.Mailbox) (bool, error) {
	end, err := m.call("PutMailbox")
	if err != nil {
		return false, err
	}
	defer end()
	if m.mailboxes[box.Key].Version != box.Version {
		return false, nil
	}
	box.Version++
	m.mailboxes[box.Key] = box
	return true, nil
}

// MailSent implements notify.Owed.
func (m *Memory) MailSent(_ context.Context, ask string) (bool, error) {
	end, err := m.call("MailSent")
	if err != nil {
		return false, err
	}
	defer end()
	return !m.owed[ask].IsZero(), nil
}

// MarkMailSent implements notify.Owed. It forgets nothing.
func (m *Memory) MarkMailSent(_ context.Context, ask string, until time.Time) error {
	end, err := m.call("MarkMailSent")
	if err != nil {
		return err
	}
	defer end()
	m.owed[ask] = until
	return nil
}

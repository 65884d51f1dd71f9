package main

import (
	"context"
	"sync"
	"time"

	"storefront/shared/mail"
	"storefront/shared/orderlink"
	"storefront/shared/waitlist"
)

// memory implements waitlist.Entries and orderlink.Asked. The stories that run
// everywhere prove that it does what DynamoDB does.
type memory struct {
	mu      sync.Mutex
	entries map[waitlist.Key]waitlist.Entry
	asked   map[orderlink.Key]time.Time
}

func (m *memory) AskForLink(_ context.Context, key orderlink.Key, at, notSince time.Time) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if last, there := m.asked[key]; there && !last.Before(notSince) {
		return false, nil
	}
	m.asked[key] = at
	return true, nil
}

func (m *memory) ForgetLink(_ context.Context, key orderlink.Key) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.asked, key)
	return nil
}

func (m *memory) Join(_ context.Context, e waitlist.Entry, notSince time.Time) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	old, there := m.entries[e.Key]
	if there && (old.Status == waitlist.Confirmed || !old.MailedAt.Before(notSince)) {
		return false, nil
	}
	m.entries[e.Key] = e
	return true, nil
}

func (m *memory) Confirm(_ context.Context, key waitlist.Key, at time.Time) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e, there := m.entries[key]
	if there && e.Status == waitlist.Pending {
		e.Status, e.ConfirmedAt = waitlist.Confirmed, at
		m.entries[key] = e
	}
	return there, nil
}

func (m *memory) Remove(_ context.Context, key waitlist.Key) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.entries, key)
	return nil
}

// outbox keeps mails, or fails with err.
type outbox struct {
	sent []mail.Message
	err  error
}

func (o *outbox) Send(_ context.Context, m mail.Message) error {
	if o.err == nil {
		o.sent = append(o.sent, m)
	}
	return o.err
}

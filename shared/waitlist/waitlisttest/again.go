package waitlisttest

import (
	"context"
	"slices"
	"time"

	"storefront/shared/notify"
	"storefront/shared/waitlist"
)

// SendAgain does what dynamo.Store's does.
func (m *Memory) SendAgain(_ context.Context, a notify.Again) (bool, error) {
	end, err := m.call("SendAgain")
	if err != nil {
		return false, err
	}
	defer end()
	if slices.ContainsFunc(m.again[a.Ask.ID], func(old notify.Again) bool { return old.Number == a.Number }) {
		return false, nil
	}
	kept := a
	kept.Ask = notify.Ask{ID: a.Ask.ID}
	m.again[a.Ask.ID] = append(m.again[a.Ask.ID], kept)
	m.stream = append(m.stream, a.Named())
	return true, nil
}

// SentAgain does what dynamo.Store's does.
func (m *Memory) SentAgain(_ context.Context, ask string) ([]notify.Again, error) {
	end, err := m.call("SentAgain")
	if err != nil {
		return nil, err
	}
	defer end()
	return slices.Clone(m.again[ask]), nil
}

// SentAt does what dynamo.Store's does.
func (m *Memory) SentAt(_ context.Context, ask string) (time.Time, error) {
	end, err := m.call("SentAt")
	if err != nil {
		return time.Time{}, err
	}
	defer end()
	if m.owed[ask].IsZero() {
		return time.Time{}, nil
	}
	return m.owed[ask].Add(-notify.OwedFor), nil
}

// AllEntries does what dynamo.Store's does.
func (m *Memory) AllEntries(_ context.Context, visit func(waitlist.Entry), read func(items int)) error {
	end, err := m.call("AllEntries")
	if err != nil {
		return err
	}
	defer end()
	for _, e := range m.entries {
		e.Email, e.Locale, e.Mailbox, e.Ask, e.News = "", "", "", "", waitlist.News{}
		visit(e)
	}
	read(len(m.entries))
	return nil
}

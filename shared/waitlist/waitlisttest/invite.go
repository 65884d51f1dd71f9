package waitlisttest

import (
	"context"
	"slices"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/invite"
	"storefront/shared/market"
	"storefront/shared/notify"
	"storefront/shared/stock"
	"storefront/shared/waitlist"
)

// ended reports whether an entry was invited and its ticket has ended.
func ended(e waitlist.Entry, now time.Time) bool {
	return e.Status == waitlist.Invited && now.Unix() > e.Invitation.Ends.Unix()
}

// Queue implements invite.Queue.
func (m *Memory) Queue(_ context.Context, in []market.Code, sku catalog.SKU, after waitlist.Place, n int) ([]waitlist.Place, error) {
	end, err := m.call("Queue")
	if err != nil {
		return nil, err
	}
	defer end()
	var all []waitlist.Place
	for key, e := range m.entries {
		place := waitlist.Place{Key: key, At: e.ConfirmedAt.UTC().Truncate(time.Millisecond)}
		if e.Status == waitlist.Confirmed && slices.Contains(in, e.Market) && e.SKU == sku && place.Compare(after) > 0 {
			all = append(all, place)
		}
	}
	slices.SortFunc(all, waitlist.Place.Compare)
	return all[:min(n, len(all))], nil
}

// holding names the ticket to a line that a mailbox has.
type holding struct {
	line    stock.Line
	mailbox string
}

// heldTicket is the last ticket that a mailbox had, and by which of its entries.
type heldTicket struct {
	entry  waitlist.Key
	ticket int
	ends   time.Time
}

// Invite implements invite.Queue.
func (m *Memory) Invite(_ context.Context, at waitlist.Place, i waitlist.Invitation) (bool, error) {
	end, err := m.call("Invite")
	if err != nil {
		return false, err
	}
	defer end()
	e, there := m.entries[at.Key]
	if !there || e.Status != waitlist.Confirmed || !e.ConfirmedAt.Truncate(time.Millisecond).Equal(at.At) {
		return e.MayHold(i), nil
	}
	held := holding{stock.Line{Sale: i.Sale, SKU: e.SKU}, e.Mailbox}
	if other, there := m.tickets[held]; there && i.At.Unix() <= other.ends.Unix() && (other.entry != e.Key || other.ticket != i.Ticket) {
		return false, nil
	}
	m.tickets[held] = heldTicket{e.Key, i.Ticket, i.Ends}
	e.Status, e.Invitation = waitlist.Invited, i
	m.entries[at.Key] = e
	m.stream = append(m.stream, notify.Ask{
		ID: i.Name(e.SKU), Kind: notify.Invite, At: i.At, Email: e.Email, Locale: e.Locale, Market: e.Market, SKU: e.SKU, Entry: e.Key,
		Invitation: i,
	})
	return true, nil
}

// Entry implements notify.Entries.
func (m *Memory) Entry(_ context.Context, key waitlist.Key) (waitlist.Entry, error) {
	end, err := m.call("Entry")
	if err != nil {
		return waitlist.Entry{}, err
	}
	defer end()
	return m.entries[key], nil
}

// Book implements invite.Books.
func (m *Memory) Book(_ context.Context, line stock.Line) (invite.Book, error) {
	end, err := m.call("Book")
	if err != nil {
		return invite.Book{}, err
	}
	defer end()
	b := m.books[line]
	b.Line = line
	return b, nil
}

// PutBook implements invite.Books.
func (m *Memory) PutBook(_ context.Context, b invite.Book) (bool, error) {
	end, err := m.call("PutBook")
	if err != nil {
		return false, err
	}
	defer end()
	if m.books[b.Line].Version != b.Version {
		return false, nil
	}
	b.Version++
	m.books[b.Line] = b
	return true, nil
}

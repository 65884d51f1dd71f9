// Package orderlink takes requests for the link to an order from buyers who have lost
// it. A request must give the order's id and the address of its buyer. No answer
// reveals which orders exist or whose they are: a request is stored without a look at
// the order, and package notify mails the link.
package orderlink

import (
	"context"
	"time"

	"storefront/shared/email"
	"storefront/shared/order"
)

// Pause is the least time between two requests for the link to the same order that
// are stored.
const Pause = 10 * time.Minute

// Ask is a request for the link to an order.
type Ask struct {
	Key   string // digest of the order's id and the mailbox
	ID    string // random
	At    time.Time
	Order order.ID
	Email string // as given, normalised
}

// Asks stores requests.
type Asks interface {
	// AskForLink stores a request, unless one of its key is there of notSince or later.
	// It is one atomic write to one item and may be repeated.
	AskForLink(ctx context.Context, a Ask, notSince time.Time) error
}

// Links takes requests for links.
type Links struct {
	Asks    Asks
	Digests email.Digests
	NewAsk  func() string // returns a random name, such as [rand.Text]
	Now     func() time.Time
}

// Ask stores a request. The outcome and the work are the same for every order and
// every address: one write.
func (l *Links) Ask(ctx context.Context, id order.ID, address string) error {
	now := l.Now()
	return l.Asks.AskForLink(ctx, Ask{
		Key: l.Digests.Of("link", email.IdentityOf(address), id.String()), ID: l.NewAsk(), At: now, Order: id, Email: address,
	}, now.Add(-Pause))
}

package notify

import (
	"context"
	"time"

	"storefront/shared/email"
	"storefront/shared/market"
	"storefront/shared/order"
)

// AskPause is the least time between two stored requests of one mailbox for the same mail: a
// pass for one market, or the link to one order.
const AskPause = 10 * time.Minute

// Asks stores requests for mails.
type Asks interface {
	// AskFor stores a request for a pass or a link, unless a request of the same kind and key
	// was stored at notSince or later. It is one atomic write to one item and may be repeated.
	AskFor(ctx context.Context, key string, a Ask, notSince time.Time) error
}

// Asker takes requests for mails. Every address and every order gets the same outcome for the
// same work, one write. So no answer reveals who is a buyer or which orders exist.
type Asker struct {
	Asks    Asks
	Digests email.Digests
	NewAsk  func() string // returns a random name, such as [rand.Text]
	Now     func() time.Time
}

// ForPass stores a request for a pass. The caller has checked its fields.
func (k *Asker) ForPass(ctx context.Context, in market.Code, address, locale string) error {
	return k.ask(ctx, Ask{Kind: Pass, Market: in, Email: address, Locale: locale}, string(in))
}

// ForLink stores a request for the link to an order, for a buyer who has lost it. It does not
// read the order.
func (k *Asker) ForLink(ctx context.Context, id order.ID, address string) error {
	return k.ask(ctx, Ask{Kind: Link, Order: id, Email: address}, id.String())
}

func (k *Asker) ask(ctx context.Context, a Ask, about string) error {
	a.ID, a.At = k.NewAsk(), k.Now()
	return k.Asks.AskFor(ctx, k.Digests.Of(string(a.Kind), email.IdentityOf(a.Email), about), a, a.At.Add(-AskPause))
}

package pass

import (
	"context"
	"time"

	"storefront/shared/email"
	"storefront/shared/market"
)

// Pause is the least time between two requests for a pass for the same mailbox and
// market that are stored.
const Pause = 10 * time.Minute

// Ask is a request for a pass, which is mailed to its address.
type Ask struct {
	Key    string // digest of the mailbox and the market
	ID     string // random
	At     time.Time
	Market market.Code
	Email  string // normalised
	Locale string // one of the market's languages
}

// Asks stores requests.
type Asks interface {
	// AskForPass stores a request, unless one of its key is there of notSince or later.
	// It is one atomic write to one item and may be repeated.
	AskForPass(ctx context.Context, a Ask, notSince time.Time) error
}

// Passes takes requests for passes.
type Passes struct {
	Asks    Asks
	Digests email.Digests
	NewAsk  func() string // returns a random name, such as [rand.Text]
	Now     func() time.Time
}

// Ask stores a request, whose form has been checked. The outcome and the work are the
// same for every address: one write.
func (p *Passes) Ask(ctx context.Context, in market.Code, address, locale string) error {
	now := p.Now()
	return p.Asks.AskForPass(ctx, Ask{
		Key: p.Digests.Of("pass", email.IdentityOf(address), string(in)), ID: p.NewAsk(), At: now,
		Market: in, Email: address, Locale: locale,
	}, now.Add(-Pause))
}

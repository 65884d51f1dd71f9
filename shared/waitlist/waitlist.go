// Package waitlist keeps the addresses of people who want to hear of a product,
// which need not be cleared for sale yet. An address is on the list only after its
// owner has confirmed, and no answer reveals which addresses are. The list sends no
// mail: what it stores asks for one, and package notify decides whether it is sent.
package waitlist

import (
	"context"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/email"
	"storefront/shared/market"
	"storefront/shared/pass"
	"storefront/shared/problem"
	"storefront/shared/token"
)

const (
	// PendingFor is how long an entry waits for its confirmation before it expires.
	PendingFor = 7 * 24 * time.Hour
	// AskPause is the least time between two requests to confirm the same entry.
	AskPause = 24 * time.Hour
	// RefusedFor is how long a refusal holds.
	RefusedFor = 365 * 24 * time.Hour
)

// Status is the status of an entry.
type Status string

// The statuses of an entry. Unsubscribing removes an entry that is confirmed or invited,
// and refuses a pending one. An invited entry is not in the queue any more. Its owner can
// join again when the ticket has ended.
const (
	Pending   Status = "pending"
	Confirmed Status = "confirmed"
	Invited   Status = "invited" // it has a ticket, used or not
	Refused   Status = "refused" // its owner did not ask for it; it has no address any more
)

// Key identifies an entry: there is one for each mailbox, SKU and market.
type Key string

// NewKey returns the key of an entry. It does not reveal the address.
func NewKey(digests email.Digests, m market.Code, sku catalog.SKU, who email.Identity) Key {
	return Key(digests.Of("waitlist", who, string(m), string(sku)))
}

// Entry is the request of one address to hear of one product.
type Entry struct {
	Key         Key
	Market      market.Code
	SKU         catalog.SKU
	Email       string // normalised
	Locale      string // one of the market's languages
	Mailbox     string // digest of the mailbox, which outlives the address
	Status      Status
	Ask         string     // name of the request to confirm; new with each join that is stored
	AskedAt     time.Time  // when the entry was joined by that request
	ConfirmedAt time.Time  // the entry's place in the queue; zero while pending
	Invitation  Invitation // of an invited entry
	News        News       // the latest news about a draw, or the zero News
}

// Confirmed reports whether the entry's owner has confirmed it.
func (e Entry) Confirmed() bool { return e.Status == Confirmed || e.Status == Invited }

// Asks reports whether the entry asks for the mail of a name: to be confirmed, or to have its
// ticket.
func (e Entry) Asks(mail string) bool {
	return e.Status == Pending && e.Ask == mail || e.Status == Invited && e.Invitation.Name(e.SKU) == mail
}

// Entries stores the list. Each method is one atomic write to one entry, and may be
// repeated after an error, whether or not the write was applied.
type Entries interface {
	// Join stores a pending entry and reports whether it did. It does not if there is
	// an entry that is confirmed or refused, has a ticket that has not ended, or was
	// joined at notSince or later.
	Join(ctx context.Context, e Entry, notSince time.Time) (stored bool, err error)
	// JoinConfirmed stores a confirmed entry at the end of the queue, whatever is there,
	// unless that is confirmed, too, or has a ticket that has not ended.
	JoinConfirmed(ctx context.Context, e Entry) error
	// Confirm puts an entry that waits for ask at the end of the queue, unless it is in
	// the queue already, or was invited. It returns the entry, and reports whether it is
	// confirmed by this ask.
	Confirm(ctx context.Context, key Key, ask string, at time.Time) (e Entry, confirmed bool, err error)
}

// Leaving ends entries. Each method is one atomic write to one item and may be
// repeated.
type Leaving interface {
	// Refuse makes a pending entry refused, and returns the entry as it is then. Its
	// status is empty if there is none.
	Refuse(ctx context.Context, key Key) (Entry, error)
	// Remove removes an entry, if it exists.
	Remove(ctx context.Context, key Key) error
	// RefuseMail remembers that the owner of a mailbox refuses mail that others can
	// ask for.
	RefuseMail(ctx context.Context, mailbox string, at time.Time) error
}

// Catalog finds the product of an entry.
type Catalog interface {
	// Product fails with problem.UnknownProduct if the store does not know the SKU.
	Product(ctx context.Context, sku catalog.SKU) (catalog.Product, error)
}

// Waitlist has the use cases of the list.
type Waitlist struct {
	Catalog Catalog
	Entries Entries
	Leaving Leaving
	Counted Counted
	Tokens  token.Signer
	Digests email.Digests
	NewAsk  func() string // returns a random name, such as [rand.Text]
	Now     func() time.Time
}

// Request is a request to hear of a product. Its form has been checked.
type Request struct {
	Market market.Market
	SKU    catalog.SKU
	Email  string
	Locale string
	Proved bool // the owner of the address has shown a pass
}

// Join stores an entry. Unless the request is the owner's, the entry asks for a mail to
// the address. Then the outcome and the work are the same whether the address is new,
// was asked already, refuses, or is on the list: one write. An owner needs no mail, which
// others may have used up for the day.
func (w *Waitlist) Join(ctx context.Context, r Request) error {
	product, err := w.Catalog.Product(ctx, r.SKU)
	if err != nil {
		return err
	}
	if _, known := product.Offers[r.Market.Code]; !known {
		return problem.New(problem.UnknownProduct, "There is no such product in this market.")
	}
	now, who := w.Now(), email.IdentityOf(r.Email)
	e := Entry{
		Key:    NewKey(w.Digests, r.Market.Code, r.SKU, who),
		Market: r.Market.Code, SKU: r.SKU, Email: r.Email, Locale: r.Locale,
		Mailbox: w.Digests.Mailbox(who),
		Status:  Pending, Ask: w.NewAsk(), AskedAt: now,
	}
	if r.Proved {
		e.Status, e.ConfirmedAt = Confirmed, now
		return w.Entries.JoinConfirmed(ctx, e)
	}
	_, err = w.Entries.Join(ctx, e, now.Add(-AskPause))
	return err
}

// Confirmation is the answer to who has confirmed an entry.
type Confirmation struct {
	Pass    string // since the entry's owner reads the mail of the address
	Ahead   int    // about how many are before the entry in its queue
	Counted bool   // whether Ahead is known
}

// Confirm puts the entry of a token into the queue. Confirming again keeps the place, and
// tells it as it is then. A token confirms
// only the join that it was mailed for, and not a later one, which may be anybody's.
func (w *Waitlist) Confirm(ctx context.Context, shown string) (Confirmation, error) {
	now := w.Now()
	key, ask, err := w.confirms(shown, now)
	if err != nil {
		return Confirmation{}, err
	}
	e, confirmed, err := w.Entries.Confirm(ctx, key, ask, now)
	if err != nil {
		return Confirmation{}, err
	}
	if !confirmed {
		return Confirmation{}, lapsed()
	}
	c := Confirmation{Pass: pass.Pass{Market: e.Market, Email: e.Email, Expires: now.Add(pass.Lifetime)}.Sign(w.Tokens)}
	if e.Status == Invited { // who has a ticket waits no more
		return c, nil
	}
	places, err := w.Counted.Places(ctx, e.Market, e.SKU)
	c.Ahead, c.Counted = places.Ahead(e.ConfirmedAt, now)
	return c, err
}

// CheckConfirm returns the error that Confirm has for a token of another purpose, or one
// that has ended. It looks at the token alone, and changes nothing.
func (w *Waitlist) CheckConfirm(shown string) error {
	_, _, err := w.confirms(shown, w.Now())
	return err
}

// confirms returns which entry a token confirms, and for which ask.
func (w *Waitlist) confirms(shown string, now time.Time) (Key, string, error) {
	key, ask, end, ok := parseConfirm(w.Tokens, shown)
	switch {
	case !ok:
		return "", "", badToken()
	case !now.Before(end):
		return "", "", lapsed()
	default:
		return key, ask, nil
	}
}

// CheckUnsubscribe is like CheckConfirm for Unsubscribe.
func (w *Waitlist) CheckUnsubscribe(shown string) error {
	if _, _, ok := parseLeave(w.Tokens, shown); !ok {
		return badToken()
	}
	return nil
}

// Unsubscribe takes the entry of a token off the list. If it was never confirmed, the
// owner of the address did not ask for it: the mailbox gets no more mail that others
// can ask for. Unsubscribing again changes nothing.
func (w *Waitlist) Unsubscribe(ctx context.Context, shown string) error {
	key, mailbox, ok := parseLeave(w.Tokens, shown)
	switch {
	case !ok:
		return badToken()
	case mailbox != "":
		return w.Leaving.RefuseMail(ctx, mailbox, w.Now())
	}
	// The entry stays, refused, until it expires. So after a failure the next attempt
	// still knows whose mailbox refuses.
	e, err := w.Leaving.Refuse(ctx, key)
	switch {
	case err != nil:
		return err
	case e.Confirmed():
		return w.Leaving.Remove(ctx, key)
	case e.Status == Refused:
		return w.Leaving.RefuseMail(ctx, e.Mailbox, w.Now())
	default:
		return nil
	}
}

func badToken() error {
	return problem.New(problem.Unauthorized, "The token is not valid here. Use the link in the email.")
}

func lapsed() error {
	return problem.New(problem.Unauthorized, "This confirmation has expired. Please join the waitlist again.")
}

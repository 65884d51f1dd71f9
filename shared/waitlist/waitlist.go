// Package waitlist keeps the addresses of people who want to hear of a product,
// which need not be cleared for sale yet. An address is on the list only after its
// owner has confirmed, and no answer reveals which addresses are.
package waitlist

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/email"
	"storefront/shared/market"
	"storefront/shared/problem"
	"storefront/shared/token"
)

const (
	// PendingFor is how long an entry waits for its confirmation before it expires.
	PendingFor = 7 * 24 * time.Hour
	// MailPause is the least time between two mails that ask for a confirmation of
	// the same entry.
	MailPause = 10 * time.Minute

	// forgetTimeout bounds the write after a failed mail. It fits into the time that
	// a function keeps back from its requests.
	forgetTimeout = 200 * time.Millisecond
)

// Status is the status of an entry.
type Status string

// The statuses of an entry. Unsubscribing removes the entry.
const (
	Pending   Status = "pending"
	Confirmed Status = "confirmed"
)

// Key identifies an entry: there is one for each mailbox, SKU and market.
type Key string

// KeyOf returns the key of an entry. It does not reveal the address.
func KeyOf(m market.Code, sku catalog.SKU, who email.Identity) Key {
	sum := sha256.Sum256([]byte(string(m) + "\x00" + string(sku) + "\x00" + who.String()))
	return Key(base64.RawURLEncoding.EncodeToString(sum[:16]))
}

// Entry is the request of one address to hear of one product.
type Entry struct {
	Key         Key
	Market      market.Code
	SKU         catalog.SKU
	Email       string // normalised
	Locale      string // one of the market's languages
	Status      Status
	MailedAt    time.Time // when the address was last asked to confirm
	ConfirmedAt time.Time // the entry's place in the queue; zero while pending
}

// Entries stores the list. Each method is one atomic write to one entry, and may be
// repeated after an error, whether or not the write was applied.
type Entries interface {
	// Join stores a pending entry and reports whether it did. It does not if the
	// entry there is confirmed or was mailed at notSince or later.
	Join(ctx context.Context, e Entry, notSince time.Time) (stored bool, err error)
	// Confirm puts an entry at the end of the queue, unless it is in the queue
	// already. It reports whether the entry exists.
	Confirm(ctx context.Context, key Key, at time.Time) (known bool, err error)
	// Remove removes an entry, if it exists.
	Remove(ctx context.Context, key Key) error
}

// Invitation asks the owner of an address to confirm an entry.
type Invitation struct {
	Email       string
	Locale      string
	Product     string // in the language of Locale
	Confirm     string // token
	Unsubscribe string // token
}

// Inviter sends invitations.
type Inviter interface {
	Invite(ctx context.Context, i Invitation) error
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
	Inviter Inviter
	Tokens  token.Signer
	Now     func() time.Time
}

// Request is a request to hear of a product. Its form has been checked.
type Request struct {
	Market market.Market
	SKU    catalog.SKU
	Email  string
	Locale string
}

// Join mails the owner of the address and asks for a confirmation. The outcome is
// the same whether the address is new, was asked already, or is on the list.
func (w *Waitlist) Join(ctx context.Context, r Request) error {
	product, err := w.Catalog.Product(ctx, r.SKU)
	if err != nil {
		return err
	}
	if _, known := product.Offers[r.Market.Code]; !known {
		return problem.New(problem.UnknownProduct, "There is no such product in this market.")
	}
	now := w.Now()
	entry := Entry{
		Key:    KeyOf(r.Market.Code, r.SKU, email.IdentityOf(r.Email)),
		Market: r.Market.Code, SKU: r.SKU, Email: r.Email, Locale: r.Locale,
		Status: Pending, MailedAt: now,
	}
	stored, err := w.Entries.Join(ctx, entry, now.Add(-MailPause))
	if err != nil || !stored {
		return err
	}
	invited := w.Inviter.Invite(ctx, Invitation{
		Email: r.Email, Locale: r.Locale, Product: product.TextIn(r.Locale).Name,
		Confirm:     w.Tokens.Sign(token.Confirm, string(entry.Key)),
		Unsubscribe: w.Tokens.Sign(token.Unsubscribe, string(entry.Key)),
	})
	if invited == nil {
		return nil
	}
	// A retry must send the mail again, so the entry is stored as not mailed lately.
	// That write must happen even if the request has run out of time.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), forgetTimeout)
	defer cancel()
	entry.MailedAt = now.Add(-2 * MailPause)
	_, err = w.Entries.Join(ctx, entry, now.Add(time.Millisecond))
	return errors.Join(invited, err)
}

// Confirm puts the entry of a token into the queue. Confirming again keeps its
// place.
func (w *Waitlist) Confirm(ctx context.Context, confirm string) error {
	key, ok := w.Tokens.Subject(token.Confirm, confirm)
	if !ok {
		return badToken()
	}
	known, err := w.Entries.Confirm(ctx, Key(key), w.Now())
	if err == nil && !known {
		return problem.New(problem.Unauthorized, "This confirmation has expired. Please join the waitlist again.")
	}
	return err
}

// Unsubscribe removes the entry of a token. Unsubscribing again changes nothing.
func (w *Waitlist) Unsubscribe(ctx context.Context, unsubscribe string) error {
	key, ok := w.Tokens.Subject(token.Unsubscribe, unsubscribe)
	if !ok {
		return badToken()
	}
	return w.Entries.Remove(ctx, Key(key))
}

func badToken() error {
	return problem.New(problem.Unauthorized, "The token is not valid here. Use the link in the email.")
}

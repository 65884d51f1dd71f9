// Package waitlist keeps who wants to hear of a product, also of one that is
// not cleared for sale yet. Nobody is on the list before the owner of the
// address has confirmed, and nobody learns from it who is.
package waitlist

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/problem"
	"storefront/shared/token"
)

const (
	// PendingFor is how long an entry waits for its confirmation before it is
	// forgotten.
	PendingFor = 7 * 24 * time.Hour
	// MailPause is the least time between two mails that ask the same address to
	// confirm the same entry, whoever asks for them.
	MailPause = 10 * time.Minute

	// forgetIn is how long the write that forgets a failed mail may take. It fits
	// into the time that a function keeps back from its requests.
	forgetIn = 200 * time.Millisecond
)

// Status is where an entry is in its life.
type Status string

// The life of an entry. One that unsubscribes is removed.
const (
	Pending   Status = "pending"
	Confirmed Status = "confirmed"
)

// Key names an entry: one for each e-mail address, SKU and market.
type Key string

// KeyOf derives an entry's key, from which its address cannot be read.
func KeyOf(m market.Code, sku catalog.SKU, email string) Key {
	sum := sha256.Sum256([]byte(string(m) + "\x00" + string(sku) + "\x00" + email))
	return Key(base64.RawURLEncoding.EncodeToString(sum[:16]))
}

// Entry is somebody's wish to hear of a product.
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

// Entries keeps the list. Each method is one atomic write to one entry and may
// be repeated after an error, whether or not it was applied.
type Entries interface {
	// Join stores a pending entry, unless there is one that is confirmed or was
	// mailed at notSince or later. It says whether it was stored.
	Join(ctx context.Context, e Entry, notSince time.Time) (stored bool, err error)
	// Confirm puts an entry into the queue at the end, unless it is there
	// already. It says whether there is such an entry.
	Confirm(ctx context.Context, key Key, at time.Time) (known bool, err error)
	// Remove forgets an entry, if there is one.
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

// Catalog tells what may be waited for.
type Catalog interface {
	// Product gives problem.UnknownProduct for a SKU that the store does not know.
	Product(ctx context.Context, sku catalog.SKU) (catalog.Product, error)
}

// Waitlist is the use cases of the list.
type Waitlist struct {
	Catalog Catalog
	Entries Entries
	Inviter Inviter
	Tokens  token.Signer
	Now     func() time.Time
}

// Request is somebody's wish to be told of a product. Its form has been checked.
type Request struct {
	Market market.Market
	SKU    catalog.SKU
	Email  string
	Locale string
}

// Join asks the owner of the address to confirm. Its outcome is the same
// whether the address is new, has been asked already, or is on the list.
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
		Key:    KeyOf(r.Market.Code, r.SKU, r.Email),
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
	// Trying again has to mail again, so the entry forgets that it was mailed,
	// also when what failed is that the request ran out of time.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), forgetIn)
	defer cancel()
	entry.MailedAt = now.Add(-2 * MailPause)
	_, err = w.Entries.Join(ctx, entry, now.Add(time.Millisecond))
	return errors.Join(invited, err)
}

// Confirm puts the entry of a mail's token into the queue. Confirming twice
// keeps the first place.
func (w *Waitlist) Confirm(ctx context.Context, confirm string) error {
	key, ok := w.Tokens.Subject(token.Confirm, confirm)
	if !ok {
		return badToken()
	}
	known, err := w.Entries.Confirm(ctx, Key(key), w.Now())
	if err == nil && !known {
		return problem.New(problem.Unauthorized, "This confirmation has lapsed. Please join the waitlist again.")
	}
	return err
}

// Unsubscribe removes the entry of a mail's token. Doing it again changes nothing.
func (w *Waitlist) Unsubscribe(ctx context.Context, unsubscribe string) error {
	key, ok := w.Tokens.Subject(token.Unsubscribe, unsubscribe)
	if !ok {
		return badToken()
	}
	return w.Entries.Remove(ctx, Key(key))
}

func badToken() error {
	return problem.New(problem.Unauthorized, "This token is not one of ours, or not for this.")
}

// Package orderlink mails the link to an order to a buyer who has lost it. The
// request must give the order's id and the address of its buyer. No answer reveals
// which orders exist or whose they are.
package orderlink

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"log/slog"
	"time"

	"storefront/shared/email"
	"storefront/shared/order"
	"storefront/shared/token"
)

const (
	// Pause is the least time between two mails with the link to the same order.
	Pause = 10 * time.Minute

	// forgetTimeout bounds the write after a failed mail. It fits into the time that
	// a function keeps back from its requests.
	forgetTimeout = 200 * time.Millisecond
)

// Key identifies an order together with a mailbox. It reveals neither.
type Key string

// KeyOf returns the key of an order and a mailbox.
func KeyOf(id order.ID, who email.Identity) Key {
	sum := sha256.Sum256([]byte(id.String() + "\x00" + who.String()))
	return Key(base64.RawURLEncoding.EncodeToString(sum[:16]))
}

// Asked stores which links were asked for. Each method is one atomic write to one
// item and may be repeated.
type Asked interface {
	// AskForLink stores that a link was asked for, and reports whether it did. It
	// does not if the link was asked for at notSince or later.
	AskForLink(ctx context.Context, key Key, at, notSince time.Time) (bool, error)
	// ForgetLink removes what AskForLink stored.
	ForgetLink(ctx context.Context, key Key) error
}

// Orders reads orders.
type Orders interface {
	// Order returns an order. Its status is order.Absent if there is none.
	Order(ctx context.Context, id order.ID) (order.Order, error)
}

// Mailer sends links.
type Mailer interface {
	SendLink(ctx context.Context, to Letter) error
}

// Letter is a link for a buyer.
type Letter struct {
	Email  string
	Locale string
	Order  order.ID
	Token  string // the right to the order
}

// Links mails links to orders.
type Links struct {
	Asked  Asked
	Orders Orders
	Mailer Mailer
	Tokens token.Signer
	Now    func() time.Time
	Log    *slog.Logger
}

// Ask mails the link to an order if who is its buyer and Ask has not mailed the link
// lately. The mail goes to the address in the order. The outcome and, except for
// the mail, the work are the same for every order and every mailbox: one write, and
// one read if the same was not asked for lately. Ask logs a mail that fails and does
// not return the error, which would reveal that the order exists.
func (l *Links) Ask(ctx context.Context, id order.ID, who email.Identity) error {
	now := l.Now()
	key := KeyOf(id, who)
	first, err := l.Asked.AskForLink(ctx, key, now, now.Add(-Pause))
	if err != nil || !first {
		return err
	}
	o, err := l.Orders.Order(ctx, id)
	if err != nil {
		return err
	}
	if o.Buyer.Email == "" || email.IdentityOf(o.Buyer.Email) != who {
		return nil
	}
	err = l.Mailer.SendLink(ctx, Letter{
		Email: o.Buyer.Email, Locale: o.Buyer.Locale, Order: id, Token: l.Tokens.Sign(token.Order, id.String()),
	})
	if err != nil {
		l.Log.ErrorContext(ctx, "mail order link failed", slog.String("order", id.String()), slog.Any("error", err))
		l.forget(ctx, key)
	}
	return nil
}

// forget allows the link to be asked for again at once, even if the request has run
// out of time.
func (l *Links) forget(ctx context.Context, key Key) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), forgetTimeout)
	defer cancel()
	if err := l.Asked.ForgetLink(ctx, key); err != nil {
		l.Log.WarnContext(ctx, "forget order link failed", slog.Any("error", err))
	}
}

// Package orderlink brings buyers back to orders whose answer they lost: who gives
// an order's id and the address that it was ordered with is mailed the link to it
// there. Nobody learns from it which orders there are, or whose they are.
package orderlink

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"log/slog"
	"time"

	"storefront/shared/order"
	"storefront/shared/token"
)

const (
	// Pause is the least time between two mails of the same order's link, whoever
	// asks for them.
	Pause = 10 * time.Minute

	// forgetIn is how long the write that forgets a failed mail may take. It fits
	// into the time that a function keeps back from its requests.
	forgetIn = 200 * time.Millisecond
)

// Key names what was asked for: an order with an address. Neither can be read
// from it.
type Key string

// KeyOf derives the key of an order with an address.
func KeyOf(id order.ID, email string) Key {
	sum := sha256.Sum256([]byte(id.String() + "\x00" + email))
	return Key(base64.RawURLEncoding.EncodeToString(sum[:16]))
}

// Asked remembers who has asked. Each method is one atomic write to one item and
// may be repeated.
type Asked interface {
	// AskForLink remembers that a link was asked for, unless it was at notSince or
	// later. It says whether it was remembered now.
	AskForLink(ctx context.Context, key Key, at, notSince time.Time) (bool, error)
	// ForgetLink forgets that a link was asked for.
	ForgetLink(ctx context.Context, key Key) error
}

// Orders reads orders.
type Orders interface {
	// Order gives one order, with the status order.Absent if there is none.
	Order(ctx context.Context, id order.ID) (order.Order, error)
}

// Mailer sends links.
type Mailer interface {
	SendLink(ctx context.Context, to Letter) error
}

// Letter is a link on its way to a buyer.
type Letter struct {
	Email  string
	Locale string
	Order  order.ID
	Token  string // the right to the order
}

// Links is the use case.
type Links struct {
	Asked  Asked
	Orders Orders
	Mailer Mailer
	Tokens token.Signer
	Now    func() time.Time
	Log    *slog.Logger
}

// Ask mails the link to an order to its buyer, if the address, which is
// normalised, is that of its buyer and has not been mailed this link for a while.
// The outcome is the same for every order and every address, and so is the work,
// but for the mail: one write, and one read if the same was not asked for lately. A
// mail that fails is for the log alone: an error would tell that there is such an
// order.
func (l *Links) Ask(ctx context.Context, id order.ID, email string) error {
	now := l.Now()
	key := KeyOf(id, email)
	first, err := l.Asked.AskForLink(ctx, key, now, now.Add(-Pause))
	if err != nil || !first {
		return err
	}
	o, err := l.Orders.Order(ctx, id)
	if err != nil {
		return err
	}
	if email == "" || o.Buyer.Email != email {
		return nil
	}
	err = l.Mailer.SendLink(ctx, Letter{
		Email: email, Locale: o.Buyer.Locale, Order: id, Token: l.Tokens.Sign(token.Order, id.String()),
	})
	if err != nil {
		l.Log.ErrorContext(ctx, "an order's link was not mailed", slog.String("order", id.String()), slog.Any("error", err))
		l.forget(ctx, key)
	}
	return nil
}

// forget lets the link be asked for again at once, also when what failed is that
// the request ran out of time.
func (l *Links) forget(ctx context.Context, key Key) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), forgetIn)
	defer cancel()
	if err := l.Asked.ForgetLink(ctx, key); err != nil {
		l.Log.WarnContext(ctx, "an order's link cannot be asked for again yet", slog.Any("error", err))
	}
}

package notify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/draw"
	"storefront/shared/email"
	"storefront/shared/mail"
	"storefront/shared/order"
	"storefront/shared/pass"
	"storefront/shared/problem"
	"storefront/shared/stock"
	"storefront/shared/token"
	"storefront/shared/waitlist"
)

// Mailboxes stores mailboxes.
type Mailboxes interface {
	// Mailbox returns a mailbox, as it is now. Its version is zero if there is none.
	Mailbox(ctx context.Context, key string) (Mailbox, error)
	// PutMailbox stores a mailbox with the next version, and reports whether it did. It
	// does not if the stored one has another version. After an error it may be repeated:
	// if the first write was applied, the second is refused, and the mailbox read again
	// has the mail.
	PutMailbox(ctx context.Context, m Mailbox) (stored bool, err error)
}

// Owed remembers which owed mails were sent. Nobody can ask for such a mail.
type Owed interface {
	// MailSent reports whether the mail of an ask was marked as sent.
	MailSent(ctx context.Context, ask string) (bool, error)
	// MarkMailSent marks the mail of an ask as sent until a given time. It may be repeated.
	MarkMailSent(ctx context.Context, ask string, until time.Time) error
}

// Catalog finds the products of entries and orders, and the sales of invitations.
type Catalog interface {
	// Product fails with problem.UnknownProduct if the store does not know the SKU.
	Product(ctx context.Context, sku catalog.SKU) (catalog.Product, error)
	// Sale fails with problem.UnknownSale if the store does not know the sale.
	Sale(ctx context.Context, id catalog.SaleID) (catalog.Sale, error)
}

// Entries reads entries of the waitlist.
type Entries interface {
	// Entry returns an entry as it is now. It is the zero Entry if there is none.
	Entry(ctx context.Context, key waitlist.Key) (waitlist.Entry, error)
}

// Orders reads orders.
type Orders interface {
	// Order returns an order. Its status is order.Absent if there is none.
	Order(ctx context.Context, id order.ID) (order.Order, error)
}

// Draws reads the notices of draws.
type Draws interface {
	// Notice returns the notice of a line's draw, and its beacon, or nil if it has none yet. known
	// reports whether there is a notice.
	Notice(ctx context.Context, line stock.Line) (n draw.Notice, b *draw.Beacon, known bool, err error)
}

// Sender sends mails.
type Sender interface {
	// Send fails with mail.ErrUnsendable if the message can never be sent. After any
	// error it may have been sent all the same.
	Send(ctx context.Context, m mail.Message) error
}

// Notifier answers asks with mails.
type Notifier struct {
	Mailboxes Mailboxes
	Owed      Owed
	Catalog   Catalog
	Entries   Entries
	Orders    Orders
	Draws     Draws
	Sender    Sender
	Tokens    token.Signer
	Digests   email.Digests
	Shop      string // origin of the shop, without a trailing slash, where links lead
	API       string // that of the API, where mail programs unsubscribe
	Now       func() time.Time
	Log       *slog.Logger
}

// attempts is how often a write to a mailbox is tried while others write to it.
const attempts = 20

var errContended = errors.New("others write to the mailbox all the time")

// Answer sends the mail that an ask is for, if it is to be sent. An ask whose answer
// failed is answered again; a repeated ask that was answered changes nothing. Mail that
// anybody can ask for is limited for each mailbox. Mail that an order, an invitation or a draw
// asks for is owed.
//
// Answer decides on the mail, sends it unless its waitlist entry is gone, and marks it as
// sent. If the process ends before the mark, or the mark fails, a repeated ask sends the
// mail a second time. There is no way to ask SES whether it was sent.
func (n *Notifier) Answer(ctx context.Context, a Ask) (Outcome, error) {
	message, founded, err := n.compose(ctx, a)
	if err != nil {
		return "", err
	}
	if !founded {
		return Unfounded, nil
	}
	if _, limited := limits[a.Kind]; !limited {
		return n.sendOwed(ctx, a, message)
	}
	key := n.Digests.Mailbox(email.IdentityOf(a.Email))
	outcome, err := n.claim(ctx, key, a)
	if err != nil || outcome != Sent {
		return outcome, err
	}
	outcome, err = n.send(ctx, a, message)
	if err != nil || outcome != Sent {
		return outcome, err
	}
	if err := n.mark(ctx, key, a); err != nil {
		n.Log.WarnContext(ctx, "mark mail as sent failed", slog.String("ask", a.ID), slog.Any("error", err))
	}
	return Sent, nil
}

// send sends the mail of an ask. If a waitlist entry asks, send reads the entry immediately
// before it sends. So after an unsubscribe is answered, a mail of the entry can still go out
// only if its read was answered before.
func (n *Notifier) send(ctx context.Context, a Ask, m mail.Message) (Outcome, error) {
	switch a.Kind {
	case Confirm, Invite, Closed, Undrawn:
		e, err := n.Entries.Entry(ctx, a.Entry)
		if err != nil {
			return "", err
		}
		if !a.standsFor(e) {
			return Unfounded, nil
		}
	}
	return Sent, n.Sender.Send(ctx, m)
}

// standsFor reports whether the entry that asked for a mail should still get it.
func (a Ask) standsFor(e waitlist.Entry) bool {
	switch a.Kind {
	case Invite: // the ask may be an operator's, with an ID of its own
		return e.Asks(a.Invitation.Name(a.SKU))
	case Closed, Undrawn:
		return e.TakesNews(a.News, a.Confirmed)
	default:
		return e.Asks(a.ID)
	}
}

// claim decides about an ask, and stores the decision if a mail is to be sent.
func (n *Notifier) claim(ctx context.Context, key string, a Ask) (Outcome, error) {
	for range attempts {
		m, err := n.Mailboxes.Mailbox(ctx, key)
		if err != nil {
			return "", err
		}
		claimed, outcome := m.claim(a, n.Now())
		if outcome != Sent || m.has(a.ID) {
			return outcome, nil
		}
		if stored, err := n.Mailboxes.PutMailbox(ctx, claimed); err != nil || stored {
			return Sent, err
		}
	}
	return "", fmt.Errorf("decide on the mail of %s: %w", a.ID, errContended)
}

// mark marks the mail of an ask as sent. It does so even after the batch's deadline,
// because an unmarked mail is sent again.
func (n *Notifier) mark(ctx context.Context, key string, a Ask) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	for range attempts {
		m, err := n.Mailboxes.Mailbox(ctx, key)
		if err != nil {
			return err
		}
		marked, changed := m.mark(a.ID)
		if !changed {
			return nil
		}
		if stored, err := n.Mailboxes.PutMailbox(ctx, marked); err != nil || stored {
			return err
		}
	}
	return errContended
}

// compose returns the mail that an ask is for, and reports whether there is one.
func (n *Notifier) compose(ctx context.Context, a Ask) (m mail.Message, founded bool, err error) {
	switch a.Kind {
	case Confirm:
		return n.confirmation(ctx, a)
	case Pass:
		return n.pass(a), true, nil
	case Link:
		return n.link(ctx, a)
	case Paid, Delay, Shipped, Refund, RefundFailed, Receipt:
		return n.ofOrder(ctx, a)
	case Invite:
		return n.invitation(ctx, a)
	case Closed, Undrawn:
		return n.ofDraw(ctx, a)
	default:
		return mail.Message{}, false, fmt.Errorf("answer ask %s: no kind of mail %q", a.ID, a.Kind)
	}
}

func (n *Notifier) confirmation(ctx context.Context, a Ask) (mail.Message, bool, error) {
	product, err := n.Catalog.Product(ctx, a.SKU)
	// The process that took the request may know a newer catalog than this one.
	if problem.CodeOf(err) == problem.UnknownProduct && n.Now().Sub(a.At) >= catalog.StaleFor {
		return mail.Message{}, false, nil
	}
	if err != nil {
		return mail.Message{}, false, err
	}
	entry := waitlist.Entry{Key: a.Entry, Ask: a.ID, AskedAt: a.At}
	leave := waitlist.LeaveToken(n.Tokens, a.Entry)
	return mail.Confirmation{
		To:       a.Email,
		Language: a.Locale,
		Shop:     n.host(),
		Product:  product.TextIn(a.Locale).Name,
		Confirm:  n.page("/waitlist/confirm", entry.ConfirmToken(n.Tokens), a),
		Leave:    n.page("/waitlist/unsubscribe", leave, a),
		OneClick: n.oneClick(leave),
	}.Message(), true, nil
}

// oneClick returns the URL to which mail programs post to leave the waitlist. It is a URL
// of the API, because the shop's address may belong to a proxy.
func (n *Notifier) oneClick(leave string) string {
	return n.API + "/v1/waitlist/unsubscribe?token=" + leave
}

func (n *Notifier) pass(a Ask) mail.Message {
	// The end counts from the ask, so that the mail is the same whenever it is sent.
	signed := pass.Pass{Market: a.Market, Email: a.Email, Expires: a.At.Add(pass.Lifetime)}.Sign(n.Tokens)
	mailbox := n.Digests.Mailbox(email.IdentityOf(a.Email))
	return mail.Pass{
		To:       a.Email,
		Language: a.Locale,
		Shop:     n.host(),
		Pass:     signed,
		Link:     n.Shop + "/" + string(a.Market) + "/" + a.Locale + "/pass?pass=" + signed,
		Refuse:   n.page("/waitlist/unsubscribe", waitlist.RefusalToken(n.Tokens, mailbox), a),
	}.Message()
}

// link returns the mail for the buyer of an order. It goes to the address in the order.
func (n *Notifier) link(ctx context.Context, a Ask) (mail.Message, bool, error) {
	o, err := n.Orders.Order(ctx, a.Order)
	if err != nil {
		return mail.Message{}, false, err
	}
	if o.Buyer.Email == "" || email.IdentityOf(o.Buyer.Email) != email.IdentityOf(a.Email) {
		return mail.Message{}, false, nil
	}
	return mail.OrderLink{
		To:       o.Buyer.Email,
		Language: o.Buyer.Locale,
		Shop:     n.host(),
		Order:    a.Order.String(),
		Link:     n.orderPage(a.Order),
	}.Message(), true, nil
}

// page returns the URL of a page that takes a token, in the language of the mail.
func (n *Notifier) page(path, tok string, a Ask) string {
	return n.Shop + path + "?token=" + tok + "&" + url.Values{"market": {string(a.Market)}, "lang": {a.Locale}}.Encode()
}

// orderPage returns the URL of an order's page, with the order's token.
func (n *Notifier) orderPage(id order.ID) string {
	return n.Shop + "/orders/" + id.String() + "?t=" + n.Tokens.Sign(token.Order, id.String())
}

func (n *Notifier) host() string {
	_, host, _ := strings.Cut(n.Shop, "://")
	return host
}

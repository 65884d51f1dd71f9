package main

import (
	"context"
	"strings"

	"storefront/shared/mail"
	"storefront/shared/orderlink"
	"storefront/shared/waitlist"
)

// sender sends a mail.
type sender interface {
	Send(ctx context.Context, m mail.Message) error
}

// mailer writes the function's mails. Their links lead into the shop.
type mailer struct {
	shop   string // its origin, without a trailing slash
	sender sender
}

// Invite implements waitlist.Inviter.
func (m mailer) Invite(ctx context.Context, to waitlist.Invitation) error {
	return m.sender.Send(ctx, mail.Confirmation{
		To:       to.Email,
		Language: to.Locale,
		Shop:     m.host(),
		Product:  to.Product,
		Confirm:  m.shop + "/waitlist/confirm?token=" + to.Confirm,
		Leave:    m.shop + "/waitlist/unsubscribe?token=" + to.Unsubscribe,
		OneClick: m.shop + "/v1/waitlist/unsubscribe?token=" + to.Unsubscribe,
	}.Message())
}

// SendLink implements orderlink.Mailer.
func (m mailer) SendLink(ctx context.Context, to orderlink.Letter) error {
	return m.sender.Send(ctx, mail.OrderLink{
		To:       to.Email,
		Language: to.Locale,
		Shop:     m.host(),
		Order:    to.Order.String(),
		Link:     m.shop + "/orders/" + to.Order.String() + "?t=" + to.Token,
	}.Message())
}

func (m mailer) host() string {
	_, host, _ := strings.Cut(m.shop, "://")
	return host
}

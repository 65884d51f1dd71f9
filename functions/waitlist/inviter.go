package main

import (
	"context"
	"strings"

	"storefront/shared/mail"
	"storefront/shared/waitlist"
)

// sender hands a mail over.
type sender interface {
	Send(ctx context.Context, m mail.Message) error
}

// inviter writes invitations as mails whose links lead into the shop.
type inviter struct {
	shop   string // its origin, without a slash at the end
	sender sender
}

// Invite implements waitlist.Inviter.
func (i inviter) Invite(ctx context.Context, to waitlist.Invitation) error {
	_, host, _ := strings.Cut(i.shop, "://")
	return i.sender.Send(ctx, mail.Confirmation{
		To:       to.Email,
		Language: to.Locale,
		Shop:     host,
		Product:  to.Product,
		Confirm:  i.shop + "/waitlist/confirm?token=" + to.Confirm,
		Leave:    i.shop + "/waitlist/unsubscribe?token=" + to.Unsubscribe,
		OneClick: i.shop + "/v1/waitlist/unsubscribe?token=" + to.Unsubscribe,
	}.Message())
}

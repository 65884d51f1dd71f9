package notify

import (
	"context"

	"storefront/shared/email"
	"storefront/shared/mail"
	"storefront/shared/market"
	"storefront/shared/problem"
	"storefront/shared/ticket"
	"storefront/shared/waitlist"
)

// invitation returns the mail with the ticket of an entry, unless the ticket has ended or
// was revoked, or the entry was removed since.
func (n *Notifier) invitation(ctx context.Context, a Ask) (mail.Message, bool, error) {
	i := a.Invitation
	e, err := n.Entries.Entry(ctx, a.Entry)
	if err != nil || e.Status != waitlist.Invited || e.Invitation.Name(e.SKU) != i.Name(a.SKU) || !n.Now().Before(i.Ends) {
		return mail.Message{}, false, err
	}
	sale, err := n.Catalog.Sale(ctx, i.Sale)
	if problem.CodeOf(err) == problem.UnknownSale || err == nil && (sale.Sealed() || !sale.RevokedAt(a.SKU, i.Ticket).IsZero()) {
		return mail.Message{}, false, nil
	}
	if err != nil {
		return mail.Message{}, false, err
	}
	product, err := n.Catalog.Product(ctx, a.SKU)
	m, known := market.Of(a.Market)
	if err != nil || !known {
		return mail.Message{}, false, err
	}
	holder := email.IdentityOf(a.Email).String()
	if i.Anyone {
		holder = ""
	}
	code := sale.Tickets().Sign(string(a.SKU), holder, ticket.Ticket{Number: i.Ticket, Ends: i.Ends})
	leave := waitlist.LeaveToken(n.Tokens, a.Entry)
	return mail.Invitation{
		To:       a.Email,
		Language: a.Locale,
		Shop:     n.host(),
		Product:  product.TextIn(a.Locale).Name,
		Ticket:   code.String(),
		Opens:    sale.Opens.In(m.Location()),
		Ends:     i.Ends.In(m.Location()),
		Link:     code.Link(n.Shop, string(a.Market), a.Locale, string(i.Sale), string(a.SKU)),
		Leave:    n.page("/waitlist/unsubscribe", leave, a),
		OneClick: n.oneClick(leave),
	}.Message(), true, nil
}

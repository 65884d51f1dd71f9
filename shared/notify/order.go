package notify

import (
	"context"
	"log/slog"
	"time"

	"storefront/shared/format"
	"storefront/shared/locale"
	"storefront/shared/mail"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/problem"
	"storefront/shared/receipt"
)

// OwedFor is how long the store remembers that it sent an owed mail. A stream's record may
// be repeated within a day, and as a dead letter within two weeks.
const OwedFor = 15 * 24 * time.Hour

// sendOwed sends a mail unless it was sent already. Only an order, an invitation or a draw can ask
// for such a mail, so it needs no limit, and it is sent however late it is. It costs one
// read and one write, however many mails the recipient gets.
func (n *Notifier) sendOwed(ctx context.Context, a Ask, m mail.Message) (Outcome, error) {
	sent, err := n.Owed.MailSent(ctx, a.ID)
	if err != nil {
		return "", err
	}
	if sent {
		return SentOnce, nil
	}
	outcome, err := n.send(ctx, a, m)
	if err != nil || outcome != Sent {
		return outcome, err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if err := n.Owed.MarkMailSent(ctx, a.ID, n.Now().Add(OwedFor)); err != nil {
		n.Log.WarnContext(ctx, "mark mail as sent failed", slog.String("ask", a.ID), slog.Any("error", err))
	}
	return Sent, nil
}

// ofOrder returns the mail that an order asks for, addressed to its buyer. There is none if
// the buyer has been erased.
func (n *Notifier) ofOrder(ctx context.Context, a Ask) (mail.Message, bool, error) {
	o, err := n.Orders.Order(ctx, a.Order)
	if err != nil {
		return mail.Message{}, false, err
	}
	m, known := market.Of(market.Code(o.Market))
	if !known || o.Buyer.Email == "" {
		return mail.Message{}, false, nil
	}
	if a.Kind == Receipt {
		return n.receipt(o, m), !o.WithdrawnAt.IsZero(), nil
	}
	about, err := n.about(ctx, o, m)
	if err != nil {
		return mail.Message{}, false, err
	}
	switch {
	case a.Kind == Paid && !o.Payment.PaidAt.IsZero():
		return about.Paid(), true, nil
	case a.Kind == Delay && o.Status == order.Paid && !o.DelayedUntil.IsZero():
		return about.Delayed(), true, nil
	case a.Kind == Shipped && !o.ShippedAt.IsZero():
		return about.Shipped(), true, nil
	case a.Kind == Refund && a.Refund >= 1 && a.Refund <= len(o.Refunds):
		return about.Refunded(o.Refunds[a.Refund-1]), true, nil
	case a.Kind == RefundFailed && a.Refund >= 1 && a.Refund <= len(o.Refunds):
		r := o.Refunds[a.Refund-1]
		return about.RefundFailed(r), r.CameBack(), nil // no news once it was paid in another way
	default:
		return mail.Message{}, false, nil
	}
}

// about returns what the mails about an order need.
func (n *Notifier) about(ctx context.Context, o order.Order, m market.Market) (mail.Order, error) {
	language := locale.Negotiate(m.Languages, o.Buyer.Locale)
	names := map[order.SKU]string{}
	for _, line := range o.Lines {
		product, err := n.Catalog.Product(ctx, line.SKU)
		if problem.CodeOf(err) == problem.UnknownProduct {
			continue
		}
		if err != nil {
			return mail.Order{}, err
		}
		names[line.SKU] = product.TextIn(language).Name
	}
	return mail.Order{
		Order:  receipt.Order{Order: o, Reader: format.Reader{Language: language, Market: m}, Names: names},
		Shop:   n.host(),
		Seller: m.Region.Seller(),
		Link:   n.orderPage(o.ID),
		Terms:  n.Shop + "/" + string(m.Code) + "/" + language + "/terms",
	}, nil
}

// receipt returns the mail for a buyer who has withdrawn from an order.
func (n *Notifier) receipt(o order.Order, m market.Market) mail.Message {
	return mail.Withdrawal{
		To:       o.Buyer.Email,
		Language: o.Buyer.Locale,
		Shop:     n.host(),
		Order:    o.ID.String(),
		Name:     o.Buyer.ShipTo.Name,
		At:       o.WithdrawnAt.In(m.Location()),
		Link:     n.orderPage(o.ID),
	}.Message()
}

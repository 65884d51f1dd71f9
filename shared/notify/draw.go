package notify

import (
	"context"
	"net/url"

	"storefront/shared/draw"
	"storefront/shared/email"
	"storefront/shared/format"
	"storefront/shared/mail"
	"storefront/shared/market"
	"storefront/shared/problem"
	"storefront/shared/stock"
	"storefront/shared/waitlist"
)

// ofDraw returns the mail with news about a draw. It returns none if the sale ended so long ago that
// its secrets were destroyed.
func (n *Notifier) ofDraw(ctx context.Context, a Ask) (mail.Message, bool, error) {
	sale, err := n.Catalog.Sale(ctx, a.News.Sale)
	if problem.CodeOf(err) == problem.UnknownSale || err == nil && sale.Sealed() {
		return mail.Message{}, false, nil
	}
	if err != nil {
		return mail.Message{}, false, err
	}
	notice, _, closed, err := n.Draws.Notice(ctx, stock.Line{Sale: sale.ID, SKU: a.SKU})
	m, known := market.Of(a.Market)
	if err != nil || !closed || !known {
		return mail.Message{}, false, err
	}
	product, err := n.Catalog.Product(ctx, a.SKU)
	if err != nil {
		return mail.Message{}, false, err
	}
	who := email.IdentityOf(a.Email)
	secret := sale.DrawSecret(a.SKU, who)
	leave := waitlist.LeaveToken(n.Tokens, a.Entry)
	d := mail.Draw{
		To:         a.Email,
		Reader:     format.Reader{Language: a.Locale, Market: m},
		Shop:       n.host(),
		Product:    product.TextIn(a.Locale).Name,
		Entries:    notice.Entries,
		Units:      notice.Units,
		Root:       notice.Root.String(),
		Round:      int(notice.Round), //nolint:gosec // rounds stay below 2^31 for centuries
		At:         draw.Quicknet.At(notice.Round).In(m.Location()),
		Commitment: draw.Commit(secret, who).String(),
		Secret:     secret.String(),
		Identity:   who.String(),
		Rank:       a.News.Rank,
		Link:       n.Shop + "/" + string(a.Market) + "/" + a.Locale + "/sales/" + string(sale.ID) + "/draw?" + url.Values{"sku": {string(a.SKU)}}.Encode(),
		Leave:      n.page("/waitlist/unsubscribe", leave, a),
		OneClick:   n.oneClick(leave),
	}
	if a.Kind == Closed {
		return d.Closed(), true, nil
	}
	return d.Undrawn(), true, nil
}

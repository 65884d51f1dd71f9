package main

import (
	"context"
	"net/http"
	"strings"
	"time"

	"storefront/functions/internal/request"
	"storefront/shared/mail"
	"storefront/shared/order"
	"storefront/shared/orderlink"
	"storefront/shared/web"
)

// lookupTakes is how long the answer to a lookup takes, however soon it is known:
// handing over a mail takes a part of it, and an answer that came sooner without
// one would tell that there is no such order. A mail service slower than this
// would still show.
const lookupTakes = 300 * time.Millisecond

// lookupBody is the body of POST /v1/orders/lookup.
type lookupBody struct {
	Order string `json:"order"`
	Email string `json:"email"`
}

// lookup answers alike for every order and every address, and takes as long.
func (h handlers) lookup(w http.ResponseWriter, r *http.Request) error {
	var body lookupBody
	if err := web.Decode(r, &body); err != nil {
		return err
	}
	id, email, err := body.request()
	if err != nil {
		return err
	}
	due := time.NewTimer(lookupTakes)
	defer due.Stop()
	if err := h.links.Ask(r.Context(), id, email); err != nil {
		return err
	}
	select {
	case <-due.C:
		return web.JSON(w, http.StatusAccepted, statusView{Status: "accepted"})
	case <-r.Context().Done():
		return r.Context().Err()
	}
}

func (b lookupBody) request() (order.ID, string, error) {
	var f request.Faults
	id := f.OrderID("order", b.Order)
	email := f.Email("email", b.Email)
	return id, email, f.Err()
}

// linkMailer writes links to orders as mails that lead into the shop.
type linkMailer struct {
	shop   string // its origin, without a slash at the end
	sender sender
}

// SendLink implements orderlink.Mailer.
func (l linkMailer) SendLink(ctx context.Context, to orderlink.Letter) error {
	_, host, _ := strings.Cut(l.shop, "://")
	return l.sender.Send(ctx, mail.OrderLink{
		To:       to.Email,
		Language: to.Locale,
		Shop:     host,
		Order:    to.Order.String(),
		Link:     l.shop + "/orders/" + to.Order.String() + "?t=" + to.Token,
	}.Message())
}

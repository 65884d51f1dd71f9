package main

import (
	"net/http"
	"time"

	"storefront/functions/internal/request"
	"storefront/shared/email"
	"storefront/shared/order"
	"storefront/shared/web"
)

// lookupDuration is how long every answer to a lookup takes. Sending a mail takes
// time, so a faster answer would reveal that there is no such order. The duration
// hides that as long as the mail service is faster.
const lookupDuration = 300 * time.Millisecond

// lookupBody is the body of POST /v1/orders/lookup.
type lookupBody struct {
	Order string `json:"order"`
	Email string `json:"email"`
}

// lookup gives the same answer for every order and every mailbox, after the same
// time.
func (h handlers) lookup(w http.ResponseWriter, r *http.Request) error {
	var body lookupBody
	if err := web.Decode(r, &body); err != nil {
		return err
	}
	id, who, err := body.request()
	if err != nil {
		return err
	}
	due := time.NewTimer(lookupDuration)
	defer due.Stop()
	if err := h.links.Ask(r.Context(), id, who); err != nil {
		return err
	}
	select {
	case <-due.C:
		return web.JSON(w, http.StatusAccepted, statusView{Status: "accepted"})
	case <-r.Context().Done():
		return r.Context().Err()
	}
}

func (b lookupBody) request() (order.ID, email.Identity, error) {
	var f request.Faults
	id := f.OrderID("order", b.Order)
	address := f.Email("email", b.Email)
	return id, email.IdentityOf(address), f.Err()
}

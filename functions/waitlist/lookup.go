package main

import (
	"net/http"

	"storefront/functions/internal/request"
	"storefront/shared/order"
	"storefront/shared/web"
)

// lookupBody is the body of POST /v1/orders/lookup.
type lookupBody struct {
	Order string `json:"order"`
	Email string `json:"email"`
}

// lookup gives the same answer, after the same work, for every order and every mailbox.
func (h handlers) lookup(w http.ResponseWriter, r *http.Request) error {
	var body lookupBody
	if err := web.Decode(r, &body); err != nil {
		return err
	}
	id, address, err := body.request()
	if err != nil {
		return err
	}
	if err := h.links.Ask(r.Context(), id, address); err != nil {
		return err
	}
	return web.JSON(w, http.StatusAccepted, accepted)
}

func (b lookupBody) request() (order.ID, string, error) {
	var f request.Faults
	id := f.OrderID("order", b.Order)
	address := f.Email("email", b.Email)
	return id, address, f.Err()
}

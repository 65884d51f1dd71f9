package main

import (
	"net/http"

	"storefront/functions/internal/request"
	"storefront/shared/web"
)

// lookup gives the same answer, after the same work, for every order and every mailbox.
func (h handlers) lookup(w http.ResponseWriter, r *http.Request) error {
	var body request.Lookup
	if err := web.Decode(r, &body); err != nil {
		return err
	}
	id, address, err := body.Check()
	if err != nil {
		return err
	}
	if err := h.asks.ForLink(r.Context(), id, address); err != nil {
		return err
	}
	return web.JSON(w, http.StatusAccepted, accepted)
}

package main

import (
	"net/http"

	"storefront/functions/internal/request"
	"storefront/shared/web"
)

// pass gives the same answer, after the same work, for every address.
func (h handlers) pass(w http.ResponseWriter, r *http.Request) error {
	m, err := request.Market(r, h.region)
	if err != nil {
		return err
	}
	var body request.AskPass
	if err := web.Decode(r, &body); err != nil {
		return err
	}
	address, language, err := body.Check(m)
	if err != nil {
		return err
	}
	if err := h.asks.ForPass(r.Context(), m.Code, address, language); err != nil {
		return err
	}
	return web.JSON(w, http.StatusAccepted, accepted)
}

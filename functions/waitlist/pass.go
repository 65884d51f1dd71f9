package main

import (
	"net/http"

	"storefront/functions/internal/request"
	"storefront/shared/web"
)

// passBody is the body of POST /v1/{market}/passes.
type passBody struct {
	Email  string `json:"email"`
	Locale string `json:"locale"`
}

// pass gives the same answer, after the same work, for every address.
func (h handlers) pass(w http.ResponseWriter, r *http.Request) error {
	m, err := request.Market(r, h.region)
	if err != nil {
		return err
	}
	var body passBody
	if err := web.Decode(r, &body); err != nil {
		return err
	}
	var f request.Faults
	address, language := f.Email("email", body.Email), f.Locale("locale", body.Locale, m)
	if err := f.Err(); err != nil {
		return err
	}
	if err := h.passes.Ask(r.Context(), m.Code, address, language); err != nil {
		return err
	}
	return web.JSON(w, http.StatusAccepted, accepted)
}

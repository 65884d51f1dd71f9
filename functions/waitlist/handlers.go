package main

import (
	"net/http"
	"slices"
	"strings"

	"storefront/shared/catalog"
	"storefront/shared/email"
	"storefront/shared/market"
	"storefront/shared/problem"
	"storefront/shared/waitlist"
	"storefront/shared/web"
)

type handlers struct {
	region   market.Region
	waitlist *waitlist.Waitlist
}

func (h handlers) register(router *web.Router) {
	router.Handle("POST /v1/{market}/waitlist", h.join)
	router.Handle("POST /v1/waitlist/confirm", h.confirm)
	router.Handle("POST /v1/waitlist/unsubscribe", h.unsubscribe)
}

// joinBody is the body of POST /v1/{market}/waitlist.
type joinBody struct {
	SKU    string `json:"sku"`
	Email  string `json:"email"`
	Locale string `json:"locale"`
}

// tokenBody is the body of confirm and unsubscribe.
type tokenBody struct {
	Token string `json:"token"`
}

// statusView is all that the waitlist ever answers.
type statusView struct {
	Status string `json:"status"`
}

// join answers alike for every address, on the list or not.
func (h handlers) join(w http.ResponseWriter, r *http.Request) error {
	m, ok := h.region.Market(market.Code(r.PathValue("market")))
	if !ok {
		return problem.New(problem.UnknownMarket, "This region does not sell to this market.")
	}
	var body joinBody
	if err := web.Decode(r, &body); err != nil {
		return err
	}
	request, err := body.request(m)
	if err != nil {
		return err
	}
	if err := h.waitlist.Join(r.Context(), request); err != nil {
		return err
	}
	return web.JSON(w, http.StatusAccepted, statusView{Status: "accepted"})
}

func (b joinBody) request(m market.Market) (waitlist.Request, error) {
	var faults []problem.Field
	if !catalog.ValidName(b.SKU) {
		faults = append(faults, problem.Field{Name: "sku", Reason: "must be a SKU"})
	}
	address, ok := email.Normalize(b.Email)
	if !ok {
		faults = append(faults, problem.Field{Name: "email", Reason: "must be an e-mail address"})
	}
	if !slices.Contains(m.Languages, b.Locale) {
		faults = append(faults, problem.Field{Name: "locale", Reason: "must be one of " + strings.Join(m.Languages, ", ")})
	}
	if len(faults) > 0 {
		return waitlist.Request{}, problem.Invalid(faults...)
	}
	return waitlist.Request{Market: m, SKU: catalog.SKU(b.SKU), Email: address, Locale: b.Locale}, nil
}

func (h handlers) confirm(w http.ResponseWriter, r *http.Request) error {
	var body tokenBody
	if err := web.Decode(r, &body); err != nil {
		return err
	}
	if err := h.waitlist.Confirm(r.Context(), body.Token); err != nil {
		return err
	}
	return web.JSON(w, http.StatusOK, statusView{Status: "confirmed"})
}

// unsubscribe takes the token from a page's JSON, or from the address that a
// mail program posts to with one click.
func (h handlers) unsubscribe(w http.ResponseWriter, r *http.Request) error {
	shown, oneClick, err := web.OneClick(r)
	if err != nil {
		return err
	}
	if !oneClick {
		var body tokenBody
		if err := web.Decode(r, &body); err != nil {
			return err
		}
		shown = body.Token
	}
	if err := h.waitlist.Unsubscribe(r.Context(), shown); err != nil {
		return err
	}
	return web.JSON(w, http.StatusOK, statusView{Status: "unsubscribed"})
}

package main

import (
	"log/slog"
	"net/http"

	"storefront/functions/internal/request"
	"storefront/shared/market"
	"storefront/shared/notify"
	"storefront/shared/waitlist"
	"storefront/shared/web"
)

type handlers struct {
	region   market.Region
	waitlist *waitlist.Waitlist
	asks     *notify.Asker
}

func (h handlers) router(log *slog.Logger) *web.Router {
	router := web.NewRouter(log)
	router.Handle("POST /v1/{market}/waitlist", h.join)
	router.Handle("POST /v1/waitlist/confirm", h.confirm)
	router.Handle("POST /v1/waitlist/unsubscribe", h.unsubscribe)
	router.Handle("POST /v1/{market}/passes", h.pass)
	router.Handle("POST /v1/orders/lookup", h.lookup)
	return router
}

// tokenBody is the body of confirm and unsubscribe.
type tokenBody struct {
	Token string `json:"token"`
}

// statusView is the body of every successful response.
type statusView struct {
	Status string `json:"status"`
	Pass   string `json:"pass,omitempty"`        // with confirmed, as is AheadAbout
	Ahead  *int   `json:"ahead_about,omitempty"` // nil if it is not known
}

func confirmedOf(c waitlist.Confirmation) statusView {
	v := statusView{Status: "confirmed", Pass: c.Pass}
	if c.Counted {
		v.Ahead = &c.Ahead
	}
	return v
}

var accepted = statusView{Status: "accepted"}

// join gives the same answer, after the same work, whether or not the address is on
// the list. Who shows a pass of the address is on it at once.
func (h handlers) join(w http.ResponseWriter, r *http.Request) error {
	m, err := request.Market(r, h.region)
	if err != nil {
		return err
	}
	var body request.Join
	if err := web.Decode(r, &body); err != nil {
		return err
	}
	shown, err := request.Pass(h.waitlist.Tokens, body.Pass, m, h.waitlist.Now())
	if err != nil {
		return err
	}
	joining, err := body.Check(m, shown)
	if err != nil {
		return err
	}
	if err := h.waitlist.Join(r.Context(), joining); err != nil {
		return err
	}
	if joining.Proved {
		return web.JSON(w, http.StatusOK, statusView{Status: "confirmed"})
	}
	return web.JSON(w, http.StatusAccepted, accepted)
}

func (h handlers) confirm(w http.ResponseWriter, r *http.Request) error {
	shown, err := tokenIn(r)
	if err != nil {
		return err
	}
	confirmed, err := h.waitlist.Confirm(r.Context(), shown)
	if err != nil {
		return err
	}
	return web.JSON(w, http.StatusOK, confirmedOf(confirmed))
}

// unsubscribe takes the token from a JSON body, or from the query of the address
// that a mail program posts to (RFC 8058).
func (h handlers) unsubscribe(w http.ResponseWriter, r *http.Request) error {
	shown, oneClick, err := web.OneClick(r)
	if !oneClick {
		shown, err = tokenIn(r)
	}
	if err != nil {
		return err
	}
	if err := h.waitlist.Unsubscribe(r.Context(), shown); err != nil {
		return err
	}
	return web.JSON(w, http.StatusOK, statusView{Status: "unsubscribed"})
}

// tokenIn returns the token in a JSON body.
func tokenIn(r *http.Request) (string, error) {
	var body tokenBody
	if err := web.Decode(r, &body); err != nil {
		return "", err
	}
	var f request.Faults
	if body.Token == "" {
		f.Add("token", "must be the token from the email")
	}
	return body.Token, f.Err()
}

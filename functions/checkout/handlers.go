package main

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"storefront/functions/internal/request"
	"storefront/shared/checkout"
	"storefront/shared/market"
	"storefront/shared/metric"
	"storefront/shared/order"
	"storefront/shared/problem"
	"storefront/shared/token"
	"storefront/shared/web"
)

type handlers struct {
	region   market.Region
	shop     string // its origin
	tokens   token.Signer
	checkout *checkout.Checkout
	now      func() time.Time
	metrics  *metric.Writer
}

func (h handlers) router(log *slog.Logger) *web.Router {
	router := web.NewRouter(log)
	router.Handle("POST /v1/{market}/checkouts", h.counted(h.hold))
	router.Handle("GET /v1/orders/{id}", h.authorized(h.read))
	router.Handle("POST /v1/orders/{id}/extend", h.authorized(h.extend))
	router.Handle("POST /v1/orders/{id}/pay", h.counted(h.authorized(h.pay)))
	router.Handle("POST /v1/orders/{id}/cancel", h.authorized(h.cancel))
	router.Handle("POST /v1/orders/{id}/withdraw", h.authorized(h.withdraw))
	router.Elsewhere("POST", "/v1/orders/lookup") // served by the waitlist function; "lookup" is not an id
	return router
}

func (h handlers) hold(w http.ResponseWriter, r *http.Request) error {
	m, err := request.Market(r, h.region)
	if err != nil {
		return err
	}
	key, err := web.IdempotencyKey(r)
	if err != nil {
		return err
	}
	var body request.Hold
	if err := web.Decode(r, &body); err != nil {
		return err
	}
	shown, err := request.Pass(h.tokens, body.Pass, m, h.now())
	if err != nil {
		return err
	}
	wanted, err := body.Check(m, key, shown)
	if err != nil {
		return err
	}
	o, err := h.checkout.Hold(r.Context(), wanted)
	if err != nil {
		return err
	}
	w.Header().Set("Location", "/v1/orders/"+o.ID.String())
	return web.JSON(w, http.StatusCreated, heldView{
		Order: orderOf(o, h.now()),
		Token: h.tokens.Sign(token.Order, o.ID.String()),
	})
}

func (h handlers) read(w http.ResponseWriter, r *http.Request, id order.ID) error {
	return h.answer(w, r, id, h.checkout.Read)
}

func (h handlers) extend(w http.ResponseWriter, r *http.Request, id order.ID) error {
	return h.answer(w, r, id, h.checkout.Extend)
}

func (h handlers) cancel(w http.ResponseWriter, r *http.Request, id order.ID) error {
	return h.answer(w, r, id, h.checkout.Cancel)
}

func (h handlers) withdraw(w http.ResponseWriter, r *http.Request, id order.ID) error {
	return h.answer(w, r, id, h.checkout.Withdraw)
}

func (h handlers) pay(w http.ResponseWriter, r *http.Request, id order.ID) error {
	var body request.Pay
	if err := web.Decode(r, &body); err != nil {
		return err
	}
	with, err := body.Check()
	if err != nil {
		return err
	}
	with.ReturnURL = request.ReturnURL(h.shop, h.tokens, id)
	paid, err := h.checkout.Pay(r.Context(), id, with)
	if err != nil {
		return err
	}
	if paid.Confirmation != "" {
		return web.JSON(w, http.StatusAccepted, orderView{Order: orderOf(paid.Order, h.now()), NextAction: nextActionOf(paid)})
	}
	return web.JSON(w, http.StatusOK, orderView{Order: orderOf(paid.Order, h.now())})
}

// answer calls do with an order's id and shows the order that it returns.
func (h handlers) answer(w http.ResponseWriter, r *http.Request, id order.ID, do func(context.Context, order.ID) (order.Order, error)) error {
	o, err := do(r.Context(), id)
	if err != nil {
		return err
	}
	return web.JSON(w, http.StatusOK, orderView{Order: orderOf(o, h.now())})
}

// counted counts the refusals of a handler. The checkout itself counts what it
// sells.
func (h handlers) counted(next web.HandlerFunc) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		err := next(w, r)
		request.Count(h.metrics, err)
		return err
	}
}

// authorized calls next if the request has the token of the order in its path. Other
// clients get the same answer whether or not the order exists.
func (h handlers) authorized(next func(http.ResponseWriter, *http.Request, order.ID) error) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		shown, err := web.Bearer(r)
		if err != nil {
			return err
		}
		subject, ok := h.tokens.Subject(token.Order, shown)
		if !ok || subject != r.PathValue("id") {
			return problem.New(problem.Unauthorized, "The token does not belong to this order.")
		}
		id, err := order.ParseID(subject)
		if err != nil {
			return err // the store signed what is not an id: an internal error
		}
		return next(w, r, id)
	}
}

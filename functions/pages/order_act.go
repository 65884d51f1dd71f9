package main

import (
	"context"
	"net/http"
	"net/url"

	"storefront/functions/internal/request"
	"storefront/functions/pages/view"
	"storefront/functions/pages/words"
	"storefront/shared/checkout"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/problem"
)

// after sends the browser back to the order's page, which shows what became of the order.
// That is so, too, if an action was refused because of the order's state. Other errors
// after returns.
func (s shop) after(w http.ResponseWriter, id order.ID, err error) error {
	switch problem.CodeOf(err) {
	case "", problem.OrderClosed, problem.HoldExpired, problem.PaymentDeclined, problem.NoWithdrawal:
		return s.toOrder(w, id)
	default:
		return err
	}
}

// act does something with an order and sends the browser back to its page.
func (s shop) act(w http.ResponseWriter, r *http.Request, id order.ID, do func(context.Context, order.ID) (order.Order, error)) error {
	_, err := do(r.Context(), id)
	return s.after(w, id, err)
}

// extend holds an order for longer.
func (s shop) extend(w http.ResponseWriter, r *http.Request, id order.ID, _ url.Values) error {
	return s.act(w, r, id, s.checkout.Extend)
}

// cancel gives an order's items back.
func (s shop) cancel(w http.ResponseWriter, r *http.Request, id order.ID, _ url.Values) error {
	return s.act(w, r, id, s.checkout.Cancel)
}

// pay pays an order. If the buyer has to confirm the payment first, pay sends the browser
// to the page where that is done.
func (s shop) pay(w http.ResponseWriter, r *http.Request, id order.ID, form url.Values) error {
	body := request.Pay{PaymentMethod: form.Get("payment_method"), Confirmation: form.Get("confirmation")}
	check := body.Check
	if s.payOnPage() {
		check = body.OnPage
	}
	with, err := check()
	if err == nil {
		with.ReturnURL = request.ReturnURL(s.origin, s.tokens, id)
		paid, payErr := s.checkout.Pay(r.Context(), id, with)
		request.Count(s.metrics, payErr)
		if payErr == nil && paid.Confirmation != "" {
			return seeOther(w, "/orders/"+id.String()+"/continue",
				url.Values{"t": {form.Get("t")}, "payment_method": {with.Method}, "confirmation": {paid.Confirmation}})
		}
		err = payErr
	}
	if problem.FieldsOf(err) != nil {
		page, o, readErr := s.readOrder(r, id)
		if readErr != nil {
			return readErr
		}
		if o.Status == order.Held {
			return s.showOrder(w, r, http.StatusUnprocessableEntity, id, &view.Fault{ID: "payment_method", Text: words.FaultMethod.In(page.Reader.Language)})
		}
		return s.toOrder(w, id)
	}
	return s.after(w, id, err)
}

// payOnPage reports whether buyers choose how to pay on the provider's page, not here.
func (s shop) payOnPage() bool { return s.checkout.Payments.Name() != payment.Sandbox{}.Name() }

// continuePage is where a payment goes on that the buyer has to confirm. A form must not
// lead to another site, so a provider's page is reached by a link from here. It leads back
// here, too.
func (s shop) continuePage(w http.ResponseWriter, r *http.Request, id order.ID) error {
	query := r.URL.Query()
	if reference := query.Get("payment_intent"); reference != "" { // the provider adds it, and a secret that must not stay
		return seeOther(w, r.URL.Path, url.Values{"t": {query.Get("t")}, "confirmation": {reference}})
	}
	page, o, err := s.readOrder(r, id)
	if err != nil {
		return err
	}
	page.Title = words.ContinueTitle.In(page.Reader.Language)
	body := request.Pay{PaymentMethod: query.Get("payment_method"), Confirmation: query.Get("confirmation")}
	var next view.Continue
	if !o.Ended() {
		if next, err = s.next(r, id, body); err != nil {
			return err
		}
	}
	return s.show(w, r, http.StatusOK, page, view.ContinuePage(page, o, next))
}

// next returns how a payment goes on. A confirmation that is none leads nowhere.
func (s shop) next(r *http.Request, id order.ID, body request.Pay) (view.Continue, error) {
	auth, err := s.checkout.Ask(r.Context(), id, checkout.PayRequest{Method: body.PaymentMethod, Confirmation: body.Confirmation})
	switch {
	case problem.FieldsOf(err) != nil:
		return view.Continue{}, nil
	case err != nil:
		return view.Continue{}, err
	case auth.RedirectURL != "":
		return view.Continue{URL: auth.RedirectURL}, nil
	case auth.Status == payment.Authorized:
		return view.Continue{Approved: s.payOnPage(), Form: []view.Hidden{
			{Name: "payment_method", Value: body.PaymentMethod}, {Name: "confirmation", Value: body.Confirmation},
		}}, nil
	default:
		return view.Continue{}, nil
	}
}

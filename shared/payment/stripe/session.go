package stripe

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"storefront/shared/payment"
)

// session is what the store reads of a checkout session.
type session struct {
	ID       string            `json:"id"`
	Status   string            `json:"status"` // open, complete or expired
	URL      string            `json:"url"`
	Created  int64             `json:"created"`
	Metadata map[string]string `json:"metadata"`
	Intent   *intent           `json:"payment_intent"` // if the call expands it
}

// confirmationInURL is what Stripe replaces by the session's id.
const confirmationInURL = "{CHECKOUT_SESSION_ID}"

// openSession returns Stripe's page for the order, and makes it if need be.
func (p *Provider) openSession(ctx context.Context, r payment.Request) (payment.Authorization, error) {
	form := url.Values{
		"mode": {"payment"}, "ui_mode": {"hosted_page"}, "client_reference_id": {r.OrderID},
		"success_url": {withConfirmation(r.ReturnURL)}, "cancel_url": {r.ReturnURL},
		"payment_method_types[0]": {"card"}, "payment_intent_data[capture_method]": {"manual"},
		"line_items[0][quantity]":                       {"1"},
		"line_items[0][price_data][currency]":           {strings.ToLower(r.Amount.Currency)},
		"line_items[0][price_data][unit_amount]":        {strconv.FormatInt(r.Amount.Minor, 10)},
		"line_items[0][price_data][product_data][name]": {r.OrderID},
	}
	p.label(form, "metadata", r.OrderID)
	p.label(form, "payment_intent_data[metadata]", r.OrderID)
	form.Set("payment_intent_data[metadata]["+metaPage+"]", "hosted")
	var auth payment.Authorization
	err := unlessKept("cs-"+r.OrderID, func(key string) (bool, error) {
		var s session
		replayed, err := p.create(ctx, "/v1/checkout/sessions", form, key, &s)
		if err == nil && replayed {
			s, err = p.session(ctx, s.ID)
		}
		if err != nil {
			return false, err
		}
		auth, err = p.sessionAuthorization(s, r)
		return s.Status != "expired" && !s.canceled(), err
	})
	return auth, err
}

// withConfirmation adds the session's id to a page's address, as the confirmation.
func withConfirmation(page string) string {
	separator := "?"
	if strings.Contains(page, "?") {
		separator = "&"
	}
	return page + separator + "confirmation=" + confirmationInURL
}

// found returns an open session as a payment that may still be made.
func (s session) found() payment.Found {
	return payment.Found{OrderID: s.Metadata[metaOrder], Reference: s.ID, State: payment.Pending}
}

func (s session) canceled() bool { return s.Intent != nil && s.Intent.Status == canceled }

func (p *Provider) session(ctx context.Context, id string) (session, error) {
	var s session
	err := p.get(ctx, "/v1/checkout/sessions/"+url.PathEscape(id), url.Values{"expand[0]": {"payment_intent"}}, &s)
	return s, err
}

// sessionResult returns what became of the session that a confirmation names.
func (p *Provider) sessionResult(ctx context.Context, r payment.Request) (payment.Authorization, error) {
	s, err := p.session(ctx, r.Confirmation)
	if failureOf(err).status == http.StatusNotFound {
		return payment.Authorization{}, errForeign
	}
	if err != nil {
		return payment.Authorization{}, err
	}
	return p.sessionAuthorization(s, r)
}

// sessionAuthorization returns what a session means for its order. The page of an open one
// lets the buyer try other cards, so nothing there is a decline.
func (p *Provider) sessionAuthorization(s session, r payment.Request) (payment.Authorization, error) {
	switch {
	case s.Metadata[metaRegion] != p.region || s.Metadata[metaOrder] != r.OrderID:
		return payment.Authorization{}, errForeign
	case s.Status == "open" && s.URL != "":
		return payment.Authorization{Status: payment.ActionRequired, Confirmation: s.ID, RedirectURL: s.URL}, nil
	case s.Status == "expired":
		return payment.Authorization{Status: payment.Declined, DeclineCode: "canceled"}, nil
	case s.Intent == nil:
		return payment.Authorization{}, fmt.Errorf("stripe: session %s is %s without an intent", s.ID, s.Status)
	}
	return p.result(*s.Intent, r)
}

// expire closes a session's page. A session that was paid meanwhile is not open any more, and
// its intent is voided for itself.
func (p *Provider) expire(ctx context.Context, id string) error {
	var s session
	err := p.change(ctx, "/v1/checkout/sessions/"+url.PathEscape(id)+"/expire", nil, &s)
	if failureOf(err).status == http.StatusBadRequest {
		s, err = p.session(ctx, id)
	}
	if err == nil && s.Status == "open" {
		err = fmt.Errorf("stripe: expire %s: it is open", id)
	}
	return err
}

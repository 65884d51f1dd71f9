package stripe

import (
	"context"
	"errors"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"storefront/shared/payment"
)

// ErrForeign is returned for a payment that is not of this region's store.
var ErrForeign = errors.New("stripe: the payment is not of this region")

// ErrReturned means that the bank sent a refund back. An operator has to pay the buyer in
// another way.
var ErrReturned = errors.New("stripe: a refund did not reach the buyer")

// Find returns the payment that a reference names, or ErrForeign.
func (p *Provider) Find(ctx context.Context, reference string) (payment.Found, error) {
	i, err := p.intent(ctx, reference)
	switch {
	case failureOf(err).status == http.StatusNotFound, err == nil && !p.owns(i):
		return payment.Found{}, ErrForeign
	case err != nil:
		return payment.Found{}, err
	}
	return i.found(), nil
}

// PaymentPage returns a page of the region's intents that were created from since to until: the
// newest, or those after the intent with the id after. The newest ones come with the sessions whose
// page is open.
func (p *Provider) PaymentPage(ctx context.Context, since, until time.Time, after string) (payment.Page, error) {
	page := payment.Page{Oldest: until}
	add := func(f payment.Found, created int64) {
		page.Payments = append(page.Payments, f)
		if at := time.Unix(created, 0).UTC(); at.Before(page.Oldest) {
			page.Oldest = at
		}
	}
	query := url.Values{"created[gte]": {seconds(since)}, "created[lte]": {seconds(until)}}
	if after != "" {
		query.Set("starting_after", after)
	} else {
		for s, err := range p.openSessions(ctx, since) {
			if err != nil {
				return page, err
			}
			add(s.found(), s.Created)
		}
	}
	listed, err := list[intent](ctx, p, "/v1/payment_intents", query)
	if err != nil {
		return page, err
	}
	page.More = listed.HasMore && len(listed.Data) > 0
	for _, i := range listed.Data {
		page.Last = i.ID
		if p.owns(i) && !i.onPage() {
			add(i.found(), i.Created)
		}
	}
	return page, nil
}

// openSessions returns the region's sessions since a time whose page is open, which lasts a day at most.
func (p *Provider) openSessions(ctx context.Context, at time.Time) iter.Seq2[session, error] {
	open := url.Values{"status": {"open"}, "created[gte]": {seconds(at)}}
	return func(yield func(session, error) bool) {
		for s, err := range each(ctx, p, "/v1/checkout/sessions", open, func(s session) string { return s.ID }) {
			if (err != nil || s.Metadata[metaRegion] == p.region) && !yield(s, err) {
				return
			}
		}
	}
}

// seconds returns a time as Stripe's parameters have it.
func seconds(at time.Time) string { return strconv.FormatInt(at.Unix(), 10) }

// listed is a page of a list, the newest first.
type listed[T any] struct {
	Data    []T  `json:"data"`
	HasMore bool `json:"has_more"`
}

// list returns a page of a list.
func list[T any](ctx context.Context, p *Provider, path string, query url.Values) (page listed[T], err error) {
	query.Set("limit", "100")
	err = p.get(ctx, path, query, &page)
	return page, err
}

// each returns the objects of a list, the newest first. It ends after an error.
func each[T any](ctx context.Context, p *Provider, path string, query url.Values, id func(T) string) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		query := maps.Clone(query)
		if query == nil {
			query = url.Values{}
		}
		for {
			page, err := list[T](ctx, p, path, query)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, object := range page.Data {
				if !yield(object, nil) {
					return
				}
			}
			if !page.HasMore || len(page.Data) == 0 {
				return
			}
			query.Set("starting_after", id(page.Data[len(page.Data)-1]))
		}
	}
}

package main

import (
	"net/http"
	"net/url"
	"strconv"

	"storefront/functions/pages/view"
	"storefront/functions/pages/words"
	"storefront/shared/catalog"
	"storefront/shared/format"
	"storefront/shared/locale"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/problem"
	"storefront/shared/receipt"
	"storefront/shared/token"
	"storefront/shared/web"
)

// authorized returns the handler of a page of an order whose query has the order's token.
// Others get the same answer whether or not there is such an order.
func (s shop) authorized(next func(http.ResponseWriter, *http.Request, order.ID) error) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, ok := s.orderOf(r, r.URL.Query().Get("t"))
		if !ok {
			return s.wrongToken(w, r)
		}
		return s.foundOr(w, r, next(w, r, id))
	}
}

// acts returns the handler of a form that has the order's token.
func (s shop) acts(next func(http.ResponseWriter, *http.Request, order.ID, url.Values) error) web.HandlerFunc {
	return s.posts(func(w http.ResponseWriter, r *http.Request, form url.Values) error {
		id, ok := s.orderOf(r, form.Get("t"))
		if !ok {
			return s.wrongToken(w, r)
		}
		return s.foundOr(w, r, next(w, r, id, form))
	})
}

// orderOf returns the order in a request's path if the token is that order's.
func (s shop) orderOf(r *http.Request, shown string) (order.ID, bool) {
	id, ok := s.signedOrder(shown)
	return id, ok && id.String() == r.PathValue("id")
}

// signedOrder returns the order that a token is of.
func (s shop) signedOrder(shown string) (order.ID, bool) {
	subject, ok := s.tokens.Subject(token.Order, shown)
	if !ok {
		return order.ID{}, false
	}
	id, err := order.ParseID(subject)
	return id, err == nil
}

// foundOr answers an error that there is no such order as a wrong token.
func (s shop) foundOr(w http.ResponseWriter, r *http.Request, err error) error {
	if problem.CodeOf(err) == problem.OrderNotFound {
		return s.wrongToken(w, r)
	}
	return err
}

// wrongToken says how to get a new link to an order.
func (s shop) wrongToken(w http.ResponseWriter, r *http.Request) error {
	reader := s.chosen(r, r.URL.Query())
	say := reader.Language
	page := s.private(r, reader, words.OrderWrong.In(say))
	return s.show(w, r, http.StatusForbidden, page, view.Problem(page, view.Trouble{
		Detail: words.OrderWrongNote.In(say),
		Links:  []view.Link{{Text: words.OrderWrongGo.In(say), URL: "/lookup?" + choice(reader).Encode()}},
	}))
}

// orderPage shows an order as it is.
func (s shop) orderPage(w http.ResponseWriter, r *http.Request, id order.ID) error {
	return s.showOrder(w, r, http.StatusOK, id, nil)
}

// showOrder shows an order as it is. fault is what is wrong with how it was to be paid.
func (s shop) showOrder(w http.ResponseWriter, r *http.Request, status int, id order.ID, fault *view.Fault) error {
	page, o, err := s.readOrder(r, id)
	if err != nil {
		return err
	}
	if o, err = s.withDocuments(r.Context(), o); err != nil {
		return err
	}
	page.Title = view.OrderTitle(page, o)
	if fault != nil {
		o.Notice = view.Correct(page, []view.Fault{*fault})
		page.Title = errorTitle(page, page.Title)
	}
	return s.show(w, r, status, page, view.OrderPage(page, o))
}

// readOrder returns an order as its page shows it, and the page without a title. Its
// reader is the buyer, in the language of the order.
func (s shop) readOrder(r *http.Request, id order.ID) (view.Page, view.Order, error) {
	read, err := s.checkout.Read(r.Context(), id)
	if err != nil {
		return view.Page{}, view.Order{}, err
	}
	m, ok := s.region.Market(market.Code(read.Market))
	if !ok {
		return view.Page{}, view.Order{}, problem.New(problem.UnknownMarket, "This region does not sell to that market.")
	}
	reader := format.Reader{Language: locale.Negotiate(m.Languages, read.Buyer.Locale, r.Header.Get("Accept-Language")), Market: m}
	offered, err := s.catalog.Knowing(r.Context(), anything)
	if err != nil {
		return view.Page{}, view.Order{}, err
	}
	v := look{shop: s, reader: reader, now: s.now(), offered: offered}
	return s.private(r, reader, ""), v.order(read), nil
}

// order returns an order as its page shows it.
func (v look) order(read order.Order) view.Order {
	o := view.Order{
		Order: read, Token: v.tokens.Sign(token.Order, read.ID.String()), Now: v.now,
		ShipBy: v.now.Add(order.ShipWithin), Seller: receipt.Seller(v.reader),
	}
	if !v.payOnPage() {
		o.Methods = methods(v.reader)
	}
	if by := read.ShipBy(); !by.IsZero() {
		o.ShipBy = by
	}
	if sale, err := v.offered.Sale(read.Sale); err == nil {
		o.HoldTime = sale.Hold
		if sale.StatusAt(v.now) == catalog.StatusOpen && read.Buyer.Email != "" {
			o.Again = again(o)
		}
	}
	for _, line := range read.Lines {
		item := view.OrderItem{Line: line, Name: string(line.SKU)}
		if p, err := v.offered.Product(line.SKU); err == nil {
			text := v.textOf(p)
			item.Name, item.Lead, item.Model, item.HSCode, item.Picture = text.Name, text.Description, p.Model, p.HSCode, v.files.URL(string(p.SKU)+".svg")
		}
		o.Items = append(o.Items, item)
	}
	return o
}

// again is what the buyer of an order typed, as the checkout's form has it, with the order
// in place of a pass.
func again(o view.Order) []view.Hidden {
	to := o.Buyer.ShipTo
	form := typed{url.Values{
		"email": {o.Buyer.Email}, "name": {to.Name}, "line1": {to.Line1}, "line2": {to.Line2}, "city": {to.City},
		"state": {to.State}, "postal_code": {to.PostalCode}, "again": {o.Token},
	}}
	for _, line := range o.Lines {
		form.Set(quantityPrefix+string(line.SKU), strconv.Itoa(line.Quantity))
	}
	return form.hidden()
}

// methods are the payment methods of the sandbox.
func methods(reader format.Reader) []view.Option {
	say := reader.Language
	return []view.Option{
		{Value: payment.CardVisa, Text: words.CardVisa.In(say)},
		{Value: payment.CardAuthenticationRequired, Text: words.CardConfirm.In(say)},
		{Value: payment.CardDeclined, Text: words.CardDeclined.In(say)},
	}
}

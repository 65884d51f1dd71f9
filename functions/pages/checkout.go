package main

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"strconv"

	"storefront/functions/internal/request"
	"storefront/functions/pages/view"
	"storefront/functions/pages/words"
	"storefront/shared/catalog"
	"storefront/shared/order"
	"storefront/shared/pass"
	"storefront/shared/problem"
	"storefront/shared/ticket"
	"storefront/shared/token"
	"storefront/shared/web"
)

// buying is a look at a sale by a shopper who is about to buy.
type buying struct {
	look
	page  view.Page
	sale  catalog.Sale
	shown pass.Pass // zero: none
	typed typed
	key   string // Idempotency-Key of the form
}

// buying returns what a request for the checkout is about. values are its query or its
// form.
func (s shop) buying(r *http.Request, values url.Values) (buying, error) {
	b := buying{typed: typed{values}}
	var err error
	if b.look, b.sale, err = s.lookAtSale(r); err != nil {
		return buying{}, err
	}
	if len(b.look.sale(b.sale).Offers) == 0 {
		return buying{}, problem.New(problem.UnknownSale, "This sale has nothing for that market.")
	}
	b.page = s.private(r, b.reader, words.CheckoutTitle.In(b.reader.Language))
	return b, nil
}

// checkoutForm shows the form. Its query may choose a product and have a pass or a ticket.
func (s shop) checkoutForm(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	b, err := s.buying(r, query)
	if err != nil {
		return err
	}
	if sku := query.Get("sku"); catalog.ValidName(sku) {
		quantity := query.Get("quantity")
		if line, ok := b.sale.Line(catalog.SKU(sku)); ok && !between(quantity, 1, line.MaxPerOrder) {
			quantity = "1"
		}
		b.typed.Set(quantityPrefix+sku, quantity)
	}
	b.key = rand.Text()
	if b.sale.StatusAt(b.now) == catalog.StatusClosed {
		return b.over(w, r)
	}
	if b.shown, err = b.proved(r.Context()); err != nil {
		return b.askForPass(w, r, err)
	}
	if b.sale.Access == catalog.AccessVerified && b.shown == (pass.Pass{}) {
		return b.askForPass(w, r, nil)
	}
	return b.form(w, r, http.StatusOK, nil, nil)
}

// between reports whether a text is a whole number in a range.
func between(text string, least, most int) bool {
	n, err := strconv.Atoi(text)
	return err == nil && least <= n && n <= most
}

// over says that the sale has ended.
func (b buying) over(w http.ResponseWriter, r *http.Request) error {
	say := b.reader.Language
	b.page.Title = words.CheckoutClosed.In(say)
	return b.show(w, r, http.StatusOK, b.page, view.Problem(b.page, view.Trouble{
		Detail: words.RefusedClosed.With(say, b.reader.DayClock(b.sale.Closes)),
		Links:  []view.Link{{Text: words.ToSale.In(say), URL: string(b.page.URL("sales", string(b.sale.ID)))}},
	}))
}

// hold holds what the form asks for, and sends the shopper to the order's page.
func (s shop) hold(w http.ResponseWriter, r *http.Request, form url.Values) error {
	b, err := s.buying(r, form)
	if err != nil {
		return err
	}
	b.key = form.Get("idempotency_key")
	if b.shown, err = b.proved(r.Context()); err != nil {
		return b.askForPass(w, r, err)
	}
	if form.Get("edit") != "" { // back from a page that kept what was typed
		b.key = rand.Text()
		if b.sale.Access == catalog.AccessVerified && b.shown == (pass.Pass{}) {
			return b.askForPass(w, r, nil)
		}
		return b.form(w, r, http.StatusOK, nil, nil)
	}
	o, err := b.order(r)
	request.Count(s.metrics, err)
	if err != nil {
		return b.refuse(w, r, err)
	}
	return s.toOrder(w, o.ID)
}

// order makes the order that was typed.
func (b buying) order(r *http.Request) (order.Order, error) {
	if !web.ValidIdempotencyKey(b.key) {
		return order.Order{}, problem.Invalid(problem.Field{Name: "idempotency_key", Reason: "must be the form's own"})
	}
	wanted, err := b.typed.hold(b.sale.ID, b.reader).Check(b.reader.Market, b.key, b.shown)
	if err != nil {
		return order.Order{}, err
	}
	return b.checkout.Hold(r.Context(), wanted)
}

// toOrder sends the browser to the page of an order.
func (s shop) toOrder(w http.ResponseWriter, id order.ID) error {
	return seeOther(w, "/orders/"+id.String(), url.Values{"t": {s.tokens.Sign(token.Order, id.String())}})
}

// form shows the form with what was typed, and says what is wrong with it.
func (b buying) form(w http.ResponseWriter, r *http.Request, status int, f faults, notice *view.Notice) error {
	shown, err := b.stocked(r.Context(), b.sale)
	if err != nil {
		return err
	}
	say := b.reader.Language
	c := view.Checkout{
		Sale: shown, Address: b.address(b.typed, f), Notice: notice,
		Email: view.Field{
			Name: "email", Label: words.FieldEmail.In(say), Hint: words.CheckoutEmailFor.In(say), Type: "email",
			Autocomplete: "email", Value: b.typed.Get("email"), Fault: f["email"],
		},
		Hidden: []view.Hidden{{Name: "idempotency_key", Value: b.key}}, Work: b.work(),
	}
	if b.shown != (pass.Pass{}) {
		c.Hidden = append(c.Hidden, b.typed.named("pass", "again")...)
		c.Email.Value, c.Email.ReadOnly, c.Email.Hint = b.shown.Email, true, words.CheckoutPassOf.In(say)
	}
	if b.sale.ByTicket() {
		c.Ticket = []view.Field{{
			Name: "ticket", Label: words.FieldTicket.In(say), Hint: words.TicketHint.In(say), Value: b.typed.Get("ticket"), Fault: f["ticket"],
			Autocomplete: "off",
		}}
		c.Email.Hint = words.TicketEmail.In(say)
		if c.Code, err = b.code(); err != nil {
			return err
		}
	}
	for _, o := range shown.Offers {
		c.Items = append(c.Items, b.item(o, f))
	}
	if len(f) > 0 {
		c.Notice = b.correct(c, f)
	}
	if c.Notice != nil {
		b.page.Title = errorTitle(b.page, b.page.Title)
	}
	return b.show(w, r, status, b.page, view.CheckoutPage(b.page, c))
}

// code returns the QR code of the link with the ticket that was typed, if it can be one.
func (b buying) code() ([]view.QR, error) {
	code, err := ticket.Parse(b.typed.Get("ticket"))
	lines := b.typed.lines()
	if err != nil || len(lines) != 1 {
		return nil, nil //nolint:nilerr // the form says what is wrong
	}
	if _, sold := b.sale.Line(catalog.SKU(lines[0].SKU)); !sold {
		return nil, nil
	}
	made, err := view.NewQR(code.Link(b.origin, string(b.reader.Market.Code), b.reader.Language, string(b.sale.ID), lines[0].SKU))
	return []view.QR{made}, err
}

// work is the address of the sale in the API, whose challenge the form's script works on, or
// "" if no work is needed.
func (b buying) work() string {
	if b.sale.Work == 0 || b.shown != (pass.Pass{}) {
		return ""
	}
	return "/v1/" + string(b.reader.Market.Code) + "/sales/" + string(b.sale.ID)
}

// item returns a product with how many of it are wanted.
func (b buying) item(o view.Offer, f faults) view.Item {
	line, _ := b.sale.Line(o.SKU)
	name := quantityPrefix + string(o.SKU)
	i := view.Item{Offer: o, Field: name, Wanted: "0", Fault: f[name]}
	most := min(line.MaxPerOrder, mostNumbers)
	if b.sale.ByTicket() {
		most = 1
	}
	for n := range most + 1 {
		i.Numbers = append(i.Numbers, strconv.Itoa(n))
	}
	if between(b.typed.Get(name), 0, len(i.Numbers)-1) {
		i.Wanted = b.typed.Get(name)
	}
	return i
}

// mostNumbers is the largest quantity in a list to choose from.
const mostNumbers = 100

// correct returns the notice about faults, in the order in which the form has them.
func (b buying) correct(c view.Checkout, f faults) *view.Notice {
	var list []view.Fault
	add := func(name string) {
		if text, ok := f[name]; ok {
			list = append(list, view.Fault{ID: name, Text: text})
			delete(f, name)
		}
	}
	for _, field := range c.Ticket {
		add(field.Name)
	}
	for _, i := range c.Items {
		add(i.Field)
	}
	for _, row := range c.Address {
		for _, field := range row {
			add(field.Name)
		}
	}
	add("email")
	n := view.Correct(b.page, list)
	for _, text := range f { // of no control that is there
		n.Texts = append(n.Texts, text)
	}
	if len(list) == 0 {
		n.Title = words.RefusedTitle.In(b.reader.Language)
	}
	return n
}

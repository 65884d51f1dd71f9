package main

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"storefront/functions/internal/request"
	"storefront/functions/pages/view"
	"storefront/functions/pages/words"
	"storefront/shared/catalog"
	"storefront/shared/pass"
	"storefront/shared/problem"
	"storefront/shared/web"
)

// proved returns the pass that is shown, or the zero value if there is none. An order of the
// sale that came to nothing is as good: its link is known only to who has shown a pass, or
// reads the buyer's mail. So its buyer can begin again without looking for the pass.
func (b buying) proved(ctx context.Context) (pass.Pass, error) {
	shown, before := b.typed.Get("pass"), b.typed.Get("again")
	if shown != "" || before == "" || b.sale.Access != catalog.AccessVerified {
		return request.Pass(b.tokens, shown, b.reader.Market, b.now)
	}
	id, ok := b.signedOrder(before)
	if !ok {
		return pass.Pass{}, nil
	}
	o, err := b.checkout.Read(ctx, id)
	if problem.CodeOf(err) == problem.OrderNotFound {
		return pass.Pass{}, nil
	}
	if err != nil {
		return pass.Pass{}, err
	}
	ended := o.Payment.PaidAt.IsZero() && (o.Status.Closed() || !b.now.Before(o.HoldExpiresAt))
	if !ended || o.Sale != b.sale.ID || o.Market != string(b.reader.Market.Code) || o.Buyer.Email == "" {
		return pass.Pass{}, nil
	}
	return pass.Pass{Market: b.reader.Market.Code, Email: o.Buyer.Email, Expires: b.now}, nil
}

// askForPass asks a shopper who has none, or one that was refused, for an address to mail
// a pass to.
func (b buying) askForPass(w http.ResponseWriter, r *http.Request, refused error) error {
	shown := b.look.sale(b.sale)
	a := view.AskPass{Sale: &shown, Instead: b.sale.Work > 0, Email: b.passField("", ""), Wanted: b.typed.wanted(), Notice: b.passNotice(refused)}
	if email := b.typed.Get("email"); len(email) <= mostEmail {
		a.Email.Value = email
	}
	return b.showAskPass(w, r, b.page, a, refused)
}

// mostEmail is the longest address that is shown again in a form.
const mostEmail = 254

// showAskPass shows the page that asks for an address. refused is why a pass was refused.
func (v look) showAskPass(w http.ResponseWriter, r *http.Request, page view.Page, a view.AskPass, refused error) error {
	page.Title = words.PassTitle.In(v.reader.Language)
	status := http.StatusOK
	if refused != nil {
		status = web.StatusOf(refused)
	}
	if a.Notice != nil {
		page.Title = errorTitle(page, page.Title)
	}
	return v.show(w, r, status, page, view.AskPassPage(page, a))
}

// passField is the control for an address that a pass is mailed to.
func (v look) passField(value, fault string) view.Field {
	say := v.reader.Language
	return view.Field{
		Name: "email", Label: words.FieldEmail.In(say), Hint: words.PassMailFor.In(say), Type: "email", Autocomplete: "email",
		Value: value, Fault: fault,
	}
}

// passNotice says why a pass was refused, or returns nil.
func (v look) passNotice(refused error) *view.Notice {
	text, known := map[problem.Code]words.Text{
		problem.PassRequired: words.PassRequired, problem.PassInvalid: words.PassInvalid, problem.PassExpired: words.PassExpired,
		problem.WorkRequired: words.WorkRequired,
	}[problem.CodeOf(refused)]
	if !known {
		return nil
	}
	return &view.Notice{Title: words.RefusedPassTitle.In(v.reader.Language), Texts: []string{text.In(v.reader.Language)}}
}

// anything is for pages that look for nothing in particular.
func anything(catalog.Snapshot) error { return nil }

// passPage shows what a pass can be used for, or asks for an address to mail one to.
func (s shop) passPage(w http.ResponseWriter, r *http.Request) error {
	v, err := s.look(r, anything)
	if err != nil {
		return err
	}
	say, query := v.reader.Language, r.URL.Query()
	page := s.private(r, v.reader, words.PassReady.In(say))
	if query.Has("sent") {
		page.Title = words.MailSentTitle.In(say)
		return s.show(w, r, http.StatusOK, page, view.Problem(page, view.Trouble{
			Detail: words.PassSent.In(say) + " " + words.PassSentNone.In(say),
			Links:  []view.Link{{Text: words.PassAgain.In(say), URL: string(page.URL("pass"))}},
		}))
	}
	token := query.Get("pass")
	shown, err := request.Pass(s.tokens, token, v.reader.Market, v.now)
	if err != nil || token == "" {
		return v.showAskPass(w, r, page, view.AskPass{Email: v.passField("", ""), Notice: v.passNotice(err)}, err)
	}
	ready := view.Ready{Email: shown.Email, Expires: shown.Expires, Joined: query.Has("joined")}
	if ahead := query.Get("ahead"); ready.Joined && between(ahead, 1, mostAhead) {
		ready.Ahead, _ = strconv.Atoi(ahead)
	}
	for _, sale := range v.offered.Sales {
		ready.Sales = v.addReady(ready.Sales, page, sale, token)
	}
	return s.show(w, r, http.StatusOK, page, view.ReadyPage(page, ready))
}

// mostAhead is the longest queue that a page speaks of.
const mostAhead = 100_000_000

// addReady adds a sale if a pass can be used in it, now or later.
func (v look) addReady(sales []view.ReadySale, page view.Page, sale catalog.Sale, token string) []view.ReadySale {
	shown := v.sale(sale)
	if shown.Status == catalog.StatusClosed || sale.ByTicket() || len(shown.Offers) == 0 {
		return sales
	}
	url := string(page.URL("sales", string(sale.ID), "checkout")) + "?" + url.Values{"pass": {token}}.Encode()
	return append(sales, view.ReadySale{Sale: shown, URL: url})
}

// askPass takes a request for a pass. The answer is the same for every address.
func (s shop) askPass(w http.ResponseWriter, r *http.Request, form url.Values) error {
	var sale *catalog.Sale
	v, err := s.look(r, func(offered catalog.Snapshot) error {
		if found, err := offered.Sale(catalog.SaleID(form.Get("sale"))); err == nil {
			sale = &found
		}
		return nil
	})
	if err != nil {
		return err
	}
	address, language, err := request.AskPass{Email: form.Get("email"), Locale: v.reader.Language}.Check(v.reader.Market)
	if problem.FieldsOf(err) != nil {
		fault := words.FaultEmail.In(v.reader.Language)
		page := s.private(r, v.reader, "")
		a := view.AskPass{Email: v.passField(form.Get("email"), fault), Notice: view.Correct(page, []view.Fault{{ID: "email", Text: fault}})}
		if sale != nil {
			shown := v.sale(*sale)
			a.Sale, a.Instead, a.Wanted = &shown, sale.Work > 0, typed{form}.wanted()
		}
		return v.showAskPass(w, r, page, a, err)
	}
	if err != nil {
		return err
	}
	if err := s.asks.ForPass(r.Context(), v.reader.Market.Code, address, language); err != nil {
		return err
	}
	return seeOther(w, home(v.reader)+"/pass", url.Values{"sent": {"1"}})
}

package main

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"storefront/functions/internal/request"
	"storefront/functions/pages/view"
	"storefront/functions/pages/words"
	"storefront/shared/catalog"
	"storefront/shared/locale"
	"storefront/shared/market"
	"storefront/shared/pass"
	"storefront/shared/problem"
	"storefront/shared/web"
)

// joinPage has the form for a product's waitlist, and says what became of it.
func (s shop) joinPage(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	v, err := s.waitingFor(r, query.Get("sku"))
	if err != nil {
		return err
	}
	say, sku := v.reader.Language, query.Get("sku")
	page := s.private(r, v.reader, words.WaitTitle.In(say))
	title, detail := words.WaitAskedTitle, words.WaitAsked
	switch {
	case query.Has("asked"):
	case query.Has("joined"):
		title, detail = words.WaitDoneTitle, words.WaitDone
	default:
		return v.showJoin(w, r, page, url.Values{"sku": {sku}}, "", nil)
	}
	page.Title = title.In(say)
	return s.show(w, r, http.StatusOK, page, view.Problem(page, view.Trouble{
		Detail: detail.In(say),
		Links:  []view.Link{{Text: words.ToProduct.In(say), URL: string(page.URL("products", sku))}},
	}))
}

// waitingFor returns a visit to the shop of a product, which the market knows.
func (s shop) waitingFor(r *http.Request, sku string) (look, error) {
	var product catalog.Product
	v, err := s.look(r, func(offered catalog.Snapshot) (err error) {
		product, err = offered.Product(catalog.SKU(sku))
		return err
	})
	if err != nil {
		return look{}, err
	}
	if _, known := v.offer(product); !known {
		return look{}, problem.New(problem.UnknownProduct, "There is no such product in this market.")
	}
	return v, nil
}

// showJoin shows the form for a waitlist.
func (v look) showJoin(w http.ResponseWriter, r *http.Request, page view.Page, form url.Values, fault string, refused error) error {
	say, sku := v.reader.Language, form.Get("sku")
	a := view.Ask{
		Title: words.WaitTitle.In(say), Lead: words.WaitFor.With(say, v.nameOf(catalog.SKU(sku))), Action: home(v.reader) + "/join", Button: words.JoinWaitlist.In(say),
		Hidden: []view.Hidden{{Name: "sku", Value: sku}},
		Fields: []view.Field{{
			Name: "email", Label: words.FieldEmail.In(say), Hint: words.WaitHint.In(say), Type: "email", Autocomplete: "email",
			Value: form.Get("email"), Fault: fault,
		}},
		Notice: v.passNotice(refused),
	}
	status := http.StatusOK
	if refused != nil {
		status = web.StatusOf(refused)
		page.Title = errorTitle(page, page.Title)
	}
	if fault != "" {
		a.Notice = view.Correct(page, []view.Fault{{ID: "email", Text: fault}})
	}
	return v.show(w, r, status, page, view.AskPage(page, a))
}

// join takes a request to be on a product's waitlist. Who shows a pass is on it at once.
func (s shop) join(w http.ResponseWriter, r *http.Request, form url.Values) error {
	v, err := s.waitingFor(r, form.Get("sku"))
	if err != nil {
		return err
	}
	page := s.private(r, v.reader, words.WaitTitle.In(v.reader.Language))
	shown, err := request.Pass(s.tokens, form.Get("pass"), v.reader.Market, v.now)
	if err != nil {
		return v.showJoin(w, r, page, form, "", err)
	}
	joining, err := request.Join{SKU: form.Get("sku"), Email: form.Get("email"), Locale: v.reader.Language}.Check(v.reader.Market, shown)
	if problem.FieldsOf(err) != nil {
		fault := words.FaultEmail.In(v.reader.Language)
		if shown != (pass.Pass{}) {
			fault = words.FaultPassOf.With(v.reader.Language, shown.Email)
		}
		return v.showJoin(w, r, page, form, fault, err)
	}
	if err != nil {
		return err
	}
	if err := s.waitlist.Join(r.Context(), joining); err != nil {
		return err
	}
	outcome := "asked"
	if joining.Proved {
		outcome = "joined"
	}
	return seeOther(w, home(v.reader)+"/join", url.Values{"sku": {form.Get("sku")}, outcome: {"1"}})
}

// Where links in mails lead.
const (
	confirmPath     = "/waitlist/confirm"
	unsubscribePath = "/waitlist/unsubscribe"
)

// confirmPage is where the link leads that confirms a place on a waitlist.
func (s shop) confirmPage(w http.ResponseWriter, r *http.Request) error {
	shown := r.URL.Query().Get("token")
	if s.waitlist.CheckConfirm(shown) != nil {
		return s.wrongLink(w, r, words.ConfirmWrong, words.ConfirmLapsed)
	}
	return s.letter(w, r, shown, confirmPath, words.ConfirmTitle, words.ConfirmLead, words.ConfirmButton)
}

// unsubscribePage is where the link leads by which a shopper leaves a waitlist.
func (s shop) unsubscribePage(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	if query.Has("done") {
		return s.left(w, r)
	}
	shown := query.Get("token")
	if s.waitlist.CheckUnsubscribe(shown) != nil {
		return s.wrongLink(w, r, words.LeaveWrong, words.LeaveWrongNote)
	}
	return s.letter(w, r, shown, unsubscribePath, words.LeaveTitle, words.LeaveLead, words.LeaveButton)
}

// letter is the page of a link in a mail. The link changes nothing, because programs that
// check mail follow links; its button does.
func (s shop) letter(w http.ResponseWriter, r *http.Request, shown, path string, title, lead, button words.Text) error {
	reader := s.chosen(r, r.URL.Query())
	say := reader.Language
	page := s.private(r, reader, title.In(say))
	return s.show(w, r, http.StatusOK, page, view.AskPage(page, view.Ask{
		Title: page.Title, Lead: lead.In(say), Action: path + "?" + choice(reader).Encode(), Button: button.In(say),
		Hidden: []view.Hidden{{Name: "token", Value: shown}},
	}))
}

// left says that a shopper has left a waitlist.
func (s shop) left(w http.ResponseWriter, r *http.Request) error {
	reader := s.chosen(r, r.URL.Query())
	say := reader.Language
	page := s.private(r, reader, words.LeaveDoneTitle.In(say))
	return s.show(w, r, http.StatusOK, page, view.Problem(page, view.Trouble{
		Detail: words.LeaveDone.In(say), Links: []view.Link{{Text: words.ToShop.In(say), URL: page.Home()}},
	}))
}

// wrongLink says that a mail's link is not valid, and how to get another.
func (s shop) wrongLink(w http.ResponseWriter, r *http.Request, title, note words.Text) error {
	reader := s.chosen(r, r.URL.Query())
	page := s.private(r, reader, title.In(reader.Language))
	return s.show(w, r, http.StatusForbidden, page, view.Problem(page, view.Trouble{
		Detail: note.In(reader.Language), Links: []view.Link{{Text: words.ToShop.In(reader.Language), URL: page.Home()}},
	}))
}

// confirm puts a shopper on a waitlist, and shows the pass that comes with it.
func (s shop) confirm(w http.ResponseWriter, r *http.Request, form url.Values) error {
	confirmed, err := s.waitlist.Confirm(r.Context(), form.Get("token"))
	if problem.CodeOf(err) == problem.Unauthorized {
		return s.wrongLink(w, r, words.ConfirmWrong, words.ConfirmLapsed)
	}
	if err != nil {
		return err
	}
	code, _, _ := strings.Cut(confirmed.Pass, ".")
	m, ok := s.region.Market(market.Code(code))
	if !ok {
		return problem.New(problem.UnknownMarket, "This region does not sell to that market.")
	}
	language := locale.Negotiate(m.Languages, r.URL.Query().Get("lang"), r.Header.Get("Accept-Language"))
	to := url.Values{"pass": {confirmed.Pass}, "joined": {"1"}}
	if confirmed.Counted {
		to.Set("ahead", strconv.Itoa(confirmed.Ahead))
	}
	return seeOther(w, "/"+code+"/"+language+"/pass", to)
}

// unsubscribe takes a shopper off a waitlist.
func (s shop) unsubscribe(w http.ResponseWriter, r *http.Request, form url.Values) error {
	err := s.waitlist.Unsubscribe(r.Context(), form.Get("token"))
	if problem.CodeOf(err) == problem.Unauthorized {
		return s.wrongLink(w, r, words.LeaveWrong, words.LeaveWrongNote)
	}
	if err != nil {
		return err
	}
	query := choice(s.chosen(r, r.URL.Query()))
	query.Set("done", "1")
	return seeOther(w, unsubscribePath, query)
}

package main

import (
	"net/http"
	"net/url"

	"storefront/functions/internal/request"
	"storefront/functions/pages/view"
	"storefront/functions/pages/words"
	"storefront/shared/problem"
)

// lookupPage has the form for a new link to an order.
func (s shop) lookupPage(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	reader := s.chosen(r, query)
	say := reader.Language
	page := s.private(r, reader, words.FindOrder.In(say))
	if query.Has("sent") {
		page.Title = words.MailSentTitle.In(say)
		return s.show(w, r, http.StatusOK, page, view.Problem(page, view.Trouble{
			Detail: words.LookupSent.In(say) + " " + words.PassSentNone.In(say),
			Links:  []view.Link{{Text: words.PassAgain.In(say), URL: "/lookup?" + choice(reader).Encode()}},
		}))
	}
	return s.showLookup(w, r, http.StatusOK, page, url.Values{"order": {query.Get("order")}}, nil)
}

// showLookup shows the form for a new link with what was typed.
func (s shop) showLookup(w http.ResponseWriter, r *http.Request, status int, page view.Page, form url.Values, f faults) error {
	say := page.Reader.Language
	a := view.Ask{
		Title: words.FindOrder.In(say), Lead: words.LookupLead.In(say), Action: "/lookup?" + choice(page.Reader).Encode(), Button: words.LookupButton.In(say),
		Fields: []view.Field{
			{Name: "order", Label: words.FieldOrder.In(say), Hint: words.FieldOrderHint.In(say), Value: form.Get("order"), Fault: f["order"]},
			{
				Name: "email", Label: words.FieldEmail.In(say), Hint: words.LookupEmailHint.In(say), Type: "email", Autocomplete: "email",
				Value: form.Get("email"), Fault: f["email"],
			},
		},
	}
	var list []view.Fault
	for _, field := range a.Fields {
		if field.Fault != "" {
			list = append(list, view.Fault{ID: field.Name, Text: field.Fault})
		}
	}
	if list != nil {
		a.Notice = view.Correct(page, list)
		page.Title = errorTitle(page, page.Title)
	}
	return s.show(w, r, status, page, view.AskPage(page, a))
}

// lookup takes a request for a link. The answer is the same for every order and address.
func (s shop) lookup(w http.ResponseWriter, r *http.Request, form url.Values) error {
	reader := s.chosen(r, r.URL.Query())
	id, address, err := request.Lookup{Order: form.Get("order"), Email: form.Get("email")}.Check()
	if fields := problem.FieldsOf(err); fields != nil {
		f, texts := faults{}, map[string]words.Text{"order": words.FaultOrder, "email": words.FaultEmail}
		for _, field := range fields {
			f.add(field.Name, texts[field.Name].In(reader.Language))
		}
		return s.showLookup(w, r, http.StatusUnprocessableEntity, s.private(r, reader, words.FindOrder.In(reader.Language)), form, f)
	}
	if err != nil {
		return err
	}
	if err := s.asks.ForLink(r.Context(), id, address); err != nil {
		return err
	}
	query := choice(reader)
	query.Set("sent", "1")
	return seeOther(w, "/lookup", query)
}

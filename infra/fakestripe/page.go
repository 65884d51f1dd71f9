package fakestripe

import (
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"
)

// pages are the pages for buyers. They need no script.
var pages = template.Must(template.New("page").Parse(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{.Title}}</title>
<style>body{font:1rem/1.5 system-ui;max-width:30rem;margin:3rem auto;padding:0 1rem}button{font:inherit;padding:.5rem 1rem}label{display:block}</style>
</head><body><main><h1>{{.Title}}</h1><p>This stands in for the payment provider's page. No money moves.</p>
{{with .Fault}}<p role="alert">{{.}}</p>{{end}}
<form method="post">{{range .Choices}}<label><input type="radio" name="choice" value="{{.Value}}" required> {{.Text}}</label>{{end}}
<p><button>Continue</button></p></form>{{with .Back}}<p><a href="{{.}}">Back to the shop</a></p>{{end}}</main></body></html>`))

type pageData struct {
	Title, Fault, Back string
	Choices            []choice
}

type choice struct{ Value, Text string }

var cards = []choice{
	{"pm_card_visa", "A card that pays"},
	{"pm_card_authenticationRequired", "A card whose owner must confirm"},
	{"pm_card_chargeDeclined", "A card that is declined"},
}

func show(w http.ResponseWriter, status int, data pageData) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	pages.Execute(w, data) //nolint:errcheck // the browser has gone
}

func (s *Server) payPage(w http.ResponseWriter, r *http.Request) { s.showPay(w, r, "") }

func (s *Server) showPay(w http.ResponseWriter, r *http.Request, fault string) {
	s.mu.Lock()
	c, err := s.session(r.PathValue("id"))
	var data pageData
	if err == nil && c.Status == "open" {
		data = pageData{Title: fmt.Sprintf("Pay %s %s", major(c.AmountTotal), strings.ToUpper(c.Currency)), Fault: fault, Choices: cards}
		if c.CancelURL != nil {
			data.Back = *c.CancelURL
		}
	}
	s.mu.Unlock()
	if data.Title == "" {
		http.Error(w, "This payment page has ended.", http.StatusGone)
		return
	}
	show(w, http.StatusOK, data)
}

func (s *Server) payForm(w http.ResponseWriter, r *http.Request) {
	if !s.Pay(r.PathValue("id"), r.FormValue("choice")) {
		s.showPay(w, r, "Your card was declined. Try another one.")
		return
	}
	s.mu.Lock()
	c, _ := s.session(r.PathValue("id"))
	to := c.intent.returnURL
	if c.intent.NextAction != nil {
		to = c.intent.NextAction.Redirect.URL
	}
	s.mu.Unlock()
	http.Redirect(w, r, to, http.StatusSeeOther)
}

func (s *Server) confirmPage(w http.ResponseWriter, _ *http.Request) {
	show(w, http.StatusOK, pageData{Title: "Confirm the payment", Choices: []choice{{"yes", "It is me"}, {"no", "It is not me"}}})
}

func (s *Server) confirmForm(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	if !s.Confirm(id, r.FormValue("choice") == "yes") {
		http.Error(w, "There is nothing to confirm.", http.StatusGone)
		return
	}
	s.mu.Lock()
	i, _ := s.find(id, "intent")
	to, status := i.returnURL, i.Status
	if i.session == nil {
		to = withResult(i)
	} else if status != RequiresCapture {
		to = s.URL + "/pay/" + i.session.ID
	}
	s.mu.Unlock()
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// withResult returns where an intent's buyer goes back to, with what Stripe adds.
func withResult(i *Intent) string {
	to, err := url.Parse(i.returnURL)
	if err != nil {
		return i.returnURL
	}
	query, result := to.Query(), "failed"
	if i.Status == RequiresCapture {
		result = "succeeded"
	}
	query.Set("payment_intent", i.ID)
	query.Set("payment_intent_client_secret", i.ClientSecret)
	query.Set("redirect_status", result)
	to.RawQuery = query.Encode()
	return to.String()
}

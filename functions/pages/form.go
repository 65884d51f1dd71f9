package main

import (
	"log/slog"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"storefront/functions/pages/view"
	"storefront/functions/pages/words"
	"storefront/shared/format"
	"storefront/shared/locale"
	"storefront/shared/web"
)

// guardOf returns the protection against forms of other sites. The edge passes on another
// host than the shop's, so the shop's origin is named.
func guardOf(origin string, log *slog.Logger) *http.CrossOriginProtection {
	guard := http.NewCrossOriginProtection()
	if err := guard.AddTrustedOrigin(origin); err != nil {
		log.Error("trust the shop's origin failed", slog.Any("error", err))
	}
	return guard
}

// posts returns the handler of a form. A form of another site is refused, and next gets
// what was sent.
func (s shop) posts(next func(http.ResponseWriter, *http.Request, url.Values) error) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := s.guard.Check(r); err != nil {
			return s.foreign(w, r)
		}
		form, err := web.Form(r)
		if err != nil {
			return err
		}
		return next(w, r, form)
	}
}

// foreign tells a person that a form of another site was refused.
func (s shop) foreign(w http.ResponseWriter, r *http.Request) error {
	page := s.private(r, s.guess(r), "")
	page.Title = words.ForeignTitle.In(page.Reader.Language)
	return s.show(w, r, http.StatusForbidden, page, view.Problem(page, view.Trouble{
		Detail: words.ForeignNote.In(page.Reader.Language),
		Links:  []view.Link{{Text: words.ToShop.In(page.Reader.Language), URL: page.Home()}},
	}))
}

// show answers with a private page.
func (s shop) show(w http.ResponseWriter, r *http.Request, status int, page view.Page, body templ.Component) error {
	html, err := render(w, r, page, body)
	if err != nil {
		return err
	}
	web.HTML(w, status, html)
	return nil
}

// seeOther sends the browser on to another page, which it gets. So reloading that page
// sends no form again.
func seeOther(w http.ResponseWriter, path string, query url.Values) error {
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	w.Header().Set("Location", path)
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.WriteHeader(http.StatusSeeOther)
	return nil
}

// chosen returns who reads a page that belongs to no market, after the market and the
// language in its query, and else after what the browser asks for.
func (s shop) chosen(r *http.Request, query url.Values) format.Reader {
	language, accepted := query.Get("lang"), r.Header.Get("Accept-Language")
	for _, m := range s.region.Markets() {
		if query.Get("market") == string(m.Code) {
			return format.Reader{Language: locale.Negotiate(m.Languages, language, accepted), Market: m}
		}
	}
	return format.Reader{Language: locale.Negotiate(words.Languages(), language, accepted)}
}

// choice is the query for which chosen returns the reader.
func choice(reader format.Reader) url.Values {
	query := url.Values{"lang": {reader.Language}}
	if reader.Market.Code != "" {
		query.Set("market", string(reader.Market.Code))
	}
	return query
}

// errorTitle is the title of a page whose form was not taken.
func errorTitle(page view.Page, title string) string {
	return words.FieldError.In(page.Reader.Language) + title
}

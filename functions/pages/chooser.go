package main

import (
	"net/http"

	"storefront/functions/pages/view"
	"storefront/functions/pages/words"
	"storefront/shared/format"
	"storefront/shared/locale"
	"storefront/shared/web"
)

// chooser lets a shopper choose a market. It never leads anywhere by itself: what a
// browser prefers says nothing about where its owner lives.
func (s shop) chooser(w http.ResponseWriter, r *http.Request) error {
	reader := format.Reader{Language: preferred(r)}
	page := s.page(r, reader, words.ChooserTitle.In(reader.Language))
	page.Path, page.Chooses = "/", true
	page.Description = words.ChooserLead.In(reader.Language)
	html, err := render(w, r, page, view.Chooser(page, suggested(r, page.Markets)))
	if err != nil {
		return err
	}
	w.Header().Set("Vary", "Accept-Language")
	web.CacheableHTML(w, r, keepTexts, html)
	return nil
}

// preferred returns the language of the pages that a browser asks for, or English.
func preferred(r *http.Request) string {
	return locale.Negotiate(words.Languages(), r.Header.Get("Accept-Language"))
}

// suggested returns the shops whose language and country are what a browser asks for
// first, such as de-DE.
func suggested(r *http.Request, markets []view.MarketLink) []view.LanguageLink {
	var locales []string
	byLocale := map[string]view.LanguageLink{}
	for _, m := range markets {
		for _, l := range m.Links {
			locales = append(locales, l.Locale)
			l.Name = m.Name + ", " + l.Name
			byLocale[l.Locale] = l
		}
	}
	const none = "none"
	wish := locale.Negotiate(append([]string{none}, locales...), r.Header.Get("Accept-Language"))
	if wish == none {
		return nil
	}
	return []view.LanguageLink{byLocale[wish]}
}

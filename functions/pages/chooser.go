package main

import (
	"log/slog"
	"net/http"

	"storefront/functions/pages/view"
	"storefront/functions/pages/words"
	"storefront/shared/format"
	"storefront/shared/locale"
	"storefront/shared/web"
)

// keepChoice is how long caches may keep the choice of a market. It says whether sales are open.
var keepChoice = keepDraw

// chooser lets a shopper choose a market. It never leads anywhere by itself: what a
// browser prefers says nothing about where its owner lives. It says how the sales of this
// region's markets stand. Those of other regions are in other tables.
func (s shop) chooser(w http.ResponseWriter, r *http.Request) error {
	reader := format.Reader{Language: preferred(r)}
	page := s.page(r, reader, words.ChooserTitle.In(reader.Language))
	page.Path, page.Chooses = "/", true
	page.Description = words.ChooserLead.In(reader.Language)
	choice := view.Choice{Suggested: suggested(r, page.Markets)}
	for _, link := range page.Markets {
		if m, here := s.region.Market(link.Code); here {
			choice.Here = append(choice.Here, s.withSale(r, link, format.Reader{Language: reader.Language, Market: m}))
		} else {
			choice.Elsewhere = append(choice.Elsewhere, link)
		}
	}
	html, err := render(w, r, page, view.Chooser(page, choice))
	if err != nil {
		return err
	}
	w.Header().Set("Vary", "Accept-Language")
	web.CacheableHTML(w, r, keepChoice, html)
	return nil
}

// withSale adds to a market's link how its sale stands. A market can be chosen without that.
func (s shop) withSale(r *http.Request, link view.MarketLink, reader format.Reader) view.MarketLink {
	offered, err := s.catalog.Knowing(r.Context(), anything)
	if err != nil {
		s.log.WarnContext(r.Context(), "the sales could not be read; the choice of a market does not name them", slog.Any("error", err))
		return link
	}
	v := look{shop: s, reader: reader, now: s.now(), offered: offered}
	if sale, _ := v.mainSale(); sale != nil {
		shown := v.sale(*sale)
		link.State, link.News = shown.State, shown.Brief(view.Page{Reader: reader})
	}
	return link
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

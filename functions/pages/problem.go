package main

import (
	"html"
	"log/slog"
	"net/http"
	"storefront/shared/phrase"
	"strings"

	"storefront/functions/pages/view"
	"storefront/functions/pages/words"
	"storefront/shared/market"
	"storefront/shared/problem"
	"storefront/shared/web"
)

// showProblem shows a problem in the language of the page, or else of the reader, with a
// way on.
func (s shop) showProblem(w http.ResponseWriter, r *http.Request, status int, p *problem.Error) {
	reader := s.guess(r)
	title, detail := words.Problem(string(p.Code))
	page := s.private(r, reader, title.In(reader.Language))
	if status < http.StatusInternalServerError && p.Code != problem.TooManyRequests {
		page.Markets = s.markets(reader, "") // there is no such page in another language either
	}
	shown := view.Trouble{Detail: detail.In(reader.Language), Links: s.waysOn(r, page, p.Code)}
	if p.Code == problem.Internal {
		shown.Reference = web.RequestID(r.Context())
	}
	body, err := render(w, r, page, view.Problem(page, shown))
	if err != nil {
		s.log.ErrorContext(r.Context(), "show problem failed", slog.Any("error", err))
		body = []byte(html.EscapeString(p.Detail))
	}
	web.HTML(w, status, body)
}

// waysOn returns the links of a problem's page, the best first.
func (s shop) waysOn(r *http.Request, page view.Page, code problem.Code) []view.Link {
	language := page.Reader.Language
	var links []view.Link
	if (code == problem.TooManyRequests || code == problem.Internal) && r.Method == http.MethodGet {
		links = append(links, view.Link{Text: words.TryAgain.In(language), URL: r.URL.RequestURI()})
	}
	if m, origin, ok := s.servedElsewhere(r); ok {
		links = append(links, view.Link{Text: phrase.OwnName(m.Code).Text, URL: origin + r.URL.EscapedPath()})
	}
	if page.Reader.Market.Code != "" {
		links = append(links, view.Link{Text: words.ToShop.In(language), URL: page.Home()})
	}
	return append(links, view.Link{Text: words.ChooseMarket.In(language), URL: "/"})
}

// servedElsewhere returns the market in the path of a request, if the shop of another
// region serves it and can be reached.
func (s shop) servedElsewhere(r *http.Request) (market.Market, string, bool) {
	code, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	m, known := market.Of(market.Code(code))
	origin, reached := s.shops[m.Region]
	return m, origin, known && reached && m.Region != s.region
}

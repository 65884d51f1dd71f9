package main

import (
	"net/http"
	"net/url"
	"storefront/shared/phrase"
	"strings"

	"storefront/functions/pages/view"
	"storefront/shared/format"
	"storefront/shared/market"
	"storefront/shared/web"
)

// page returns a page with what its frame needs. A page of a market keeps its address for
// search engines and for the reader who changes the language.
func (s shop) page(r *http.Request, reader format.Reader, title string) view.Page {
	page := view.Page{Reader: reader, Title: title, Origin: s.origin, Files: s.files}
	rest := "" // of the path, behind the language
	if reader.Market.Code != "" {
		page.Rules = rules(reader)
		path := r.URL.Path
		if sku := web.Param(r, "sku"); strings.HasSuffix(r.Pattern, "/draw") { // a page for each product
			path += "?sku=" + url.QueryEscape(sku)
		}
		if below, in := strings.CutPrefix(path, page.Home()); in && r.Pattern != "" {
			rest = below
			page.Path = path
			for _, language := range reader.Market.Languages {
				same := format.Reader{Language: language, Market: reader.Market}
				page.Alternates = append(page.Alternates, view.Alternate{Locale: same.Locale(), Path: home(same) + rest})
			}
		}
	}
	page.Markets = s.markets(reader, rest)
	return page
}

// private returns a page that is not for search engines and whose address goes to nobody.
func (s shop) private(r *http.Request, reader format.Reader, title string) view.Page {
	page := s.page(r, reader, title)
	page.Private, page.Path, page.Alternates = true, "", nil
	return page
}

// markets returns the markets that a shopper can reach. The reader's own leads to the same
// page in its other languages.
func (s shop) markets(reader format.Reader, rest string) []view.MarketLink {
	var links []view.MarketLink
	for _, region := range market.Regions() {
		origin, reached := s.shops[region]
		if region != s.region && !reached {
			continue
		}
		for _, m := range region.Markets() {
			name := phrase.OwnName(m.Code)
			link := view.MarketLink{Code: m.Code, Name: name.Text, Language: name.Language}
			for _, language := range m.Languages {
				in := format.Reader{Language: language, Market: m}
				url := home(in)
				if m.Code == reader.Market.Code {
					url += rest
				}
				if region != s.region {
					url = origin + url
				}
				link.Links = append(link.Links, view.LanguageLink{
					Name: phrase.LanguageName(language), Language: language, Locale: in.Locale(), URL: url,
					Current: m.Code == reader.Market.Code && language == reader.Language,
				})
			}
			links = append(links, link)
		}
	}
	return links
}

// home returns the path of a reader's shop.
func home(reader format.Reader) string { return view.Page{Reader: reader}.Home() }

// rules returns the links to a market's legal pages.
func rules(reader format.Reader) []view.Link {
	var links []view.Link
	for _, l := range legalPages {
		if l.in(reader.Market.Region) {
			links = append(links, view.Link{Text: l.title.In(reader.Language), URL: home(reader) + "/" + l.name})
		}
	}
	return links
}

// acrossMarkets adds the region's other markets to a home's alternates, and the choice of
// a market for everybody else.
func (s shop) acrossMarkets(page *view.Page) {
	for _, m := range s.region.Markets() {
		if m.Code == page.Reader.Market.Code {
			continue
		}
		for _, language := range m.Languages {
			in := format.Reader{Language: language, Market: m}
			page.Alternates = append(page.Alternates, view.Alternate{Locale: in.Locale(), Path: home(in)})
		}
	}
	page.Alternates = append(page.Alternates, view.Alternate{Locale: "x-default", Path: "/"})
}

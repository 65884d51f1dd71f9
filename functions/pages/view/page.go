// Package view has the markup of the shop's pages. It is told everything that it shows and
// decides nothing but how it looks.
package view

import (
	"storefront/shared/phrase"
	"strings"

	"github.com/a-h/templ"

	"storefront/functions/pages/static"
	"storefront/shared/format"
	"storefront/shared/market"
)

// Page is what every page has.
type Page struct {
	Reader      format.Reader // of no market on pages that belong to none
	Title       string        // says where one is, without the shop's name
	Description string
	Private     bool   // not for search engines, and its address goes to nobody
	Origin      string // of the shop, without a trailing slash
	Path        string // of the page, such as "/us/en"; empty: it has no address to keep
	Alternates  []Alternate
	Image       string // path of the picture that stands for the page where it is shared; empty: none
	Files       *static.Files
	Markets     []MarketLink // that a shopper can reach
	Chooses     bool         // the page itself is the choice of a market, which its footer then lacks
	Rules       []Link       // the legal pages
}

// Alternate is the same page in another language.
type Alternate struct {
	Locale string // such as "es-US"
	Path   string
}

// Link leads to another page.
type Link struct {
	Text string
	URL  string
}

// MarketLink leads to a market's shop in each of its languages.
type MarketLink struct {
	Code     market.Code
	Name     string // in the market's own language
	Language string // of the name
	Links    []LanguageLink
	State    string // of the market's sale, where the page says it; empty: not known
	News     string // the state in words
}

// Choice is what the page shows that lets a reader choose a market.
type Choice struct {
	Suggested []LanguageLink // what the browser asks for
	Here      []MarketLink   // of this region
	Elsewhere []MarketLink   // of other regions
}

// LanguageLink leads to a market's shop in one language.
type LanguageLink struct {
	Name     string // of the language, in itself
	Language string
	Locale   string
	URL      string
	Current  bool
}

// Home is the path of the shop that the reader is in: the market's, or else the choice of
// one.
func (p Page) Home() string {
	if p.Reader.Market.Code == "" {
		return "/"
	}
	return "/" + string(p.Reader.Market.Code) + "/" + p.Reader.Language
}

// say is the language of the page's texts.
func (p Page) say() string { return p.Reader.Language }

// htmlLang is the page's BCP 47 tag.
func (p Page) htmlLang() string {
	if p.Reader.Market.Country == "" {
		return p.Reader.Language
	}
	return p.Reader.Locale()
}

// fullTitle is the page's title with the shop's name and where it is.
func (p Page) fullTitle() string {
	shop := "Storefront"
	if p.Reader.Market.Code != "" {
		shop += " " + phrase.Country(p.Reader.Market.Code).In(p.say())
	}
	if p.Title == "" {
		return shop
	}
	return p.Title + " – " + shop
}

// lookup is the address where a guest finds an order, in the reader's language.
func (p Page) lookup() string {
	if p.Reader.Market.Code == "" {
		return "/lookup"
	}
	return "/lookup?market=" + string(p.Reader.Market.Code) + "&lang=" + p.Reader.Language
}

// ogLocale is the page's locale as Open Graph writes it, such as "en_US".
func (p Page) ogLocale() string { return strings.ReplaceAll(p.htmlLang(), "-", "_") }

// URL returns the address of a page of the shop that the reader is in, such as
// URL("sales", "us-launch").
func (p Page) URL(path ...string) templ.SafeURL {
	return templ.SafeURL(strings.Join(append([]string{p.Home()}, path...), "/"))
}

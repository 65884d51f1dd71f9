// Package view has the markup of the shop's pages. It is told everything that it shows and
// decides nothing but how it looks.
package view

import (
	"storefront/functions/pages/format"
	"storefront/functions/pages/static"
)

// Page is what every page has.
type Page struct {
	Reader      format.Reader
	Title       string // says where one is, without the shop's name
	Description string
	Private     bool   // not for search engines, and its address goes to nobody
	Origin      string // of the shop, without a trailing slash
	Path        string // of the page, such as "/us/en"; empty: it has no address to keep
	Alternates  []Alternate
	Files       *static.Files
	Markets     []MarketLink
}

// Alternate is the same page in another language.
type Alternate struct {
	Locale string // such as "es-US"
	Path   string
}

// MarketLink leads to a market's shop in each of its languages.
type MarketLink struct {
	Name     string // in the market's own language
	Language string // of the name
	Links    []LanguageLink
}

// LanguageLink leads to a market's shop in one language.
type LanguageLink struct {
	Name     string // of the language, in itself
	Language string
	Locale   string
	URL      string
	Current  bool
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

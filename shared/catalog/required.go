package catalog

import (
	"strings"

	"storefront/shared/market"
)

// Missing returns what a product lacks to be sold in a market: the fields that the
// market's law wants shoppers to see before they buy, and that are empty. It names
// them as the demo's file does, such as "texts.de.warnings". A field whose value is
// not allowed is followed by the reason in brackets. Missing does not look at the
// product's clearance.
//
// It knows the rules that are named here and in what it calls, and no others. Those
// who are responsible for a market have to check whether they are all. In every
// market a page has, in each of the market's languages,
//   - the product's name and main characteristics: Consumer Rights Directive
//     2011/83/EU, Art. 6(1)(a); Consumer Contracts Regulations 2013 of the UK,
//     Schedule 2 (a); in India the generic name, see below;
//   - a picture and what it shows in words: Regulation (EU) 2023/988, Art. 19(c), and
//     WCAG 2.2, 1.1.1, by which the European Accessibility Act and the courts of the
//     US judge shops;
//   - the warnings: Regulation (EU) 2023/988, Art. 19(d); for California, Proposition
//     65, 27 CCR 25602(b); for India, the Consumer Protection (E-Commerce) Rules 2020.
func (p Product) Missing(m market.Market) []string {
	var l lacks
	l.want("picture", p.Picture)
	for _, language := range m.Languages {
		text, field := p.Texts[language], "texts."+language
		l.want(field+".name", text.Name)
		l.want(field+".description", text.Description)
		l.want(field+".alt", text.Alt)
		switch {
		case !p.NoWarnings:
			l.want(field+".warnings", text.Warnings)
		case text.Warnings != "":
			l.add(field + ".warnings (no_warnings says that there are none)")
		}
	}
	offer, field := p.Offers[m.Code], "offers."+string(m.Code)
	switch m.Region {
	case market.EU, market.UK:
		l.wantForEurope(p, offer, field)
	case market.IN:
		l.wantForIndia(p, offer, field)
	}
	return l
}

// lacks are the fields that a product lacks.
type lacks []string

func (l *lacks) add(field string) { *l = append(*l, field) }

func (l *lacks) want(field, value string) {
	if strings.TrimSpace(value) == "" {
		l.add(field)
	}
}

// wantForEurope wants what the General Product Safety Regulation (EU) 2023/988 does,
// Art. 19: the maker with postal and electronic address (a), who is responsible in the
// Union (b), and what identifies the product (c). The Regulation also applies in
// Northern Ireland, where the market gb delivers.
func (l *lacks) wantForEurope(p Product, offer Offer, field string) {
	l.want("model", p.Model)
	l.wantContact("maker", p.Maker, contactFields{email: true})
	l.wantContact(field+".responsible", offer.Responsible, contactFields{email: true})
}

// wantForIndia wants what the Legal Metrology (Packaged Commodities) Rules 2011 do.
// By Rule 6(10) a shop shows what the package has by Rule 6: maker and importer, the
// country of origin, the generic name, the net quantity and the maximum retail price
// (1), and who takes complaints, with telephone and e-mail (2). By Rule 18(2) nobody
// sells above the maximum retail price.
func (l *lacks) wantForIndia(p Product, offer Offer, field string) {
	const home = "IN"
	l.want("origin", p.Origin)
	l.wantContact("maker", p.Maker, contactFields{})
	if p.Origin != home {
		l.wantContact(field+".importer", offer.Importer, contactFields{})
	}
	l.wantContact(field+".consumer_care", offer.ConsumerCare, contactFields{email: true, phone: true})
	l.want(field+".net_quantity", offer.NetQuantity)
	switch price, mrp := offer.Price, offer.MRP; {
	case mrp.Minor <= 0:
		l.add(field + ".mrp")
	case mrp.Currency != price.Currency:
		l.add(field + ".mrp (in another currency than the price)")
	case mrp.Minor < price.Minor:
		l.add(field + ".mrp (below the price)")
	}
}

// contactFields are the fields that a contact needs beside name and postal address.
type contactFields struct{ email, phone bool }

// wantContact names a contact as a whole if nothing of it is there.
func (l *lacks) wantContact(field string, c Contact, needs contactFields) {
	if c == (Contact{}) {
		l.add(field)
		return
	}
	l.want(field+".name", c.Name)
	l.want(field+".address", c.Address)
	if needs.email {
		l.want(field+".email", c.Email)
	}
	if needs.phone {
		l.want(field+".phone", c.Phone)
	}
}

package catalog_test

import (
	"slices"
	"testing"

	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/money"
)

// complete returns a product that lacks nothing in any market.
func complete() catalog.Product {
	contact := catalog.Contact{Name: "Maker", Address: "1 Road, City", Email: "care@maker.example", Phone: "+1 415 555 0142"}
	p := catalog.Product{
		SKU: "band", Model: "FB-1", Picture: "band.svg", Origin: "CN", Maker: contact,
		Texts: map[string]catalog.Text{}, Offers: map[market.Code]catalog.Offer{},
	}
	for _, region := range market.Regions() {
		for _, m := range region.Markets() {
			for _, language := range m.Languages {
				p.Texts[language] = catalog.Text{Name: "Band", Description: "A band.", Alt: "A band", Warnings: "Do not eat it."}
			}
			offer := catalog.Offer{Price: money.Amount{Minor: 100, Currency: m.Currency}, Responsible: contact}
			if m.Region == market.IN {
				offer = catalog.Offer{
					Price: offer.Price, Importer: contact, ConsumerCare: contact, NetQuantity: "1 N", MRP: offer.Price,
				}
			}
			p.Offers[m.Code] = offer
		}
	}
	return p
}

func TestACompleteProductLacksNothing(t *testing.T) {
	t.Parallel()
	for _, region := range market.Regions() {
		for _, m := range region.Markets() {
			if missing := complete().Missing(m); len(missing) > 0 {
				t.Errorf("in market %s it lacks %q", m.Code, missing)
			}
		}
	}
}

// text returns a change to a product's text in a language.
func text(language string, change func(*catalog.Text)) func(*catalog.Product) {
	return func(p *catalog.Product) {
		text := p.Texts[language]
		change(&text)
		p.Texts[language] = text
	}
}

// unwarned removes the warnings in all languages.
func unwarned(p *catalog.Product) {
	for language := range p.Texts {
		text(language, func(t *catalog.Text) { t.Warnings = "" })(p)
	}
}

// offer returns a change to a product's offer in a market.
func offer(code market.Code, change func(*catalog.Offer)) func(*catalog.Product) {
	return func(p *catalog.Product) {
		offer := p.Offers[code]
		change(&offer)
		p.Offers[code] = offer
	}
}

func TestMissing(t *testing.T) {
	t.Parallel()
	type fields = []string
	europe := []market.Code{"de", "fr", "es", "it", "nl", "gb"}
	all := append(slices.Clone(europe), "us", "in")
	for name, tt := range map[string]struct {
		change  func(*catalog.Product)
		markets []market.Code // which lack the fields; the others lack nothing
		want    fields
	}{
		"no picture":    {func(p *catalog.Product) { p.Picture = "" }, all, fields{"picture"}},
		"only a space":  {func(p *catalog.Product) { p.Picture = " " }, all, fields{"picture"}},
		"no model":      {func(p *catalog.Product) { p.Model = "" }, europe, fields{"model"}},
		"no origin":     {func(p *catalog.Product) { p.Origin = "" }, []market.Code{"in"}, fields{"origin"}},
		"no maker":      {func(p *catalog.Product) { p.Maker = catalog.Contact{} }, append(slices.Clone(europe), "in"), fields{"maker"}},
		"maker's name":  {func(p *catalog.Product) { p.Maker.Name = "" }, append(slices.Clone(europe), "in"), fields{"maker.name"}},
		"maker's house": {func(p *catalog.Product) { p.Maker.Address = "" }, append(slices.Clone(europe), "in"), fields{"maker.address"}},
		"maker's mail":  {func(p *catalog.Product) { p.Maker.Email = "" }, europe, fields{"maker.email"}},
		"maker's phone": {func(p *catalog.Product) { p.Maker.Phone = "" }, nil, nil},
		"data sheet":    {func(p *catalog.Product) { p.Facts = nil }, nil, nil},

		"a name in one language":    {text("de", func(t *catalog.Text) { t.Name = "" }), []market.Code{"de"}, fields{"texts.de.name"}},
		"a description":             {text("hi", func(t *catalog.Text) { t.Description = "" }), []market.Code{"in"}, fields{"texts.hi.description"}},
		"alt text":                  {text("nl", func(t *catalog.Text) { t.Alt = "" }), []market.Code{"nl"}, fields{"texts.nl.alt"}},
		"a language of two markets": {text("es", func(t *catalog.Text) { t.Alt = "" }), []market.Code{"us", "es"}, fields{"texts.es.alt"}},
		"forgotten warnings":        {text("en", func(t *catalog.Text) { t.Warnings = "" }), all, fields{"texts.en.warnings"}},
		"a language":                {func(p *catalog.Product) { delete(p.Texts, "fr") }, []market.Code{"fr"}, fields{"texts.fr.name", "texts.fr.description", "texts.fr.alt", "texts.fr.warnings"}},
		"a language of no market":   {func(p *catalog.Product) { p.Texts["sv"] = catalog.Text{} }, nil, nil},
		"no warnings needed":        {func(p *catalog.Product) { p.NoWarnings = true; unwarned(p) }, nil, nil},
		"warnings that are not none": {func(p *catalog.Product) {
			p.NoWarnings = true
			unwarned(p)
			text("es", func(t *catalog.Text) { t.Warnings = "No comer." })(p)
		}, []market.Code{"us", "es"}, fields{"texts.es.warnings (no_warnings says that there are none)"}},

		"no responsible person":     {offer("it", func(o *catalog.Offer) { o.Responsible = catalog.Contact{} }), []market.Code{"it"}, fields{"offers.it.responsible"}},
		"one without a mailbox":     {offer("gb", func(o *catalog.Offer) { o.Responsible.Email = "" }), []market.Code{"gb"}, fields{"offers.gb.responsible.email"}},
		"one with nothing but that": {offer("de", func(o *catalog.Offer) { o.Responsible = catalog.Contact{Email: "a@b.example"} }), []market.Code{"de"}, fields{"offers.de.responsible.name", "offers.de.responsible.address"}},
		"none in the US":            {offer("us", func(o *catalog.Offer) { o.Responsible = catalog.Contact{} }), nil, nil},
		"no importer":               {offer("in", func(o *catalog.Offer) { o.Importer = catalog.Contact{} }), []market.Code{"in"}, fields{"offers.in.importer"}},
		"no importer of what India made": {func(p *catalog.Product) {
			p.Origin = "IN"
			offer("in", func(o *catalog.Offer) { o.Importer = catalog.Contact{} })(p)
		}, nil, nil},
		"nobody for complaints":      {offer("in", func(o *catalog.Offer) { o.ConsumerCare = catalog.Contact{} }), []market.Code{"in"}, fields{"offers.in.consumer_care"}},
		"complaints without a phone": {offer("in", func(o *catalog.Offer) { o.ConsumerCare.Phone = "" }), []market.Code{"in"}, fields{"offers.in.consumer_care.phone"}},
		"complaints without mail":    {offer("in", func(o *catalog.Offer) { o.ConsumerCare.Email = "" }), []market.Code{"in"}, fields{"offers.in.consumer_care.email"}},
		"no net quantity":            {offer("in", func(o *catalog.Offer) { o.NetQuantity = "" }), []market.Code{"in"}, fields{"offers.in.net_quantity"}},
		"no MRP":                     {offer("in", func(o *catalog.Offer) { o.MRP = money.Amount{} }), []market.Code{"in"}, fields{"offers.in.mrp"}},
		"an MRP above the price":     {offer("in", func(o *catalog.Offer) { o.MRP.Minor++ }), nil, nil},
		"an MRP below the price":     {offer("in", func(o *catalog.Offer) { o.MRP.Minor-- }), []market.Code{"in"}, fields{"offers.in.mrp (below the price)"}},
		"an MRP in dollars":          {offer("in", func(o *catalog.Offer) { o.MRP.Currency = "USD" }), []market.Code{"in"}, fields{"offers.in.mrp (in another currency than the price)"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := complete()
			tt.change(&p)
			for _, code := range all {
				m, ok := market.Of(code)
				if !ok {
					t.Fatalf("no market %s", code)
				}
				var want fields
				if slices.Contains(tt.markets, code) {
					want = tt.want
				}
				if got := p.Missing(m); !slices.Equal(got, want) {
					t.Errorf("in market %s it lacks %q, want %q", code, got, want)
				}
			}
		})
	}
}

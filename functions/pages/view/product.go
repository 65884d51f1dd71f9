package view

import (
	"net/url"
	"storefront/shared/phrase"
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"

	"storefront/functions/pages/words"
	"storefront/shared/catalog"
	"storefront/shared/format"
	"storefront/shared/market"
	"storefront/shared/money"
)

// Product is a product as a market's shoppers see it now.
type Product struct {
	catalog.Product
	Text    catalog.Text
	Offer   catalog.Offer
	Sale    catalog.Sale     // that sells it now or next, or else that sold it last; zero: none
	Line    catalog.SaleLine // of that sale
	State   string           // as that of an Offer
	Release time.Time        // when units on hold may come back; zero: not known
	Now     time.Time
	ShipBy  time.Time // of an order that is made now
}

// cleared reports whether the product may be sold in the market.
func (v Product) cleared() bool { return v.Offer.Clearance.Status == market.Cleared }

// running reports whether a sale of the product is open or will open.
func (v Product) running() bool {
	return v.cleared() && v.Sale.ID != "" && v.Sale.StatusAt(v.Now) != catalog.StatusClosed
}

// buyable reports whether there are units to buy.
func (v Product) buyable() bool { return v.State == "in_stock" || v.State == "low" }

// waits reports whether a shopper can only wait for the product, or can wait for a ticket.
func (v Product) waits() bool {
	if v.running() && v.Sale.Access == catalog.AccessTicket {
		return true
	}
	return !v.buyable() && v.State != string(catalog.StatusUpcoming)
}

// enters reports whether a shopper can enter the draw of the product.
func (v Product) enters() bool { return v.drawn() && v.Sale.Entering(v.Now) }

// drawn reports whether the product is sold by lot.
func (v Product) drawn() bool { return v.running() && v.Sale.Access == catalog.AccessDraw }

// stateText says in a few words whether the product can be had.
func (v Product) stateText(r format.Reader) string {
	switch v.State {
	case NotCleared:
		return words.NotCleared.With(r.Language, phrase.InCountry(r.Market.Code).In(r.Language))
	case string(catalog.StatusUpcoming):
		return words.FromTime.With(r.Language, r.DayClock(v.Sale.Opens))
	default:
		return words.SaleState(v.State).In(r.Language)
	}
}

// glyph is the state whose glyph stands before the state's words.
func (v Product) glyph() string {
	if v.State == NotInSale {
		return "closed"
	}
	return v.State
}

// ProductTitle is the title of a product's page: its name, and what keeps it from being
// sold if anything does.
func ProductTitle(r format.Reader, v Product) string {
	if v.cleared() {
		return v.Text.Name
	}
	return v.Text.Name + " – " + v.stateText(r)
}

// ProductDescription is what search engines and shared links say of a product's page.
func ProductDescription(r format.Reader, v Product) string {
	if v.cleared() {
		return v.Text.Description + " " + words.PriceSays.With(r.Language, r.Money(v.Offer.Price), OnTop(r))
	}
	return v.Text.Description + " " + v.stateText(r) + ": " + words.ClearanceReason(string(v.Offer.Clearance.Reason)).In(r.Language) + "."
}

// OnTop says what a market's prices have in them, and what comes on top. It stands beside
// every price.
func OnTop(r format.Reader) string {
	delivery, rate := r.Money(r.Market.Shipping), r.Percent(r.Market.Tax.Rate)
	switch r.Market.Tax.Kind {
	case market.SalesTax:
		return words.PlusSalesTax.With(r.Language, delivery)
	case market.GST:
		return words.WithGST.With(r.Language, rate, delivery)
	default:
		return words.WithVAT.With(r.Language, rate, delivery)
	}
}

// limits says what a buyer has to know before buying, one sentence each.
func (v Product) limits(p Page) []string {
	r := p.Reader
	say := []string{words.MostPerOrder.Of(r.Language, v.Line.MaxPerOrder)}
	if v.Sale.OrdersPerBuyer > 0 {
		say = append(say, words.OrdersEach.Of(r.Language, v.Sale.OrdersPerBuyer))
	}
	hold := words.HoldAndPay
	if v.State == string(catalog.StatusUpcoming) {
		hold = words.HoldWhenOpen
	}
	say = append(say, hold.With(r.Language, length(p, v.Sale.Hold)))
	if !v.Sale.Closes.IsZero() {
		say = append(say, words.SaleCloses.With(r.Language, r.DayClock(v.Sale.Closes)))
	}
	return say
}

// heldText says when units may come back.
func (v Product) heldText(r format.Reader) string {
	if v.Release.IsZero() {
		return words.MayComeSoon.In(r.Language)
	}
	return words.MayComeBack.With(r.Language, r.ZonedClock(v.Release))
}

// reasonText says since when a product is not cleared, and until when.
func (v Product) reasonText(r format.Reader) string {
	c := v.Offer.Clearance
	text := words.SinceDate.With(r.Language, r.CalendarDate(c.Since))
	switch {
	case !c.Expected.IsZero():
		return text + " " + words.ExpectedDate.With(r.Language, r.CalendarDate(c.Expected)) + " " + words.NoPriceYet.In(r.Language)
	case c.Status == market.Pending:
		return text + " " + words.NoDateYet.In(r.Language)
	default:
		return text + " " + words.NoPriceYet.In(r.Language)
	}
}

// needsAuthorization reports whether the law of the US wants its notice shown: the product
// is not authorized by the Federal Communications Commission.
func (v Product) needsAuthorization(r format.Reader) bool {
	c := v.Offer.Clearance
	return r.Market.Region == market.US && !v.cleared() && c.Reason == market.HardwareCertification
}

// quantities are how many units an order may have.
func (v Product) quantities() []string {
	var list []string
	for n := 1; n <= v.Line.MaxPerOrder; n++ {
		list = append(list, strconv.Itoa(n))
	}
	return list
}

// standing is where a product stands in some markets.
type standing struct {
	Countries, State, Text string
}

// standings are in the order of the markets, with the reader's first. Neighbours in which
// the product stands alike share a line.
func (v Product) standings(r format.Reader) []standing {
	list := []standing{v.standing(r, r.Market)}
	for _, region := range market.Regions() {
		for _, m := range region.Markets() {
			if _, known := v.Offers[m.Code]; !known || m.Code == r.Market.Code {
				continue
			}
			next := v.standing(r, m)
			if last := &list[len(list)-1]; len(list) > 1 && last.State == next.State && last.Text == next.Text {
				last.Countries += ", " + next.Countries
				continue
			}
			list = append(list, next)
		}
	}
	return list
}

// standing returns where the product stands in one market that knows it.
func (v Product) standing(r format.Reader, m market.Market) standing {
	country, clearance := phrase.Country(m.Code).In(r.Language), v.Offers[m.Code].Clearance
	if clearance.Status == market.Cleared {
		return standing{country, "open", words.MayBeSold.In(r.Language)}
	}
	return standing{country, NotCleared, capital(words.ClearanceReason(string(clearance.Reason)).In(r.Language))}
}

// capital returns a text that begins as a sentence does.
func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// term is a line of a list of facts.
type term struct{ Name, Value string }

// details are the lines of the product's data sheet.
func (v Product) details(r format.Reader) []term {
	var list []term
	add := func(name words.Text, value string) {
		if value != "" {
			list = append(list, term{name.In(r.Language), value})
		}
	}
	add(words.Model, v.Model)
	for _, fact := range v.Facts {
		add(words.FactName(fact.Kind), format.KeepUnits(fact.Value))
	}
	if v.Origin != "" && r.Market.Region != market.IN { // India wants it with what is on the package
		add(words.MadeIn, words.Origin(v.Origin).In(r.Language))
	}
	return list
}

// packaged are the lines that India wants as they are on the package.
func (v Product) packaged(r format.Reader) []term {
	if r.Market.Region != market.IN {
		return nil
	}
	list := []term{{words.GenericName.In(r.Language), v.Text.Name}}
	if v.Offer.MRP != (money.Amount{}) {
		list = append(list, term{words.MRP.In(r.Language), words.MRPText.With(r.Language, r.Money(v.Offer.MRP))})
	}
	if v.Offer.NetQuantity != "" {
		list = append(list, term{words.NetQuantity.In(r.Language), v.Offer.NetQuantity})
	}
	if v.Origin != "" {
		list = append(list, term{words.CountryOrigin.In(r.Language), words.Origin(v.Origin).In(r.Language)})
	}
	return list
}

// answering is somebody who answers for a product.
type answering struct {
	Role string
	catalog.Contact
}

// answerable are those who answer for the product in the market.
func (v Product) answerable(r format.Reader) []answering {
	var list []answering
	add := func(role string, c catalog.Contact) {
		if c != (catalog.Contact{}) {
			list = append(list, answering{role, c})
		}
	}
	add(words.Maker.In(r.Language), v.Maker)
	responsible := words.ResponsibleFor.With(r.Language, phrase.InCountry(r.Market.Code).In(r.Language))
	switch r.Market.Region {
	case market.EU:
		responsible = words.ResponsibleEU.In(r.Language)
	case market.UK:
		responsible = words.ResponsibleUK.In(r.Language)
	}
	add(responsible, v.Offer.Responsible)
	add(words.Importer.In(r.Language), v.Offer.Importer)
	add(words.ConsumerCare.In(r.Language), v.Offer.ConsumerCare)
	return list
}

// answerTitle is the heading above those who answer for the product.
func answerTitle(r format.Reader) string {
	if r.Market.Region == market.IN {
		return words.Packaged.In(r.Language)
	}
	return words.WhoAnswers.In(r.Language)
}

// telephone is the address of a telephone number.
func telephone(number string) string {
	return (&url.URL{Scheme: "tel", Opaque: digits(number)}).String()
}

// digits returns a number without what is there for the eye.
func digits(number string) string {
	var kept []byte
	for _, c := range []byte(number) {
		if c == '+' || c >= '0' && c <= '9' {
			kept = append(kept, c)
		}
	}
	return string(kept)
}

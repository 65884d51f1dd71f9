package view

import (
	"time"

	"storefront/functions/pages/words"
	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/money"
)

// Offer is a product as a shopper of a market sees it.
type Offer struct {
	SKU     catalog.SKU
	Name    string
	Lead    string // says what it is
	Picture string // its path; empty: there is none
	Alt     string // what the picture shows
	Price   money.Amount

	// State is that of the product's line in the sale that is shown, as the API has it:
	// upcoming, in_stock, low, held, sold_out, closed or not_cleared. Outside of a sale it
	// is not_cleared or not_in_sale.
	State   string
	Release time.Time // with held: when units may come back; zero: not known
	Units   int       // of the line; 0: not known

	Clearance market.Clearance
}

// Sale is a sale as a shopper of a market sees it at a moment.
type Sale struct {
	ID     catalog.SaleID
	Status catalog.SaleStatus

	// State is upcoming, open, low, held, sold_out, closed or not_cleared. It never is
	// sold_out before the opening or while units are on hold.
	State   string
	Release time.Time // with held: when the first units may come back; zero: not known

	Access         catalog.Access
	Entering       bool      // shoppers can enter its draws now
	EntriesClose   time.Time // of its draws
	Opens, Closes  time.Time // Closes is zero if an operator closes it
	Now            time.Time // the server's clock
	Hold           time.Duration
	OrdersPerBuyer int // 0: no limit
	Offers         []Offer
}

// Units returns how many units the sale has, or 0 if that is not known of all lines.
func (s Sale) Units() int {
	sum := 0
	for _, o := range s.Offers {
		if o.State == NotCleared {
			continue
		}
		if o.Units == 0 {
			return 0
		}
		sum += o.Units
	}
	return sum
}

// in returns the offers in a state.
func (s Sale) in(state string) []Offer {
	var found []Offer
	for _, o := range s.Offers {
		if o.State == state {
			found = append(found, o)
		}
	}
	return found
}

// The states of an offer that are no availability of stock.
const (
	NotCleared = "not_cleared" // may not be sold in the market
	NotInSale  = "not_in_sale"
)

// Home is what a market's home shows.
type Home struct {
	Page
	Sale  *Sale   // that the page is about; nil: there is none
	More  []Sale  // other sales that are open or will be, without stock
	Else  []Offer // may be sold, but are not in the sale
	Known []Offer // may not be sold yet
	Hold  time.Duration
}

// title is the sale's headline.
func (s Sale) title(p Page) string {
	if len(s.Offers) == 1 {
		return s.Offers[0].Name
	}
	if number, ok := words.Number(len(s.Offers)); ok {
		return words.SaleOf.With(p.say(), number.In(p.say()))
	}
	return words.SaleOf.With(p.say(), number(p, len(s.Offers)))
}

// length writes the time of a hold.
func length(p Page, d time.Duration) string {
	if d%time.Minute == 0 {
		return words.SaleMinutes.Of(p.say(), int(d/time.Minute))
	}
	return words.SaleSeconds.Of(p.say(), int(d/time.Second))
}

// names lists offers.
func names(p Page, offers []Offer) string {
	text := ""
	for i, o := range offers {
		switch {
		case i == 0:
			text = o.Name
		case i == len(offers)-1:
			text = words.And.With(p.say(), text, o.Name)
		default:
			text += ", " + o.Name
		}
	}
	return text
}

// priceNote is the tax and the delivery that belong to a price.
func priceNote(p Page) string {
	m := p.Reader.Market
	note := words.PriceVAT
	switch m.Tax.Kind {
	case market.SalesTax:
		note = words.PricePlusTax
	case market.GST:
		note = words.PriceGST
	}
	return note.With(p.say(), p.Reader.Money(m.Shipping))
}

// stateText is what a card says about an offer.
func (o Offer) stateText(p Page, s *Sale) string {
	switch {
	case o.State == string(catalog.StatusUpcoming) && s != nil:
		if s.Opens.Sub(s.Now) < 24*time.Hour { // the clock alone is not ambiguous then
			return words.SaleFrom.With(p.say(), clock(p, s.Opens))
		}
		return words.SaleFrom.With(p.say(), dayClock(p, s.Opens))
	case o.State == "held" && !o.Release.IsZero():
		return words.SaleHeldUntil.With(p.say(), clock(p, o.Release))
	}
	return words.SaleState(o.State).In(p.say())
}

package view

import (
	"time"

	"github.com/a-h/templ"

	"storefront/functions/pages/words"
	"storefront/shared/catalog"
	"storefront/shared/market"
)

// Checkout is the form for items, address and e-mail.
type Checkout struct {
	Sale    Sale
	Ticket  []Field // in a ticket sale
	Code    []QR    // of the link with the ticket, if it has one
	Items   []Item
	Address [][]Field // in rows
	Email   Field
	Hidden  []Hidden
	Notice  *Notice
}

// Item is a product of a sale, with how many of it are wanted.
type Item struct {
	Offer
	Field   string // name of its control
	Numbers []string
	Wanted  string
	Fault   string
}

// disabled reports whether the item cannot be chosen. What was chosen before can be
// changed.
func (i Item) disabled() bool {
	return i.Wanted == "0" && (i.State == NotCleared || i.State == "sold_out" || i.State == "held")
}

// Action is where the checkout's form goes.
func (c Checkout) action(p Page) string {
	return p.Home() + "/sales/" + string(c.Sale.ID) + "/checkout"
}

// upcoming reports whether the sale is not open yet.
func (c Checkout) upcoming() bool { return c.Sale.Status == catalog.StatusUpcoming }

// live are what the script keeps up to date: how much of the sale there is, or until it
// opens the time.
func (c Checkout) live(p Page) templ.Attributes {
	if c.upcoming() {
		return Clock{Now: c.Sale.Now, Until: c.Sale.Opens}.Attributes()
	}
	return Board(p.Reader, string(c.Sale.ID))
}

// waits are what the script says when the button is pressed before the opening.
func (c Checkout) waits(p Page) templ.Attributes {
	if !c.upcoming() {
		return nil
	}
	return templ.Attributes{"data-waits": words.CheckoutWait.With(p.say(), p.Reader.DayClock(c.Sale.Opens))}
}

// costs says that the button costs nothing.
func (c Checkout) costs(p Page) string {
	if p.Reader.Market.Tax.Kind == market.SalesTax {
		return words.CheckoutCostsTax.In(p.say())
	}
	return words.CheckoutCosts.In(p.say())
}

// Gone is the refusal of a hold because a product has nothing left.
type Gone struct {
	Sale   Sale
	Offer  Offer // whose State is held or sold_out
	Hidden []Hidden
	Email  string // that was typed
	Rest   []Offer
}

// held reports whether units may come back.
func (g Gone) held() bool { return g.Offer.State == "held" }

// GoneTitle is the title of the page of a refused hold.
func GoneTitle(p Page, o Offer) string {
	switch {
	case o.State != "held":
		return words.GoneSoldTitle.With(p.say(), o.Name)
	case o.Release.IsZero():
		return words.GoneMayAny.With(p.say(), o.Name)
	default:
		return words.GoneMayReturn.With(p.say(), o.Name, p.Reader.Clock(o.Release))
	}
}

// lead says why nothing was held.
func (g Gone) lead(p Page) string {
	switch {
	case !g.held():
		return words.GoneSoldLead.In(p.say())
	case g.Offer.Release.IsZero():
		return words.GoneHeldAny.In(p.say())
	default:
		return words.GoneHeldLead.With(p.say(), p.Reader.ZonedClock(g.Offer.Release))
	}
}

// stateWords are those of the refusal's state.
func (g Gone) stateWords(p Page) string {
	if g.held() {
		return words.GoneHeld.In(p.say())
	}
	return words.GoneSold.In(p.say())
}

// machine writes a time for programs.
func machine(t time.Time) string { return t.UTC().Format(time.RFC3339) }

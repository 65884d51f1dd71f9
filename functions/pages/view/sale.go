package view

import (
	"github.com/a-h/templ"

	"storefront/functions/pages/words"
	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/phrase"
)

// headline says the sale's state, where it is open with the country.
func (s Sale) headline(p Page) string {
	if s.State == string(catalog.StatusOpen) {
		return s.openIn(p)
	}
	return words.SaleState(s.State).In(p.say())
}

// openIn says that the sale is open in the reader's country.
func (s Sale) openIn(p Page) string {
	return words.SaleOpenIn.With(p.say(), phrase.InCountry(p.Reader.Market.Code).In(p.say()))
}

// lead says how much there is and for how many orders.
func (s Sale) lead(p Page) string {
	switch s.State {
	case "held":
		return words.SaleHeldNote.In(p.say())
	case "sold_out":
		return words.SaleSoldNote.In(p.say())
	case "closed":
		return words.SaleClosedNote.In(p.say())
	case NotCleared:
		return words.SaleNotCleared.In(p.say())
	}
	text := names(p, s.Offers) + "."
	if units := s.Units(); units > 0 {
		text += " " + words.SaleUnits.With(p.say(), number(p, units))
	}
	if s.OrdersPerBuyer > 0 {
		text += " " + words.SalePerBuyer.Of(p.say(), s.OrdersPerBuyer)
	}
	return text
}

// action is the one thing that a shopper can do next.
type action struct {
	text   string
	url    templ.SafeURL
	later  string // what the button says once the sale is open; empty: the same
	second bool
}

// action returns what a shopper can do now. ok is false if there is nothing.
func (s Sale) action(p Page) (a action, ok bool) {
	this := p.URL("sales", string(s.ID))
	checkout := this + "/checkout"
	switch {
	case s.State == "held":
		return action{text: words.CheckAgain.In(p.say()), url: this}, true
	case s.State == "sold_out" || s.State == "closed":
		if len(s.Offers) == 1 {
			return action{text: words.SaleWaitlist.In(p.say()), url: p.URL("products", string(s.Offers[0].SKU))}, true
		}
		return action{text: words.SaleWaitlist.In(p.say()), url: "#list"}, true
	case s.State == NotCleared:
		return action{}, false
	case s.Access == catalog.AccessVerified:
		return action{text: words.SaleGetPass.In(p.say()), url: p.URL("pass")}, true
	case s.Entering && len(s.Offers) == 1:
		return action{text: words.DrawEnter.In(p.say()), url: DrawURL(p, s.ID, s.Offers[0].SKU) + "#enter"}, true
	case s.Entering:
		return action{text: words.DrawEnter.In(p.say()), url: "#list"}, true
	case s.Access == catalog.AccessTicket || s.Access == catalog.AccessDraw:
		return action{text: words.SaleTicket.In(p.say()), url: checkout, second: true}, true
	case s.Status == catalog.StatusUpcoming:
		return action{text: words.SalePrepare.In(p.say()), url: checkout, later: words.SaleBuy.In(p.say())}, true
	default:
		return action{text: words.SaleBuy.In(p.say()), url: checkout}, true
	}
}

// notes say what a shopper should know before the next step.
func (s Sale) notes(p Page) []string {
	upcoming := s.State == string(catalog.StatusUpcoming)
	if !upcoming && s.State != string(catalog.StatusOpen) && s.State != "low" {
		return nil
	}
	if s.Entering {
		return []string{words.DrawCloses.With(p.say(), p.Reader.Moment(s.EntriesClose)), words.DrawLead(drawEntering).In(p.say()), words.DrawThen.In(p.say())}
	}
	switch s.Access {
	case catalog.AccessVerified:
		if upcoming {
			return []string{words.SalePassReady.In(p.say()), words.SaleHavePass.In(p.say())}
		}
		return []string{words.SaleNeedsPass.In(p.say()), words.SaleHavePass.In(p.say())}
	case catalog.AccessTicket, catalog.AccessDraw:
		return []string{words.SaleNeedTicket.In(p.say())}
	}
	if upcoming {
		return []string{words.SaleReady.In(p.say())}
	}
	return []string{words.SaleHold.With(p.say(), length(p, s.Hold))}
}

// news says in one line what a shopper should know about the lines of an open sale.
func (s Sale) news(p Page) string {
	if s.Status != catalog.StatusOpen {
		return ""
	}
	text := ""
	add := func(sentence string) {
		if text != "" {
			text += " "
		}
		text += sentence
	}
	if low := s.in("low"); len(low) > 0 {
		add(words.SaleFewLeft.With(p.say(), names(p, low)))
	}
	for _, o := range s.in("held") {
		if o.Release.IsZero() {
			add(words.SaleOnHoldAny.With(p.say(), o.Name))
		} else {
			add(words.SaleOnHold.With(p.say(), o.Name, clock(p, o.Release)))
		}
	}
	if gone := s.in("sold_out"); len(gone) > 0 {
		add(words.SaleGone.With(p.say(), names(p, gone)))
	}
	return text
}

// when says when a sale opens or closes.
func (s Sale) when(p Page) string {
	switch {
	case s.Status == catalog.StatusUpcoming:
		return words.SaleOpens.With(p.say(), p.Reader.Moment(s.Opens))
	case s.Closes.IsZero():
		return words.SaleOpened.With(p.say(), p.Reader.Moment(s.Opens))
	case s.Status == catalog.StatusClosed:
		return words.SaleClosed.With(p.say(), p.Reader.Moment(s.Closes))
	default:
		return words.SaleClosesAt.With(p.say(), p.Reader.Moment(s.Closes))
	}
}

// Brief says in a few words whether the sale is open, or when it opens.
func (s Sale) Brief(p Page) string {
	if s.Status == catalog.StatusUpcoming {
		return words.SaleOpens.With(p.say(), p.Reader.DayClock(s.Opens))
	}
	return words.SaleState(s.State).In(p.say())
}

// Title says what a page about the sale is, for the window and for links.
func (s Sale) Title(p Page) string { return s.title(p) + ", " + s.headline(p) }

// Description says what the sale has and when.
func (s Sale) Description(p Page) string { return names(p, s.Offers) + ". " + s.when(p) }

// pieces writes a number of units.
func pieces(p Page, n int) string {
	if n == 1 {
		return words.SalePiece.In(p.say())
	}
	return words.SalePieces.With(p.say(), number(p, n))
}

// reason says why an offer may not be sold, and since when.
func (o Offer) reason(p Page) string {
	text := ""
	if reason := words.ClearanceReason(string(o.Clearance.Reason)).In(p.say()); reason != "" {
		text = words.HomeReason.With(p.say(), reason)
	}
	if !o.Clearance.Expected.IsZero() {
		text += " " + words.HomeExpected.With(p.say(), day(p, o.Clearance.Expected))
	}
	return text
}

// needsFCCNotice reports whether the rules of the US want a notice beside an offer: it is
// shown before its radio is authorised.
func (h Home) needsFCCNotice(o Offer) bool {
	return h.Reader.Market.Region == market.US && o.Clearance.Reason == market.HardwareCertification
}

// board returns the attributes by which the script learns where to ask what is left of
// a sale, and the words for the answers.
func board(p Page, s Sale) templ.Attributes {
	if s.Status == catalog.StatusClosed {
		return nil
	}
	return Board(p.Reader, string(s.ID))
}

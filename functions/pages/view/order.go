package view

import (
	"net/url"
	"storefront/shared/phrase"
	"storefront/shared/receipt"
	"strings"
	"time"

	"github.com/a-h/templ"

	"storefront/functions/pages/words"
	"storefront/shared/ledger"
	"storefront/shared/order"
)

// Order is what the page of an order shows.
type Order struct {
	order.Order
	Token    string
	Items    []OrderItem
	Now      time.Time
	HoldTime time.Duration // that the sale holds orders; 0: not known
	ShipBy   time.Time     // zero: not known yet
	Seller   string
	Methods  []Option // to pay with, the first one chosen; none: the provider's page asks
	Notice   *Notice

	Documents []ledger.Issued // the issued invoice and credit notes
	Again     []Hidden        // what the buyer typed, for the checkout's form; nil if it was deleted
}

// OrderItem is a line of an order with its product.
type OrderItem struct {
	order.Line
	Name    string
	Lead    string
	Model   string
	Picture string
	HSCode  string
}

// Continue is how a payment goes on. The zero value: it does not.
type Continue struct {
	URL      string   // of the provider's page
	Form     []Hidden // to pay with here
	Approved bool     // the provider has approved the payment that Form pays with
}

// Ended reports whether the hold has ended, even if nothing has closed it yet.
func (o Order) Ended() bool {
	return o.Status == order.Expired || o.Status == order.Held && !o.Now.Before(o.HoldExpiresAt)
}

// Declined reports whether the hold was closed after too many declined payments.
func (o Order) Declined() bool {
	return o.Declines >= order.MaxDeclines && (o.Status == order.Cancelled || o.Status == order.Held)
}

// OrderTitle is the title of an order's page.
func OrderTitle(p Page, o Order) string {
	say := p.say()
	switch {
	case o.Declined():
		return words.DeclinedTitle.In(say)
	case o.Ended():
		return words.ExpiredTitle.In(say)
	case o.Status == order.Held:
		return words.HeldTitle.With(say, p.Reader.Clock(o.HoldExpiresAt))
	case !o.WithdrawnAt.IsZero() && o.Status != order.Refunded:
		return words.WithdrawDone.In(say)
	}
	return map[order.Status]words.Text{
		order.Paid: words.PaidTitle, order.Shipped: words.ShippedTitle, order.Refunded: o.refundedTitle(),
		order.Cancelled: words.CancelledTitle, order.Rejected: words.RejectedTitle,
	}[o.Status].In(say)
}

// state returns the name and the words of the order's state.
func (o Order) state(p Page) (name, text string) {
	say := p.say()
	switch {
	case o.Declined(), o.Status == order.Cancelled:
		return "closed", words.CancelledState.In(say)
	case o.Ended():
		return "closed", words.ExpiredState.In(say)
	case o.Status == order.Held:
		return "held", words.HeldState.With(say, o.ID.String())
	case !o.WithdrawnAt.IsZero() && o.Status != order.Refunded:
		return "closed", words.StepLeft.In(say)
	case o.Status == order.Paid:
		return "paid", words.PaidState.In(say)
	case o.Status == order.Shipped:
		return "paid", words.ShippedState.In(say)
	case o.Status == order.Refunded:
		return "closed", o.refundedState().In(say)
	default:
		return "closed", words.RejectedState.In(say)
	}
}

// lead says what the order's state means.
func (o Order) lead(p Page) string {
	say := p.say()
	switch {
	case o.Declined():
		return words.DeclinedLead.With(say, p.Reader.Number(order.MaxDeclines))
	case o.Ended():
		return words.ReturnedLead.In(say)
	case !o.WithdrawnAt.IsZero() && o.Status != order.Refunded:
		return words.WithdrawDoneNote.With(say, p.Reader.DayClock(o.WithdrawnAt))
	case o.Status == order.Paid:
		return words.PaidLead.With(say, p.Reader.Day(o.ShipBy))
	case o.Status == order.Shipped:
		return phrase.ShippedLead.With(say, p.Reader.Day(o.ShippedAt))
	case o.Status == order.Refunded:
		return o.refundedLead(p)
	case o.Status == order.Cancelled:
		return words.ReturnedLead.In(say)
	default:
		return words.RejectedLead.In(say)
	}
}

// path is the address of one of the order's pages.
func (o Order) path(page string) string { return "/orders/" + o.ID.String() + page }

// link is the address of one of the order's pages with the order's token.
func (o Order) link(page string) string {
	return o.path(page) + "?" + url.Values{"t": {o.Token}}.Encode()
}

// left is how much of the hold is left, and of how much, in whole seconds.
func (o Order) left() (seconds, of int) {
	return int(o.HoldExpiresAt.Sub(o.Now) / time.Second), int(o.HoldExpiresAt.Sub(o.CreatedAt) / time.Second)
}

// clock is the hold's end, for the script.
func (o Order) clock() templ.Attributes {
	return Clock{Now: o.Now, Until: o.HoldExpiresAt}.Attributes()
}

// leftWords are what the script writes about the time that is left.
func leftWords(p Page) templ.Attributes {
	one, other := phrase.MinutesLeft.Forms(p.say())
	return templ.Attributes{
		"data-left": true, "data-one": strings.ReplaceAll(one, "%d", "#"), "data-other": strings.ReplaceAll(other, "%d", "#"),
		"data-under": phrase.LessLeft.In(p.say()),
	}
}

// ending is what the script says before a hold ends, and at its end.
func ending(p Page) templ.Attributes {
	return templ.Attributes{
		"data-at-300": words.HeldFive.In(p.say()), "data-at-60": words.HeldOne.In(p.say()), "data-at-0": words.HeldNow.In(p.say()),
	}
}

// triesLeft is how many more payments may be declined before the hold ends.
func (o Order) triesLeft() int { return order.MaxDeclines - o.Declines }

// payWords are those of the button that places the order.
func (o Order) payWords(p Page) string {
	text, withTotal := words.PayButton(string(p.Reader.Market.Region))
	if withTotal {
		return text.With(p.say(), p.Reader.Money(o.Totals.Total))
	}
	return text.In(p.say())
}

// receipt returns the order as receipts write it.
func (o Order) receipt(p Page) receipt.Order {
	r := receipt.Order{Order: o.Order, Reader: p.Reader, Names: map[order.SKU]string{}}
	for _, i := range o.Items {
		r.Names[i.SKU] = i.Name
	}
	return r
}

// facts are what the law wants right above the button that orders: what it is, when it
// comes, what can be given back, and who sells it.
func (o Order) facts(p Page) []string {
	var facts []string
	for _, i := range o.Items {
		if i.Lead != "" {
			facts = append(facts, i.Lead)
		}
	}
	facts = append(facts, phrase.HeldShips.With(p.say(), p.Reader.Day(o.ShipBy)))
	if rights := o.receipt(p).Rights(); rights != "" {
		facts = append(facts, rights)
	}
	if o.Seller != "" {
		facts = append(facts, phrase.HeldSoldBy.With(p.say(), o.Seller))
	}
	return facts
}

// pieces says how many of a product there are, and of which model.
func (i OrderItem) pieces(p Page) string {
	text := words.HeldPieces.Of(p.say(), i.Quantity)
	if i.Model == "" {
		return text
	}
	return words.HeldModel.With(p.say(), i.Model) + ", " + text
}

// erased reports whether the buyer's data was erased.
func (o Order) erased() bool { return o.Buyer.Email == "" }

// step is a step of the order's timeline.
type step struct {
	name, note    string
	done, current bool
}

// steps are the order's timeline.
func (o Order) steps(p Page) []step {
	say, at := p.say(), p.Reader.DayClock
	list := []step{
		{name: words.StepKept.In(say), note: at(o.CreatedAt), done: true},
		{name: words.PaidState.In(say), note: at(o.Payment.PaidAt), done: true},
	}
	shipped := step{name: words.ShippedState.In(say), done: !o.ShippedAt.IsZero()}
	if shipped.done {
		shipped.note = at(o.ShippedAt)
		if o.Shipment != (order.Shipment{}) {
			shipped.note += ", " + o.Shipment.Carrier + " " + o.Shipment.Tracking
		}
	} else {
		shipped.note = words.StepBy.With(say, p.Reader.Day(o.ShipBy))
	}
	ends := o.Status == order.Refunded || !o.WithdrawnAt.IsZero()
	if shipped.done || !ends {
		list = append(list, shipped)
	}
	if !o.WithdrawnAt.IsZero() {
		list = append(list, step{name: words.StepLeft.In(say), note: at(o.WithdrawnAt), done: true})
	}
	switch {
	case o.Status == order.Refunded:
		list = append(list, step{name: words.RefundedState.In(say), note: at(o.Refunds[len(o.Refunds)-1].At), done: true})
	case !ends:
		list = append(list, step{name: words.StepArrives.In(say), note: phrase.StepUsually.In(say)})
	}
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].done {
			list[i].current = true
			break
		}
	}
	return list
}

// done is the state of the step for the style sheet.
func (s step) state() string {
	if s.done {
		return "done"
	}
	return "next"
}

package view

import (
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"storefront/functions/pages/words"
	"storefront/shared/market"
	"storefront/shared/money"
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
	Methods  []Option // to pay with, the first one chosen
	Notice   *Notice
	Again    []Hidden // what the buyer typed, for the checkout's form; nil: it is gone
}

// OrderItem is a line of an order with its product.
type OrderItem struct {
	order.Line
	Name    string
	Lead    string
	Model   string
	Picture string
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
		order.Paid: words.PaidTitle, order.Shipped: words.ShippedTitle, order.Refunded: words.RefundedTitle,
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
		return "closed", words.RefundedState.In(say)
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
		return words.ShippedLead.With(say, p.Reader.Day(o.ShippedAt))
	case o.Status == order.Refunded:
		return words.RefundedLead.With(say, p.Reader.Money(o.refunded()))
	case o.Status == order.Cancelled:
		return words.ReturnedLead.In(say)
	default:
		return words.RejectedLead.In(say)
	}
}

// refunded is the sum of the order's refunds.
func (o Order) refunded() money.Amount {
	sum := money.Amount{Currency: o.Totals.Total.Currency}
	for _, r := range o.Refunds {
		sum.Minor += r.Total.Minor // no more than the total, which is in range
	}
	return sum
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
	one, other := words.MinutesLeft.Forms(p.say())
	return templ.Attributes{
		"data-left": true, "data-one": strings.ReplaceAll(one, "%d", "#"), "data-other": strings.ReplaceAll(other, "%d", "#"),
		"data-under": words.LessLeft.In(p.say()),
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

// row is a line of the totals.
type row struct{ label, amount string }

// rows are the order's totals. total is the label of the last.
func (o Order) rows(p Page, total string) []row {
	var rows []row
	say := p.say()
	for _, i := range o.Items {
		rows = append(rows, row{words.RefundLine.With(say, i.Name, p.Reader.Number(i.Quantity)), p.Reader.Money(i.Total)})
	}
	rows = append(rows, row{words.DeliveryTerm.In(say), p.Reader.Money(o.Totals.Shipping)}, row{o.taxLabel(p), p.Reader.Money(o.Totals.Tax)})
	return append(rows, row{total, p.Reader.Money(o.Totals.Total)})
}

// taxLabel names the order's tax with its rate.
func (o Order) taxLabel(p Page) string {
	if len(o.Items) == 0 {
		return words.TotalTax.In(p.say())
	}
	rate := p.Reader.Percent(o.Items[0].TaxRate) // one rate for all goods of an order
	if !o.Totals.TaxIncluded {
		_, state, _ := strings.Cut(o.Totals.TaxJurisdiction, "-")
		return words.TotalSalesTax.With(p.say(), state, rate)
	}
	return words.TotalOfWhich.With(p.say(), o.taxName(p), rate)
}

func (o Order) taxName(p Page) string {
	return words.TaxName(string(p.Reader.Market.Tax.Kind)).In(p.say())
}

// totalDue is the label of the total before it is paid.
func (o Order) totalDue(p Page) string {
	if o.Totals.TaxIncluded {
		return words.TotalIncluded.With(p.say(), o.taxName(p))
	}
	return words.Total.In(p.say())
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
	facts = append(facts, words.HeldShips.With(p.say(), p.Reader.Day(o.ShipBy)))
	switch p.Reader.Market.Region {
	case market.EU:
		facts = append(facts, words.HeldWithdraw.In(p.say()))
	case market.UK:
		facts = append(facts, words.HeldWithdrawUK.In(p.say()))
	}
	if o.Seller != "" {
		facts = append(facts, words.HeldSoldBy.With(p.say(), o.Seller))
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

// addressLines are where the order goes, in the order of the market.
func (o Order) addressLines(p Page) []string {
	to := o.Buyer.ShipTo
	town := strings.TrimSpace(to.PostalCode + " " + to.City)
	switch p.Reader.Market.Region {
	case market.US, market.IN:
		town = strings.TrimSpace(strings.TrimSpace(to.City+", "+to.State) + " " + to.PostalCode)
		if to.State == "" {
			town = to.City + " " + to.PostalCode
		}
	case market.UK:
		town = to.City + ", " + to.PostalCode
	}
	var lines []string
	for _, line := range []string{to.Name, to.Line1, to.Line2, town, words.Country(p.Reader.Market.Code).In(p.say())} {
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines
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
		list = append(list, step{name: words.StepArrives.In(say), note: words.StepUsually.In(say)})
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

// refundLines say what a refund is of.
func (o Order) refundLines(p Page, r order.Refund) []row {
	var rows []row
	for _, line := range r.Lines {
		name := string(line.SKU)
		for _, i := range o.Items {
			if i.SKU == line.SKU {
				name = i.Name
			}
		}
		label := words.RefundLine.With(p.say(), name, p.Reader.Number(line.Quantity))
		if line.Quantity == 0 {
			label = words.RefundMoney.With(p.say(), name)
		}
		rows = append(rows, row{label, p.Reader.Money(line.Total)})
	}
	if r.Shipping.Minor > 0 {
		rows = append(rows, row{words.DeliveryTerm.In(p.say()), p.Reader.Money(r.Shipping)})
	}
	if !o.Totals.TaxIncluded && r.Tax.Minor > 0 {
		rows = append(rows, row{words.TotalTax.In(p.say()), p.Reader.Money(r.Tax)})
	}
	return rows
}

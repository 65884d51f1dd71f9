package main

import (
	"crypto/rand"
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"

	"storefront/functions/pages/view"
	"storefront/functions/pages/words"
	"storefront/shared/catalog"
	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/problem"
	"storefront/shared/web"
)

// refuse tells a shopper why a hold was refused, and what is left to do. What was typed
// is kept. It returns an error that is no refusal.
func (b buying) refuse(w http.ResponseWriter, r *http.Request, err error) error {
	f, unknown := b.faultsOf(err, b.sale, b.typed, b.shown)
	if unknown == nil {
		if f[otherFault] != "" {
			b.key = rand.Text()
		}
		return b.form(w, r, web.StatusOf(err), f, nil)
	}
	p, ok := errors.AsType[*problem.Error](err)
	if !ok {
		return err
	}
	if p.Code != problem.TooManyRequests { // then it is unknown what was done, and the same key makes no second order
		b.key = rand.Text()
	}
	switch p.Code {
	case problem.PassRequired, problem.PassInvalid, problem.PassExpired, problem.WorkRequired:
		return b.askForPass(w, r, err)
	case problem.TicketRequired, problem.TicketInvalid, problem.TicketExpired, problem.TicketRevoked, problem.TicketUsed:
		return b.form(w, r, web.StatusOf(err), faults{"ticket": ticketFaults[p.Code].In(b.reader.Language)}, nil)
	case problem.SoldOut:
		return b.gone(w, r, p)
	case problem.NotEnoughLeft:
		return b.notEnough(w, r, p)
	}
	n := b.refusal(p)
	if n == nil {
		return err
	}
	if p.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(p.RetryAfter.Seconds()))))
	}
	return b.form(w, r, web.StatusOf(err), nil, n)
}

// ticketFaults say what is wrong with a ticket.
var ticketFaults = map[problem.Code]words.Text{
	problem.TicketRequired: words.RefusedTicket, problem.TicketInvalid: words.TicketInvalid,
	problem.TicketExpired: words.TicketExpired, problem.TicketRevoked: words.TicketRevoked, problem.TicketUsed: words.TicketUsed,
}

// refusal returns the notice for a problem that the form shows, or nil.
func (b buying) refusal(p *problem.Error) *view.Notice {
	say := b.reader.Language
	n := &view.Notice{Title: words.RefusedTitle.In(say)}
	because := func(text string, links ...view.Link) *view.Notice {
		n.Texts = append(n.Texts, text, words.RefusedNothing.In(say))
		n.Links = links
		return n
	}
	sku, _ := p.Extra["sku"].(catalog.SKU)
	product := view.Link{Text: words.ToProduct.In(say), URL: string(b.page.URL("products", string(sku)))}
	switch p.Code {
	case problem.SaleNotOpen:
		return because(words.RefusedNotOpen.With(say, b.reader.DayClock(b.sale.Opens)))
	case problem.SaleClosed:
		return because(words.RefusedClosed.With(say, b.reader.DayClock(b.sale.Closes)))
	case problem.NotCleared:
		return because(words.RefusedCleared.With(say, b.nameOf(sku)), product)
	case problem.NotPayable:
		least, known := p.Extra["minimum"].(money.Amount)
		most, _ := p.Extra["maximum"].(money.Amount)
		if !known {
			return because(words.RefusedCurrency.In(say))
		}
		return because(words.RefusedAmount.With(say, b.reader.Money(least), b.reader.Money(most)))
	case problem.UnknownProduct:
		return because(words.RefusedUnknown.In(say))
	case problem.BuyerLimit:
		return because(words.RefusedLimit.Of(say, b.sale.OrdersPerBuyer),
			view.Link{Text: words.FindOrder.In(say), URL: "/lookup?" + choice(b.reader).Encode()})
	case problem.WorkInvalid, problem.WorkExpired:
		return because(words.WorkAgain.In(say))
	case problem.IdempotencyKeyReused:
		n.Texts = []string{words.RefusedReused.In(say)}
		return n
	case problem.TooManyRequests:
		if p.RetryAfter == 0 { // trying again does not help
			return because(words.RefusedSlots.In(say))
		}
		n.Texts = []string{words.RefusedBusy.In(say)}
		return n
	default:
		return nil
	}
}

// notEnough says how many units can be had at most, beside the product.
func (b buying) notEnough(w http.ResponseWriter, r *http.Request, p *problem.Error) error {
	say := b.reader.Language
	sku, named := p.Extra["sku"].(catalog.SKU)
	left, counted := p.Extra["left_at_most"].(int)
	if named && counted {
		text := words.RefusedAtMost.With(say, b.reader.Number(left), b.nameOf(sku))
		return b.form(w, r, web.StatusOf(p), faults{quantityPrefix + string(sku): text}, nil)
	}
	return b.form(w, r, web.StatusOf(p), nil, &view.Notice{
		Title: words.RefusedTitle.In(say),
		Texts: []string{words.RefusedEnough.In(say), words.RefusedNothing.In(say)},
	})
}

// gone says that a product has nothing left, now or for good.
func (b buying) gone(w http.ResponseWriter, r *http.Request, p *problem.Error) error {
	shown, err := b.stocked(r.Context(), b.sale)
	if err != nil {
		return err
	}
	g := view.Gone{
		Sale: shown, Email: b.typed.Get("email"), Work: b.work(),
		Hidden: append(b.typed.hidden(), view.Hidden{Name: "idempotency_key", Value: b.key}),
	}
	if g.Email == "" {
		g.Email = b.shown.Email
	}
	sku, _ := p.Extra["sku"].(order.SKU)
	for _, o := range shown.Offers {
		if o.SKU != sku {
			g.Rest = append(g.Rest, o)
			continue
		}
		g.Offer = o
	}
	if g.Offer.State != "sold_out" { // perhaps units have come back since, and they may be gone again
		g.Offer.State = "held"
		g.Offer.Release, _ = p.Extra["next_release_at"].(time.Time)
	}
	b.page.Title = view.GoneTitle(b.page, g.Offer)
	return b.show(w, r, web.StatusOf(p), b.page, view.GonePage(b.page, g))
}

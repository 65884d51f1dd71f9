package checkout_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/email"
	"storefront/shared/order"
	"storefront/shared/problem"
)

// guise is what a shopper tells the store of who they are.
type guise struct {
	address string // the typed address, without its domain: anybody's
	pass    string // whose pass they show; empty: none
}

// owner is whose orders a request is about, as shoppers see it: the owner of a pass in a
// verified sale, and each shopper's own Idempotency-Key in an open one.
type owner string

// nobody has no pass, in a sale that asks for one.
const nobody owner = "nobody"

// cast makes the buyer one of those who come to a sale, of whom i came before, and returns
// what they do. Most are honest. Strangers type the address of somebody else.
func (b *buyer) cast(i, buyers int) func() {
	b.guise = guise{b.name, b.name}
	switch part := b.random.IntN(240); {
	case part < 10:
		b.name, b.guise = fmt.Sprint("stranger-", i), guise{b.somebody(buyers), ""}
	case part < 20:
		b.name = fmt.Sprint("stranger-", i)
		b.guise = guise{b.somebody(buyers), b.name}
	case part < 22: // their own address, and the keys that everybody uses
		b.guise.pass = ""
	case part < 25:
		return b.tryCards
	case part < 26:
		return b.cancelAlways
	}
	return b.visit
}

func (b *buyer) somebody(buyers int) string {
	return fmt.Sprint("shopper-", b.random.IntN(max(1, buyers*4/5)))
}

// key returns one of the few keys that every shopper uses, which anybody can guess. In an
// open sale, address and key together are all that tells whose an order is. So a stranger
// there who types the address of somebody else does not know the key.
func (b *buyer) key() string {
	key := fmt.Sprint("key ", b.random.IntN(3))
	if b.shop.Sale.Access == catalog.AccessOpen && b.guise.address != b.name {
		return b.name + "'s " + key
	}
	return key
}

// request returns the request that reaches the checkout. The handler has checked the pass.
func (b *buyer) request(key string, lines []checkout.HoldLine) checkout.HoldRequest {
	r := b.shop.Request(b.guise.address, key, lines...)
	r.Buyer.ShipTo.Name, r.Proved = b.name, email.Identity{}
	if b.guise.pass != "" {
		r.Proved = email.IdentityOf(b.guise.pass + "@example.com")
	}
	return r
}

func (b *buyer) requestOf(r checkout.HoldRequest) string {
	return fmt.Sprint(b.owner(r), r.IdempotencyKey, r.Lines)
}

func (b *buyer) owner(r checkout.HoldRequest) owner {
	switch {
	case b.shop.Sale.Access == catalog.AccessOpen:
		return owner(b.name + ", " + r.IdempotencyKey)
	case b.guise.pass == "":
		return nobody
	default:
		return owner(b.guise.pass)
	}
}

// letters is what shoppers have sent and were told.
type letters struct {
	mu       sync.Mutex
	requests map[string][]string // what a shopper has asked for under a key
	declined map[order.ID]int    // how often shoppers were told that a card was declined
}

func (b *buyer) sends(r checkout.HoldRequest) {
	b.letters.mu.Lock()
	defer b.letters.mu.Unlock()
	if b.letters.requests == nil {
		b.letters.requests = map[string][]string{}
	}
	under := b.name + r.IdempotencyKey
	b.letters.requests[under] = append(b.letters.requests[under], fmt.Sprint(r.Lines))
}

// toldReused checks that the shopper has used the key for another request.
func (b *buyer) toldReused(r checkout.HoldRequest, err error) {
	b.letters.mu.Lock()
	defer b.letters.mu.Unlock()
	if !slices.ContainsFunc(b.letters.requests[b.name+r.IdempotencyKey], func(lines string) bool { return lines != fmt.Sprint(r.Lines) }) {
		b.fail("%s is told %v, and has asked for nothing else under %s", b.who, err, r.IdempotencyKey)
	}
}

// toldLimit checks that the shopper has as many orders as that.
func (b *buyer) toldLimit(r checkout.HoldRequest, err error) {
	if made := b.witness.made(b.owner(r)); made < b.shop.Sale.OrdersPerBuyer || b.shop.Sale.OrdersPerBuyer == 0 {
		b.fail("%s is told %v, and has made %d orders", b.who, err, made)
	}
}

// toldTooMany checks that the shopper has used every slot, or that the store is busy.
func (b *buyer) toldTooMany(r checkout.HoldRequest, err error) {
	if !strings.Contains(err.Error(), "the most that one buyer can make") {
		return
	}
	b.count("told that every slot is used", 1)
	if slots := b.witness.slotsOf(b.owner(r)); slots != catalog.MaxSlots {
		b.fail("%s is told %v, and has used %d slots", b.who, err, slots)
	}
}

// toldNobody checks that a shopper without a pass, in a sale that asks for one, learns
// nothing else of it.
func (b *buyer) toldNobody(code problem.Code, err error) {
	switch code {
	case problem.PassRequired, problem.SaleNotOpen, problem.SaleClosed, problem.TooManyRequests, problem.Internal:
	default:
		b.fail("%s has no pass and is told %v", b.who, err)
	}
}

// declined returns how often shoppers were told that a card was declined for an order,
// after it has added some.
func (b *buyer) declined(id order.ID, more int) int {
	b.letters.mu.Lock()
	defer b.letters.mu.Unlock()
	if b.letters.declined == nil {
		b.letters.declined = map[order.ID]int{}
	}
	b.letters.declined[id] += more
	return b.letters.declined[id]
}

// toldOfCard checks that no card was tried once shoppers had been told often enough that
// one was declined. Payments that were under way by then still have an answer.
func (b *buyer) toldOfCard(id order.ID, declined int, since time.Time, err error) {
	o := b.witness.order(id)
	switch code := problem.CodeOf(err); {
	case code == problem.PaymentDeclined && declined >= order.MaxDeclines, err == nil && declined >= order.MaxDeclines && o.Payment.PaidAt.After(since):
		b.fail("%s tries a card for order %s, which is %s, after %d were declined", b.who, id, o.Status, declined)
	case code == problem.PaymentDeclined:
		b.declined(id, 1)
	case code == problem.OrderClosed && o.Declines == order.MaxDeclines:
		b.count("told that a hold with too many declined payments is closed", 1)
	}
}

// tryCards is what somebody does with a list of stolen cards: they try all for one order,
// in two windows.
func (b *buyer) tryCards() {
	b.pause(b.rush)
	o, err := b.hold(b.key(), []checkout.HoldLine{{SKU: band, Quantity: 1}})
	if err != nil {
		return
	}
	try := func(b *buyer) {
		for range 5 {
			_ = b.decline(o.ID)
			b.pause(time.Second)
		}
		if b.oneIn(2) {
			_ = b.pay(o.ID)
		}
	}
	b.window(try)
	try(b)
}

// cancelAlways is what somebody does who wants to keep units from others, or the store
// busy: they make an order and cancel it, more often than there are slots.
func (b *buyer) cancelAlways() {
	b.pause(b.rush / 4)
	for i := range 2*catalog.MaxSlots + 5 {
		o, err := b.hold(fmt.Sprint("key ", i), []checkout.HoldLine{{SKU: band, Quantity: 1}})
		switch {
		case err == nil:
			_ = b.cancel(o.ID)
		case problem.CodeOf(err) != problem.TooManyRequests:
			b.pause(2 * time.Second)
		}
	}
}

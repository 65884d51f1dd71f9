package checkout_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/problem"
)

// buyer is one window of a shopper's browser. It decides by a random source of its own,
// so that nothing else influences it.
type buyer struct {
	*sim
	who    string // the window
	name   string // the shopper
	guise  guise
	random *rand.Rand
	opened int // windows opened from this one
}

// window opens another window of the same shopper.
func (b *buyer) window(do func(b *buyer)) {
	b.actors.Add(1)
	b.opened++
	other := &buyer{sim: b.sim, who: fmt.Sprintf("%s+%d", b.who, b.opened), name: b.name, guise: b.guise, random: rand.New(rand.NewPCG(b.random.Uint64(), 0))}
	go func() {
		defer b.actors.Add(-1)
		do(other)
	}()
}

func (b *buyer) pause(upTo time.Duration) {
	b.sleep(b.who, time.Duration(b.random.Int64N(int64(upTo))))
}

func (b *buyer) oneIn(n int) bool { return b.random.IntN(n) == 0 }

// visit is everything that a shopper does in the sale.
func (b *buyer) visit() {
	b.pause(b.rush)
	if b.oneIn(15) {
		b.pause(3 * time.Minute) // late, perhaps after the sale
	}
	key, lines := b.key(), b.basket()
	for range 1 + b.random.IntN(4) {
		if b.oneIn(8) { // a double click, or a second window
			key, lines := key, lines
			if b.oneIn(3) {
				key, lines = b.key(), b.basket()
			}
			b.window(func(b *buyer) {
				if o, err := b.hold(key, lines); err == nil && b.oneIn(2) {
					b.decide(o)
				}
			})
		}
		o, err := b.hold(key, lines)
		switch problem.CodeOf(err) {
		case "":
			b.decide(o)
			if b.oneIn(4) {
				key, lines = b.key(), b.basket()
			}
		case problem.Internal, problem.TooManyRequests, problem.SaleNotOpen:
			b.pause(2 * time.Second) // and ask again
			if b.oneIn(4) {
				key, lines = b.key(), b.basket()
			}
		case problem.SoldOut, problem.NotEnoughLeft:
			if !b.oneIn(3) {
				return
			}
			b.pause(10 * time.Second)
		default:
			return
		}
	}
}

// basket returns mostly one band, and sometimes many.
func (b *buyer) basket() []checkout.HoldLine {
	bands := func(n int) checkout.HoldLine { return checkout.HoldLine{SKU: band, Quantity: n} }
	if b.oneIn(b.modesty) {
		return []checkout.HoldLine{bands(1 + b.random.IntN(12))}
	}
	pair := checkout.HoldLine{SKU: headphones, Quantity: 1}
	switch b.random.IntN(20) {
	case 0, 1:
		return []checkout.HoldLine{bands(2 + b.random.IntN(3))}
	case 2:
		return []checkout.HoldLine{bands(1 + b.random.IntN(2)), pair}
	case 3:
		return []checkout.HoldLine{pair, bands(1)}
	case 4:
		return []checkout.HoldLine{bands(1 + b.random.IntN(40))}
	default:
		return []checkout.HoldLine{bands(1)}
	}
}

// hold asks for an order, and compares the answer with earlier ones.
func (b *buyer) hold(key string, lines []checkout.HoldLine) (o order.Order, err error) {
	r := b.request(key, lines)
	b.sends(r)
	died := b.checkouts.ask(b.who, fmt.Sprintf("holds %v under %s", lines, key), func(p *process) {
		since := b.now
		p.owner = b.owner(r)
		o, err = b.holds(context.Background(), p.checkout, r)
		b.tell(b.who, "is told %s %s %v", o.ID, o.Status, err)
		b.count("hold: "+answerCode(err), 1)
		b.told(r, since, o, err)
	})
	if died != nil {
		return order.Order{}, died
	}
	return o, err
}

func answerCode(err error) string {
	if err == nil {
		return "ok"
	}
	return string(problem.CodeOf(err))
}

// promise is an order that was returned to a request, and when.
type promise struct {
	id order.ID
	at time.Time
}

// told checks the answer to a request that began some time ago.
func (b *buyer) told(r checkout.HoldRequest, since time.Time, o order.Order, err error) {
	made, promised := b.promises.Load(b.requestOf(r))
	earlier, _ := made.(promise)
	code := problem.CodeOf(err)
	if b.owner(r) == nobody {
		b.toldNobody(code, err)
	}
	switch {
	case err == nil:
		b.toldOrder(r, o, earlier, promised)
		return
	case code == problem.Internal && !errors.Is(err, checkouttest.ErrFault):
		b.fail("%s is told %v", b.who, err)
	case code == problem.TooManyRequests:
		b.toldTooMany(r, err)
		return
	case code == problem.Internal:
		return
	case promised && earlier.at.Before(since):
		b.fail("%s was promised order %s under %s, and is told %v", b.who, earlier.id, r.IdempotencyKey, err)
	case b.now.Before(b.shop.Sale.Opens) && code != problem.SaleNotOpen:
		b.fail("before the sale, %s is told %v", b.who, err)
	}
	switch code {
	case problem.SoldOut:
		b.toldSoldOut(r, since, err)
	case problem.NotEnoughLeft:
		b.toldNotEnough(r, since, err)
	case problem.SaleClosed:
		if b.witness.closes.IsZero() || b.now.Before(b.witness.closes) {
			b.fail("%s is told %v, and the sale is open", b.who, err)
		}
	case problem.BuyerLimit:
		b.toldLimit(r, err)
	case problem.IdempotencyKeyReused:
		b.toldReused(r, err)
	case problem.PassRequired:
		if b.owner(r) != nobody {
			b.fail("%s is told %v", b.who, err)
		}
	case problem.SaleNotOpen:
	default:
		b.fail("%s is told %v", b.who, err)
	}
}

// toldOrder checks that the order exists, is the only one of its request, and is the
// shopper's own.
func (b *buyer) toldOrder(r checkout.HoldRequest, o order.Order, earlier promise, promised bool) {
	switch stored := b.witness.order(o.ID); {
	case b.witness.ownerOf(o.ID.Key) != b.owner(r):
		b.fail("%s is told of order %s of %s", b.who, o.ID, b.witness.ownerOf(o.ID.Key))
	case stored.Status == order.Absent || stored.Status == order.Abandoned || stored.Status == order.Rejected:
		b.fail("%s is told of order %s, which is %q", b.who, o.ID, stored.Status)
	case promised && earlier.id != o.ID:
		b.fail("%s was promised order %s, and is told of %s", b.who, earlier.id, o.ID)
	case !promised:
		b.promises.Store(b.requestOf(r), promise{o.ID, b.now})
	}
}

// toldSoldOut checks that the line offered nothing at some moment during the request, or
// ShelfAge before it.
func (b *buyer) toldSoldOut(r checkout.HoldRequest, since time.Time, err error) {
	p, _ := errors.AsType[*problem.Error](err)
	sku, _ := p.Extra["sku"].(catalog.SKU)
	if since = since.Add(-checkout.ShelfAge); !b.witness.certify(b.shop.Line(sku), since) {
		b.fail("%s is told that %s is sold out, and there were units all the time since %v", b.who, sku, since)
	}
}

// toldNotEnough checks that the lots of the line offered too few units together, each at
// some moment during the request, or ShelfAge before it. An answer that repeats a
// rejection was checked when the order was rejected.
func (b *buyer) toldNotEnough(r checkout.HoldRequest, since time.Time, err error) {
	p, _ := errors.AsType[*problem.Error](err)
	if sku, looked := p.Extra["sku"].(catalog.SKU); looked {
		line := slices.IndexFunc(r.Lines, func(l checkout.HoldLine) bool { return l.SKU == sku })
		if fewest := b.witness.fewest(b.shop.Line(sku), since.Add(-checkout.ShelfAge)); fewest >= r.Lines[line].Quantity {
			b.fail("%s asks for %d and is told %v, and there were always at least %d since %v", b.who, r.Lines[line].Quantity, err, fewest, since)
		}
		return
	}
	digest := sha256.Sum256([]byte(r.IdempotencyKey))
	if !b.witness.rejected(b.owner(r), order.Digest(digest[:16])) {
		b.fail("%s is told %v, and no order of this request was rejected", b.who, err)
	}
}

// decide is what a shopper does with an order after some time.
func (b *buyer) decide(o order.Order) {
	switch b.random.IntN(12) {
	case 0, 3:
		b.lastMoment(o)
		return
	case 1, 2:
		b.pause(2 * catalog.MinHold) // perhaps too long
	default:
		b.pause(5 * time.Second)
	}
	if b.oneIn(10) {
		b.window(func(b *buyer) { b.act(o.ID) }) // two things at once
	}
	b.act(o.ID)
	if b.oneIn(5) {
		b.pause(2 * time.Second)
		b.act(o.ID)
	}
}

// lastMoment extends the hold in one window as its countdown ends, and pays at the same
// time in another. One that is refused came after the end of the hold.
func (b *buyer) lastMoment(o order.Order) {
	if o.Status != order.Held {
		return
	}
	left := o.HoldExpiresAt.Sub(b.now)
	b.window(func(b *buyer) {
		b.sleep(b.who, max(0, left-20*time.Millisecond))
		b.pause(25 * time.Millisecond)
		_ = b.pay(o.ID)
	})
	b.sleep(b.who, max(0, left-35*time.Millisecond))
	b.pause(30 * time.Millisecond)
	_ = b.extend(o.ID)
}

// act does one thing with an order, and mostly repeats it if it fails.
func (b *buyer) act(id order.ID) {
	do := []func(order.ID) error{b.pay, b.pay, b.pay, b.confirm, b.decline, b.cancel, b.cancel, b.extend, b.read, nil}[b.random.IntN(10)]
	if do == nil {
		return // the shopper forgets about it
	}
	for range 1 + b.random.IntN(4) {
		if code := problem.CodeOf(do(id)); code != problem.Internal && code != problem.TooManyRequests {
			return
		}
		b.pause(time.Second)
	}
}

func (b *buyer) pay(id order.ID) error     { return b.payBy(id, payment.CardVisa) }
func (b *buyer) confirm(id order.ID) error { return b.payBy(id, payment.CardAuthenticationRequired) }
func (b *buyer) decline(id order.ID) error { return b.payBy(id, payment.CardDeclined) }

func (b *buyer) payBy(id order.ID, method string) (err error) {
	tried, since := b.declined(id, 0), b.now
	defer func() { b.toldOfCard(id, tried, since, err) }()
	r := checkout.PayRequest{Method: method}
	var paid checkout.Paid
	pay := func(c *checkout.Checkout, ctx context.Context, id order.ID) (_ order.Order, err error) {
		paid, err = c.Pay(ctx, id, r)
		return paid.Order, err
	}
	unconfirmed := func() bool { return paid.Confirmation != "" && r.Confirmation == "" }
	isPaid := func(_, stored order.Order) bool { return stored.Status == order.Paid || unconfirmed() }
	if err := b.ask("pays", id, pay, isPaid); err != nil || !unconfirmed() {
		return err
	}
	b.pause(5 * time.Second)
	r.Confirmation = paid.Confirmation
	return b.ask("confirms", id, pay, isPaid)
}

func (b *buyer) cancel(id order.ID) error {
	return b.ask("cancels", id, (*checkout.Checkout).Cancel, func(_, stored order.Order) bool { return stored.Status == order.Cancelled })
}

func (b *buyer) extend(id order.ID) error {
	return b.ask("extends", id, (*checkout.Checkout).Extend, func(told, _ order.Order) bool { return told.Extended })
}

func (b *buyer) read(id order.ID) error {
	return b.ask("reads", id, (*checkout.Checkout).Read, func(_, _ order.Order) bool { return true })
}

// ask does something with an order that was returned to the shopper, so it must exist.
// done reports whether an answer without an error is right.
func (b *buyer) ask(
	does string, id order.ID, do func(*checkout.Checkout, context.Context, order.ID) (order.Order, error), done func(told, stored order.Order) bool,
) (err error) {
	died := b.checkouts.ask(b.who, does+" "+id.String(), func(p *process) {
		var told order.Order
		told, err = do(p.checkout, context.Background(), id)
		b.tell(b.who, "%s %s and is told %v", does, id, err)
		b.count(does+": "+answerCode(err), 1)
		stored, code := b.witness.order(id), problem.CodeOf(err)
		switch {
		case err == nil && !done(told, stored):
			b.fail("%s %s order %s and is told that it is %s, and it is %s", b.who, does, id, told.Status, stored.Status)
		case code == problem.Internal && !errors.Is(err, checkouttest.ErrFault), code == problem.OrderNotFound:
			b.fail("%s %s order %s and is told %v", b.who, does, id, err)
		}
	})
	if died != nil {
		return died
	}
	return err
}

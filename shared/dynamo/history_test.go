package dynamo_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/dynamo"
	"storefront/shared/email"
	"storefront/shared/mail"
	"storefront/shared/money"
	"storefront/shared/notify"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/secret"
	"storefront/shared/stock"
	"storefront/shared/token"
	"storefront/shared/waitlist"
)

const band catalog.SKU = "fitness-band"

var monday = time.Date(2015, time.May, 18, 19, 0, 0, 0, time.UTC)

// place is a sale, and a process that has read the catalog and the shelf.
type place struct {
	*checkouttest.Shop
	process *checkout.Checkout
}

// lotsOfPlace is enough for the history of one buyer, in the last lot.
const lotsOfPlace = 8

func newSale(t *testing.T, s *dynamo.Store, with func(*catalog.Sale)) place {
	t.Helper()
	line := checkouttest.Line{SKU: band}
	for range lotsOfPlace {
		line.Lots = append(line.Lots, 25)
	}
	shop := checkouttest.NewShop(t, s, with, line)
	return place{shop, shop.Process()}
}

// warm lets the process read what every process has read already.
func (p place) warm(t *testing.T) place {
	t.Helper()
	if _, err := p.process.Catalog.Product(t.Context(), band); err != nil {
		t.Fatal(err)
	}
	if _, err := p.process.Shelves.ShelvesOf(t.Context(), []stock.Line{p.Line(band)}); err != nil {
		t.Fatal(err)
	}
	return p
}

// oldSale returns a sale of which all lots but one are sold.
func oldSale(t *testing.T, s *dynamo.Store, with func(*catalog.Sale)) place {
	t.Helper()
	p := newSale(t, s, with)
	for n := range lotsOfPlace - 1 {
		p.MustPay(t, p.MustHold(t, fmt.Sprint("early-", n), "key", 25).ID)
	}
	return p
}

// orders makes orders of ann, each under a key of its own. The first one was extended,
// paid, refunded in parts as often as an order may be, and then in full. The others are
// stored as if the same had been done with them.
func (p place) orders(t *testing.T, n int) {
	t.Helper()
	if n == 0 {
		return
	}
	o := p.refunded(t, p.MustHold(t, "ann", "key 0", 1).ID)
	for i := 1; i < n; i++ {
		requestKey := fmt.Sprint("key ", i)
		digest, slot := sha256.Sum256([]byte(requestKey)), i
		if p.Sale.Access == catalog.AccessOpen {
			slot = 0
		}
		o.ID.Key = p.Sale.OrderKey(email.IdentityOf("ann@example.com"), requestKey)
		o.ID.Slot, o.Request.Key = p.Sale.Slots(o.ID.Key)[slot], order.Digest(digest[:16])
		if existing, err := p.Store.Put(t.Context(), o); err != nil || existing != nil {
			t.Fatalf("order %s was not put: %v", o.ID, err)
		}
	}
}

func (p place) refunded(t *testing.T, id order.ID) order.Order {
	t.Helper()
	if _, err := p.Process().Extend(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	o := p.MustPay(t, id)
	for n := range order.MaxRefunds {
		move, err := o.Refund(order.RefundRequest{
			Reference: fmt.Sprint("part-", n), Reason: order.Goodwill,
			Credits: []order.Credit{{SKU: band, Amount: money.Amount{Minor: 1, Currency: "USD"}}},
		}, p.Clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		version := o.Version
		if o, _, err = p.Store.Move(t.Context(), id, move); err != nil || o.Version != version+1 {
			t.Fatalf("refund %d was not made: %v", n, err)
		}
	}
	o, err := p.AfterSale().Refund(t.Context(), id, 0, order.RefundRequest{Reference: "rest", Reason: order.Goodwill, All: true})
	if err != nil || o.Status != order.Refunded {
		t.Fatalf("the order is %s, %v", o.Status, err)
	}
	return o
}

// declined declines payments of a held order until it may have one more.
func (p place) declined(t *testing.T, id order.ID) {
	t.Helper()
	for range order.MaxDeclines - 1 {
		if _, err := p.Process().Pay(t.Context(), id, checkout.PayRequest{Method: payment.CardDeclined}); err == nil {
			t.Fatal("the card was not declined")
		}
	}
}

// office has what takes requests for mail and answers them.
type office struct {
	list   *waitlist.Waitlist
	asks   *notify.Asker
	mailer *notify.Notifier
	now    time.Time
	asked  int // asks that have a name

	shop   *checkouttest.Shop
	orders map[string]order.ID // of each name
}

func newOffice(t *testing.T, s *dynamo.Store) *office {
	t.Helper()
	o := &office{now: monday, shop: newSale(t, s, nil).Shop, orders: map[string]order.ID{}}
	now := func() time.Time { return o.now }
	ask := func() string { o.asked++; return fmt.Sprint("ask-", o.asked) }
	digests := email.NewDigests([]byte(strings.Repeat("d", 32)))
	tokens := token.NewSigner(secret.Fixed([]byte(strings.Repeat("k", 32))))
	log := slog.New(slog.DiscardHandler)
	products := catalog.NewCache(s, func() time.Time { return monday }, log)
	if _, err := products.Product(t.Context(), band); err != nil {
		t.Fatal(err)
	}
	o.list = &waitlist.Waitlist{Catalog: products, Entries: s, Leaving: s, Counted: s, Tokens: tokens, Digests: digests, NewAsk: ask, Now: now}
	o.asks = &notify.Asker{Asks: s, Digests: digests, NewAsk: ask, Now: now}
	o.mailer = &notify.Notifier{
		Mailboxes: s, Catalog: products, Entries: s, Orders: s, Sender: unsent{}, Tokens: tokens, Digests: digests,
		Shop: "https://shop.example.com", API: "https://api.example.com", Now: now, Log: log,
	}
	return o
}

// unsent sends no mail.
type unsent struct{}

func (unsent) Send(context.Context, mail.Message) error { return nil }

func (o *office) entry(name string) waitlist.Entry {
	return waitlist.Entry{
		Key: waitlist.NewKey(o.list.Digests, "us", band, email.IdentityOf(name+"@example.com")),
		Ask: fmt.Sprint("ask-", o.asked), AskedAt: o.now,
	}
}

// The requests of a name, whose address and order nobody else has.

func (o *office) join(ctx context.Context, name string) error {
	return o.list.Join(ctx, waitlist.Request{Market: o.shop.Request(name, "").Market, SKU: band, Email: name + "@example.com", Locale: "en"})
}

// confirm confirms the last join.
func (o *office) confirm(ctx context.Context, name string) error {
	_, err := o.list.Confirm(ctx, o.entry(name).ConfirmToken(o.list.Tokens))
	return err
}

func (o *office) leave(ctx context.Context, name string) error {
	return o.list.Unsubscribe(ctx, waitlist.LeaveToken(o.list.Tokens, o.entry(name).Key))
}

func (o *office) askPass(ctx context.Context, name string) error {
	return o.asks.ForPass(ctx, "us", name+"@example.com", "en")
}

func (o *office) askLink(ctx context.Context, name string) error {
	return o.asks.ForLink(ctx, o.orders[name], name+"@example.com")
}

func (o *office) mailPass(ctx context.Context, name string) error {
	return o.mail(ctx, notify.Pass, name)
}
func (o *office) mailLink(ctx context.Context, name string) error {
	return o.mail(ctx, notify.Link, name)
}

func (o *office) mail(ctx context.Context, kind notify.Kind, name string) error {
	outcome, err := o.mailer.Answer(ctx, notify.Ask{
		ID: rand.Text(), Kind: kind, At: o.now, Email: name + "@example.com", Locale: "en", Market: "us", SKU: band,
		Entry: o.entry(name).Key, Order: o.orders[name],
	})
	if err == nil && outcome != notify.Sent {
		err = fmt.Errorf("the mail is not sent: %s", outcome)
	}
	return err
}

// name returns the name of somebody who has an order.
func (o *office) name(t *testing.T) string {
	t.Helper()
	name := fmt.Sprint("shopper-", len(o.orders))
	o.orders[name] = o.shop.MustHold(t, name, "key", 1).ID
	return name
}

// regular returns the name of somebody with whose address all has been done for four days,
// as often as the limits allow, and a little more.
func (o *office) regular(t *testing.T) string {
	t.Helper()
	name := o.name(t)
	do := func(requests ...func(ctx context.Context, name string) error) {
		t.Helper()
		for _, request := range requests {
			if err := request(t.Context(), name); err != nil {
				t.Fatal(err)
			}
		}
	}
	confirmation := func(ctx context.Context, name string) error { return o.mail(ctx, notify.Confirm, name) }
	for range 4 {
		do(o.join, confirmation, o.confirm, o.join, o.leave)
		for range 3 {
			do(o.askPass, o.askPass, o.askLink, o.askLink, o.mailPass, o.mailLink)
			o.now = o.now.Add(10 * time.Minute)
		}
		o.now = o.now.Add(24 * time.Hour)
	}
	do(confirmation) // and the mailbox is as full as it can be with room for a mail
	for range 2 {
		do(o.mailPass, o.mailLink)
		o.now = o.now.Add(10 * time.Minute)
	}
	return name
}

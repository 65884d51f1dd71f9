package crowd

import (
	"context"
	"crypto/rand"
	"encoding/json"
	mathrand "math/rand/v2"
	"net/http"
	"sync"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/problem"
	"storefront/shared/work"
)

// buyer is one shopper.
type buyer struct {
	Options
	client *Client
	result *Result
	email  string
	pass   string // empty: the sale needs none
}

// basket is the body of a checkout.
type basket struct {
	Sale   catalog.SaleID `json:"sale"`
	Lines  []basketLine   `json:"lines"`
	Pass   string         `json:"pass,omitempty"`
	Work   string         `json:"work,omitempty"`
	Email  string         `json:"email"`
	Locale string         `json:"locale"`
	ShipTo shipTo         `json:"ship_to"`
}

type basketLine struct {
	SKU      catalog.SKU `json:"sku"`
	Quantity int         `json:"quantity"`
}

// held has the fields of a checkout's answer that a shopper uses.
type held struct {
	Order struct {
		ID     string         `json:"id"`
		Status order.Status   `json:"status"`
		Sale   catalog.SaleID `json:"sale"`
		Lines  []basketLine   `json:"lines"`
	} `json:"order"`
	Token string `json:"token"`
}

// intent is why a checkout is sent.
type intent int

const (
	first  intent = iota + 1
	repeat        // the same again, under the same key
	greed         // one more order than the buyer may have
)

// shop is a buyer's visit.
func (b *buyer) shop(ctx context.Context) {
	line := b.Sale.Lines[mathrand.IntN(len(b.Sale.Lines))]
	wanted := basketLine{SKU: line.SKU, Quantity: 1 + mathrand.IntN(line.MaxPerOrder)}
	got, ok := b.hold(ctx, wanted)
	if !ok {
		return
	}
	if b.Sale.OrdersPerBuyer > 0 && chance(b.Greedy) {
		for range b.Sale.OrdersPerBuyer { // the last of these is one too many
			b.ask(ctx, b.checkout(ctx, wanted), wanted, greed)
		}
	}
	b.finish(ctx, got)
}

func chance(share float64) bool { return mathrand.Float64() < share }

// checkout returns a request for an order under a new key, with the work that the sale asks
// for.
func (b *buyer) checkout(ctx context.Context, wanted basketLine) Request {
	r := Checkout(b.Market, b.Sale.ID, wanted.SKU, wanted.Quantity, b.pass, b.email, rand.Text())
	if body, ok := r.Body.(basket); ok && b.Sale.Work > 0 {
		body.Work = b.work(ctx, r.Key)
		r.Body = body
	}
	return r
}

// work asks the store for a challenge and does the work on it. Without a challenge there is
// none, and the store refuses the request.
func (b *buyer) work(ctx context.Context, key string) string {
	a, err := b.client.send(ctx, Request{Method: http.MethodGet, Path: "/v1/" + string(b.Market.Code) + "/sales/" + string(b.Sale.ID)})
	var sale struct {
		Work struct {
			Bits      int    `json:"bits"`
			Challenge string `json:"challenge"`
		} `json:"work"`
	}
	if err != nil || json.Unmarshal(a.Body, &sale) != nil || sale.Work.Challenge == "" {
		return ""
	}
	return work.Solve(work.Challenge{Text: sale.Work.Challenge, Bits: sale.Work.Bits}, key)
}

// Checkout returns the request of a buyer in a market for an order of one line. The
// pass is empty if the sale needs none.
func Checkout(m market.Market, sale catalog.SaleID, sku catalog.SKU, quantity int, pass, email, key string) Request {
	return Request{
		Method: http.MethodPost, Path: "/v1/" + string(m.Code) + "/checkouts", Key: key,
		Body: basket{
			Sale: sale, Lines: []basketLine{{SKU: sku, Quantity: quantity}}, Pass: pass, Email: email,
			Locale: m.Languages[0], ShipTo: addressIn(m),
		},
	}
}

// Payment is the body of a request that pays for an order.
var Payment = map[string]string{"payment_method": "pm_card_visa"}

// hold requests an order and returns it if the buyer got one. An impatient buyer
// sends the request twice: at the same time, like a double click, or again after the
// answer, like a phone that lost it.
func (b *buyer) hold(ctx context.Context, wanted basketLine) (held, bool) {
	r := b.checkout(ctx, wanted)
	switch {
	case !chance(b.Retry):
		return b.ask(ctx, r, wanted, first)
	case chance(0.5):
		return b.clickTwice(ctx, r, wanted)
	default:
		return b.askAgain(ctx, r, wanted)
	}
}

// clickTwice sends a request twice at the same time. While stock runs out only one
// may get the order. They must not get two different orders.
func (b *buyer) clickTwice(ctx context.Context, r Request, wanted basketLine) (held, bool) {
	var answers [2]held
	var ok [2]bool
	var both sync.WaitGroup
	for i, why := range []intent{first, repeat} {
		both.Go(func() { answers[i], ok[i] = b.ask(ctx, r, wanted, why) })
	}
	both.Wait()
	if ok[0] && ok[1] && answers[0].Order.ID != answers[1].Order.ID {
		b.result.wrong("one Idempotency-Key made two orders: %s and %s", answers[0].Order.ID, answers[1].Order.ID)
	}
	if ok[0] {
		return answers[0], true
	}
	return answers[1], ok[1]
}

// askAgain sends a request again after its answer.
func (b *buyer) askAgain(ctx context.Context, r Request, wanted basketLine) (held, bool) {
	got, ok := b.ask(ctx, r, wanted, first)
	again, okAgain := b.ask(ctx, r, wanted, repeat)
	if ok && ctx.Err() == nil && again.Order.ID != got.Order.ID {
		b.result.wrong("the request of order %s was answered with order %q when repeated", got.Order.ID, again.Order.ID)
	}
	return again, okAgain
}

// ask sends a checkout and records its answer.
func (b *buyer) ask(ctx context.Context, r Request, wanted basketLine, why intent) (held, bool) {
	asked := time.Now()
	a, err := b.client.send(ctx, r)
	b.result.checkout(wanted, asked, why, a, err)
	if err != nil || !a.ok() {
		return held{}, false
	}
	var got held
	if err := json.Unmarshal(a.Body, &got); err != nil || a.Status != http.StatusCreated || got.Token == "" ||
		got.Order.Sale != b.Sale.ID || len(got.Order.Lines) != 1 || got.Order.Lines[0] != wanted {
		b.result.wrong("a checkout was answered %d with another order than requested: %.200s", a.Status, a.Body)
		return held{}, false
	}
	b.result.made(got.Order.ID, b.email, wanted)
	return got, true
}

// finish pays, cancels or leaves an order.
func (b *buyer) finish(ctx context.Context, got held) {
	refresh := chance(b.Refresh)
	if refresh {
		b.do(ctx, got, Request{Method: http.MethodGet, Path: "/v1/orders/" + got.Order.ID}, "")
	}
	r := Request{Method: http.MethodPost, Path: "/v1/orders/" + got.Order.ID}
	var become order.Status
	switch fate := mathrand.Float64(); {
	case fate < b.Pay:
		r.Path, become = r.Path+"/pay", order.Paid
		r.Body = Payment
	case fate < b.Pay+b.Cancel:
		r.Path, become = r.Path+"/cancel", order.Cancelled
	default:
		return
	}
	b.do(ctx, got, r, become)
	if refresh {
		b.do(ctx, got, r, become)
	}
}

// do sends a request about an order and records the order's new status.
func (b *buyer) do(ctx context.Context, got held, r Request, become order.Status) {
	r.Token = got.Token
	a, err := b.client.send(ctx, r)
	b.result.answered(a, err)
	if err != nil || !a.ok() {
		if err == nil && a.Code != problem.HoldExpired {
			b.result.wrong("%s %s was answered %d %s", r.Method, r.Path, a.Status, a.Code)
		}
		b.result.became(got.Order.ID, unknown)
		return
	}
	var now held
	if err := json.Unmarshal(a.Body, &now); err != nil || now.Order.ID != got.Order.ID || become != "" && now.Order.Status != become {
		b.result.wrong("%s %s was answered with %.200s", r.Method, r.Path, a.Body)
		return
	}
	if become != "" {
		b.result.became(got.Order.ID, become)
	}
}

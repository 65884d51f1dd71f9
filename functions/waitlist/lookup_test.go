package main

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"storefront/infra/functiontest"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/email"
	"storefront/shared/mail"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/orderlink"
	"storefront/shared/problem"
)

// bought returns an order by ada in the demo's sale.
func bought(t *testing.T, shop *functiontest.Shop, locale string) order.Order {
	t.Helper()
	return boughtBy(t, shop, "ada@example.com", locale)
}

func boughtBy(t *testing.T, shop *functiontest.Shop, address, locale string) order.Order {
	t.Helper()
	us, _ := market.US.Market("us")
	o, err := shop.Checkout().Hold(t.Context(), checkout.HoldRequest{
		Market: us, Sale: "us-launch", IdempotencyKey: "key", Lines: []checkout.HoldLine{{SKU: "fitness-band", Quantity: 1}},
		Proved: email.IdentityOf(address), Buyer: order.Buyer{Email: address, Locale: locale, ShipTo: order.Address{State: "CA"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func asks(id, email string) string { return `{"order":"` + id + `","email":"` + email + `"}` }

// The buyer is mailed a link that opens the order, in the order's language, at most
// once in a while. Everybody else gets the same answer and no mail.
func TestLookup(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, shop *functiontest.Shop, sent *outbox, client *functiontest.Client) {
		o := bought(t, shop, "es")
		id := o.ID.String()
		look := func(mails int, body string) {
			t.Helper()
			accepted(t, client.Post("/v1/orders/lookup", body))
			if len(sent.sent) != mails {
				t.Errorf("%d mails were sent, want %d", len(sent.sent), mails)
			}
		}
		look(0, asks(id, "grace@example.com"))
		look(0, asks("0000000000000000-1", "ada@example.com"))
		look(0, asks(strings.TrimSuffix(id, "1")+"2", "ada@example.com"))
		look(1, asks(" "+strings.ToUpper(id), `\ufeffAda@Example.com`))
		look(1, asks(id, "ada@example.com"))
		shop.Clock.Advance(orderlink.Pause - time.Millisecond)
		look(1, asks(id, "ada@example.com"))
		shop.Clock.Advance(2 * time.Millisecond)
		look(2, asks(id, "ada@example.com"))

		link := "https://us.example.com/orders/" + id + "?t=" + functiontest.Tokens.Sign("order", id)
		for _, m := range sent.sent {
			if m.To != "ada@example.com" || m.Subject != "Tu pedido "+id || !strings.Contains(m.Text, "\n"+link+"\n") || m.Unsubscribe != "" {
				t.Errorf("mail: %+v", m)
			}
		}
		if shop.Logged.Len() > 0 {
			t.Errorf("logged: %s", shop.Logged)
		}
	})
}

// Every spelling of the buyer's address finds the order, and shares the pause. The mail
// goes to the address that the buyer gave.
func TestLookupByAnotherSpelling(t *testing.T) {
	t.Parallel()
	shop, sent, client := region(t, market.US)
	id := boughtBy(t, shop, "a.d.a+sale@gmail.com", "en").ID.String()
	for _, typed := range []string{"Ada@googlemail.com", "ada+1@gmail.com", "a.d.a+sale@gmail.com"} {
		accepted(t, client.Post("/v1/orders/lookup", asks(id, typed)))
		if len(sent.sent) != 1 || sent.sent[0].To != "a.d.a+sale@gmail.com" {
			t.Errorf("after %s: mails: %+v", typed, sent.sent)
		}
	}
}

// An order whose buyer was erased belongs to no address.
func TestLookupOfErasedOrder(t *testing.T) {
	t.Parallel()
	shop, sent, client := region(t, market.US)
	o := bought(t, shop, "en")
	if _, err := shop.Checkout().Cancel(t.Context(), o.ID); err != nil {
		t.Fatal(err)
	}
	o, err := shop.Store.Order(t.Context(), o.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, moved, err := shop.Store.Move(t.Context(), o.ID, o.Erase(shop.Clock.Now())); err != nil || !moved {
		t.Fatalf("not erased: %v", err)
	}
	accepted(t, client.Post("/v1/orders/lookup", asks(o.ID.String(), "ada@example.com")))
	if len(sent.sent) > 0 {
		t.Errorf("mails: %+v", sent.sent)
	}
}

// slow sends a mail after a while.
type slow struct{ takes time.Duration }

func (s slow) Send(ctx context.Context, _ mail.Message) error {
	select {
	case <-time.After(s.takes):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// The time that an answer takes reveals nothing either.
func TestLookupDuration(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shop := functiontest.Open(t, market.US, checkouttest.NewMemory())
		id := bought(t, shop, "en").ID.String()
		l := newList(shop)
		l.links.Mailer = mailer{shop: "https://us.example.com", sender: slow{lookupDuration - time.Millisecond}}
		client := functiontest.NewClient(t, l.router(shop.Log))
		for name, body := range map[string]string{
			"an order and its buyer":  asks(id, "ada@example.com"),
			"an order and another":    asks(id, "grace@example.com"),
			"no order":                asks("0000000000000000-1", "ada@example.com"),
			"the same a second time":  asks(id, "ada@example.com"),
			"no order, a second time": asks("0000000000000000-1", "ada@example.com"),
		} {
			start := time.Now()
			accepted(t, client.Post("/v1/orders/lookup", body))
			if took := time.Since(start); took != lookupDuration {
				t.Errorf("%s: answered after %v, want %v", name, took, lookupDuration)
			}
		}
	})
}

// If the mail fails, the answer is the same, the log shows the failure, and the
// buyer can ask again at once.
func TestLookupWithFailedMail(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, shop *functiontest.Shop, sent *outbox, client *functiontest.Client) {
		id := bought(t, shop, "en").ID.String()
		sent.err = errors.New("mail: the service is away")
		accepted(t, client.Post("/v1/orders/lookup", asks(id, "ada@example.com")))
		if logged := shop.Logged.String(); !strings.Contains(logged, "the service is away") || strings.Contains(logged, "@example.com") {
			t.Errorf("logged: %s", logged)
		}
		sent.err = nil
		accepted(t, client.Post("/v1/orders/lookup", asks(id, "ada@example.com")))
		if len(sent.sent) != 1 {
			t.Errorf("%d mails were sent", len(sent.sent))
		}
	})
}

// If the store fails, the answer is the same for every order.
func TestLookupInFailedStore(t *testing.T) {
	t.Parallel()
	shop, _, client := region(t, market.US)
	id := bought(t, shop, "en").ID.String()
	shop.Store.(*checkouttest.Memory).Break(func(checkouttest.Op, string) checkouttest.Fault {
		return checkouttest.Fault{Lost: problem.Busy(checkouttest.ErrFault)}
	})
	for _, body := range []string{asks(id, "ada@example.com"), asks(id, "grace@example.com"), asks("0000000000000000-1", "ada@example.com")} {
		client.Post("/v1/orders/lookup", body).Refused(429, problem.TooManyRequests)
	}
}

func TestBadLookups(t *testing.T) {
	t.Parallel()
	shop, sent, client := region(t, market.US)
	const good = `{"order":"0k3f8m2q7z1xw9vd-1","email":"ada@example.com"}`
	functiontest.Mistakes{
		"no order":              {`"order":"0k3f8m2q7z1xw9vd-1",`, ``, "order"},
		"an order that is none": {`0k3f8m2q7z1xw9vd-1`, `4711`, "order"},
		"an order of a number":  {`"0k3f8m2q7z1xw9vd-1"`, `1`, "order"},
		"an endless order":      {`0k3f8m2q7z1xw9vd-1`, strings.Repeat(" ", 65) + `0k3f8m2q7z1xw9vd-1`, "order"},
		"no e-mail":             {`,"email":"ada@example.com"`, ``, "email"},
		"an e-mail of nothing":  {`ada@example.com`, `\u200b`, "email"},
		"a second reader":       {`ada@example.com`, `ada@example.com,eve@example.com`, "email"},
		"an unknown field":      {`"order"`, `"id":"1","order"`, "id"},
		"both":                  {good, `{}`, "order email"},
	}.Refused(t, good, func(body string) *functiontest.Answer { return client.Post("/v1/orders/lookup", body) })
	client.Post("/v1/orders/lookup", good, "Content-Encoding", "br").Refused(415, problem.InvalidRequest)
	if len(sent.sent) > 0 || shop.Logged.Len() > 0 {
		t.Errorf("mails: %v, log: %s", sent.sent, shop.Logged)
	}
}

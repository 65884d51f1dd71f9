package main

import (
	"strings"
	"testing"
	"time"

	"storefront/infra/functiontest"
	"storefront/shared/checkout"
	"storefront/shared/email"
	"storefront/shared/market"
	"storefront/shared/notify"
	"storefront/shared/order"
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
	everywhere(t, func(t *testing.T, shop *functiontest.Shop, sent *functiontest.Outbox, client *functiontest.Client) {
		o := bought(t, shop, "es")
		id := o.ID.String()
		look := func(mails int, body string) {
			t.Helper()
			isAccepted(t, client.Post("/v1/orders/lookup", body))
			if got := len(sent.Mails(t)); got != mails {
				t.Errorf("%d mails were sent, want %d", got, mails)
			}
		}
		look(0, asks(id, "grace@example.com"))
		look(0, asks("0000000000000000-1", "ada@example.com"))
		look(0, asks(strings.TrimSuffix(id, "1")+"2", "ada@example.com"))
		look(1, asks(" "+strings.ToUpper(id), `\ufeffAda@Example.com`))
		look(1, asks(id, "ada@example.com"))
		shop.Clock.Advance(notify.AskPause - time.Millisecond)
		look(1, asks(id, "ada@example.com"))
		shop.Clock.Advance(2 * time.Millisecond)
		look(2, asks(id, "ada@example.com"))

		link := "https://us.example.com/orders/" + id + "?t=" + functiontest.Tokens.Sign("order", id)
		for _, m := range sent.Mails(t) {
			if m.To != "ada@example.com" || m.Subject != "Su pedido "+id || !strings.Contains(m.Text, "\n"+link+"\n") || m.Unsubscribe != "" {
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
		isAccepted(t, client.Post("/v1/orders/lookup", asks(id, typed)))
		if mails := sent.Mails(t); len(mails) != 1 || mails[0].To != "a.d.a+sale@gmail.com" {
			t.Errorf("after %s: mails: %+v", typed, mails)
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
	isAccepted(t, client.Post("/v1/orders/lookup", asks(o.ID.String(), "ada@example.com")))
	if mails := sent.Mails(t); len(mails) > 0 {
		t.Errorf("mails: %+v", mails)
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
	if mails := sent.Mails(t); len(mails) > 0 || shop.Logged.Len() > 0 {
		t.Errorf("mails: %v, log: %s", mails, shop.Logged)
	}
}

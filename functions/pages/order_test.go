package main

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"storefront/infra/functiontest"
	"storefront/shared/catalog"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/market"
	"storefront/shared/metric"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/token"
)

// A payment that is declined says so and how many are left; the fifth ends the hold.
func TestDeclinedPayments(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, c *counter) {
		page := c.fill().submit().want(200)
		for _, left := range []string{"4 more times", "3 more times", "2 more times", "1 more time"} {
			page = page.form("Order and pay").set("payment_method", payment.CardDeclined).submit().private().
				want(200, "The payment was declined", left, "Nothing was charged", "Order and pay")
		}
		page.form("Order and pay").set("payment_method", payment.CardDeclined).submit().private().
			want(200, "The payment was declined too often", "nothing was charged").not("Order and pay")
		if o := c.mustOne(); o.Status != order.Cancelled {
			t.Errorf("the order is %s", o.Status)
		}
		if n := c.Count(t, metric.PaymentDeclined); n != 5 {
			t.Errorf("%d declined payments are counted", n)
		}
		page.form("Order and pay").submit().want(200, "declined too often") // in another tab
	})
}

// A payment that the bank wants confirmed goes on at a page of its own, which leads back.
func TestConfirmedPayment(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, c *counter) {
		held := c.fill().submit().want(200)
		confirm := held.form("Order and pay").set("payment_method", payment.CardAuthenticationRequired).submit().private().
			want(200, "Your bank asks you to confirm the payment of $21.07", "12:10")
		if !strings.HasSuffix(confirm.path, "/continue") || c.mustOne().Status != order.Held {
			t.Errorf("at %s the order is %s", confirm.path, c.mustOne().Status)
		}
		confirm.follow("Back to my order").want(200, "Kept for you")
		forged := confirm.form("I confirm").set("confirmation", "another")
		forged.submit().private().want(422, "Choose a payment method", "Kept for you")
		for range 2 {
			confirm.form("I confirm").submit().want(200, "Thank you")
		}
		c.open(confirm.url.String()).want(200, "There is nothing to confirm").follow("Back to my order").want(200, "Thank you")
	})
}

// A payment method that is none is named in place; the hold stays.
func TestBadMethods(t *testing.T) {
	t.Parallel()
	c := sells(t, market.US)
	held := c.fill().submit().want(200)
	for name, method := range map[string]string{
		"none": "", "a number": "4242424242424242", "an unknown one": "pm_cash", "a long one": strings.Repeat("x", 101), "with a space": "pm_card_visa ",
	} {
		d := held.form("Order and pay").set("payment_method", method).submit()
		if d.status != 422 || !strings.Contains(d.html, `href="#payment_method"`) || !strings.HasPrefix(d.title(), "Error: ") {
			t.Errorf("%s: answered %d, %s", name, d.status, d.title())
		}
	}
	held.form("Order and pay").submit().want(200, "Thank you")
}

// Each state of an order has its page.
func TestOrderStates(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		become func(c *counter, held *document)
		texts  []string
		not    []string
	}{
		"held": {func(*counter, *document) {}, []string{"Kept for you until 12:10", "Take 10 minutes more", "Order and pay $21.07", `value="600"`, `data-until="2015-05-18T19:10:05.000Z"`}, []string{"Receipt"}},
		"ended, and nothing has closed it": {func(c *counter, _ *document) { c.Clock.Advance(11 * time.Minute) },
			[]string{"The time has ended", "You paid nothing", "Back to the form with what I typed"}, []string{"Order and pay", "Take 10"}},
		"expired": {func(c *counter, _ *document) { c.Clock.Advance(11 * time.Minute); c.Sweep(c.t) },
			[]string{"The time has ended", "You paid nothing"}, []string{"Order and pay"}},
		"cancelled": {func(_ *counter, held *document) { held.form("Cancel and give").submit() },
			[]string{"You cancelled this order", "Back to the form with what I typed"}, []string{"Order and pay"}},
		"paid": {func(_ *counter, held *document) { held.form("Order and pay").submit() },
			[]string{"Thank you", "By Thursday, May 21", "Receipt", `aria-current="step"`, "Total paid", "get all your money back"}, []string{"Order and pay", "Withdraw from contract"}},
		"shipped": {func(c *counter, held *document) {
			held.form("Order and pay").submit()
			c.Clock.Advance(24 * time.Hour)
			c.after(c.operator().Ship(c.t.Context(), c.mustOne().ID, 0, order.Shipment{Carrier: "UPS", Tracking: "1Z 999"}))
		}, []string{"It is on its way", "Tuesday, May 19", ", UPS 1Z 999", "Receipt"}, []string{"Order and pay"}},
		"refunded in part": {func(c *counter, held *document) {
			held.form("Order and pay").submit()
			c.refund(order.RefundRequest{Reference: "1", Reason: order.Damaged, Lines: []order.RefundUnits{{SKU: "fitness-band", Quantity: 1}}})
		}, []string{"Thank you", "Refunds", "$16.08 refunded on May 18, 2015", "Fitness band × 1", "Tax"}, []string{"You got everything back"}},
		"refunded in money": {func(c *counter, held *document) {
			held.form("Order and pay").submit()
			c.refund(order.RefundRequest{Reference: "1", Reason: order.Goodwill, Credits: []order.Credit{{SKU: "fitness-band", Amount: c.mustOne().Totals.Shipping}}})
		}, []string{"Thank you", "$4.99 refunded", "Fitness band, a part of the price"}, nil},
		"refunded": {func(c *counter, held *document) {
			held.form("Order and pay").submit()
			c.refund(order.RefundRequest{Reference: "1", Reason: order.OutOfStock, All: true})
		}, []string{"You got everything back", "We refunded $37.14", "Refunds"}, []string{"By Thursday, May 21"}},
		"erased": {func(c *counter, held *document) {
			c.eraseShipped(held, order.Order.Erase)
		}, []string{"It is on its way", "Your name and address were erased"}, []string{"Ada Lovelace", "ada@example.com", "1Z 999", "encrypted"}},
		"erased on request": {func(c *counter, held *document) {
			c.eraseShipped(held, func(o order.Order, at time.Time) order.Move { return o.Forget(at, []byte("a sealed copy")) })
		}, []string{"Your name and address were erased", "keep a copy of the name and address on the invoice. It is encrypted"}, []string{"Ada Lovelace", "a sealed copy"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := sells(t, market.US)
			form := c.fill()
			if strings.HasPrefix(name, "refunded") {
				form.set("q-fitness-band", "2")
			}
			held := form.submit().want(200)
			tt.become(c, held)
			before := c.mustOne()
			d := c.open(held.url.String()).private().want(200, tt.texts...)
			d.not(append(tt.not, "%!")...)
			if after := c.mustOne(); after.Version != before.Version {
				t.Error("looking at the order has changed it")
			}
			for _, stale := range []string{"Order and pay", "Cancel and give", "Take 10"} { // in another tab, which does not know
				if name != "held" {
					if d := held.form(stale).submit(); d.status != 200 {
						t.Errorf("%s: answered %d", stale, d.status)
					}
				}
			}
		})
	}
}

// eraseShipped pays and ships the order on hold, and erases its buyer.
func (c *counter) eraseShipped(held *document, erase func(order.Order, time.Time) order.Move) {
	c.t.Helper()
	held.form("Order and pay").submit()
	c.after(c.operator().Ship(c.t.Context(), c.mustOne().ID, 0, order.Shipment{Carrier: "UPS", Tracking: "1Z 999"}))
	o := c.mustOne()
	if _, moved, err := c.Store.Move(c.t.Context(), o.ID, erase(o, c.Clock.Now())); err != nil || !moved {
		c.t.Fatal(moved, err)
	}
}

// refund refunds a part of the only order.
func (c *counter) refund(r order.RefundRequest) {
	c.t.Helper()
	c.after(c.operator().Refund(c.t.Context(), c.mustOne().ID, 0, r))
}

// after fails the test if an operator's step failed.
func (c *counter) after(_ order.Order, err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// Who comes too late for some items of an order sees that nothing was kept.
func TestRejectedOrder(t *testing.T) {
	t.Parallel()
	c := sells(t, market.US)
	held := c.fill().submit().want(200)
	o := c.mustOne()
	o.ID.Slot, o.Status = o.ID.Slot+1, order.Rejected
	if _, err := c.Store.Put(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	path := "/orders/" + o.ID.String() + "?t=" + functiontest.Tokens.Sign(token.Order, o.ID.String())
	c.open(path).private().want(200, "Not all of it could be had", "Nothing was kept")
	held.form("Order and pay").submit().want(200, "Thank you")
}

// From an order that came to nothing, the shopper gets the form back as it was.
func TestStartAgain(t *testing.T) {
	t.Parallel()
	c := sells(t, market.US)
	c.Sell(t, "everyone", 5, nil, "fitness-band")
	held := c.open("/us/en/sales/everyone/checkout?sku=fitness-band&quantity=2").form(keep).set(where...).set("email", "ada@example.com").submit()
	form := held.form("Cancel and give").submit().want(200).form("Back to the form").submit().private().want(200).form(keep)
	for name, want := range map[string]string{"q-fitness-band": "2", "name": "Ada Lovelace", "line1": "1 Market Street", "state": "CA", "postal_code": "94105", "email": "ada@example.com"} {
		if got := form.values.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if again := form.submit().want(200, "Kept for you"); again.path == held.path {
		t.Error("it is the same order")
	}
}

// In a sale with passes the ended order stands for the pass, in its sale and for its buyer
// alone. An order that was not ended, or was paid, does not.
func TestStartAgainWithoutThePass(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, c *counter) {
		c.Sell(t, "another", 5, func(s *catalog.Sale) { s.Access = catalog.AccessVerified }, "fitness-band")
		held := c.fill().set("q-fitness-band", "2").submit()
		again := held.url.Query().Get("t")
		edit := func(path, again string) *document {
			return c.send("POST", path, url.Values{"edit": {"1"}, "again": {again}, "q-fitness-band": {"1"}}.Encode(), nil).private()
		}
		const here = "/us/en/sales/us-launch/checkout"
		edit(here, again).want(200, "Get your pass") // it is still held

		form := held.form("Cancel and give").submit().form("Back to the form").submit().private().want(200, "Step 1 of 2").form(keep)
		for name, want := range map[string]string{"q-fitness-band": "2", "name": "Ada Lovelace", "state": "CA", "email": "ada@example.com", "pass": ""} {
			if got := form.values.Get(name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		form.set("email", "eve@example.com").submit().want(422, "Use the address of your pass, ada@example.com")
		bought := form.set("email", "ada@example.com", "line1", "").submit().want(422).form(keep).set("line1", "2 Market Street").submit().want(200, "Kept for you", "2 Market Street")
		edit(here, again).form(keep).set(where...).submit().want(409, "You have an order in this sale already")

		bought.form("Order and pay").submit().want(200, "Thank you")
		c.Clock.Advance(time.Hour)
		for name, tt := range map[string]struct{ path, again string }{
			"a paid order":       {here, bought.url.Query().Get("t")},
			"another sale":       {"/us/en/sales/another/checkout", again},
			"a forged token":     {here, again + "x"},
			"another purpose":    {here, functiontest.Tokens.Sign(token.Confirm, strings.TrimPrefix(held.path, "/orders/"))},
			"no such order":      {here, functiontest.Tokens.Sign(token.Order, "0000000000000000-1")},
			"a token of nothing": {here, functiontest.Tokens.Sign(token.Order, "x")},
		} {
			d := edit(tt.path, tt.again)
			if d.status != 200 || !strings.Contains(d.html, "Get your pass") {
				t.Errorf("%s is as good as a pass: %d, %s", name, d.status, d.title())
			}
		}
	})
}

// Who has to show the pass again finds the items and the address as they were typed.
func TestThePassIsAskedForInBetween(t *testing.T) {
	t.Parallel()
	c := sells(t, market.US)
	form := c.fill().set("q-fitness-band", "2")
	form.values.Set("pass", passUntil(-time.Second))
	asked := form.submit().private().want(403, "This pass has expired")
	wrong := asked.form("Use my pass").set("pass", "forged").submit().private().want(403, "This pass is not valid here")
	wrong = wrong.form("Mail me my pass").set("email", "ada").submit().private().want(422)
	back := wrong.form("Use my pass").set("pass", functiontest.PassOf("ada@example.com")).submit().private().want(200, "Step 1 of 2").form(keep)
	for name, want := range map[string]string{"q-fitness-band": "2", "name": "Ada Lovelace", "line1": "1 Market Street", "email": "ada@example.com"} {
		if got := back.values.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	back.submit().want(200, "Kept for you")
}

// Only the order's own token opens its pages, and others learn nothing.
func TestWrongTokens(t *testing.T) {
	t.Parallel()
	c := sells(t, market.US)
	mine := c.fill().submit().want(200)
	id, good := strings.TrimPrefix(mine.path, "/orders/"), mine.url.Query().Get("t")
	theirs := order.ID{Key: order.NewKey([]byte("0123456789")), Slot: 1}.String()
	want := ""
	for name, shown := range map[string]string{
		"none": "", "garbage": "garbage", "another order's": functiontest.Tokens.Sign(token.Order, theirs), "a letter more": good + "A", "a letter fewer": good[:len(good)-1],
		"a waitlist's": functiontest.Tokens.Sign(token.Confirm, id), "to leave": functiontest.Tokens.Sign(token.Unsubscribe, id),
		"a pass": functiontest.PassOf("ada@example.com"), "a pass's kind": functiontest.Tokens.Sign(token.Pass, id),
	} {
		for _, page := range []string{"", "/continue", "/withdraw"} {
			d := c.open("/orders/" + id + page + "?t=" + url.QueryEscape(shown))
			unknown := c.open("/orders/0000000000000000-1" + page + "?t=" + url.QueryEscape(shown))
			if d.status != 403 || unknown.status != 403 || d.html != unknown.html || want != "" && d.html != want {
				t.Errorf("%s at %q: answered %d, for another order %d", name, page, d.status, unknown.status)
			}
			want = d.private().want(403, "This link does not open an order", "Mail me a new link").html
		}
		for _, action := range []string{"pay", "extend", "cancel", "withdraw"} {
			if d := c.send("POST", "/orders/"+id+"/"+action, url.Values{"t": {shown}, "payment_method": {payment.CardVisa}}.Encode(), nil); d.status != 403 || d.html != want {
				t.Errorf("%s to %s: answered %d", name, action, d.status)
			}
		}
	}
	// An order's token is no pass, and no token of a waitlist.
	c.open("/us/en/pass?pass="+good).want(403, "This pass is not valid here")
	c.open("/us/en/sales/us-launch/checkout?pass="+good).want(403, "This pass is not valid here")
	for path, texts := range map[string]string{"/waitlist/confirm": "This link is not valid any more", "/waitlist/unsubscribe": "This link is not valid"} {
		c.send("POST", path, "token="+good, nil).want(403, texts)
	}
	signed := functiontest.Tokens.Sign(token.Order, theirs)
	c.open("/orders/"+theirs+"?t="+signed).want(403, "This link does not open an order") // there is no such order
	if c.mustOne().Version != 1 {
		t.Error("the order has changed")
	}
}

// In the Union a buyer withdraws in two steps, and sees at once that it was received.
func TestWithdrawal(t *testing.T) {
	t.Parallel()
	functiontest.Everywhere(t, market.EU, func(t *testing.T, s *functiontest.Shop) {
		c := serve(t, s)
		c.Sell(t, "everyone", 5, nil, "fitness-band")
		form := c.open("/de/en/sales/everyone/checkout?sku=fitness-band").form(keep)
		held := form.set("name", "Grete Hermann", "line1", "Unter den Linden 1", "city", "Berlin", "postal_code", "10117", "email", "grete@example.com").submit()
		held.not("Withdraw from contract here")
		c.open(strings.Replace(held.url.String(), "?", "/withdraw?", 1)).want(200, "Kept for you") // nothing to withdraw from
		paid := held.form("Order with obligation to pay").submit().want(200, "Thank you", "Withdraw from contract here", "Of which VAT, 19%")
		step := paid.follow("Withdraw from contract here").private().want(200, "Withdraw from this contract", "Grete Hermann", "grete@example.com", c.mustOne().ID.String())
		step.follow("Keep my order").want(200, "Thank you")
		if !c.mustOne().WithdrawnAt.IsZero() {
			t.Error("a link has withdrawn from the order")
		}
		for range 2 {
			step.form("Confirm withdrawal").submit().private().want(200, "You withdrew from this order", "We received it on Monday, 18 May", "Receipt").
				not("Withdraw from contract here", "By Thursday")
		}
		if c.mustOne().WithdrawnAt.IsZero() {
			t.Error("the order is not withdrawn from")
		}
		c.refund(order.RefundRequest{Reference: "1", Reason: order.Withdrawn, All: true})
		c.open(paid.url.String()).want(200, "You got everything back", "You withdrew")
	})
}

// When the time to withdraw has ended, the page says so.
func TestLateWithdrawal(t *testing.T) {
	t.Parallel()
	c := sells(t, market.EU)
	c.Sell(t, "everyone", 5, nil, "fitness-band")
	paid := c.open("/de/en/sales/everyone/checkout?sku=fitness-band").form(keep).
		set("name", "Grete Hermann", "line1", "Unter den Linden 1", "city", "Berlin", "postal_code", "10117", "email", "grete@example.com").submit().
		form("Order with obligation to pay").submit().want(200)
	step := paid.follow("Withdraw from contract here")
	c.after(c.operator().Ship(t.Context(), c.mustOne().ID, 0, order.Shipment{}))
	c.open(paid.url.String()).want(200, "You can do it here until Tuesday, 16 June")
	c.Clock.Advance(40 * 24 * time.Hour)
	step.form("Confirm withdrawal").submit().want(200, "The time to withdraw here ended on Tuesday, 16 June").not("Withdraw from contract here")
	c.open(step.url.String()).want(200, "The time to withdraw here ended")
}

// A store that is out of capacity is no state of an order.
func TestBusyOrder(t *testing.T) {
	t.Parallel()
	c := sells(t, market.US)
	held := c.fill().submit().want(200)
	memory := c.Store.(*checkouttest.Memory)
	memory.Break(checkouttest.Always(checkouttest.OpMove, checkouttest.Fault{Lost: checkouttest.ErrFault}))
	for _, button := range []string{"Order and pay", "Take 10", "Cancel and give"} {
		held.form(button).submit().want(500, "Something went wrong on our side").not("The payment was declined")
	}
	memory.Break(nil)
	held.form("Order and pay").submit().want(200, "Thank you")
}

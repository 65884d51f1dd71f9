package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"storefront/infra/functiontest"
	"storefront/shared/catalog"
	"storefront/shared/email"
	"storefront/shared/invite"
	"storefront/shared/market"
	"storefront/shared/notify"
	"storefront/shared/waitlist"
)

// The link in the mail fills in the ticket. What is wrong with one is said beside its field,
// and what was typed stays.
func TestTicketSale(t *testing.T) {
	t.Parallel()
	c := sells(t, market.US)
	c.Sell(t, "invited", 5, func(s *catalog.Sale) { s.Access = catalog.AccessTicket }, "fitness-band", "headphones")
	code, ends := c.Tickets(t, "invited", "fitness-band")
	c.open("/us/en/sales/invited").want(200, "whom we have invited from the waitlist", "I have a ticket")
	open := func(code string) *form {
		return c.open("/us/en/sales/invited/checkout?sku=fitness-band&ticket="+code).form(keep).set(where...).set("email", "ada@example.com")
	}
	mine := code("ada@example.com", 1)
	form := open(mine)
	if got := form.values.Get("ticket"); got != mine {
		t.Errorf("the form has the ticket %q, want %q", got, mine)
	}
	for name, tt := range map[string]struct {
		change []string
		status int
		text   string
	}{
		"none":         {[]string{"ticket", ""}, 403, "whom we have invited"},
		"mistyped":     {[]string{"ticket", "ABCD"}, 422, "Enter the 16 letters and digits"},
		"another's":    {[]string{"ticket", code("eve@example.com", 2)}, 403, "not valid for this item and this e-mail address"},
		"two products": {[]string{"q-headphones", "1"}, 422, "A ticket is for one item"},
	} {
		id := "ticket-error"
		if tt.change[0] != "ticket" {
			id = "q-fitness-band-error"
		}
		d := open(mine).set(tt.change...).submit().private().want(tt.status, tt.text, `id="`+id+`"`, "1 Market Street")
		if !strings.HasPrefix(d.title(), "Error: ") {
			t.Errorf("%s: the title is %q", name, d.title())
		}
	}
	form.submit().want(200, "Kept for you")
	open(mine).submit().want(409, "This ticket was used for an order already")
	if orders := c.orders(); len(orders) != 1 {
		t.Errorf("there are %d orders", len(orders))
	}
	revoked := code("ada@example.com", 4)
	if added, err := c.Store.RevokeTickets(t.Context(), "invited", catalog.Revocation{SKU: "fitness-band", First: 4, Last: 4, At: c.Clock.Now()}); err != nil || !added {
		t.Fatal(added, err)
	}
	c.Clock.Advance(catalog.FreshFor)
	open(revoked).submit().want(403, "We have withdrawn this ticket")
	late := open(code("ada@example.com", 3))
	c.Clock.Set(ends)
	late.submit().want(403, "This ticket has expired")
}

// Who waited is invited by mail, and buys with the link in it. Who has left hears nothing.
func TestInvitedFromTheWaitlist(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, c *counter) {
		c.Sell(t, "invited", 2, func(s *catalog.Sale) { s.Access = catalog.AccessTicket }, "fitness-band")
		var confirms []string
		var leave string
		for n, address := range []string{"ada@example.com", "eve@example.com", "grace@example.com"} {
			c.open("/us/en/join?sku=fitness-band").form("Join the waitlist").set("email", address).submit()
			mail := c.sent.Mails(t)[n]
			confirms = append(confirms, linkIn(t, mail.Text, "/waitlist/confirm?"))
			c.open(confirms[n]).form("Yes, put me on the list").submit().want(200, "You are on the waitlist")
			if address == "eve@example.com" {
				leave = linkIn(t, mail.Text, "/waitlist/unsubscribe?")
			}
			c.Clock.Advance(time.Second)
		}
		if err := waitlist.Count(t.Context(), c.sent.Table, "us", "fitness-band", c.Clock.Now()); err != nil {
			t.Fatal(err)
		}
		c.open(confirms[0]).form("Yes, put me on the list").submit().not("before you")
		c.open(confirms[2]).form("Yes, put me on the list").submit().want(200, "You are on the waitlist", "About 2 are before you")
		wave, err := c.invite(t, "invited", "fitness-band")
		if err != nil || wave.Given != 2 {
			t.Fatalf("the wave is %+v, %v", wave, err)
		}
		c.open(leave).form("Leave").submit().want(200, "You have left") // before the mail is sent
		mails := c.sent.Mails(t)
		if len(mails) != 4 || mails[3].To != "ada@example.com" || mails[3].Subject != "Your turn: Fitness band" {
			t.Fatalf("mails: %+v", mails)
		}
		again, ok := c.sent.Table.(interface {
			SendAgain(ctx context.Context, a notify.Again) (bool, error)
		})
		if !ok {
			t.Fatal("the table cannot send a mail again")
		}
		ada, err := c.sent.Table.Entry(t.Context(), waitlist.NewKey(functiontest.Digests, "us", "fitness-band", email.IdentityOf("ada@example.com")))
		if err != nil {
			t.Fatal(err)
		}
		if sent, err := again.SendAgain(t.Context(), notify.Again{Ask: notify.OfInvitation(ada), Number: 1, At: c.Clock.Now(), Reason: "lost"}); err != nil || !sent {
			t.Fatal(sent, err)
		}
		if mails = c.sent.Mails(t); len(mails) != 5 || mails[4].Text != mails[3].Text {
			t.Fatalf("mails, one of which was sent again: %+v", mails)
		}
		link := linkIn(t, mails[3].Text, "/us/en/sales/invited/checkout?")
		form := c.open(link).private().form(keep).set(where...).set("email", "ADA@example.com")
		if got := form.values.Get("q-fitness-band"); got != "1" {
			t.Errorf("the form has %q bands", got)
		}
		form.submit().want(200, "Kept for you").form("Order and pay").submit().want(200, "Thank you")
		c.open(link).form(keep).set(where...).set("email", "ada@example.com").submit().want(409, "This ticket was used")
		for _, mail := range c.sent.Mails(t)[5:] {
			if mail.To != "ada@example.com" || !strings.Contains(mail.Subject, "confirmed and paid") {
				t.Errorf("a mail to %s: %s", mail.To, mail.Subject)
			}
		}
	})
}

// invite gives tickets for all free units of a product.
func (c *counter) invite(t *testing.T, id catalog.SaleID, sku catalog.SKU) (invite.Wave, error) {
	t.Helper()
	snapshot, err := c.Store.Catalog(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	sale, err := snapshot.Sale(id)
	if err != nil {
		t.Fatal(err)
	}
	inviter := invite.Inviter{
		Books: c.sent.Table, Queue: c.sent.Table, Stock: c.Store,
		Clock: func(context.Context) (time.Time, error) { return c.Clock.Now(), nil },
	}
	done, err := inviter.Invite(t.Context(), invite.Wish{Sale: sale, SKU: sku, Window: time.Hour, Markets: []market.Code{"us"}})
	return done.Wave, err
}

package main

import (
	"strings"
	"testing"
	"time"

	"storefront/infra/functiontest"
	"storefront/shared/catalog"
	"storefront/shared/email"
	"storefront/shared/market"
	"storefront/shared/ticket"
)

// The link in the mail fills in the ticket. What is wrong with one is said beside its field,
// and what was typed stays.
func TestTicketSale(t *testing.T) {
	t.Parallel()
	c := sells(t, market.US)
	c.Sell(t, "invited", 5, func(s *catalog.Sale) { s.Access = catalog.AccessTicket }, "fitness-band", "headphones")
	snapshot, err := c.Store.Catalog(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	sale, err := snapshot.Sale("invited")
	if err != nil {
		t.Fatal(err)
	}
	ends, _ := sale.Tickets().End(functiontest.Opening.Add(time.Hour))
	code := func(address string, number int) string {
		return sale.Tickets().Sign("fitness-band", email.IdentityOf(address).String(), ticket.Ticket{Number: number, Ends: ends}).String()
	}
	c.open("/us/en/sales/invited").wants(200, "whom we have invited from the waitlist", "I have a ticket")
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
		d := open(mine).set(tt.change...).submit().private().wants(tt.status, tt.text, `id="`+id+`"`, "1 Market Street")
		if !strings.HasPrefix(d.title(), "Error: ") {
			t.Errorf("%s: the title is %q", name, d.title())
		}
	}
	form.submit().wants(200, "Kept for you")
	open(mine).submit().wants(409, "This ticket was used for an order already")
	if orders := c.orders(); len(orders) != 1 {
		t.Errorf("there are %d orders", len(orders))
	}
	late := open(code("ada@example.com", 3))
	c.Clock.Set(ends)
	late.submit().wants(403, "This ticket has expired")
}

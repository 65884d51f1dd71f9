package main

import (
	"strings"
	"testing"

	"storefront/infra/functiontest"
	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/problem"
)

// In a ticket sale a ticket is all that a shopper needs, as a person types it.
func TestTickets(t *testing.T) {
	t.Parallel()
	shop, client := region(t, market.US)
	shop.Sell(t, "invited", 5, func(s *catalog.Sale) { s.Access = catalog.AccessTicket }, "fitness-band")
	code, ends := shop.Tickets(t, "invited", "fitness-band")
	body := func(ticket string) string {
		return `{"ticket":"` + ticket + `",` + strings.Replace(unproved, "us-launch", "invited", 1)[1:]
	}
	typed := strings.ToLower(strings.NewReplacer("-", " ", "0", "O", "1", "I").Replace(code("ada@example.com", 2)))
	held := hold(t, client, body(typed), "key")
	if again := hold(t, client, body(code("ada@example.com", 2)), "key"); again.id() != held.id() {
		t.Errorf("the order, asked for again: %v, want %v", again.id(), held.id())
	}
	o, err := shop.Store.Order(t.Context(), held.id())
	if err != nil || o.Status != order.Held || o.Buyer.Email != "ada@example.com" {
		t.Errorf("the order is %+v, %v", o, err)
	}
	post := func(ticket string) *functiontest.Answer {
		return client.Post("/v1/us/checkouts", body(ticket), "Idempotency-Key", "another-key")
	}
	post("").Refused(403, problem.TicketRequired)
	post(code("eve@example.com", 3)).Refused(403, problem.TicketInvalid)
	post(code("ada@example.com", 2)).Refused(409, problem.TicketUsed)
	refused := post("ABCD-EFGH").Refused(422, problem.InvalidRequest)
	if len(refused.Fields) != 1 || refused.Fields[0].Name != "ticket" {
		t.Errorf("at fault: %v", refused.Fields)
	}
	shop.Clock.Set(ends)
	post(code("ada@example.com", 4)).Refused(403, problem.TicketExpired)
}

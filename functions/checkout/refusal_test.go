package main

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"storefront/infra/functiontest"
	"storefront/shared/catalog"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/problem"
)

// members are the further members of a problem.
type members struct {
	SKU           string    `json:"sku"`
	Clearance     string    `json:"clearance"`
	Reason        string    `json:"reason"`
	OpensAt       time.Time `json:"opens_at,omitzero"`
	ClosedAt      time.Time `json:"closed_at,omitzero"`
	NextReleaseAt time.Time `json:"next_release_at,omitzero"`
	LeftAtMost    int       `json:"left_at_most"`
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	now := functiontest.Opening.Add(5 * time.Second)
	const band = `us-launch","lines":[{"sku":"fitness-band`
	pending := members{SKU: "phone-4i", Clearance: "pending", Reason: "hardware_certification"}
	blocked := members{SKU: "phone-note", Clearance: "blocked", Reason: "patents"}
	for name, tt := range map[string]struct {
		market   string
		old, new string // in ada's order
		status   int
		code     problem.Code
		want     members
	}{
		"another region's market":              {"de", "", "", 404, problem.UnknownMarket, members{}},
		"an unknown market":                    {"xx", "", "", 404, problem.UnknownMarket, members{}},
		"another region's sale":                {"us", "us-launch", "eu-launch", 404, problem.UnknownSale, members{}},
		"an unknown product":                   {"us", "fitness-band", "selfie-stick", 404, problem.UnknownProduct, members{SKU: "selfie-stick"}},
		"a product not in the sale":            {"us", "fitness-band", "phone-4i", 404, problem.UnknownProduct, members{SKU: "phone-4i"}},
		"a product with a certificate pending": {"us", band, `phones","lines":[{"sku":"phone-4i`, 403, problem.NotCleared, pending},
		"a product blocked by a patent":        {"us", band, `phones","lines":[{"sku":"phone-note`, 403, problem.NotCleared, blocked},
		"before the sale opens":                {"us", "us-launch", "tomorrow", 403, problem.SaleNotOpen, members{OpensAt: now.Add(time.Second)}},
		"after the sale":                       {"us", "us-launch", "yesterday", 403, problem.SaleClosed, members{ClosedAt: now}},
		"without a ticket":                     {"us", "us-launch", "invited", 403, problem.TicketRequired, members{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shop, client := region(t, market.US)
			shop.Sell(t, "phones", 1, nil, "phone-4i", "phone-note")
			shop.Sell(t, "tomorrow", 1, func(s *catalog.Sale) { s.Opens = now.Add(time.Second) }, "fitness-band")
			shop.Sell(t, "yesterday", 1, func(s *catalog.Sale) { s.Closes = now }, "fitness-band")
			shop.Sell(t, "invited", 1, func(s *catalog.Sale) { s.Access = catalog.AccessTicket }, "fitness-band")
			answer := client.Post("/v1/"+tt.market+"/checkouts", strings.Replace(ada, tt.old, tt.new, 1), "Idempotency-Key", "key")
			answer.Refused(tt.status, tt.code)
			var got members
			if answer.Read(&got); got != tt.want {
				t.Errorf("members are %+v, want %+v: %s", got, tt.want, answer.Body)
			}
		})
	}
}

// Units on hold may be released, so a line is sold out for good only once all of them
// are paid and counted.
func TestSoldOutWithUnitsOnHold(t *testing.T) {
	t.Parallel()
	shop, client := region(t, market.US)
	shop.Sell(t, "last-one", 1, nil, "fitness-band")
	last := func(buyer string) string { return strings.Replace(by(buyer), "us-launch", "last-one", 1) }
	hold(t, client, last("ada"), "key")

	answer := client.Post("/v1/us/checkouts", last("grace"), "Idempotency-Key", "key")
	refused := answer.Refused(409, problem.SoldOut)
	var got members
	if answer.Read(&got); got.SKU != "fitness-band" || !strings.Contains(refused.Detail, "may come back") || got.NextReleaseAt.IsZero() {
		t.Errorf("while a unit is on hold: %s", answer.Body)
	}
	shop.Clock.Advance(10 * time.Minute)
	shop.Sweep(t)
	hold(t, client, last("grace"), "key").pay("pm_card_visa").Want(200)
	shop.Clock.Advance(10 * time.Minute)
	shop.Sweep(t)
	if refused := client.Post("/v1/us/checkouts", last("alan"), "Idempotency-Key", "key").Refused(409, problem.SoldOut); refused.Detail != "This is sold out." {
		t.Errorf("once it is paid: %s", refused.Detail)
	}
}

// A shopper whose answer was lost still gets the order after the sale has closed.
func TestRetryAfterTheSale(t *testing.T) {
	t.Parallel()
	shop, client := region(t, market.US)
	s := hold(t, client, ada, "key")
	shop.Clock.Advance(24 * time.Hour)
	client.Post("/v1/us/checkouts", ada, "Idempotency-Key", "key").Want(201)
	client.Post("/v1/us/checkouts", by("grace"), "Idempotency-Key", "key").Refused(403, problem.SaleClosed)
	s.is("held") // nothing has swept or used the hold since
}

// A fault of the store is answered as a fault, never as "sold out" or "not found",
// and the answer reveals nothing internal.
func TestStoreFaults(t *testing.T) {
	t.Parallel()
	secret := errors.New("table storefront-us-orders: connection refused")
	for name, tt := range map[string]struct {
		fault  error
		status int
		code   problem.Code
		retry  string
	}{
		"broken": {secret, 500, problem.Internal, ""},
		"busy":   {problem.Busy(secret), 429, problem.TooManyRequests, "1"},
	} {
		for _, op := range []checkouttest.Op{checkouttest.OpShelf, checkouttest.OpReserve, checkouttest.OpPut} {
			t.Run(name+" at "+string(op), func(t *testing.T) {
				t.Parallel()
				shop, client := region(t, market.US)
				memory := shop.Store.(*checkouttest.Memory)
				memory.Break(func(at checkouttest.Op, _ string) checkouttest.Fault {
					if at == op {
						return checkouttest.Fault{ReplyLost: tt.fault}
					}
					return checkouttest.Fault{}
				})
				answer := client.Post("/v1/us/checkouts", ada, "Idempotency-Key", "key")
				answer.Refused(tt.status, tt.code)
				if got := answer.Header.Get("Retry-After"); got != tt.retry {
					t.Errorf("Retry-After is %q, want %q", got, tt.retry)
				}
				if strings.Contains(answer.Body, "orders:") || !strings.Contains(shop.Logged.String(), secret.Error()) {
					t.Errorf("told: %s\nlogged: %s", answer.Body, shop.Logged)
				}
				memory.Break(nil)
				hold(t, client, ada, "key") // a retry completes what the fault interrupted
			})
		}
	}
}

func TestNothingPersonalIsLogged(t *testing.T) {
	t.Parallel()
	shop, client := region(t, market.US)
	memory := shop.Store.(*checkouttest.Memory)
	story := func() {
		answer := client.Post("/v1/us/checkouts", ada, "Idempotency-Key", "the-key")
		s := &shopper{t: t, client: client}
		if answer.Status != 201 {
			return
		}
		answer.Read(&s.bought)
		s.do("", "")
		s.do("extend", "")
		s.pay("pm_card_chargeDeclined")
		s.do("cancel", "")
		s.pay("pm_card_visa")
		s.do("withdraw", "")
	}
	for _, op := range []checkouttest.Op{
		"", checkouttest.OpShelf, checkouttest.OpReserve, checkouttest.OpPut, checkouttest.OpOrder, checkouttest.OpBuyer,
		checkouttest.OpMove, checkouttest.OpRelease, checkouttest.OpMarkEmpty, checkouttest.OpUnmark,
	} {
		memory.Break(func(at checkouttest.Op, key string) checkouttest.Fault {
			if at == op {
				return checkouttest.Fault{ReplyLost: errors.New(key)}
			}
			return checkouttest.Fault{}
		})
		story()
	}
	logged := shop.Logged.String()
	if n := strings.Count(logged, "\n"); n < 5 {
		t.Fatalf("only %d lines are logged: %s", n, logged)
	}
	for _, private := range []string{"ada@", "example.com", "Ada", "Lovelace", "Market Street", "94105", "the-key", "pm_card"} {
		if strings.Contains(logged, private) {
			t.Errorf("%q is in the log: %s", private, logged)
		}
	}
}

// A signed token whose subject is not an order id is an internal error.
func TestSignedTokenWithoutAnOrder(t *testing.T) {
	t.Parallel()
	_, client := region(t, market.US)
	client.Get("/v1/orders/no-order", "Authorization", "Bearer "+functiontest.Tokens.Sign("order", "no-order")).Refused(500, problem.Internal)
}

// Who asks for more than is left takes nothing from those who ask for less, and
// is told how many there are.
func TestMoreThanIsLeft(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, shop *functiontest.Shop, client *functiontest.Client) {
		shop.Sell(t, "last-two", 2, nil, "headphones")
		last := func(buyer, quantity string) string {
			return strings.NewReplacer("us-launch", "last-two", "fitness-band", "headphones", `"quantity":1`, `"quantity":`+quantity).Replace(by(buyer))
		}
		hold(t, client, last("tim", "1"), "key")
		for _, buyer := range []string{"ada", "alan", "grace", "edsger"} {
			answer := client.Post("/v1/us/checkouts", last(buyer, "2"), "Idempotency-Key", "key")
			answer.Refused(409, problem.NotEnoughLeft)
			var got members
			if answer.Read(&got); got.SKU != "headphones" || got.LeftAtMost != 1 {
				t.Errorf("two where one is left: %s", answer.Body)
			}
		}
		if err := shop.Store.AllOrders(t.Context(), func(o order.Order) error {
			if o.Sale == "last-two" && o.Status != order.Held {
				return fmt.Errorf("there is order %s, %s", o.ID, o.Status)
			}
			return nil
		}); err != nil {
			t.Error(err)
		}
		hold(t, client, last("barbara", "1"), "key")
	})
}

// An order that the payment provider would refuse is refused before anything is stored. The answer
// says which amounts the provider takes.
func TestNotPayable(t *testing.T) {
	t.Parallel()
	shop, _ := region(t, market.US)
	shop.Pays = &checkouttest.Bank{Refuses: func(a money.Amount) error { return payment.Within(a, 50, a.Minor-1) }}
	client := functiontest.NewClient(t, process(shop))
	refused := client.Post("/v1/us/checkouts", ada, "Idempotency-Key", "key").Refused(http.StatusUnprocessableEntity, problem.NotPayable)
	if refused.Detail == "" {
		t.Errorf("refused without a reason: %+v", refused)
	}
	if err := shop.Store.AllOrders(t.Context(), func(o order.Order) error { return fmt.Errorf("order %s was put", o.ID) }); err != nil {
		t.Error(err)
	}
}

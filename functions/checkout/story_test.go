package main

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"storefront/infra/functiontest"
	"storefront/shared/order"
	"storefront/shared/problem"
	"storefront/shared/stock"
)

// ada orders one band in California.
// unproved is ada's order of one band, without a pass.
const unproved = `{"sale":"us-launch","lines":[{"sku":"fitness-band","quantity":1}],"email":"ada@example.com","locale":"en",` +
	`"ship_to":{"name":"Ada Lovelace","line1":"1 Market Street","city":"San Francisco","postal_code":"94105","state":"CA","country":"US"}}`

// ada is ada's order with her pass, as the demo's sale wants it.
var ada = proved(unproved)

// proved adds a pass of the US to a body, for the address in it.
func proved(body string) string {
	_, rest, _ := strings.Cut(body, `"email":"`)
	address, _, _ := strings.Cut(rest, `"`)
	return `{"pass":"` + functiontest.PassOf(address) + `",` + body[1:]
}

// grete orders one band in Germany.
const grete = `{"sale":"everything","lines":[{"sku":"fitness-band","quantity":1}],"email":"grete@example.com","locale":"de",` +
	`"ship_to":{"name":"Grete Hermann","line1":"Unter den Linden 1","city":"Berlin","postal_code":"10117","country":"DE"}}`

// by is ada's order by another buyer.
func by(buyer string) string { return proved(strings.Replace(unproved, "ada@", buyer+"@", 1)) }

// bought is an order as the API shows it to its buyer.
type bought struct {
	Order struct {
		ID      string `json:"id"`
		Status  string `json:"status"`
		Lines   []line `json:"lines"`
		Totals  totals `json:"totals"`
		Refunds []struct {
			Lines []line `json:"lines"`
			totals
		} `json:"refunds"`
		HoldExpiresAt time.Time `json:"hold_expires_at"`
		HoldExtended  bool      `json:"hold_extended"`
		CreatedAt     time.Time `json:"created_at"`
		PaidAt        time.Time `json:"paid_at"`
	} `json:"order"`
	Token      string `json:"token"`
	NextAction struct {
		Confirmation string `json:"confirmation"`
	} `json:"next_action"`
}

type line struct {
	SKU       string `json:"sku"`
	Quantity  int    `json:"quantity"`
	UnitPrice amount `json:"unit_price"`
	Total     amount `json:"total"`
}

type amount struct {
	Minor    int64  `json:"amount_minor"`
	Currency string `json:"currency"`
}

type totals struct {
	Subtotal    amount `json:"subtotal"`
	Shipping    amount `json:"shipping"`
	Tax         amount `json:"tax"`
	Total       amount `json:"total"`
	TaxIncluded bool   `json:"tax_included"`
}

// shopper is a buyer with an order.
type shopper struct {
	t      *testing.T
	client *functiontest.Client
	bought
}

// hold makes an order in market us.
func hold(t *testing.T, client *functiontest.Client, body, key string) *shopper {
	t.Helper()
	return holdIn(t, client, "us", body, key)
}

func holdIn(t *testing.T, client *functiontest.Client, market, body, key string) *shopper {
	t.Helper()
	s := &shopper{t: t, client: client}
	answer := client.Post("/v1/"+market+"/checkouts", body, "Idempotency-Key", key).Want(201)
	answer.Read(&s.bought)
	if location := answer.Header.Get("Location"); location != "/v1/orders/"+s.Order.ID {
		t.Errorf("order %s is at %q", s.Order.ID, location)
	}
	notKept(t, answer)
	return s
}

// id returns the order's id.
func (s *shopper) id() order.ID {
	s.t.Helper()
	id, err := order.ParseID(s.Order.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

// do posts an action on the order; "" reads it.
func (s *shopper) do(action, body string) *functiontest.Answer {
	s.t.Helper()
	path, auth := "/v1/orders/"+s.Order.ID, "Bearer "+s.Token
	var answer *functiontest.Answer
	if action == "" {
		answer = s.client.Get(path, "Authorization", auth)
	} else {
		answer = s.client.Post(path+"/"+action, body, "Authorization", auth)
	}
	notKept(s.t, answer)
	return answer
}

func (s *shopper) pay(method string) *functiontest.Answer {
	s.t.Helper()
	return s.do("pay", `{"payment_method":"`+method+`"}`)
}

// is fails the test unless the order has a status.
func (s *shopper) is(status string) {
	s.t.Helper()
	s.do("", "").Want(200).Read(&s.bought)
	if s.Order.Status != status {
		s.t.Errorf("the order is %s, want %s", s.Order.Status, status)
	}
}

// notKept fails the test if a cache may keep an answer: orders are private.
func notKept(t *testing.T, answer *functiontest.Answer) {
	t.Helper()
	if got := answer.Header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control is %q", got)
	}
}

func TestHoldExtendPay(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, shop *functiontest.Shop, client *functiontest.Client) {
		s := hold(t, client, ada, "key")
		held := s.Order
		if held.Status != "held" || !held.CreatedAt.Equal(shop.Clock.Now()) || held.HoldExpiresAt.Sub(held.CreatedAt) != 10*time.Minute {
			t.Errorf("held: %+v", held)
		}
		s.is("held")

		shop.Clock.Advance(9 * time.Minute)
		for range 2 { // the second changes nothing
			s.do("extend", "").Want(200).Read(&s.bought)
			if !s.Order.HoldExtended || s.Order.HoldExpiresAt.Sub(held.HoldExpiresAt) != 10*time.Minute {
				t.Errorf("extended: %+v", s.Order)
			}
		}

		shop.Clock.Advance(9 * time.Minute)
		for range 2 { // a page reload does not pay twice
			s.pay("pm_card_visa").Want(200).Read(&s.bought)
			if s.Order.Status != "paid" || !s.Order.PaidAt.Equal(shop.Clock.Now()) {
				t.Errorf("paid: %+v", s.Order)
			}
		}
		s.is("paid")
		for _, late := range []string{"cancel", "extend"} {
			s.do(late, "").Refused(409, problem.OrderClosed)
		}
	})
}

func TestCancelReleasesUnitsAndLimit(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, shop *functiontest.Shop, client *functiontest.Client) {
		shop.Sell(t, "last-one", 1, nil, "headphones")
		last := func(buyer string) string {
			return strings.NewReplacer("us-launch", "last-one", "fitness-band", "headphones", "ada@", buyer+"@").Replace(unproved)
		}
		s := hold(t, client, last("ada"), "key")
		client.Post("/v1/us/checkouts", last("grace"), "Idempotency-Key", "key").Refused(409, problem.SoldOut)
		for range 2 { // the second changes nothing
			s.do("cancel", "").Want(200)
		}
		s.is("cancelled")
		s.pay("pm_card_visa").Refused(409, problem.OrderClosed)
		s.do("extend", "").Refused(409, problem.OrderClosed)
		hold(t, client, last("grace"), "key").pay("pm_card_visa").Want(200)
	})
}

func TestPaymentWithConfirmation(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, _ *functiontest.Shop, client *functiontest.Client) {
		s := hold(t, client, ada, "key")
		s.pay("pm_card_authenticationRequired").Want(202).Read(&s.bought)
		s.is("held")
		with := func(confirmation string) string {
			return `{"payment_method":"pm_card_authenticationRequired","confirmation":"` + confirmation + `"}`
		}
		refused := s.do("pay", with("another")).Refused(422, problem.InvalidRequest)
		if len(refused.Fields) != 1 || refused.Fields[0].Name != "confirmation" {
			t.Errorf("at fault: %v", refused.Fields)
		}
		s.is("held")
		s.do("pay", with(s.NextAction.Confirmation)).Want(200)
		s.is("paid")
	})
}

func TestDeclinedPayment(t *testing.T) {
	t.Parallel()
	_, client := region(t, "us")
	s := hold(t, client, ada, "key")
	var declined struct {
		DeclineCode string `json:"decline_code"`
	}
	answer := s.pay("pm_card_chargeDeclined")
	answer.Refused(402, problem.PaymentDeclined)
	if answer.Read(&declined); declined.DeclineCode != "card_declined" {
		t.Errorf("declined: %s", answer.Body)
	}
	s.is("held")
	s.pay("pm_card_visa").Want(200)
}

// A late payment is refused even before the sweep has expired the hold.
func TestExpiredHoldIsNotPaid(t *testing.T) {
	t.Parallel()
	shop, client := region(t, "us")
	s := hold(t, client, ada, "key")
	shop.Clock.Advance(10 * time.Minute)
	s.pay("pm_card_visa").Refused(409, problem.HoldExpired)
	s.do("extend", "").Refused(409, problem.HoldExpired)
	s.do("cancel", "").Refused(409, problem.HoldExpired)
	s.is("expired")
	hold(t, client, ada, "another-key")
}

func TestSameIdempotencyKey(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, shop *functiontest.Shop, client *functiontest.Client) {
		ask := func(body, key string) *functiontest.Answer {
			t.Helper()
			return client.Post("/v1/us/checkouts", body, "Idempotency-Key", key)
		}
		first := ask(ada, "a-b").Want(201)
		shop.Clock.Advance(time.Minute)
		for name, body := range map[string]string{
			"the same":                  ada,
			"spelt with other spaces":   strings.ReplaceAll(ada, `","`, "\" ,\n\""),
			"the address in upper case": strings.Replace(ada, "ada@example", "ADA@Example", 1),
			"a browser's locale":        strings.Replace(ada, `"en"`, `"en-US"`, 1),
			"the state by its name":     strings.Replace(ada, `"CA"`, `"california"`, 1),
			"the postal code in spaces": strings.Replace(ada, "94105", "\u00a094105 ", 1),
			"a name with wide spaces":   strings.Replace(ada, "Ada Lovelace", "Ada\u00a0\u3000Lovelace", 1),
			"a name with a mark":        strings.Replace(ada, "Ada Lovelace", "\u200eAda Lovelace", 1),
		} {
			again := ask(body, "a-b")
			if again.Status != 201 || again.Body != first.Body {
				t.Errorf("%s: answered %d %s, and first %s", name, again.Status, again.Body, first.Body)
			}
		}
		for name, body := range map[string]string{
			"another quantity": strings.Replace(ada, `"quantity":1`, `"quantity":2`, 1),
			"another address":  strings.Replace(ada, "1 Market", "2 Market", 1),
			"another language": strings.Replace(ada, `"en"`, `"es"`, 1),
		} {
			t.Log(name)
			ask(body, "a-b").Refused(422, problem.IdempotencyKeyReused)
		}
		ask(ada, "another").Refused(409, problem.BuyerLimit)
		ask(by("grace"), "a-b").Want(201) // each buyer has their own keys

		s := &shopper{t: t, client: client}
		first.Read(&s.bought)
		s.pay("pm_card_visa").Want(200)
		ask(ada, "a-b").Want(201).Read(&s.bought)
		if s.Order.Status != "paid" {
			t.Errorf("after the payment the order is %s", s.Order.Status)
		}
		ask(ada, "another").Refused(409, problem.BuyerLimit)
	})
}

func TestOrderNeedsItsToken(t *testing.T) {
	t.Parallel()
	_, client := region(t, "us")
	mine := hold(t, client, ada, "key")
	theirs := hold(t, client, by("grace"), "key")
	for name, auth := range map[string]string{
		"none":                      "",
		"another scheme":            "Basic " + mine.Token,
		"no scheme":                 mine.Token,
		"no token":                  "Bearer ",
		"garbage":                   "Bearer garbage",
		"another order's":           "Bearer " + theirs.Token,
		"another order's signature": "Bearer " + mine.Order.ID + theirs.Token[strings.IndexByte(theirs.Token, '.'):],
		"the waitlist's":            "Bearer " + functiontest.Tokens.Sign("confirm", mine.Order.ID),
		"a letter too much":         "Bearer " + mine.Token + "A",
		"a letter too few":          "Bearer " + mine.Token[:len(mine.Token)-1],
		"two":                       "Bearer " + mine.Token + " " + mine.Token,
	} {
		t.Run(name, func(t *testing.T) {
			for _, action := range []string{"", "/extend", "/pay", "/cancel", "/withdraw"} {
				path := "/v1/orders/" + mine.Order.ID + action
				answer := client.Post(path, `{"payment_method":"pm_card_visa"}`, "Authorization", auth)
				if action == "" {
					answer = client.Get(path, "Authorization", auth)
				}
				answer.Refused(401, problem.Unauthorized)
				if answer.Header.Get("WWW-Authenticate") != "Bearer" {
					t.Errorf("WWW-Authenticate is %q", answer.Header.Get("WWW-Authenticate"))
				}
			}
		})
	}
	mine.is("held")
}

// Without the order's token, the answer is the same for an unknown order and for text
// that is not an id.
func TestUnknownOrders(t *testing.T) {
	t.Parallel()
	_, client := region(t, "us")
	s := hold(t, client, ada, "key")
	for _, id := range []string{"0000000000000000-1", "0", "...", "%00", "a b", "0000000000000000-01", s.Order.ID + "0", strings.ToUpper(s.Order.ID)} {
		client.Get("/v1/orders/"+url.PathEscape(id), "Authorization", "Bearer "+s.Token).Refused(401, problem.Unauthorized)
	}
	if allow := client.Get("/v1/orders/lookup", "Authorization", "Bearer "+s.Token).Want(405).Header.Get("Allow"); allow != "POST" {
		t.Errorf("Allow is %q", allow)
	}
	s.Order.ID = strings.TrimSuffix(s.Order.ID, "1") + "2"
	s.Token = functiontest.Tokens.Sign("order", s.Order.ID)
	s.do("", "").Refused(404, problem.OrderNotFound)
	s.do("extend", "").Refused(404, problem.OrderNotFound)
	s.do("cancel", "").Refused(404, problem.OrderNotFound)
	s.pay("pm_card_visa").Refused(404, problem.OrderNotFound)
}

// An order of two lines gets both or neither.
func TestOrderOfTwoLines(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, shop *functiontest.Shop, client *functiontest.Client) {
		shop.Sell(t, "pair", 3, nil, "headphones", "power-bank-5000")
		pair := func(buyer string, headphones, banks string) string {
			return strings.NewReplacer("us-launch", "pair", "ada@", buyer+"@", `[{"sku":"fitness-band","quantity":1}]`,
				`[{"sku":"headphones","quantity":`+headphones+`},{"sku":"power-bank-5000","quantity":`+banks+`}]`).Replace(unproved)
		}
		hold(t, client, pair("ada", "1", "3"), "key")
		client.Post("/v1/us/checkouts", pair("grace", "2", "1"), "Idempotency-Key", "key").Refused(409, problem.SoldOut)
		client.Post("/v1/us/checkouts", pair("grace", "2", "1"), "Idempotency-Key", "key").Refused(409, problem.SoldOut)
		lots, err := shop.Store.Lots(t.Context(), stock.Line{Sale: "pair", SKU: "headphones"}, 1)
		if err != nil || lots[0].Left != 2 {
			t.Errorf("headphones: %+v, %v; want 2 left", lots, err)
		}
	})
}

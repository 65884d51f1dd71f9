package main

import (
	"strings"
	"testing"
	"time"

	"storefront/infra/functiontest"
	"storefront/shared/market"
	"storefront/shared/pass"
	"storefront/shared/problem"
	"storefront/shared/secret"
	"storefront/shared/token"
)

// with returns ada's order with a pass, and with or without her address.
func with(shown string, address bool) string {
	body := `{"pass":"` + shown + `",` + unproved[1:]
	if !address {
		body = strings.Replace(body, `"email":"ada@example.com",`, "", 1)
	}
	return body
}

// Whatever is wrong with a pass, the answer is the same for every address, and nothing
// is looked up.
func TestRefusedPasses(t *testing.T) {
	t.Parallel()
	now := functiontest.Opening.Add(5 * time.Second)
	adas := pass.Pass{Market: "us", Email: "ada@example.com", Expires: now.Add(time.Hour)}
	german, old := adas, adas
	german.Market, old.Expires = "de", now.Truncate(time.Second)
	good := adas.Sign(functiontest.Tokens)
	anothers := token.NewSigner(secret.Fixed([]byte("another secret, of another store")))
	for name, tt := range map[string]struct {
		body string
		code problem.Code
	}{
		"none":               {unproved, problem.PassRequired},
		"an empty one":       {with("", true), problem.PassRequired},
		"a forged one":       {with(adas.Sign(anothers), true), problem.PassInvalid},
		"a changed one":      {with(strings.Replace(good, "us.1", "us.2", 1), true), problem.PassInvalid},
		"of another market":  {with(german.Sign(functiontest.Tokens), true), problem.PassInvalid},
		"of another kind":    {with(functiontest.Tokens.Sign(token.Order, "us.9999999999.YWRhQGV4YW1wbGUuY29t"), true), problem.PassInvalid},
		"an old one":         {with(old.Sign(functiontest.Tokens), true), problem.PassExpired},
		"an old one, faults": {strings.Replace(with(old.Sign(functiontest.Tokens), true), `"fitness-band"`, `""`, 1), problem.PassExpired},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, client := region(t, market.US)
			refuse := func(body string) string {
				return client.Post("/v1/us/checkouts", body, "Idempotency-Key", "key").Refused(403, tt.code).Detail
			}
			unknown := refuse(tt.body)
			hold(t, client, ada, "adas-own")
			if known := refuse(tt.body); known != unknown {
				t.Errorf("a buyer is refused with %q, and others with %q", known, unknown)
			}
		})
	}
}

// The pass decides whose the order is. Its address may be left out of the body, or be
// spelt in another way, but not be another.
func TestPassAndAddress(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, shop *functiontest.Shop, client *functiontest.Client) {
		s := hold(t, client, with(functiontest.PassOf("ada@gmail.com"), false), "key")
		o, err := shop.Store.Order(t.Context(), s.id())
		if err != nil || o.Buyer.Email != "ada@gmail.com" {
			t.Errorf("the order's mail goes to %q, %v", o.Buyer.Email, err)
		}
		another := func(address string) string {
			return strings.Replace(with(functiontest.PassOf("a.d.a@gmail.com"), true), "ada@example.com", address, 1)
		}
		client.Post("/v1/us/checkouts", another("ada+2@gmail.com"), "Idempotency-Key", "another").Refused(409, problem.BuyerLimit)
		refused := client.Post("/v1/us/checkouts", another("eve@example.com"), "Idempotency-Key", "another").Refused(422, problem.InvalidRequest)
		if len(refused.Fields) != 1 || refused.Fields[0].Name != "email" {
			t.Errorf("at fault: %v", refused.Fields)
		}
	})
}

// In an open sale an address is needed, and a pass is not. One that is shown all the same
// must be valid.
func TestOpenSale(t *testing.T) {
	t.Parallel()
	shop, client := region(t, market.US)
	shop.Sell(t, "everyone", 5, nil, "fitness-band")
	open := func(body string) string { return strings.Replace(body, "us-launch", "everyone", 1) }
	hold(t, client, open(unproved), "key")
	hold(t, client, open(with(functiontest.PassOf("ada@example.com"), false)), "another")
	nobody := strings.Replace(open(unproved), `"email":"ada@example.com",`, "", 1)
	if refused := client.Post("/v1/us/checkouts", nobody, "Idempotency-Key", "key").Refused(422, problem.InvalidRequest); len(refused.Fields) != 1 || refused.Fields[0].Name != "email" {
		t.Errorf("at fault: %v", refused.Fields)
	}
	client.Post("/v1/us/checkouts", open(with("forged", true)), "Idempotency-Key", "key").Refused(403, problem.PassInvalid)
}

package main

import (
	"strings"
	"testing"
	"time"

	"storefront/infra/functiontest"
	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/problem"
	"storefront/shared/work"
)

// A refusal has all that a client needs to work. The order is then that of the key.
func TestWork(t *testing.T) {
	t.Parallel()
	shop, client := region(t, market.US)
	shop.Sell(t, "worked", 5, func(s *catalog.Sale) { s.Work = 12 }, "fitness-band")
	body := func(done string) string {
		return `{"work":"` + done + `",` + strings.Replace(unproved, "us-launch", "worked", 1)[1:]
	}
	post := func(done, key string) *functiontest.Answer {
		return client.Post("/v1/us/checkouts", body(done), "Idempotency-Key", key)
	}
	refused := func(done, key string, code problem.Code) work.Challenge {
		t.Helper()
		answer := post(done, key)
		answer.Refused(403, code)
		var got struct {
			Work struct {
				Bits      int       `json:"bits"`
				Challenge string    `json:"challenge"`
				EndsAt    time.Time `json:"ends_at"`
			} `json:"work"`
		}
		answer.Read(&got)
		if got.Work.Bits != 12 || !got.Work.EndsAt.After(shop.Clock.Now().Add(time.Minute)) {
			t.Errorf("the challenge is %+v", got.Work)
		}
		return work.Challenge{Text: got.Work.Challenge, Bits: got.Work.Bits}
	}
	challenge := refused("", "key", problem.WorkRequired)
	done := work.Solve(challenge, "key")
	held := hold(t, client, body(done), "key")
	if o, err := shop.Store.Order(t.Context(), held.id()); err != nil || o.Status != order.Held {
		t.Errorf("the order is %+v, %v", o, err)
	}
	refused(done, "another-key", problem.WorkInvalid)
	shop.Clock.Set(shop.Clock.Now().Add(work.Lifetime))
	if again := hold(t, client, body(done), "key"); again.id() != held.id() {
		t.Errorf("the order, asked for again: %v, want %v", again.id(), held.id())
	}
	late := work.Solve(challenge, "late")
	hold(t, client, body(work.Solve(refused(late, "late", problem.WorkExpired), "late")), "late")
	hold(t, client, strings.Replace(with(functiontest.PassOf("ada@example.com"), false), "us-launch", "worked", 1), "with-a-pass")
}

package main

import (
	"strings"
	"testing"
	"time"

	"storefront/infra/functiontest"
	"storefront/shared/market"
	"storefront/shared/pass"
	"storefront/shared/problem"
)

const adasPass = `{"email":"ada@example.com","locale":"es-MX"}`

// passIn returns the pass that a mail's link and its text show.
func passIn(t *testing.T, text string) string {
	t.Helper()
	_, rest, _ := strings.Cut(text, "https://us.example.com/us/es/pass?pass=")
	signed, rest, _ := strings.Cut(rest, "\n")
	if signed == "" || !strings.Contains(rest, "\n"+signed+"\n") {
		t.Fatalf("no pass, or it is not shown alone: %s", text)
	}
	return signed
}

// The mail has a pass for its address and market, in a link and to copy.
func TestPass(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, shop *functiontest.Shop, sent *outbox, client *functiontest.Client) {
		isAccepted(t, client.Post("/v1/us/passes", adasPass))
		mails := sent.mails(t)
		if len(mails) != 1 || mails[0].To != "ada@example.com" || mails[0].Subject != "Tu pase para us.example.com" || mails[0].Unsubscribe != "" {
			t.Fatalf("mails: %+v", mails)
		}
		got, err := pass.Check(functiontest.Tokens, passIn(t, mails[0].Text), "us", shop.Clock.Now())
		want := pass.Pass{Market: "us", Email: "ada@example.com", Expires: shop.Clock.Now().Add(pass.Lifetime)}
		if err != nil || got != want {
			t.Errorf("the pass is %+v, %v, want %+v", got, err, want)
		}
	})
}

// All spellings of an address share its limits: one pass in ten minutes, three in a day.
func TestPassesOfOneMailbox(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, shop *functiontest.Shop, sent *outbox, client *functiontest.Client) {
		spellings := []string{"a.d.a@gmail.com", "Ada+1@gmail.com", "ada+2@googlemail.com", "ada@gmail.com"}
		ask := func(mails int) {
			t.Helper()
			for _, typed := range spellings {
				isAccepted(t, client.Post("/v1/us/passes", strings.Replace(adasPass, "ada@example.com", typed, 1)))
			}
			if got := len(sent.mails(t)); got != mails {
				t.Errorf("%d mails were sent, want %d", got, mails)
			}
		}
		ask(1)
		shop.Clock.Advance(pass.Pause - time.Millisecond)
		ask(1)
		for _, mails := range []int{2, 3, 3, 3} {
			shop.Clock.Advance(pass.Pause + time.Millisecond)
			ask(mails)
		}
		shop.Clock.Advance(24 * time.Hour)
		ask(4)
	})
}

// The limits are the mailbox's, in all markets of the region.
func TestPassesForManyMarkets(t *testing.T) {
	t.Parallel()
	_, sent, client := region(t, market.EU)
	for _, m := range []string{"de", "fr", "es", "it", "nl"} {
		isAccepted(t, client.Post("/v1/"+m+"/passes", adasPass))
	}
	if mails := sent.mails(t); len(mails) != 1 {
		t.Errorf("%d mails at once", len(mails))
	}
}

func TestBadPasses(t *testing.T) {
	t.Parallel()
	shop, sent, client := region(t, market.US)
	functiontest.Mistakes{
		"no e-mail":              {`"email":"ada@example.com",`, ``, "email"},
		"an e-mail that is none": {`ada@example.com`, `ada@localhost`, "email"},
		"no locale":              {`,"locale":"es-MX"`, ``, "locale"},
		"an unknown field":       {`"email"`, `"sku":"phone-4i","email"`, "sku"},
		"all at once":            {adasPass, `{}`, "email locale"},
	}.Refused(t, adasPass, func(body string) *functiontest.Answer { return client.Post("/v1/us/passes", body) })
	client.Post("/v1/de/passes", adasPass).Refused(404, problem.UnknownMarket)
	if mails := sent.mails(t); len(mails) > 0 || shop.Logged.Len() > 0 {
		t.Errorf("mails: %v, log: %s", mails, shop.Logged)
	}
}

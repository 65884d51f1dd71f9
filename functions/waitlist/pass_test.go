package main

import (
	"strings"
	"testing"
	"time"

	"storefront/infra/functiontest"
	"storefront/shared/market"
	"storefront/shared/notify"
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
	everywhere(t, func(t *testing.T, shop *functiontest.Shop, sent *functiontest.Outbox, client *functiontest.Client) {
		isAccepted(t, client.Post("/v1/us/passes", adasPass))
		mails := sent.Mails(t)
		if len(mails) != 1 || mails[0].To != "ada@example.com" || mails[0].Subject != "Su pase para us.example.com" || mails[0].Unsubscribe != "" {
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
	everywhere(t, func(t *testing.T, shop *functiontest.Shop, sent *functiontest.Outbox, client *functiontest.Client) {
		spellings := []string{"a.d.a@gmail.com", "Ada+1@gmail.com", "ada+2@googlemail.com", "ada@gmail.com"}
		ask := func(mails int) {
			t.Helper()
			for _, typed := range spellings {
				isAccepted(t, client.Post("/v1/us/passes", strings.Replace(adasPass, "ada@example.com", typed, 1)))
			}
			if got := len(sent.Mails(t)); got != mails {
				t.Errorf("%d mails were sent, want %d", got, mails)
			}
		}
		ask(1)
		shop.Clock.Advance(notify.AskPause - time.Millisecond)
		ask(1)
		for _, mails := range []int{2, 3, 3, 3} {
			shop.Clock.Advance(notify.AskPause + time.Millisecond)
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
	if mails := sent.Mails(t); len(mails) != 1 {
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
	if mails := sent.Mails(t); len(mails) > 0 || shop.Logged.Len() > 0 {
		t.Errorf("mails: %v, log: %s", mails, shop.Logged)
	}
}

// An owner who shows a pass is on a list at once, whatever strangers have done in the
// name of the address, and needs no mail.
func TestJoinWithAPass(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, shop *functiontest.Shop, sent *functiontest.Outbox, client *functiontest.Client) {
		joinAll(t, client) // a stranger
		_, unsubscribe := links(t, sent)
		client.Post("/v1/waitlist/unsubscribe", tokenBodyOf(unsubscribe)).Want(200)
		shop.Clock.Advance(time.Hour)
		shown := functiontest.PassOf("ada@example.com")
		with := strings.Replace(ada, `"sku"`, `"pass":"`+shown+`","sku"`, 1)
		for _, body := range []string{with, with, strings.Replace(with, `,"email":"ada@example.com"`, "", 1)} {
			if answer := client.Post("/v1/us/waitlist", body); answer.Status != 200 || answer.Body != `{"status":"confirmed"}` {
				t.Errorf("answered %d %s", answer.Status, answer.Body)
			}
		}
		if mails := sent.Mails(t); len(mails) != 1 {
			t.Errorf("%d mails, want only the stranger's", len(mails))
		}
		refused := client.Post("/v1/us/waitlist", strings.Replace(with, "ada@example.com", "grace@example.com", 1)).Refused(422, problem.InvalidRequest)
		if len(refused.Fields) != 1 || refused.Fields[0].Name != "email" {
			t.Errorf("at fault: %v", refused.Fields)
		}
		client.Post("/v1/us/waitlist", strings.Replace(with, shown, "forged", 1)).Refused(403, problem.PassInvalid)
	})
}

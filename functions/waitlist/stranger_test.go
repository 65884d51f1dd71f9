package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"storefront/infra/functiontest"
	"storefront/shared/market"
	"storefront/shared/pass"
	"storefront/shared/problem"
	"storefront/shared/waitlist"
	"storefront/shared/waitlist/waitlisttest"
)

// products are all products of region us.
var products = []string{"phone-4i", "phone-note", "fitness-band", "power-bank-5000", "power-bank-10400", "headphones"}

// joinAll joins the waitlists of all products with one address.
func joinAll(t *testing.T, client *functiontest.Client) {
	t.Helper()
	for _, sku := range products {
		isAccepted(t, client.Post("/v1/us/waitlist", strings.Replace(ada, "phone-4i", sku, 1)))
	}
}

// Whatever a stranger joins in another's name, that person gets one mail a day.
func TestOneMailForAllProducts(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, shop *functiontest.Shop, sent *functiontest.Outbox, client *functiontest.Client) {
		for i, step := range []struct {
			after time.Duration
			mails int
		}{{0, 1}, {10 * time.Minute, 1}, {23 * time.Hour, 1}, {time.Hour, 2}} {
			shop.Clock.Advance(step.after)
			joinAll(t, client)
			if got := len(sent.Mails(t)); got != step.mails {
				t.Errorf("step %d: %d mails, want %d", i, got, step.mails)
			}
		}
	})
}

// Leaving the list does not open the mailbox to another mail.
func TestNoMailAfterLeaving(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, _ *functiontest.Shop, sent *functiontest.Outbox, client *functiontest.Client) {
		isAccepted(t, client.Post("/v1/us/waitlist", ada))
		confirm, unsubscribe := links(t, sent)
		client.Post("/v1/waitlist/confirm", tokenBodyOf(confirm)).Want(200)
		client.Post("/v1/waitlist/unsubscribe", tokenBodyOf(unsubscribe)).Want(200)
		joinAll(t, client)
		if mails := sent.Mails(t); len(mails) != 1 {
			t.Errorf("%d mails", len(mails))
		}
	})
}

// An owner who did not join and unsubscribes gets no mail that strangers can ask for,
// until the refusal ends. The link to an order of theirs still comes.
func TestRefusal(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, shop *functiontest.Shop, sent *functiontest.Outbox, client *functiontest.Client) {
		order := bought(t, shop, "en").ID.String()
		isAccepted(t, client.Post("/v1/us/waitlist", ada))
		confirm, unsubscribe := links(t, sent)
		for range 2 { // once more changes nothing
			client.Post("/v1/waitlist/unsubscribe", tokenBodyOf(unsubscribe)).Want(200)
		}
		client.Post("/v1/waitlist/confirm", tokenBodyOf(confirm)).Refused(401, problem.Unauthorized)
		strangers := func(mails int) {
			t.Helper()
			joinAll(t, client)
			isAccepted(t, client.Post("/v1/us/passes", adasPass))
			if got := len(sent.Mails(t)); got != mails {
				t.Errorf("%d mails, want %d", got, mails)
			}
		}
		strangers(1)
		shop.Clock.Advance(48 * time.Hour)
		strangers(1)
		isAccepted(t, client.Post("/v1/orders/lookup", asks(order, "ada@example.com")))
		if mails := sent.Mails(t); len(mails) != 2 {
			t.Errorf("%d mails, want the link too", len(mails))
		}
		shop.Clock.Advance(waitlist.RefusedFor)
		strangers(4)
	})
}

// A pass that its reader did not ask for has a link that refuses.
func TestRefusalOfPasses(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, shop *functiontest.Shop, sent *functiontest.Outbox, client *functiontest.Client) {
		isAccepted(t, client.Post("/v1/us/passes", adasPass))
		_, rest, _ := strings.Cut(sent.Mails(t)[0].Text, "https://us.example.com/waitlist/unsubscribe?token=")
		refuse, _, _ := strings.Cut(rest, "&")
		client.Post("/v1/waitlist/unsubscribe", tokenBodyOf(refuse)).Want(200)
		shop.Clock.Advance(48 * time.Hour)
		isAccepted(t, client.Post("/v1/us/passes", adasPass))
		joinAll(t, client)
		if mails := sent.Mails(t); len(mails) != 1 {
			t.Errorf("%d mails", len(mails))
		}
	})
}

// After a failure between the two writes of a refusal, trying again completes it.
func TestRefusalAfterAFailure(t *testing.T) {
	t.Parallel()
	shop, sent, client := region(t, market.US)
	isAccepted(t, client.Post("/v1/us/waitlist", ada))
	_, unsubscribe := links(t, sent)
	sent.Memory(t).Fail(func(call string) bool { return call == "RefuseMail" })
	client.Post("/v1/waitlist/unsubscribe", tokenBodyOf(unsubscribe)).Refused(500, problem.Internal)
	sent.Memory(t).Fail(nil)
	client.Post("/v1/waitlist/unsubscribe", tokenBodyOf(unsubscribe)).Want(200)
	shop.Clock.Advance(48 * time.Hour)
	joinAll(t, client)
	if mails := sent.Mails(t); len(mails) != 1 {
		t.Errorf("%d mails", len(mails))
	}
}

// A token confirms the join that it was mailed for, until that join ends, and no later
// one, which may be a stranger's. Only then it gives a pass.
func TestATokenConfirmsItsOwnJoin(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, shop *functiontest.Shop, sent *functiontest.Outbox, client *functiontest.Client) {
		isAccepted(t, client.Post("/v1/us/waitlist", ada))
		old, unsubscribe := links(t, sent)
		for range 2 { // once more gives a pass again
			var answer struct{ Status, Pass string }
			client.Post("/v1/waitlist/confirm", tokenBodyOf(old)).Want(200).Read(&answer)
			p, err := pass.Check(functiontest.Tokens, answer.Pass, "us", shop.Clock.Now())
			if err != nil || answer.Status != "confirmed" || p.Email != "ada@example.com" {
				t.Errorf("answered %+v with the pass %+v, %v", answer, p, err)
			}
		}
		client.Post("/v1/waitlist/unsubscribe", tokenBodyOf(unsubscribe)).Want(200)
		shop.Clock.Advance(25 * time.Hour)
		isAccepted(t, client.Post("/v1/us/waitlist", ada))
		client.Post("/v1/waitlist/confirm", tokenBodyOf(old)).Refused(401, problem.Unauthorized)

		lapsing, _ := links(t, sent)
		shop.Clock.Advance(waitlist.PendingFor)
		client.Post("/v1/waitlist/confirm", tokenBodyOf(lapsing)).Refused(401, problem.Unauthorized)
		isAccepted(t, client.Post("/v1/us/waitlist", ada))
		client.Post("/v1/waitlist/confirm", tokenBodyOf(lapsing)).Refused(401, problem.Unauthorized)
		confirm, _ := links(t, sent)
		client.Post("/v1/waitlist/confirm", tokenBodyOf(confirm)).Want(200)
	})
}

// Every answer that must not tell who an address belongs to takes the same calls to the
// store, whatever it has.
func TestSameWork(t *testing.T) {
	t.Parallel()
	shop, sent, client := region(t, market.US)
	order := bought(t, shop, "en").ID.String()
	with := func(address string) string { return strings.Replace(ada, "ada@example.com", address, 1) }
	for _, address := range []string{"confirmed@example.com", "refused@example.com", "pending@example.com"} {
		isAccepted(t, client.Post("/v1/us/waitlist", with(address)))
		isAccepted(t, client.Post("/v1/us/passes", `{"email":"`+address+`","locale":"en"}`))
		confirm, unsubscribe := links(t, onlyConfirmations(t, sent))
		switch address {
		case "confirmed@example.com":
			client.Post("/v1/waitlist/confirm", tokenBodyOf(confirm)).Want(200)
		case "refused@example.com":
			client.Post("/v1/waitlist/unsubscribe", tokenBodyOf(unsubscribe)).Want(200)
		}
	}
	sent.Memory(t).Calls()
	same := func(call, path string, bodies ...string) {
		t.Helper()
		for _, body := range bodies {
			isAccepted(t, client.Post(path, body))
			if calls := sent.Memory(t).Calls(); !slices.Equal(calls, []string{call}) {
				t.Errorf("%s %s: calls %q", path, body, calls)
			}
		}
	}
	same("Join", "/v1/us/waitlist", with("new@example.com"), with("confirmed@example.com"), with("refused@example.com"), with("pending@example.com"))
	same("AskFor", "/v1/us/passes", adasPass, adasPass, strings.Replace(adasPass, "ada@", "refused@", 1), strings.Replace(adasPass, "ada@", "confirmed@", 1))
	same("AskFor", "/v1/orders/lookup",
		asks(order, "ada@example.com"), asks(order, "ada@example.com"), asks(order, "grace@example.com"), asks("0000000000000000-1", "ada@example.com"))
}

// onlyConfirmations returns an outbox with the confirmations of another.
func onlyConfirmations(t *testing.T, sent *functiontest.Outbox) *functiontest.Outbox {
	t.Helper()
	only := &functiontest.Outbox{Table: waitlisttest.NewMemory()}
	for _, m := range sent.Mails(t) {
		if strings.Contains(m.Text, "/waitlist/confirm?") {
			only.Sent = append(only.Sent, m)
		}
	}
	return only
}

// If the table fails, the answer is the same for every order and address.
func TestSameFailure(t *testing.T) {
	t.Parallel()
	shop, sent, client := region(t, market.US)
	order := bought(t, shop, "en").ID.String()
	sent.Memory(t).Fail(func(string) bool { return true })
	for _, body := range []string{asks(order, "ada@example.com"), asks(order, "grace@example.com"), asks("0000000000000000-1", "ada@example.com")} {
		client.Post("/v1/orders/lookup", body).Refused(500, problem.Internal)
	}
	client.Post("/v1/us/passes", adasPass).Refused(500, problem.Internal)
	client.Post("/v1/us/waitlist", ada).Refused(500, problem.Internal)
	if strings.Contains(shop.Logged.String(), "@example.com") {
		t.Errorf("logged: %s", shop.Logged)
	}
}

package main

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"storefront/infra/functiontest"
	"storefront/shared/email"
	"storefront/shared/market"
	"storefront/shared/problem"
	"storefront/shared/token"
	"storefront/shared/waitlist"
)

// ada waits for a phone that is not cleared in the US.
const ada = `{"sku":"phone-4i","email":"ada@example.com","locale":"en"}`

// isAccepted fails the test unless the answer is the one that every address gets.
func isAccepted(t *testing.T, answer *functiontest.Answer) {
	t.Helper()
	if answer.Status != 202 || answer.Body != `{"status":"accepted"}` || len(answer.Header) != 3 || answer.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("answered %d %s with %v", answer.Status, answer.Body, answer.Header)
	}
}

// links returns the tokens in the last mail.
func links(t *testing.T, sent *functiontest.Outbox) (confirm, unsubscribe string) {
	t.Helper()
	all := sent.Mails(t)
	if len(all) == 0 {
		t.Fatal("no mail was sent")
	}
	last := all[len(all)-1]
	for word := range strings.FieldsSeq(last.Text) {
		if token, ok := strings.CutPrefix(word, "https://us.example.com/waitlist/confirm?token="); ok {
			confirm, _, _ = strings.Cut(token, "&")
		}
		if token, ok := strings.CutPrefix(word, "https://us.example.com/waitlist/unsubscribe?token="); ok {
			unsubscribe, _, _ = strings.Cut(token, "&")
		}
	}
	if confirm == "" || unsubscribe == "" {
		t.Fatalf("a link is missing: %s", last.Text)
	}
	return confirm, unsubscribe
}

func tokenBodyOf(token string) string { return `{"token":"` + token + `"}` }

// The answer does not reveal who is on the list, and joining again and again does
// not flood a mailbox.
func TestJoinAnswersAlike(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, shop *functiontest.Shop, sent *functiontest.Outbox, client *functiontest.Client) {
		join := func(mails int) {
			t.Helper()
			isAccepted(t, client.Post("/v1/us/waitlist", ada))
			if got := len(sent.Mails(t)); got != mails {
				t.Errorf("%d mails were sent, want %d", got, mails)
			}
		}
		join(1)
		join(1)
		shop.Clock.Advance(waitlist.AskPause - time.Millisecond)
		join(1)
		shop.Clock.Advance(2 * time.Millisecond)
		join(2)
		confirm, unsubscribe := links(t, sent)
		for range 2 { // once more changes nothing
			client.Post("/v1/waitlist/confirm", tokenBodyOf(confirm)).Want(200)
		}
		shop.Clock.Advance(2 * waitlist.AskPause)
		join(2)
		for range 2 {
			client.Post("/v1/waitlist/unsubscribe", tokenBodyOf(unsubscribe)).Want(200)
		}
		client.Post("/v1/waitlist/confirm", tokenBodyOf(confirm)).Refused(401, problem.Unauthorized)
		join(3)
	})
}

func TestOneEntryPerMailbox(t *testing.T) {
	t.Parallel()
	for _, spellings := range [][]string{
		{"ada@example.com", " Ada@Example.com", "ADA@EXAMPLE.COM ", "\ufeffada@example.com\u200e", "\u00a0ada@example.com\u3000"},
		{"A.d.a@gmail.com", "ada+1@gmail.com", "Ada@googlemail.com"},
	} {
		_, sent, client := region(t, market.US)
		for _, typed := range spellings {
			isAccepted(t, client.Post("/v1/us/waitlist", strings.Replace(ada, "ada@example.com", typed, 1)))
		}
		if asks := len(sent.Memory(t).Asks()); asks != 1 {
			t.Errorf("%q: %d requests for a mail", spellings, asks)
		}
	}
	_, sent, client := region(t, market.US)
	isAccepted(t, client.Post("/v1/us/waitlist", strings.Replace(ada, "ada@example.com", "A.d.a@gmail.com", 1)))
	if mails := sent.Mails(t); len(mails) != 1 || mails[0].To != "a.d.a@gmail.com" {
		t.Errorf("mails: %+v", mails)
	}
}

// Every product that a market knows has a list, cleared or not.
func TestEveryProductHasAList(t *testing.T) {
	t.Parallel()
	for _, sku := range []string{"phone-4i", "phone-note", "fitness-band"} {
		_, sent, client := region(t, market.US)
		isAccepted(t, client.Post("/v1/us/waitlist", strings.Replace(ada, "phone-4i", sku, 1)))
		if mails := sent.Mails(t); len(mails) != 1 {
			t.Errorf("%s: %d mails", sku, len(mails))
		}
	}
}

func TestMailIsInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		region         market.Region
		market, locale string
		subject        string
	}{
		{market.US, "us", "en", "Confirm your place on the waitlist: Phone 4i"},
		{market.US, "us", "EN-gb", "Confirm your place on the waitlist: Phone 4i"},
		{market.US, "us", "hi-IN", "Confirm your place on the waitlist: Phone 4i"},
		{market.US, "us", "es-419", "Confirme su puesto en la lista de espera: Teléfono 4i"},
		{market.EU, "de", "de-AT", "Bestätigen Sie Ihren Platz auf der Warteliste: "},
		{market.US, "us", "es", "Confirme su puesto en la lista de espera: Teléfono 4i"},
		{market.EU, "de", "de", "Bestätigen Sie Ihren Platz auf der Warteliste: "},
		{market.IN, "in", "hi", "प्रतीक्षा सूची में अपनी जगह की पुष्टि करें: "},
	} {
		_, sent, client := region(t, tt.region)
		isAccepted(t, client.Post("/v1/"+tt.market+"/waitlist", strings.Replace(ada, `"en"`, `"`+tt.locale+`"`, 1)))
		got := sent.Mails(t)[0]
		if !strings.HasPrefix(got.Subject, tt.subject) || got.To != "ada@example.com" {
			t.Errorf("to %s: %q, want %q", got.To, got.Subject, tt.subject)
		}
		if !strings.Contains(got.Text, "us.example.com") || strings.Contains(got.Text+got.Subject, "https:///") {
			t.Errorf("the shop is not named: %s", got.Text)
		}
	}
}

// A mail program unsubscribes with one POST to the URL in the header.
func TestOneClick(t *testing.T) {
	t.Parallel()
	const form = "application/x-www-form-urlencoded"
	multipart := "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n"
	for name, tt := range map[string]struct{ body, contentType string }{
		"as a form":      {"List-Unsubscribe=One-Click", form},
		"as a multipart": {multipart, "multipart/form-data; boundary=b"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, sent, client := region(t, market.US)
			isAccepted(t, client.Post("/v1/us/waitlist", ada))
			confirm, _ := links(t, sent)
			address, err := url.Parse(sent.Mails(t)[0].Unsubscribe)
			if err != nil || address.Host != "api.us.example.com" {
				t.Fatalf("unsubscribe at %v, %v", address, err)
			}
			for range 2 { // once more changes nothing
				client.Post(address.RequestURI(), tt.body, "Content-Type", tt.contentType).Want(200)
			}
			client.Post("/v1/waitlist/confirm", tokenBodyOf(confirm)).Refused(401, problem.Unauthorized)
		})
	}
	_, _, client := region(t, market.US)
	client.Post("/v1/waitlist/unsubscribe?token=x", "List-Unsubscribe=One-Click", "Content-Type", form).Refused(401, problem.Unauthorized)
	client.Post("/v1/waitlist/unsubscribe", "List-Unsubscribe=One-Click", "Content-Type", form).Refused(401, problem.Unauthorized)
	client.Post("/v1/waitlist/unsubscribe?token=x", "List-Unsubscribe=Two-Clicks", "Content-Type", form).Refused(422, problem.InvalidRequest)
}

// Visiting a link of the mail, as mail scanners do, changes nothing.
func TestOnlyPostChangesTheList(t *testing.T) {
	t.Parallel()
	_, sent, client := region(t, market.US)
	isAccepted(t, client.Post("/v1/us/waitlist", ada))
	confirm, unsubscribe := links(t, sent)
	client.Get("/v1/waitlist/unsubscribe?token="+unsubscribe).Refused(405, problem.MethodNotAllowed)
	client.Get("/v1/waitlist/confirm?token="+confirm).Refused(405, problem.MethodNotAllowed)
	client.Post("/v1/waitlist/confirm", tokenBodyOf(confirm)).Want(200)
}

func TestBadTokens(t *testing.T) {
	t.Parallel()
	_, sent, client := region(t, market.US)
	isAccepted(t, client.Post("/v1/us/waitlist", ada))
	confirm, unsubscribe := links(t, sent)
	nobody := waitlist.Entry{
		Key: waitlist.NewKey(functiontest.Digests, "us", "phone-4i", email.IdentityOf("grace@example.com")), Ask: "ASK1", AskedAt: functiontest.Opening,
	}
	subject, _ := functiontest.Tokens.Subject(token.Confirm, confirm)
	for name, tt := range map[string]struct{ path, token string }{
		"garbage":                       {"confirm", "garbage"},
		"a letter too much":             {"confirm", confirm + "A"},
		"the other link's":              {"confirm", unsubscribe},
		"an order's":                    {"confirm", functiontest.Tokens.Sign(token.Order, subject)},
		"of an entry that is not there": {"confirm", nobody.ConfirmToken(functiontest.Tokens)},
		"of no form":                    {"confirm", functiontest.Tokens.Sign(token.Confirm, string(nobody.Key))},
		"with no end":                   {"confirm", functiontest.Tokens.Sign(token.Confirm, string(nobody.Key)+".ASK1.never")},
		"the other link's to leave":     {"unsubscribe", confirm},
		"garbage to leave":              {"unsubscribe", "garbage"},
	} {
		t.Run(name, func(t *testing.T) {
			client.Post("/v1/waitlist/"+tt.path, tokenBodyOf(tt.token)).Refused(401, problem.Unauthorized)
		})
	}
	for _, body := range []string{`{}`, `{"token":""}`, `{"token":1}`, `{"tokens":["a"]}`} {
		for _, path := range []string{"confirm", "unsubscribe"} {
			if refused := client.Post("/v1/waitlist/"+path, body).Refused(422, problem.InvalidRequest); len(refused.Fields) == 0 {
				t.Errorf("%s: no field is at fault", body)
			}
		}
	}
}

func TestBadJoins(t *testing.T) {
	t.Parallel()
	shop, sent, client := region(t, market.US)
	functiontest.Mistakes{
		"no SKU":                 {`"sku":"phone-4i",`, ``, "sku"},
		"a SKU that is none":     {`phone-4i`, `Phone 4i`, "sku"},
		"no e-mail":              {`"email":"ada@example.com",`, ``, "email"},
		"an e-mail that is none": {`ada@example.com`, `ada@localhost`, "email"},
		"a second reader":        {`ada@example.com`, `ada@example.com\r\nBcc: eve@example.com`, "email"},
		"an e-mail of a number":  {`"ada@example.com"`, `1`, "email"},
		"no locale":              {`,"locale":"en"`, ``, "locale"},
		"a locale that is none":  {`"en"`, `"English, please"`, "locale"},
		"an unknown field":       {`"sku"`, `"name":"Ada","sku"`, "name"},
		"all at once":            {ada, `{}`, "sku email locale"},
	}.Refused(t, ada, func(body string) *functiontest.Answer { return client.Post("/v1/us/waitlist", body) })
	client.Post("/v1/de/waitlist", ada).Refused(404, problem.UnknownMarket)
	client.Post("/v1/us/waitlist", strings.Replace(ada, "phone-4i", "selfie-stick", 1)).Refused(404, problem.UnknownProduct)
	client.Post("/v1/us/waitlist", ada+ada).Refused(400, problem.InvalidRequest)
	client.Post("/v1/us/waitlist", strings.Replace(ada, "ada@", `\ud83d@`, 1)).Refused(400, problem.InvalidRequest)
	client.Post("/v1/us/waitlist", ada, "Content-Encoding", "gzip").Refused(415, problem.InvalidRequest)
	client.Post("/v1/us/waitlist", "sku=phone-4i", "Content-Type", "application/x-www-form-urlencoded").Refused(415, problem.InvalidRequest)
	if mails := sent.Mails(t); len(mails) > 0 || shop.Logged.Len() > 0 {
		t.Errorf("mails: %v, log: %s", mails, shop.Logged)
	}
}

// A mail that fails is sent once in the end, and the answer does not show the failure.
func TestFailedMailIsSentOnce(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, shop *functiontest.Shop, sent *functiontest.Outbox, client *functiontest.Client) {
		sent.Err = errors.New("mail: the service is away")
		isAccepted(t, client.Post("/v1/us/waitlist", ada))
		for range 3 {
			sent.Mails(t)
		}
		sent.Err = nil
		isAccepted(t, client.Post("/v1/us/waitlist", ada))
		confirm, _ := links(t, sent)
		client.Post("/v1/waitlist/confirm", tokenBodyOf(confirm)).Want(200)
		if mails := sent.Mails(t); len(mails) != 1 {
			t.Errorf("%d mails were sent", len(mails))
		}
	})
}

package main

import (
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	"storefront/infra/eventually"
	"storefront/infra/faultproxy"
	"storefront/infra/local/mailbox"
)

// TestStrangersCannotFillAMailbox has strangers ask the running store for all the mail
// that they can, in the name of one person in many spellings, at once, and again after
// that person has confirmed and left.
func TestStrangersCannotFillAMailbox(t *testing.T) {
	t.Parallel()
	s := open(t, faultproxy.Spec{})
	post := s.poster(t)
	all := func() {
		var asking sync.WaitGroup
		for _, typed := range []string{"ada@gmail.com", "a.d.a@gmail.com", "Ada+1@googlemail.com"} {
			for _, sku := range []string{"phone-4i", "phone-note", "fitness-band", "power-bank-5000", "power-bank-10400", "headphones"} {
				asking.Go(func() { post("/v1/us/waitlist", 202, map[string]string{"sku": sku, "email": typed, "locale": "en"}) })
			}
			asking.Go(func() { post("/v1/us/passes", 202, map[string]string{"email": typed, "locale": "en"}) })
		}
		asking.Wait()
	}
	all()
	confirmation := s.mailTo(t, "@g", "confirm?token=")
	s.mailTo(t, "@g", "pass?pass=")

	var confirmed struct{ Pass string }
	if err := json.Unmarshal(post("/v1/waitlist/confirm", 200, map[string]string{"token": tokenIn(t, confirmation, "confirm")}), &confirmed); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(confirmed.Pass, "us.") {
		t.Errorf("confirming gives the pass %q", confirmed.Pass)
	}
	post("/v1/waitlist/unsubscribe", 200, map[string]string{"token": tokenIn(t, confirmation, "unsubscribe")})
	post("/v1/waitlist/confirm", 401, map[string]string{"token": tokenIn(t, confirmation, "confirm")})
	all()
	s.asksAnswered(t, post, "elsewhere.example")
	var subjects []string
	for _, m := range s.region.Mail.Messages() {
		if !strings.HasSuffix(m.To[0], "elsewhere.example") {
			subjects = append(subjects, m.To[0]+": "+m.Subject)
		}
	}
	if len(subjects) != 2 {
		t.Errorf("mails: %q, want a confirmation and a pass", subjects)
	}
}

// asksAnswered returns once all asks for mail before it are answered. It has two mails
// sent to a domain, one after the other: when the second is there, the batch of the
// stream that had the first is done, and so are all before it.
func (s running) asksAnswered(t *testing.T, post func(path string, status int, body map[string]string) []byte, domain string) {
	t.Helper()
	for _, to := range []string{"first@" + domain, "second@" + domain} {
		post("/v1/us/passes", 202, map[string]string{"email": to, "locale": "en"})
		s.mailTo(t, to, "pass?pass=")
	}
}

// 6. A confirmation is for the join that it was mailed for, and a refusal holds.
func (a attack) confirmAnothersJoin(t *testing.T) {
	post := a.poster(t)
	join := func(address string) {
		for _, sku := range []string{"fitness-band", "headphones", "power-bank-5000"} {
			post("/v1/us/waitlist", 202, map[string]string{"sku": sku, "email": address, "locale": "en"})
		}
		post("/v1/us/passes", 202, map[string]string{"email": address, "locale": "en"})
	}
	token := func(address, page string) map[string]string {
		return map[string]string{"token": tokenIn(t, a.mailTo(t, address, "confirm?token="), page)}
	}
	mails := func(address string) (n int) {
		for _, m := range a.region.Mail.Messages() {
			if m.To[0] == address {
				n++
			}
		}
		return n
	}
	t.Run("an owner who has left", func(t *testing.T) {
		const owner = "left@example.com"
		join(owner)
		post("/v1/waitlist/confirm", 200, token(owner, "confirm"))
		post("/v1/waitlist/unsubscribe", 200, token(owner, "unsubscribe"))
		join(owner) // by a stranger
		post("/v1/waitlist/confirm", 401, token(owner, "confirm"))
		a.asksAnswered(t, post, "after-leaving.example")
		if n := mails(owner); n != 2 {
			t.Errorf("the owner has %d mails, want a confirmation and a pass", n)
		}
	})
	t.Run("an owner who never asked", func(t *testing.T) {
		const owner = "never-asked@example.com"
		join(owner)
		a.mailTo(t, owner, "pass?pass=")
		post("/v1/waitlist/unsubscribe", 200, token(owner, "unsubscribe"))
		post("/v1/waitlist/confirm", 401, token(owner, "confirm"))
		join(owner)
		post("/v1/waitlist/confirm", 401, token(owner, "confirm"))
		a.asksAnswered(t, post, "after-refusing.example")
		if n := mails(owner); n != 2 {
			t.Errorf("the owner has %d mails, want a confirmation and a pass", n)
		}
	})
}

// poster returns a func that posts JSON to the store and wants a status.
func (s running) poster(t *testing.T) func(path string, status int, body map[string]string) []byte {
	t.Helper()
	return func(path string, status int, body map[string]string) []byte {
		text, err := json.Marshal(body)
		if err != nil {
			t.Error(err)
		}
		answer, err := http.Post(s.region.URL+path, "application/json", strings.NewReader(string(text)))
		if err != nil {
			t.Error(err)
			return nil
		}
		defer answer.Body.Close()
		content, err := io.ReadAll(answer.Body)
		if err != nil || answer.StatusCode != status {
			t.Errorf("POST %s: %d %s, %v, want %d", path, answer.StatusCode, content, err, status)
		}
		return content
	}
}

// mailTo waits for a mail to an address with part, whose text contains a word.
func (s running) mailTo(t *testing.T, part, word string) (found mailbox.Message) {
	t.Helper()
	eventually.True(t, "a mail to "+part+" with "+word, func() bool {
		for _, m := range s.region.Mail.Messages() {
			if strings.Contains(m.To[0], part) && strings.Contains(m.Text, word) {
				found = m
				return true
			}
		}
		return false
	})
	return found
}

// tokenIn returns the token in a mail's link to a page.
func tokenIn(t *testing.T, m mailbox.Message, page string) string {
	t.Helper()
	link := regexp.MustCompile("/waitlist/" + page + `\?token=([^&\s]+)`).FindStringSubmatch(m.Text)
	if link == nil {
		t.Fatalf("no link to %s: %s", page, m.Text)
	}
	return link[1]
}

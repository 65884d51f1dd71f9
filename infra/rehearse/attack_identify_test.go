package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/email"
	"storefront/shared/ledger"
	"storefront/shared/ledger/raw"
	"storefront/shared/order"
	"storefront/shared/waitlist"
)

// 5. Once a sale is over and its salt destroyed, somebody who has all tables, the books
// and the mails, and is given the address and the Idempotency-Key of a buyer who was
// forgotten, finds none of their orders. Nor is a waitlist's entry found by its address.
// The search is tested where it must find something.
func (a attack) reidentify(t *testing.T) {
	const buyer, key = "ada.lovelace@example.com", "ada-key"
	sales := []catalog.Sale{a.sale(t, "known-open", catalog.AccessOpen, 0, 10), a.sale(t, "known-verified", catalog.AccessVerified, 1, 10)}
	for _, sale := range sales {
		p := a.buys(t, sale, a.passOf(buyer), "", key)
		a.pays(t, p)
		if _, err := a.afterSale().Ship(t.Context(), a.order(t, p).ID, 0, order.Shipment{}); err != nil {
			t.Fatal(err)
		}
	}
	post := a.poster(t)
	post("/v1/us/waitlist", http.StatusAccepted, map[string]string{"sku": "headphones", "email": buyer, "locale": "en"})
	mailed := a.mailTo(t, buyer, "confirm?token=")

	search := guess{address: buyer, requestKey: key, sales: sales}
	known := a.scan(t)
	names := namesIn(append(known, mailed.Text, mailed.HTML)...)
	if found := search.among(names, known); len(found) != len(sales) {
		t.Fatalf("before the salts are destroyed the search finds %q, want one order in each of %d sales", found, len(sales))
	}
	if found := search.among(names, []string{a.region.Secret("DigestSecret")}); len(found) < 2 {
		t.Fatalf("with the secret the search finds %q, want the buyer's and the waitlist's item", found)
	}

	a.forget(t, buyer)
	for _, sale := range sales {
		a.close(t, sale, time.Now().Add(-27*time.Hour))
	}
	a.takenIn(t, 1)
	a.invokeErase(t)
	known = append(a.scan(t), mailed.Text)
	left := slices.Concat(known, a.rawFiles(t))
	if found := search.among(namesIn(left...), known); len(found) > 0 {
		t.Errorf("the search finds %q", found)
	}
	for _, text := range left {
		if strings.Contains(text, buyer) && text != mailed.Text {
			t.Errorf("the address is left in %.200q", text)
		}
	}
}

// guess is what somebody knows who looks for a buyer.
type guess struct {
	address, requestKey string
	sales               []catalog.Sale
}

// among returns those names that derive from the address, with any known value for the
// secret, in the ways of this store and in ways without a secret.
func (g guess) among(names map[string]bool, known []string) (found []string) {
	who := email.IdentityOf(g.address)
	look := func(name string) {
		if names[name] {
			found = append(found, name)
		}
	}
	for _, value := range known {
		for _, sale := range g.sales {
			sale.Salt = []byte(value)
			look(string(sale.OrderKey(who, g.requestKey)))
		}
		digests := email.NewDigests([]byte(value))
		look(ledger.BuyerKey(digests, who))
		look(digests.Mailbox(who))
		look(string(waitlist.NewKey(digests, "us", "headphones", who)))
		mac := hmac.New(sha256.New, []byte(value))
		mac.Write([]byte(g.address))
		g.lookFor(mac.Sum(nil), look)
	}
	for _, between := range []string{"", "\x00", "#", "/", "|", ":"} {
		for _, parts := range [][]string{
			{g.address}, {"us", "headphones", g.address}, {g.address, "us", "headphones"}, {string(g.sales[0].ID), g.address}, {string(g.sales[1].ID), g.address},
		} {
			sum := sha256.Sum256([]byte(strings.Join(parts, between)))
			g.lookFor(sum[:], look)
		}
	}
	return found
}

// lookFor looks for a digest in each form that names have.
func (guess) lookFor(digest []byte, look func(string)) {
	look(string(order.NewKey(digest)))
	for _, length := range []int{16, 20, len(digest)} {
		look(base64.RawURLEncoding.EncodeToString(digest[:length]))
		look(hex.EncodeToString(digest[:length]))
	}
}

// namesIn returns the words in texts that may be names: those of letters, digits,
// hyphens and underscores, and their parts between hyphens.
func namesIn(texts ...string) map[string]bool {
	names := map[string]bool{}
	for _, text := range texts {
		words := strings.FieldsFunc(text, func(c rune) bool {
			return !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", c)
		})
		for _, word := range words {
			names[word] = true
			for part := range strings.SplitSeq(word, "-") {
				names[part] = true
			}
		}
	}
	return names
}

// rawFiles returns the text of the books' raw files.
func (a attack) rawFiles(t *testing.T) (texts []string) {
	t.Helper()
	keys, err := a.books().List(t.Context(), "raw/", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		packed, err := a.books().Get(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		events, err := raw.Decode(packed)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			texts = append(texts, e.ID, e.BuyerRef, e.Order.Payment.Reference)
		}
	}
	return texts
}

package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"storefront/infra/functiontest"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/secret"
	"storefront/shared/token"
)

// vault keeps the secret that signs tokens.
type vault struct {
	mu       sync.Mutex
	versions secret.Versions
}

func (v *vault) fetch(context.Context) (secret.Versions, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.versions, nil
}

// put makes a new version.
func (v *vault) put(value string, now time.Time) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.versions = secret.Versions{Current: []byte(value), Previous: v.versions.Current, Since: now}
}

// version returns a value for a version.
func version(n byte) string { return string(bytes.Repeat([]byte{'0' + n}, 64)) }

// server is a process of the function that fetches its secret from a vault.
type server struct {
	router  http.Handler
	client  *functiontest.Client
	started time.Time
	mu      sync.Mutex
	fetches int
}

func serve(t *testing.T, shop *functiontest.Shop, v *vault) *server {
	t.Helper()
	s := &server{started: shop.Clock.Now()}
	counted := func(ctx context.Context) (secret.Versions, error) {
		s.mu.Lock()
		s.fetches++
		s.mu.Unlock()
		return v.fetch(ctx)
	}
	rotating, err := secret.New(t.Context(), "TOKEN_SECRET", counted, shop.Clock.Now, shop.Log)
	if err != nil {
		t.Fatal(err)
	}
	router := handlers{region: shop.Region, tokens: token.NewSigner(rotating), checkout: shop.Checkout(), now: shop.Clock.Now, metrics: shop.Metrics}.router(shop.Log)
	s.router, s.client = router, functiontest.NewClient(t, router)
	return s
}

// everyones is a buyer's order in a sale that needs no pass.
func everyones(buyer string) string {
	return strings.NewReplacer("us-launch", "everyones", "ada@", buyer+"@").Replace(unproved)
}

// read asks for an order, and returns the answer's status.
func (s *server) read(id, tok string) int {
	r := httptest.NewRequest(http.MethodGet, "/v1/orders/"+id, nil)
	r.Header.Set("Authorization", "Bearer "+tok)
	w := httptest.NewRecorder()
	s.router.ServeHTTP(w, r)
	return w.Code
}

// A sale runs while its secret is rotated, half a minute after it began and again
// after a quarter of an hour. One process is always busy, one only now and then, and
// a new one starts every minute. Every token works in every process, until its key is
// gone after two rotations. It makes no difference whether strangers send tokens
// under keys that nobody knows.
func TestRotationDuringASale(t *testing.T) {
	t.Parallel()
	for name, forged := range map[string]int{"quiet": 0, "flooded with forged tokens": 5} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rotate(t, forged)
		})
	}
}

func rotate(t *testing.T, forged int) {
	const (
		step   = secret.Pause / 2
		first  = 30 * time.Second
		second = 15 * time.Minute
	)
	shop := functiontest.Open(t, "us", checkouttest.NewMemory())
	shop.Sell(t, "everyones", 1000, nil, "fitness-band")
	start := shop.Clock.Now()
	v := new(vault)
	v.put(version(1), start.Add(-time.Hour))
	busy, idle, fresh := serve(t, shop, v), serve(t, shop, v), serve(t, shop, v)
	var orders []*shopper // a few of those held so far

	for at := time.Duration(0); at < second+secret.Settle; at += step {
		switch at {
		case first:
			v.put(version(2), shop.Clock.Now())
		case second:
			orders = orders[len(orders)-1:] // the others have keys from before the first rotation
			v.put(version(3), shop.Clock.Now())
		}
		if at%time.Minute == 0 {
			fresh = serve(t, shop, v)
		}
		asked := []*server{busy, fresh}
		if at%(4*time.Minute) == 0 {
			asked = append(asked, idle)
		}
		for i, s := range asked {
			if at%(15*time.Second) == 0 {
				orders = append(orders, hold(t, s.client, everyones(fmt.Sprintf("buyer-%d-%d", at/step, i)), "key"))
			}
		}
		all(asked, orders, func(s *server, o *shopper) {
			if got := s.read(o.Order.ID, o.Token); got != http.StatusOK {
				t.Errorf("%v: the order's own token is answered %d", at, got)
			}
			for range forged {
				if got := s.read(o.Order.ID, o.Order.ID+".zzzz"+o.Token[len(o.Token)-22:]); got != http.StatusUnauthorized {
					t.Errorf("%v: a forged token is answered %d", at, got)
				}
			}
		})
		if len(orders) > 8 { // keep the oldest and the newest
			orders = append(orders[:2], orders[len(orders)-4:]...)
		}
		shop.Clock.Advance(step)
	}
	for _, s := range []*server{busy, idle, fresh} {
		if most := 1 + int(shop.Clock.Now().Sub(s.started)/secret.Pause); s.fetches > most || s.fetches < 1 {
			t.Errorf("a process fetched %d times, more than %d", s.fetches, most)
		}
	}
	gone := token.NewSigner(secret.Fixed([]byte(version(1)))).Sign(token.Order, orders[0].Order.ID)
	for _, s := range []*server{busy, idle, fresh} {
		if got := s.read(orders[0].Order.ID, gone); got != http.StatusUnauthorized {
			t.Errorf("a token under a key that was replaced twice is answered %d", got)
		}
	}
}

// After a leak the secret is rotated twice at once. A process that knows neither new
// version fetches both when it meets a token under one.
func TestRotationTwiceAtOnce(t *testing.T) {
	t.Parallel()
	shop := functiontest.Open(t, "us", checkouttest.NewMemory())
	shop.Sell(t, "everyones", 2, nil, "fitness-band")
	v := new(vault)
	v.put(version(1), shop.Clock.Now().Add(-time.Hour))
	old := serve(t, shop, v)
	leaked := hold(t, old.client, everyones("leaked"), "key")
	shop.Clock.Advance(secret.Pause)
	v.put(version(2), shop.Clock.Now())
	v.put(version(3), shop.Clock.Now())
	fresh := serve(t, shop, v)
	mine := hold(t, fresh.client, everyones("ada"), "key")

	mine.client = old.client
	mine.is("held")
	mine.pay("pm_card_visa").Want(http.StatusOK)
	for name, s := range map[string]*server{"old": old, "fresh": fresh} {
		if got := s.read(leaked.Order.ID, leaked.Token); got != http.StatusUnauthorized {
			t.Errorf("%s: a token under the leaked key is answered %d", name, got)
		}
	}
	if old.fetches != 2 {
		t.Errorf("the old process fetched %d times", old.fetches)
	}
}

// all calls ask for every server and order at the same time.
func all(servers []*server, orders []*shopper, ask func(*server, *shopper)) {
	var asked sync.WaitGroup
	for _, s := range servers {
		for _, o := range orders {
			asked.Go(func() { ask(s, o) })
		}
	}
	asked.Wait()
}

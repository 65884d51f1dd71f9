package main

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/email"
	"storefront/shared/erasure"
	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/payment"
)

// buy holds an order of the demo's sale a minute after it opened, and pays it if it should.
func buy(t *testing.T, store checkouttest.Store, buyer string, pays bool, lines ...checkout.HoldLine) order.ID {
	t.Helper()
	return buyAt(t, store, monday.Add(time.Minute), buyer, pays, lines...)
}

func buyAt(t *testing.T, store checkouttest.Store, at time.Time, buyer string, pays bool, lines ...checkout.HoldLine) order.ID {
	t.Helper()
	shop := checkout.New(store, payment.Sandbox{}, func() time.Time { return at }, slog.New(slog.DiscardHandler))
	us, _ := market.US.Market("us")
	o, err := shop.Hold(t.Context(), checkout.HoldRequest{
		Market: us, Sale: "us-launch", IdempotencyKey: "key", Lines: lines, Proved: email.IdentityOf(buyer + "@example.com"),
		Buyer: order.Buyer{Email: buyer + "@example.com", Locale: "en", ShipTo: order.Address{
			Name: buyer, Line1: "1 Market St", Line2: "Apt 7", City: "San Francisco", PostalCode: "94105", State: "CA", Country: "US",
		}},
	})
	if err == nil && pays {
		_, err = shop.Pay(t.Context(), o.ID, checkout.PayRequest{Method: payment.CardVisa})
	}
	if err != nil {
		t.Fatal(err)
	}
	return o.ID
}

func one(sku catalog.SKU) checkout.HoldLine { return checkout.HoldLine{SKU: sku, Quantity: 1} }

func TestAfterTheSale(t *testing.T) {
	t.Parallel()
	store := checkouttest.NewMemory()
	s := newSession(t, store)
	s.do(t, "-local us seed")
	s.now = func() time.Time { return monday.Add(time.Hour / 10) }
	s.forgotten.waitlist = []erasure.Addressed{
		{Key: "ada's entry", Addresses: []string{"ada@example.com"}}, {Key: "grace's entry", Addresses: []string{"grace@example.com"}},
	}
	s.follow(t, "aftersale.txt",
		buy(t, store, "ada", true, one("fitness-band"), one("headphones")).String(), "order-of-ada",
		buy(t, store, "grace", true, one("fitness-band")).String(), "order-of-grace",
		buy(t, store, "alan", false, one("headphones")).String(), "order-of-alan")
	if want := []string{buyerKey("ada@example.com"), buyerKey("alan@example.com")}; !slices.Equal(s.forgotten.buyers, want) {
		t.Errorf("forgotten: %v, want %v", s.forgotten.buyers, want)
	}
	if want := []string{digests.Mailbox(email.IdentityOf("ada@example.com")), digests.Mailbox(email.IdentityOf("alan@example.com"))}; !slices.Equal(s.forgotten.mail, want) {
		t.Errorf("mail that is not sent: to %v, want %v", s.forgotten.mail, want)
	}
	if want := []string{"ada's entry"}; !slices.Equal(s.forgotten.removed, want) {
		t.Errorf("removed: %v, want %v", s.forgotten.removed, want)
	}
}

// withdraw puts an order of the Union, which its buyer withdraws from: before it ships, or
// afterwards.
func withdraw(t *testing.T, store checkouttest.Store, n int, shipped bool) order.ID {
	t.Helper()
	euros := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "EUR"} }
	at := monday.Add(time.Duration(n) * time.Minute)
	o := order.Order{
		ID: order.ID{Key: order.Key(strings.Repeat("0", 16)), Slot: n}, Sale: "eu-launch", Market: "de", Status: order.Held, Version: 1,
		Buyer: order.Buyer{Email: "grete@example.com", Locale: "de"}, CreatedAt: at, UpdatedAt: at, HoldExpiresAt: at.Add(10 * time.Minute),
		Lines:  []order.Line{{SKU: "fitness-band", Quantity: 1, UnitPrice: euros(1699), Total: euros(1699), Tax: euros(271), TaxRate: 190_000}},
		Totals: order.Totals{Subtotal: euros(1699), Shipping: euros(499), Tax: euros(351), Total: euros(2198), TaxIncluded: true, TaxJurisdiction: "DE"},
	}
	clock := func() time.Time { return at.Add(time.Minute) }
	shop := checkout.New(store, payment.Sandbox{}, clock, slog.New(slog.DiscardHandler))
	operator := checkout.AfterSale{Checkout: shop, Inventory: store, Clock: checkouttest.ClockOf(clock)}
	_, err := store.Put(t.Context(), o)
	if err == nil {
		_, err = shop.Pay(t.Context(), o.ID, checkout.PayRequest{Method: payment.CardVisa})
	}
	if err == nil && shipped {
		_, err = operator.Ship(t.Context(), o.ID, 0, order.Shipment{})
	}
	if err == nil {
		_, err = shop.Withdraw(t.Context(), o.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	return o.ID
}

func TestWithdrawals(t *testing.T) {
	t.Parallel()
	store := checkouttest.NewMemory()
	s := newSession(t, store)
	s.do(t, "-local eu seed")
	s.now = func() time.Time { return monday.Add(time.Hour) }
	s.do(t, "-local eu order withdrawn")
	if !strings.Contains(s.shown.String(), "no withdrawal waits") {
		t.Errorf("before the first withdrawal:\n%s", &s.shown)
	}
	s.follow(t, "withdrawals.txt",
		withdraw(t, store, 2, true).String(), "posted-order-grete",
		withdraw(t, store, 1, false).String(), "unsent-order-grete")
}

func TestForgettingBuyers(t *testing.T) {
	t.Parallel()
	store := checkouttest.NewMemory()
	s := newSession(t, store)
	s.do(t, "-local us seed")
	s.now = func() time.Time { return monday.Add(time.Hour / 10) }
	s.forgotten.waitlist = []erasure.Addressed{{Key: "alan's entry", Addresses: []string{"alan@example.com"}}}
	s.follow(t, "forget.txt",
		buy(t, store, "ada", true, one("fitness-band")).String(), "order-of-ada",
		buy(t, store, "alan", false, one("headphones")).String(), "order-of-alan")
}

func TestForgetReadsTheAddress(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		command  string
		terminal bool
		typed    string
		code     int
		says     string
	}{
		"piped":                       {"forget --yes", false, "Ada+1@googlemail.com\n", 0, "erased the buyer from 0 orders"},
		"piped, without a line's end": {"forget --yes", false, "a.d.a@gmail.com", 0, "erased the buyer from 0 orders"},
		"piped, without --yes":        {"forget", false, "ada@gmail.com\nyes\n", 2, "no terminal to ask on"},
		"typed and confirmed":         {"forget", true, " a.da@gmail.com \nyes\n", 0, "The buyer's e-mail address: This erases"},
		"typed and not confirmed":     {"forget", true, "ada@gmail.com\nno\n", 1, "nothing was done"},
		"nothing":                     {"forget --yes", false, "", 2, "what was entered must be an e-mail address"},
		"no address":                  {"forget --yes", false, "ada%gmail.com\n", 2, "what was entered must be an e-mail address"},
		"by a flag":                   {"forget --yes --email ada@gmail.com", false, "grace@gmail.com\n", 0, "erased the buyer from 0 orders"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSession(t, checkouttest.NewMemory())
			s.do(t, "-local us seed")
			s.interactive, s.in = tt.terminal, strings.NewReader(tt.typed)
			code := s.do(t, "-local us "+tt.command)
			if code != tt.code || !strings.Contains(s.shown.String(), tt.says) {
				t.Errorf("exit %d, want %d:\n%s", code, tt.code, &s.shown)
			}
			var want []string
			if tt.code == 0 {
				want = []string{buyerKey("ada@gmail.com")}
			}
			if !slices.Equal(s.forgotten.buyers, want) {
				t.Errorf("forgotten: %v, want %v", s.forgotten.buyers, want)
			}
		})
	}
}

// Tax is added to prices here. The amounts are shown before they are confirmed.
func TestRefundsOfParts(t *testing.T) {
	t.Parallel()
	store := checkouttest.NewMemory()
	s := newSession(t, store)
	s.do(t, "-local us seed")
	s.now = func() time.Time { return monday.Add(time.Hour / 10) }
	two := checkout.HoldLine{SKU: "fitness-band", Quantity: 2}
	s.follow(t, "refunds.txt",
		buy(t, store, "ada", true, two, one("headphones")).String(), "order-of-ada",
		buy(t, store, "grace", true, two).String(), "order-of-grace")
}

// Nothing is done by a wrong clock.
func TestAClockThatIsWrong(t *testing.T) {
	t.Parallel()
	store := checkouttest.NewMemory()
	s := newSession(t, store)
	s.do(t, "-local us seed")
	id := buy(t, store, "ada", true, one("fitness-band")).String()
	before, err := store.Catalog(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.service = func() time.Time { return monday.Add(time.Minute) }
	for _, skew := range []time.Duration{365 * 24 * time.Hour, 61 * time.Second, -61 * time.Second} {
		s.now = func() time.Time { return s.service().Add(skew) }
		for _, command := range []string{
			"ship --order " + id,
			"refund --order " + id + " --reason lost --all --yes",
			"forget --email ada@example.com --yes",
			"seed",
			"sale list",
			"sale create --id tuesday --opens now --line headphones=1",
			"sale close --id us-launch --yes",
			"restock --sale us-launch --line headphones=1",
			"audit",
		} {
			s.shown.Reset()
			if code := s.do(t, "-local us "+command); code != 1 || !strings.Contains(s.shown.String(), "this machine's clock is wrong") {
				t.Errorf("%v apart: exit %d: %s", skew, code, &s.shown)
			}
		}
	}
	after, err := store.Catalog(t.Context())
	if diff := cmp.Diff(before, after); diff != "" || err != nil {
		t.Errorf("the catalog changed: %v\n%s", err, diff)
	}
	s.now = func() time.Time { return s.service().Add(59 * time.Second) }
	if code := s.do(t, "-local us ship --order "+id); code != 0 || !strings.Contains(s.shown.String(), "was shipped at 2015-05-18T19:01:00Z") {
		t.Errorf("exit %d: %s", code, &s.shown)
	}
}

func FuzzParseCredit(f *testing.F) {
	for _, seed := range []string{"1.50", "1.5", "2", "0.01", "fitness-band=1.50", "=1", "a=", "1.", ".5", "1.505", "-1", "1e9", "1,50", "999999999999.99", "9999999999999", "a=b=1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		credit, err := parseCredit(text)
		if err != nil {
			if credit != (order.Credit{}) {
				t.Errorf("%q: %v and %+v", text, err, credit)
			}
			return
		}
		again, err := parseCredit(fmt.Sprintf("%s=%d.%02d", max("x", string(credit.SKU)), credit.Amount.Minor/100, credit.Amount.Minor%100))
		if err != nil || again.Amount != credit.Amount || credit.Amount.Minor < 0 {
			t.Errorf("%q: %+v, then %+v, %v", text, credit, again, err)
		}
	})
}

// The output does not repeat the address.
func TestAllowMail(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		command, typed string
		code           int
		says           string
	}{
		"by a flag":  {"allow-mail --email a.d.a@gmail.com", "", 0, "gets the mail again"},
		"piped":      {"allow-mail", "Ada+1@googlemail.com\n", 0, "gets the mail again"},
		"no address": {"allow-mail --email ada", "", 2, "must be an e-mail address"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSession(t, checkouttest.NewMemory())
			s.in = strings.NewReader(tt.typed)
			code := s.do(t, "-local us "+tt.command)
			if shown := s.shown.String(); code != tt.code || !strings.Contains(shown, tt.says) || strings.Contains(shown, "ada@") {
				t.Errorf("exit %d, want %d:\n%s", code, tt.code, shown)
			}
			var want []string
			if tt.code == 0 {
				want = []string{digests.Mailbox(email.IdentityOf("ada@gmail.com"))}
			}
			if !slices.Equal(s.forgotten.allowed, want) {
				t.Errorf("allowed: %v, want %v", s.forgotten.allowed, want)
			}
		})
	}
}

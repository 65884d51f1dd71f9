package main

import (
	"errors"
	"strings"
	"testing"
	"time"

	"storefront/infra/backoffice"
	"storefront/infra/rehearse/crowd"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/market"
)

func TestTheCommandLine(t *testing.T) {
	t.Parallel()
	s, err := parse(strings.Fields("-local in -sale in-launch -buyers 100 -concurrency 8 -pay 0.5 -cancel 0.1 -retry 0.2 -duration 30s"))
	if err != nil {
		t.Fatal(err)
	}
	want := crowd.Options{Buyers: 100, Concurrency: 8, Duration: 30 * time.Second, Pay: 0.5, Cancel: 0.1, Retry: 0.2, Greedy: 0.05, Refresh: 0.1}
	if s.region != "in" || s.sale != "in-launch" || s.crowd.Buyers != want.Buyers || s.crowd.Concurrency != want.Concurrency ||
		s.crowd.Duration != want.Duration || s.crowd.Pay != want.Pay || s.crowd.Cancel != want.Cancel || s.crowd.Retry != want.Retry ||
		s.crowd.Greedy != want.Greedy || s.crowd.Refresh != want.Refresh {
		t.Errorf("got %+v", s)
	}
}

func TestWrongCommandLines(t *testing.T) {
	t.Parallel()
	for _, args := range []string{"", "-buyers 3", "-local us now"} {
		if _, err := parse(strings.Fields(args)); !errors.As(err, new(usageError)) {
			t.Errorf("%q: %v", args, err)
		}
	}
}

func TestTheSaleThatIsOpenIsRehearsed(t *testing.T) {
	t.Parallel()
	office := backoffice.New(market.EU, checkouttest.NewMemory())
	if _, err := pick(t.Context(), office, ""); err == nil || err.Error() != "no sale is open: name one with -sale" {
		t.Errorf("an empty store: %v", err)
	}
	if _, err := office.Seed(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	if _, err := pick(t.Context(), office, ""); err == nil {
		t.Error("a sale that opens in three hours was picked")
	}
	if sale, err := pick(t.Context(), office, "eu-launch"); err != nil || sale.ID != "eu-launch" {
		t.Errorf("by name: %+v, %v", sale, err)
	}
	if _, err := pick(t.Context(), office, "us-launch"); err == nil || err.Error() != `there is no sale "us-launch"` {
		t.Errorf("another region's: %v", err)
	}
	left, err := before(t.Context(), office, "eu-launch")
	if err != nil || left["headphones"] != 80 {
		t.Errorf("%v, %v", left, err)
	}
}

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"storefront/infra/eventually"
	"storefront/infra/fakestripe"
	"storefront/infra/local/stack"
	"storefront/infra/rehearse/crowd"
	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/merchant"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/payment/stripe"
)

// TestTheBuyerRacesTheEvent lets each buyer confirm at the bank. Then the buyer asks the shop for
// the payment while Stripe's event about it arrives. The last buyer sends ten requests at once. Each
// buyer pays one order with one intent, and gets one mail. No log line identifies a buyer.
func TestTheBuyerRacesTheEvent(t *testing.T) {
	t.Parallel()
	const batch = 200 // fewer than the mails that the mailbox keeps
	var log safeLog
	s := openWith(t, stack.Options{Payments: stripe.Name, Log: &log})
	buyers := sized(batch, 10_000)
	sale := s.sell(t, merchant.Spec{ID: "race", Hold: catalog.MaxHold, Lines: []merchant.Line{{SKU: band, Units: buyers, MaxPerOrder: 1}}})
	shop := crowd.NewClient(s.region.URL, 16)
	t.Cleanup(shop.Close)
	mails := map[string]string{} // recipients by mail id
	for first := 0; first < buyers; first += batch {
		g, ctx := errgroup.WithContext(t.Context())
		g.SetLimit(16)
		next := min(buyers, first+batch)
		for n := first; n < next; n++ {
			g.Go(func() error {
				p := payer{client: shop, email: fmt.Sprint("ada", n, "@buyers.example")}
				if err := p.hold(ctx, sale); err != nil {
					return err
				}
				if n == buyers-1 {
					return p.payTenTimes(ctx)
				}
				return p.confirmAndPay(ctx)
			})
		}
		if err := g.Wait(); err != nil {
			t.Fatal(err)
		}
		eventually.True(t, "each buyer has a mail", func() bool {
			for _, m := range s.region.Mail.Messages() {
				mails[m.ID] = m.To[0]
			}
			return len(mails) >= next
		})
	}
	s.invoke(t, "PaymentsFunction", `{"reconcile_minutes": 10}`)
	for _, m := range s.region.Mail.Messages() {
		mails[m.ID] = m.To[0]
	}
	if to := slices.Compact(slices.Sorted(maps.Values(mails))); len(mails) != buyers || len(to) != buyers {
		t.Errorf("%d mails to %d addresses, want one to each of %d buyers", len(mails), len(to), buyers)
	}
	intents := s.region.Stripe().Intents()
	if len(intents) != buyers || slices.ContainsFunc(intents, func(i fakestripe.Intent) bool { return i.AmountReceived == 0 }) {
		t.Errorf("%d intents, want one of each of %d buyers, and captured", len(intents), buyers)
	}
	if audit := s.audit(t, sale); !audit.OK() || audit.Orders[order.Paid] != buyers || len(audit.Orders) > 1 {
		t.Errorf("%v, %v, want %d orders paid", audit.Orders, audit.Findings, buyers)
	}
	s.keepsSecrets(t, log.String(), "buyers.example", "Goodlett", "A Rehearsal")
	won := paidBy(log.String())
	if won["checkout"]+won["payments"] != buyers {
		t.Errorf("%v orders were paid, want %d", won, buyers)
	}
	t.Logf("%v have won", won)
}

// paidBy returns how many orders each function has paid, from their metrics in the log.
func paidBy(log string) map[string]int {
	won := map[string]int{}
	for _, line := range regexp.MustCompile(`(?m)^us (\w+) .*"Paid":1,`).FindAllStringSubmatch(log, -1) {
		won[line[1]]++
	}
	return won
}

// payer is a buyer of one unit.
type payer struct {
	client *crowd.Client
	email  string

	order, token string
}

// hold holds a unit.
func (p *payer) hold(ctx context.Context, sale catalog.Sale) error {
	var held struct {
		Order struct{ ID string }
		Token string
	}
	err := p.ask(ctx, crowd.Checkout(market.US.Markets()[0], sale.ID, band, 1, "", p.email, p.email), http.StatusCreated, &held)
	p.order, p.token = held.Order.ID, held.Token
	return err
}

// pay sends the shop a request to pay the order.
func (p *payer) pay(ctx context.Context, how map[string]string, want int, into any) error {
	return p.ask(ctx, crowd.Request{Method: http.MethodPost, Path: "/v1/orders/" + p.order + "/pay", Token: p.token, Body: how}, want, into)
}

func (p *payer) ask(ctx context.Context, r crowd.Request, want int, into any) error {
	answer, err := p.client.Once(ctx, r)
	if err == nil && answer.Status != want {
		err = fmt.Errorf("%s: status %d: %s", r.Path, answer.Status, answer.Body)
	}
	if err == nil {
		err = json.Unmarshal(answer.Body, into)
	}
	return err
}

// paid is the shop's answer about an order.
type paid struct{ Order struct{ ID, Status string } }

// confirmAndPay confirms the payment at the bank, and at once asks the shop for it.
func (p *payer) confirmAndPay(ctx context.Context) error {
	var asked struct {
		NextAction struct{ URL, Confirmation string } `json:"next_action"`
	}
	how := map[string]string{"payment_method": payment.CardAuthenticationRequired}
	if err := p.pay(ctx, how, http.StatusAccepted, &asked); err != nil {
		return err
	}
	bank, err := http.NewRequestWithContext(ctx, http.MethodPost, asked.NextAction.URL, strings.NewReader(url.Values{"choice": {"yes"}}.Encode()))
	if err != nil {
		return err
	}
	bank.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := http.DefaultTransport.RoundTrip(bank)
	if err != nil {
		return err
	}
	answer.Body.Close()
	how["confirmation"] = asked.NextAction.Confirmation
	var got paid
	err = p.pay(ctx, how, http.StatusOK, &got)
	if err == nil && (got.Order.Status != "paid" || answer.StatusCode != http.StatusSeeOther) {
		err = fmt.Errorf("the bank answered %d, and the shop %+v", answer.StatusCode, got)
	}
	return err
}

// payTenTimes sends ten requests to pay at the same time.
func (p *payer) payTenTimes(ctx context.Context) error {
	var g errgroup.Group
	for range 10 {
		g.Go(func() error {
			return p.pay(ctx, map[string]string{"payment_method": payment.CardVisa}, http.StatusOK, new(paid))
		})
	}
	return g.Wait()
}

// Package payments checks whether a region's payment setup fits the region: its keys, its
// account, and where the provider sends events.
package payments

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"storefront/infra/ops/doctor"
	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/payment/stripe"
	"storefront/shared/secret"
)

// Setup is what a region needs to take payments. Its secrets are never shown.
type Setup struct {
	Region     market.Region
	Production bool
	Shop       string // address of the region's HTTP API
	API        string // of Stripe; empty: the region pays by the sandbox
	Key        secret.Versions
	Webhook    secret.Versions
	Now        func() time.Time
}

// Path is the path of the shop to which Stripe sends its events.
const Path = "/v1/payments/" + stripe.Name

// needed are the events that the store waits for. If one of them is not sent, the store learns
// of the change from its schedules, minutes later.
var needed = []string{
	"payment_intent.amount_capturable_updated", "payment_intent.succeeded", "payment_intent.canceled",
	"checkout.session.completed", "refund.created", "refund.updated", "refund.failed",
}

// Names of the checks.
const (
	checkProvider = "provider"
	checkKey      = "key"
	checkWebhook  = "webhook secret"
	checkAccount  = "account"
	checkCurrency = "currency"
	checkCards    = "cards"
	checkPayouts  = "payouts"
	checkObjects  = "permissions"
	checkEndpoint = "webhook endpoint"
	checkTaken    = "an event"
)

// Check checks a setup. The findings never contain a secret.
func Check(ctx context.Context, s Setup) []doctor.Finding {
	if s.API == "" {
		return []doctor.Finding{s.sandbox()}
	}
	found := []doctor.Finding{s.provider(), s.key(), s.webhook()}
	p := stripe.New(s.API, string(s.Region), func() string { return string(s.Key.Current) }, http.DefaultTransport)
	account, err := p.Account(ctx)
	switch {
	case stripe.Status(err) == http.StatusUnauthorized:
		return append(found, doctor.Finding{
			Check: checkAccount, Verdict: doctor.Failure, Seen: "Stripe refuses the key",
			Do: "create a key in Stripe's dashboard, under Developers, API keys, and put it into the secret of the key",
		})
	case err != nil:
		found = append(found, unread(checkAccount, "account", err))
	default:
		found = append(found, s.country(account), s.currency(p, account), cards(account), payouts(account))
	}
	return append(found, permissions(ctx, p), s.endpoint(ctx, p), s.event(ctx))
}

// sandbox is the finding of a region that pays by the sandbox.
func (s Setup) sandbox() doctor.Finding {
	var codes []string
	for _, m := range s.Region.Markets() {
		codes = append(codes, string(m.Code))
	}
	f := doctor.Finding{Check: checkProvider, Seen: fmt.Sprintf("the sandbox, which moves no money, for %s", strings.Join(codes, ", "))}
	switch {
	case s.Region == market.IN:
		f.Seen += ": Stripe takes no new shops in India"
	case s.Production:
		f.Verdict, f.Seen = doctor.Warning, f.Seen+", in production: anybody buys with a made-up card"
		f.Do = "set PaymentProvider=stripe in samconfig.toml and deploy"
	}
	return f
}

func (s Setup) provider() doctor.Finding {
	if s.Region == market.IN {
		return doctor.Finding{
			Check: checkProvider, Verdict: doctor.Warning, Seen: "Stripe, which takes no new shops in India",
			Do: "unless you have an account there by Stripe's invitation, set PaymentProvider=sandbox",
		}
	}
	return doctor.Finding{Check: checkProvider, Seen: "Stripe"}
}

// key checks the form of the key, and that its mode is that of the stack: a development
// stack must move no money, and production must.
func (s Setup) key() doctor.Finding {
	f := doctor.Finding{Check: checkKey, Verdict: doctor.Failure}
	key, put := string(s.Key.Current), "put a secret key, sk_… or rk_…, into the secret of the key"
	kind, mode := "a secret", ""
	switch {
	case strings.HasPrefix(key, "pk_"):
		f.Seen, f.Do = "it is a publishable key", put
		return f
	case !strings.HasPrefix(key, "sk_") && !strings.HasPrefix(key, "rk_"):
		f.Seen, f.Do = "it is not one of Stripe's: functions that take payments do not start", put
		return f
	case len(key) < secret.MinBytes:
		f.Seen, f.Do = fmt.Sprintf("it is cut off: it has %d characters", len(key)), put
		return f
	case key[:3] == "rk_":
		kind = "a restricted"
	}
	mode, _, _ = strings.Cut(key[3:], "_")
	switch want := s.mode(); {
	case mode == want:
		f.Verdict = doctor.Fine
	case s.Production:
		f.Do = "put a key of live mode into the secret, or deploy the stack with Environment=dev"
	default:
		f.Do = "put a key of test mode into the secret at once, and roll the live one at Stripe: developers could charge cards"
	}
	f.Seen = fmt.Sprintf("%s key of %s mode, in a stack for %s", kind, mode, map[bool]string{true: "production", false: "development"}[s.Production])
	return f
}

func (s Setup) mode() string {
	if s.Production {
		return "live"
	}
	return "test"
}

// webhook checks the form of the secrets that sign events.
func (s Setup) webhook() doctor.Finding {
	if current := string(s.Webhook.Current); !strings.HasPrefix(current, "whsec_") || len(current) < secret.MinBytes {
		return doctor.Finding{
			Check: checkWebhook, Verdict: doctor.Failure, Seen: "it is not one of Stripe's: every event is refused",
			Do: "put the signing secret of the webhook endpoint, whsec_…, into the secret of the webhook",
		}
	}
	if strings.HasPrefix(string(s.Webhook.Previous), "whsec_") {
		return doctor.Finding{Check: checkWebhook, Seen: "two are accepted, the current one and the one before"}
	}
	return doctor.Finding{Check: checkWebhook, Seen: "one is accepted"}
}

// country compares the account's country with those that the region sells to.
func (s Setup) country(a stripe.Account) doctor.Finding {
	var countries []string
	for _, m := range s.Region.Markets() {
		countries = append(countries, m.Country)
	}
	if slices.Contains(countries, a.Country) {
		return doctor.Finding{Check: checkAccount, Seen: "of " + a.Country + ", where the region sells"}
	}
	return doctor.Finding{
		Check: checkAccount, Verdict: doctor.Warning, Seen: fmt.Sprintf("of %s, but the region sells to %s", cmp.Or(a.Country, "no country"), strings.Join(countries, ", ")),
		Do: "Stripe charges more for cards of other countries; an account of one of them is cheaper",
	}
}

// currency compares the account's currency with those of the markets, which must all be
// ones that the provider takes.
func (s Setup) currency(p *stripe.Provider, a stripe.Account) doctor.Finding {
	f := doctor.Finding{Check: checkCurrency, Seen: "paid out in " + strings.ToUpper(a.Currency)}
	var converted []string
	for _, m := range s.Region.Markets() {
		if err := p.Accepts(money.Amount{Minor: 10_00, Currency: m.Currency}); err != nil {
			return doctor.Finding{
				Check: checkCurrency, Verdict: doctor.Failure, Seen: fmt.Sprintf("market %s cannot be paid in %s: every order is refused", m.Code, m.Currency),
				Do: "take the market out of the region, or use another payment provider",
			}
		}
		if !strings.EqualFold(m.Currency, a.Currency) && !slices.Contains(converted, m.Currency) {
			converted = append(converted, m.Currency)
		}
	}
	if len(converted) > 0 {
		f.Verdict, f.Seen = doctor.Warning, fmt.Sprintf("%s; Stripe converts what is paid in %s", f.Seen, strings.Join(converted, ", "))
		f.Do = "add a bank account in that currency in Stripe's dashboard, or expect a fee and other amounts in the payouts"
	}
	return f
}

func cards(a stripe.Account) doctor.Finding {
	f := doctor.Finding{Check: checkCards, Seen: "accepted"}
	status, known := a.Capabilities["card_payments"]
	if !a.ChargesEnabled || known && status != "active" {
		f.Verdict, f.Seen = doctor.Failure, "the account cannot take cards"
		f.Do = "complete the account in Stripe's dashboard" + wanted(a)
		if known && status != "active" {
			f.Seen += ": card_payments is " + status
		}
	}
	return f
}

func payouts(a stripe.Account) doctor.Finding {
	f := doctor.Finding{Check: checkPayouts, Seen: "enabled"}
	if !a.PayoutsEnabled {
		f.Verdict, f.Seen, f.Do = doctor.Warning, "Stripe keeps the money: payouts are not enabled", "complete the account in Stripe's dashboard"+wanted(a)
	}
	return f
}

// wanted names what Stripe still wants to know.
func wanted(a stripe.Account) string {
	what := a.Requirements.Due
	if a.Requirements.DisabledReason != "" {
		what = append([]string{a.Requirements.DisabledReason}, what...)
	}
	if len(what) == 0 {
		return ""
	}
	return ": " + strings.Join(what, ", ")
}

// permissions checks that a restricted key may read the objects that the store works with. Only
// the first payment shows whether it may also write.
func permissions(ctx context.Context, p *stripe.Provider) doctor.Finding {
	var missing []string
	for _, kind := range []string{"payment_intents", "refunds", "checkout/sessions", "balance_transactions", "events"} {
		switch err := p.MayList(ctx, kind); {
		case stripe.Status(err) == http.StatusForbidden:
			missing = append(missing, kind)
		case err != nil:
			return unread(checkObjects, kind, err)
		}
	}
	if len(missing) > 0 {
		return doctor.Finding{
			Check: checkObjects, Verdict: doctor.Failure, Seen: "the key may not read " + strings.Join(missing, ", "),
			Do: "let the restricted key write payment intents, refunds and checkout sessions, and read balance transactions and events",
		}
	}
	return doctor.Finding{Check: checkObjects, Seen: "the key reads payment intents, refunds, checkout sessions, balance transactions and events"}
}

// unread is the finding for objects that the provider did not show.
func unread(check, what string, err error) doctor.Finding {
	f := doctor.Finding{Check: check, Verdict: doctor.Unknown, Seen: fmt.Sprintf("not checked: Stripe's answer about %s has the status %d", what, stripe.Status(err))}
	switch stripe.Status(err) {
	case 0:
		f.Seen = "not checked: Stripe cannot be reached"
	case http.StatusForbidden:
		f.Do = "let the restricted key read " + what + ", or look in Stripe's dashboard"
	}
	return f
}

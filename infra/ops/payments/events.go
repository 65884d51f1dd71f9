package payments

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"storefront/infra/ops/doctor"
	"storefront/shared/payment/stripe"
)

// endpoint checks where Stripe sends the region's events, and which.
func (s Setup) endpoint(ctx context.Context, p *stripe.Provider) doctor.Finding {
	all, err := p.Endpoints(ctx)
	if err != nil {
		return unread(checkEndpoint, "webhook endpoints", err)
	}
	at := s.Shop + Path
	f := doctor.Finding{Check: checkEndpoint, Seen: at}
	n := slices.IndexFunc(all, func(e stripe.Endpoint) bool { return e.URL == at })
	switch {
	case n < 0:
		f.Verdict, f.Seen = doctor.Failure, "Stripe sends no events to "+at
		f.Do = fmt.Sprintf("add a webhook endpoint of %s mode with this address in Stripe's dashboard, with the events %s", s.mode(), strings.Join(needed, ", "))
	case all[n].Status != "enabled":
		f.Verdict, f.Seen, f.Do = doctor.Failure, at+" is "+all[n].Status, "enable the webhook endpoint in Stripe's dashboard"
	default:
		var missing []string
		for _, e := range needed {
			if !slices.Contains(all[n].Events, e) && !slices.Contains(all[n].Events, "*") {
				missing = append(missing, e)
			}
		}
		if len(missing) > 0 {
			f.Verdict, f.Seen = doctor.Warning, at+" lacks "+strings.Join(missing, ", ")
			f.Do = "add the events to the webhook endpoint in Stripe's dashboard; until then the store learns of them some minutes later"
		}
	}
	return f
}

// event sends the shop an event that means nothing, signed with the secret. The shop takes
// it if its functions run with this secret.
func (s Setup) event(ctx context.Context) doctor.Finding {
	f := doctor.Finding{Check: checkTaken, Verdict: doctor.Unknown}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	body := []byte(`{"type":"storefront.check"}`)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.Shop+Path, bytes.NewReader(body))
	if err == nil {
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Stripe-Signature", stripe.Sign(body, s.Webhook.Current, s.Now()))
		var answer *http.Response
		if answer, err = http.DefaultClient.Do(r); err == nil {
			answer.Body.Close()
			return taken(f, answer.StatusCode)
		}
	}
	f.Seen, f.Do = "not sent: the shop cannot be reached at "+s.Shop, "check ShopUrl in samconfig.toml"
	return f
}

func taken(f doctor.Finding, status int) doctor.Finding {
	switch status {
	case http.StatusOK:
		f.Verdict, f.Seen = doctor.Fine, "signed with the secret, it was taken by the shop"
	case http.StatusBadRequest:
		f.Verdict, f.Seen = doctor.Failure, "signed with the secret, it was refused by the shop"
		f.Do = "functions take a new secret after five minutes at most: wait, and check again"
	case http.StatusNotFound:
		f.Verdict, f.Seen, f.Do = doctor.Failure, "the shop does not pay by Stripe", "deploy it with PaymentProvider=stripe"
	default:
		f.Verdict, f.Seen, f.Do = doctor.Failure, fmt.Sprintf("the shop answers it with the status %d", status), "look in the log of the function payments"
	}
	return f
}

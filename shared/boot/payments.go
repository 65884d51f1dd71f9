package boot

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"

	"storefront/shared/market"
	"storefront/shared/payment"
	"storefront/shared/payment/stripe"
)

// Payments returns the payment provider that PAYMENT_PROVIDER names.
func (e *Env) Payments(ctx context.Context, cfg aws.Config, region market.Region) payment.Provider {
	if e.OneOf("PAYMENT_PROVIDER", payment.Sandbox{}.Name(), stripe.Name) == stripe.Name {
		return e.Stripe(ctx, cfg, region)
	}
	return payment.Sandbox{}
}

// Stripe returns the provider Stripe with the secret key that STRIPE_KEY names; see
// [Env.Secret]. STRIPE_URL, which is for the laptop, says where another API is.
func (e *Env) Stripe(ctx context.Context, cfg aws.Config, region market.Region) *stripe.Provider {
	key := e.Secret(ctx, cfg, "STRIPE_KEY")
	if e.Err() != nil {
		return nil
	}
	current := func() (now string) {
		key.Match(func(version []byte) bool { // the current one comes first
			now = string(version)
			return true
		})
		return now
	}
	if now := current(); !strings.HasPrefix(now, "sk_") && !strings.HasPrefix(now, "rk_") {
		e.wrong("STRIPE_KEY must name a secret key of Stripe, which begins with sk_ or rk_")
	}
	return stripe.New(e.Optional("STRIPE_URL", stripe.Live), string(region), current, newHTTPClient().GetTransport())
}

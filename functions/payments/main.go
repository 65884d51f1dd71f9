// Command payments is the function that keeps orders in step with the payment provider. It
// takes the provider's events, and looks on a schedule for what they have missed.
package main

import (
	"context"
	"log/slog"
	"os"
	"time"

	"storefront/shared/boot"
	"storefront/shared/checkout"
	"storefront/shared/dynamo"
	"storefront/shared/metric"
	"storefront/shared/payment"
	"storefront/shared/payment/stripe"
)

func main() {
	boot.Start(func(env *boot.Env, log *slog.Logger) any { return wire(env, log).invoke })
}

func wire(env *boot.Env, log *slog.Logger) *function {
	ctx, region, cfg := context.Background(), env.Region(), env.AWS()
	store := dynamo.New(boot.DynamoDB(cfg), dynamo.Tables{Orders: env.Required("ORDERS_TABLE")})
	f := &function{now: time.Now, log: log}
	var provider payment.Provider = payment.Sandbox{}
	if env.OneOf("PAYMENT_PROVIDER", provider.Name(), stripe.Name) == stripe.Name {
		found := env.Stripe(ctx, cfg, region)
		f.stripe, provider, f.secret = found, found, env.Secret(ctx, cfg, "STRIPE_WEBHOOK_SECRET")
	}
	f.checkout = checkout.New(store, provider, time.Now, log)
	f.checkout.Findings = store
	f.recorder, f.readings = checkout.Recorder{Orders: store, Movements: store}, store
	f.checkout.Observer = metric.Orders{Writer: metric.NewWriter(os.Stdout, env.Required("STACK_NAME"), time.Now)}
	f.http = boot.Handler(env.Edged(f.router()))
	return f
}

// Command feedback is the function that learns from Amazon SES which mails bounced or were
// reported as spam. It ends the waitlist's mail to their addresses.
package main

import (
	"context"
	"log/slog"
	"time"

	"storefront/shared/boot"
	"storefront/shared/dynamo"
	"storefront/shared/waitlist"
)

func main() {
	boot.Start(func(env *boot.Env, log *slog.Logger) any { return wire(env, log).hear })
}

func wire(env *boot.Env, log *slog.Logger) feedback {
	tables := dynamo.Tables{Catalog: env.Required("CATALOG_TABLE"), Waitlist: env.Required("WAITLIST_TABLE")}
	cfg := env.AWS()
	store := dynamo.New(boot.DynamoDB(cfg), tables)
	digests := env.Digests(context.Background(), cfg, "DIGEST_SECRET")
	return feedback{unwanted: waitlist.Unwanted{Offers: store, Ending: store, Digests: digests, Now: time.Now, Log: log}, log: log}
}

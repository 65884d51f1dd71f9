// Command notify is the function that sends the mails that items in the waitlist's table
// ask for, and those about orders that are paid, shipped, refunded or withdrawn from. It
// reads the streams of both tables.
package main

import (
	"context"
	"log/slog"
	"time"

	"storefront/shared/boot"
	"storefront/shared/catalog"
	"storefront/shared/deadletter"
	"storefront/shared/dynamo"
	"storefront/shared/mail/ses"
	"storefront/shared/notify"
	"storefront/shared/token"
)

func main() {
	boot.Start(func(env *boot.Env, log *slog.Logger) any { return wire(env, log).handle })
}

func wire(env *boot.Env, log *slog.Logger) consumer {
	tables := dynamo.Tables{
		Catalog:  env.Required("CATALOG_TABLE"),
		Orders:   env.Required("ORDERS_TABLE"),
		Waitlist: env.Required("WAITLIST_TABLE"),
	}
	shop, api := env.URL("SHOP_URL"), env.URL("API_URL")
	from, configuration := env.Required("MAIL_FROM"), env.Required("MAIL_CONFIGURATION")
	deadLetters := env.Required("NOTIFY_FAILURES")
	cfg := env.AWS()
	tokens := token.NewSigner(env.Secret(context.Background(), cfg, "TOKEN_SECRET"))
	digests := env.Digests(context.Background(), cfg, "DIGEST_SECRET")
	store := dynamo.New(boot.DynamoDB(cfg), tables)
	return consumer{
		notifier: &notify.Notifier{
			Mailboxes: store,
			Owed:      store,
			Catalog:   catalog.NewCache(store, time.Now, log),
			Entries:   store,
			Orders:    store,
			Draws:     store,
			Sender:    ses.New(cfg, from, configuration),
			Tokens:    tokens,
			Digests:   digests,
			Shop:      shop,
			API:       api,
			Now:       time.Now,
			Log:       log,
		},
		deadLetters: deadletter.New(cfg, deadLetters),
		log:         log,
	}
}

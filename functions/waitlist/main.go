// Command waitlist is the function that sends mail for the API: it keeps the waitlist
// (join, confirm, unsubscribe), and mails the link to an order to its buyer. It is
// separate from checkout, which therefore needs no SES client.
package main

import (
	"context"
	"log/slog"
	"time"

	"storefront/shared/boot"
	"storefront/shared/catalog"
	"storefront/shared/dynamo"
	"storefront/shared/mail/ses"
	"storefront/shared/orderlink"
	"storefront/shared/token"
	"storefront/shared/waitlist"
	"storefront/shared/web"
)

func main() { boot.Serve(wire) }

func wire(env *boot.Env, log *slog.Logger) *web.Router {
	region := env.Region()
	tables := dynamo.Tables{
		Catalog:  env.Required("CATALOG_TABLE"),
		Waitlist: env.Required("WAITLIST_TABLE"),
		Orders:   env.Required("ORDERS_TABLE"),
	}
	shop := env.URL("SHOP_URL")
	from := env.Required("MAIL_FROM")
	cfg := env.AWS()
	secret := env.Secret(context.Background(), cfg, "TOKEN_SECRET")
	store := dynamo.New(boot.DynamoDB(cfg), tables)
	tokens, mailer := token.NewSigner(secret), mailer{shop: shop, sender: ses.New(cfg, from)}
	h := handlers{
		region: region,
		waitlist: &waitlist.Waitlist{
			Catalog: catalog.NewCache(store, time.Now, log),
			Entries: store,
			Inviter: mailer,
			Tokens:  tokens,
			Now:     time.Now,
		},
		links: &orderlink.Links{
			Asked:  store,
			Orders: store,
			Mailer: mailer,
			Tokens: tokens,
			Now:    time.Now,
			Log:    log,
		},
	}
	return h.router(log)
}

// Command waitlist is the function that takes the wishes of those who want to
// hear of a product: join, confirm, unsubscribe.
package main

import (
	"context"
	"log/slog"
	"time"

	"storefront/shared/boot"
	"storefront/shared/catalog"
	"storefront/shared/dynamo"
	"storefront/shared/mail"
	"storefront/shared/token"
	"storefront/shared/waitlist"
	"storefront/shared/web"
)

func main() { boot.Serve(wire) }

func wire(env *boot.Env, log *slog.Logger) *web.Router {
	region := env.Region()
	tables := dynamo.Tables{Catalog: env.Required("CATALOG_TABLE"), Waitlist: env.Required("WAITLIST_TABLE")}
	shop := env.URL("SHOP_URL")
	from := env.Required("MAIL_FROM")
	cfg := env.AWS()
	secret := env.Secret(context.Background(), cfg, "TOKEN_SECRET")
	store := dynamo.New(boot.DynamoDB(cfg), tables)
	h := handlers{
		region: region,
		waitlist: &waitlist.Waitlist{
			Catalog: catalog.NewCache(store, time.Now, log),
			Entries: store,
			Inviter: inviter{shop: shop, sender: mail.NewSES(cfg, from)},
			Tokens:  token.NewSigner(secret),
			Now:     time.Now,
		},
	}
	return h.router(log)
}

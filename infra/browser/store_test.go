package browser

import (
	"context"
	"crypto/rand"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"storefront/infra/local/module"
	"storefront/infra/local/stack"
	"storefront/infra/seed"
	"storefront/shared/checkout"
	"storefront/shared/dynamo"
	"storefront/shared/market"
	"storefront/shared/merchant"
	"storefront/shared/payment"
	"storefront/shared/secret"
	"storefront/shared/token"
)

// store is the template with all regions, the functions' real binaries, and the demo.
type store struct{ *stack.Store }

// open starts a store.
func open(t *testing.T) store {
	t.Helper()
	root, err := module.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	var regions []string
	for _, region := range market.Regions() {
		regions = append(regions, string(region))
	}
	s, err := stack.Start(t.Context(), stack.Options{
		Root: root, Regions: regions, Quiet: true, Log: t.Output(), Stack: "browser-" + strings.ToLower(rand.Text()[:8]),
		BuildCache: filepath.Join(root, ".local", "build"), // so that each store does not link its own
		Seed: func(ctx context.Context, r *stack.Region) error {
			_, err := seed.Apply(ctx, market.Region(r.Name), data(r), time.Now())
			return err
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	if err := s.Built(t.Context()); err != nil {
		t.Fatal(err)
	}
	return store{s}
}

// addresses returns where the shop of each region is.
func (s store) addresses() map[string]string {
	found := map[string]string{}
	for _, r := range s.Regions() {
		found[r.Name] = r.URL
	}
	return found
}

// region is a region of the store.
type region struct{ *stack.Region }

func (r region) market() market.Region { return market.Region(r.Name) }

func (r region) merchant() *merchant.Merchant { return merchant.New(r.market(), data(r.Region)) }

// tokens signs as the store's functions do.
func (r region) tokens() token.Signer {
	return token.NewSigner(secret.Fixed([]byte(r.Secret("TokenSecret"))))
}

func (r region) afterSale() *checkout.AfterSale {
	store := data(r.Region)
	return &checkout.AfterSale{
		Checkout:  checkout.New(store, payment.Sandbox{}, time.Now, slog.New(slog.DiscardHandler)),
		Inventory: store,
		Clock:     func(context.Context) (time.Time, error) { return time.Now(), nil },
	}
}

func data(r *stack.Region) *dynamo.Store {
	return dynamo.New(r.DynamoDB, dynamo.TablesOf(r.Tables()))
}

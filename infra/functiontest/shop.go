// Package functiontest is shared by the tests of functions: a region with the demo's
// catalog and stock, a client that checks answers against the contract, the sample
// events, and the environment that the template sets.
package functiontest

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"storefront/infra/seed"
	"storefront/infra/storetest"
	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/dynamo"
	"storefront/shared/email"
	"storefront/shared/market"
	"storefront/shared/metric"
	"storefront/shared/pass"
	"storefront/shared/payment"
	"storefront/shared/secret"
	"storefront/shared/stock"
	"storefront/shared/ticket"
	"storefront/shared/token"
)

// Opening is when the demo is seeded, and with it when its sale in region us
// opens: noon of a Monday, Pacific time.
var Opening = time.Date(2015, time.May, 18, 19, 0, 0, 0, time.UTC)

// Tokens signs with a constant secret, so that sample events can contain tokens.
var Tokens = token.NewSigner(secret.Fixed([]byte("no secret: every test signs with it")))

// PassOf returns a pass of market us that outlasts every test, so that sample events
// can contain it.
func PassOf(address string) string {
	return pass.Pass{Market: "us", Email: address, Expires: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)}.Sign(Tokens)
}

// Digests has a constant secret, so that sample events can contain tokens of entries.
var Digests = email.NewDigests([]byte("no secret: every test's digests are made with it"))

// salt is the salt of every sale, so that orders have the same ids in every run.
var salt = []byte("no secret: every test's sales have it")

// Shop is a region with the demo's catalog and stock, some seconds after the
// demo was seeded.
type Shop struct {
	Region market.Region
	Store  checkouttest.Store
	Clock  *Clock
	Pays   payment.Provider
	Log    *slog.Logger // to Logged, as JSON, from the lowest level up
	Logged *bytes.Buffer

	Metrics  *metric.Writer // to Measured
	Measured *bytes.Buffer

	streams *streams // nil for a store in memory
}

// Open seeds an empty store with the demo of a region.
func Open(t testing.TB, region market.Region, store checkouttest.Store) *Shop {
	t.Helper()
	if _, err := seed.Apply(t.Context(), region, salted{store}, Opening); err != nil {
		t.Fatal(err)
	}
	s := &Shop{Region: region, Store: store, Pays: payment.Sandbox{}, Clock: new(Clock), Logged: new(bytes.Buffer), Measured: new(bytes.Buffer)}
	s.Metrics = metric.NewWriter(s.Measured, "storefront-"+string(region), s.Clock.Now)
	s.Log = slog.New(slog.NewJSONHandler(s.Logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s.Clock.Set(Opening.Add(5 * time.Second))
	return s
}

// Everywhere runs a test twice: with a store in memory, and with one in DynamoDB.
func Everywhere(t *testing.T, region market.Region, story func(*testing.T, *Shop)) {
	t.Helper()
	t.Run("in memory", func(t *testing.T) {
		t.Parallel()
		story(t, Open(t, region, checkouttest.NewMemory()))
	})
	t.Run("in DynamoDB", func(t *testing.T) {
		t.Parallel()
		story(t, OnDynamoDB(t, region))
	})
}

// OnDynamoDB returns a region with tables of its own.
func OnDynamoDB(t testing.TB, region market.Region) *Shop {
	t.Helper()
	endpoint, client, names := storetest.Tables(t)
	shop := Open(t, region, dynamo.New(client, dynamo.TablesOf(names)))
	shop.streams = newStreams(endpoint, client, names)
	return shop
}

// DynamoDB returns a store with tables of its own.
func DynamoDB(t testing.TB) *dynamo.Store {
	t.Helper()
	_, client, names := storetest.Tables(t)
	return dynamo.New(client, dynamo.TablesOf(names))
}

// Checkout returns the use cases of a process that has just started.
func (s *Shop) Checkout() *checkout.Checkout {
	c := checkout.New(s.Store, s.Pays, s.Clock.Now, s.Log)
	c.Observer = metric.Orders{Writer: s.Metrics}
	return c
}

// Count returns the sum of a metric's reported values.
func (s *Shop) Count(t testing.TB, name metric.Name) int {
	t.Helper()
	sum := 0
	for line := range bytes.Lines(s.Measured.Bytes()) {
		var members map[string]any
		if err := json.Unmarshal(line, &members); err != nil {
			t.Fatalf("metrics: %v: %s", err, line)
		}
		n, _ := members[string(name)].(float64)
		sum += int(n)
	}
	return sum
}

// Catalog returns an empty cache.
func (s *Shop) Catalog() *catalog.Cache { return catalog.NewCache(s.Store, s.Clock.Now, s.Log) }

// Sweep sweeps every line of the region once.
func (s *Shop) Sweep(t testing.TB) {
	t.Helper()
	snapshot, err := s.Store.Catalog(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	sweep := checkout.Sweep{Checkout: s.Checkout(), Inventory: s.Store}
	for _, sale := range snapshot.Sales {
		for _, line := range sale.Lines {
			if _, err := sweep.Line(t.Context(), stock.Line{Sale: sale.ID, SKU: line.SKU}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// Sell adds a sale that opened with the demo's and holds units for ten minutes, with
// one lot of units for each product. If with is not nil, it changes the sale first.
func (s *Shop) Sell(t testing.TB, id catalog.SaleID, units int, with func(*catalog.Sale), skus ...catalog.SKU) {
	t.Helper()
	sale := catalog.Sale{ID: id, Opens: Opening, Access: catalog.AccessOpen, Hold: 10 * time.Minute, Salt: salt}
	for _, sku := range skus {
		sale.Lines = append(sale.Lines, catalog.SaleLine{SKU: sku, MaxPerOrder: units})
	}
	if with != nil {
		with(&sale)
	}
	for _, line := range sale.Lines {
		if err := checkouttest.Fill(t.Context(), s.Store, stock.Line{Sale: id, SKU: line.SKU}, 0, units); err != nil {
			t.Fatal(err)
		}
	}
	if put, err := s.Store.PutSale(t.Context(), sale); err != nil || !put {
		t.Fatalf("PutSale(%s) = %v, %v", id, put, err)
	}
}

// Tickets returns how to make the codes of tickets for a product in a sale. They end an
// hour after the opening, or at most a step later, at the time that it returns.
func (s *Shop) Tickets(t testing.TB, id catalog.SaleID, sku catalog.SKU) (code func(address string, number int) string, ends time.Time) {
	t.Helper()
	snapshot, err := s.Store.Catalog(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	sale, err := snapshot.Sale(id)
	if err != nil {
		t.Fatal(err)
	}
	ends, _ = sale.Tickets().End(Opening.Add(time.Hour))
	return func(address string, number int) string {
		return sale.Tickets().Sign(string(sku), email.IdentityOf(address).String(), ticket.Ticket{Number: number, Ends: ends}).String()
	}, ends
}

// salted is a store whose sales have a constant salt.
type salted struct{ checkouttest.Store }

func (s salted) PutSale(ctx context.Context, sale catalog.Sale) (bool, error) {
	sale.Salt = salt
	return s.Store.PutSale(ctx, sale)
}

// Clock is a clock that a test sets. It is safe for concurrent use.
type Clock struct{ nanos atomic.Int64 }

// Now returns the clock's time.
func (c *Clock) Now() time.Time { return time.Unix(0, c.nanos.Load()).UTC() }

// Set sets the clock.
func (c *Clock) Set(now time.Time) { c.nanos.Store(now.UnixNano()) }

// Advance moves the clock forward.
func (c *Clock) Advance(d time.Duration) { c.nanos.Add(int64(d)) }

package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/google/go-cmp/cmp"

	"storefront/infra/functiontest"
	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/email"
	"storefront/shared/market"
	"storefront/shared/metric"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/stock"
	"storefront/shared/waitlist"
)

func TestEnvironment(t *testing.T) {
	t.Parallel()
	functiontest.Environment(t, "sweep", wire)
}

// process returns the function as just started.
func process(shop *functiontest.Shop) sweeper {
	return sweeper{
		region:  shop.Region,
		catalog: shop.Store,
		lines:   &checkout.Sweep{Checkout: shop.Checkout(), Inventory: shop.Store},
		queues:  shop.Asking().Outbox.Table,
		metrics: shop.Metrics,
		now:     shop.Clock.Now,
		log:     shop.Log,
	}
}

// invoke invokes the function as its schedule does.
func invoke(t *testing.T, shop *functiontest.Shop) error {
	t.Helper()
	event, err := os.ReadFile("../../events/sweep/every-minute.json")
	if err != nil {
		t.Fatal(err)
	}
	_, err = lambda.NewHandler(process(shop).sweep).Invoke(t.Context(), event)
	return err
}

// hold makes an order of one unit in the demo's sale.
func hold(t *testing.T, shop *functiontest.Shop, buyer string, sku catalog.SKU) order.Order {
	t.Helper()
	us, _ := market.US.Market("us")
	o, err := shop.Checkout().Hold(t.Context(), checkout.HoldRequest{
		Market: us, Sale: "us-launch", IdempotencyKey: "key", Proved: email.IdentityOf(buyer + "@example.com"),
		Lines: []checkout.HoldLine{{SKU: sku, Quantity: 1}},
		Buyer: order.Buyer{Email: buyer + "@example.com", Locale: "en", ShipTo: order.Address{State: "CA"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func status(t *testing.T, shop *functiontest.Shop, o order.Order) order.Status {
	t.Helper()
	now, err := shop.Store.Order(t.Context(), o.ID)
	if err != nil {
		t.Fatal(err)
	}
	return now.Status
}

// left returns the unclaimed units of a product.
func left(t *testing.T, shop *functiontest.Shop, sku catalog.SKU) int {
	t.Helper()
	line := stock.Line{Sale: "us-launch", SKU: sku}
	shelf, err := shop.Store.Shelf(t.Context(), line)
	if err != nil {
		t.Fatal(err)
	}
	lots, err := shop.Store.Lots(t.Context(), line, shelf.Lots)
	if err != nil {
		t.Fatal(err)
	}
	return stock.CountOf(lots).Left
}

// swept is a line of the log.
type swept struct {
	Message   string `json:"msg"`
	Sale      string `json:"sale"`
	SKU       string `json:"sku"`
	Expired   int    `json:"expired"`
	Abandoned int    `json:"abandoned"`
	Given     int    `json:"released"`
	Settled   int    `json:"settled"`
	Mended    int    `json:"mended"`
}

func logged(t *testing.T, shop *functiontest.Shop) []swept {
	t.Helper()
	var lines []swept
	for text := range strings.Lines(shop.Logged.String()) {
		var line swept
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	return lines
}

func TestExpiredHoldsAreReleased(t *testing.T) {
	t.Parallel()
	functiontest.Everywhere(t, market.US, func(t *testing.T, shop *functiontest.Shop) {
		given := hold(t, shop, "ada", "headphones")
		paid := hold(t, shop, "grace", "headphones")
		if _, err := shop.Checkout().Pay(t.Context(), paid.ID, checkout.PayRequest{Method: payment.CardVisa}); err != nil {
			t.Fatal(err)
		}
		shop.Clock.Advance(9 * time.Minute)
		late := hold(t, shop, "alan", "headphones")
		shop.Clock.Advance(2 * time.Minute)
		if err := invoke(t, shop); err != nil {
			t.Fatal(err)
		}
		want := map[order.ID]order.Status{given.ID: order.Expired, paid.ID: order.Paid, late.ID: order.Held}
		for _, o := range []order.Order{given, paid, late} {
			if got := status(t, shop, o); got != want[o.ID] {
				t.Errorf("the order is %s, want %s", got, want[o.ID])
			}
		}
		if n := left(t, shop, "headphones"); n != 115-2 {
			t.Errorf("%d headphones are left, want 113", n)
		}
		for name, want := range map[metric.Name]int{
			metric.Expired: 1, metric.UnitsOnHold: 1, metric.StockLeft: 1000 + 500 + 400 + 115 - 2,
		} {
			if got := shop.Count(t, name); got != want {
				t.Errorf("%s is %d, want %d", name, got, want)
			}
		}
		report := []swept{{Message: "swept", Sale: "us-launch", SKU: "headphones", Expired: 1, Given: 1, Settled: 1}}
		if diff := cmp.Diff(report, logged(t, shop)); diff != "" {
			t.Errorf("log (-want +got):\n%s", diff)
		}
		shop.Logged.Reset()
		if err := invoke(t, shop); err != nil || shop.Logged.Len() > 0 {
			t.Errorf("the next minute: %v, logged: %s", err, shop.Logged)
		}
	})
}

// A line that fails does not stop the others. The function fails, and the next run
// sweeps the line.
func TestFailedLineStopsNoOther(t *testing.T) {
	t.Parallel()
	shop := functiontest.Open(t, market.US, checkouttest.NewMemory())
	memory := shop.Store.(*checkouttest.Memory)
	skus := []catalog.SKU{"fitness-band", "power-bank-5000", "power-bank-10400", "headphones"}
	var orders []order.Order
	for i, sku := range skus {
		orders = append(orders, hold(t, shop, "buyer-"+strconv.Itoa(i), sku))
	}
	shop.Clock.Advance(11 * time.Minute)
	memory.Break(func(op checkouttest.Op, key string) checkouttest.Fault {
		if op == checkouttest.OpShelf && key == "us-launch/power-bank-5000" {
			return checkouttest.Fault{Lost: checkouttest.ErrFault}
		}
		return checkouttest.Fault{}
	})
	err := invoke(t, shop)
	if err == nil || !strings.Contains(err.Error(), "power-bank-5000") || strings.Contains(err.Error(), "headphones") {
		t.Errorf("the sweep says %v", err)
	}
	for i, o := range orders {
		want := order.Expired
		if skus[i] == "power-bank-5000" {
			want = order.Held
		}
		if got := status(t, shop, o); got != want {
			t.Errorf("the order of %s is %s, want %s", skus[i], got, want)
		}
	}
	if n := shop.Count(t, metric.StockLeft); n != 0 {
		t.Errorf("%d units are reported as left, though one line is not known", n)
	}
	memory.Break(nil)
	if err := invoke(t, shop); err != nil {
		t.Error(err)
	}
	if got := status(t, shop, orders[1]); got != order.Expired {
		t.Errorf("a minute later the order is %s", got)
	}
}

func TestOnlySalesThatMayHaveHoldsAreSwept(t *testing.T) {
	t.Parallel()
	shop := functiontest.Open(t, market.US, checkouttest.NewMemory())
	now := shop.Clock.Now()
	shop.Sell(t, "tomorrow", 1, func(s *catalog.Sale) { s.Opens = now.Add(24 * time.Hour) }, "headphones")
	shop.Sell(t, "last-week", 1, func(s *catalog.Sale) { s.Opens, s.Closes = now.Add(-170*time.Hour), now.Add(-168*time.Hour) }, "headphones")
	shop.Sell(t, "just-over", 1, func(s *catalog.Sale) { s.Closes = now.Add(-time.Second) }, "headphones")
	seen := map[string]bool{}
	shop.Store.(*checkouttest.Memory).Break(func(op checkouttest.Op, key string) checkouttest.Fault {
		if op == checkouttest.OpShelf {
			sale, _, _ := strings.Cut(key, "/")
			seen[sale] = true
		}
		return checkouttest.Fault{}
	})
	if err := invoke(t, shop); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]bool{"us-launch": true, "just-over": true}, seen); diff != "" {
		t.Errorf("swept (-want +got):\n%s", diff)
	}
}

func TestUnreadableCatalogIsAnError(t *testing.T) {
	t.Parallel()
	shop := functiontest.Open(t, market.US, checkouttest.NewMemory())
	s := process(shop)
	s.catalog = broken{}
	if err := s.sweep(t.Context()); !errors.Is(err, checkouttest.ErrFault) {
		t.Errorf("the sweep says %v", err)
	}
}

type broken struct{}

func (broken) Catalog(context.Context) (catalog.Snapshot, error) {
	return catalog.Snapshot{}, checkouttest.ErrFault
}

// Every five minutes the sweep counts who waits, so that a place takes a read.
func TestCountsQueues(t *testing.T) {
	t.Parallel()
	shop := functiontest.OnDynamoDB(t, market.US)
	table := shop.Asking().Outbox.Table
	for n := range 3 {
		at := functiontest.Opening.Add(time.Duration(n) * time.Second)
		if err := table.JoinConfirmed(t.Context(), waitlist.Entry{
			Key: waitlist.Key("KEY" + strconv.Itoa(n)), Market: "us", SKU: "phone-4i", Email: "ada@example.com", Locale: "en",
			Status: waitlist.Confirmed, Ask: "ASK", AskedAt: at, ConfirmedAt: at,
		}); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		after   time.Duration
		counted bool
	}{{time.Minute, false}, {5 * time.Minute, true}} {
		shop.Clock.Set(functiontest.Opening.Add(tt.after))
		if err := invoke(t, shop); err != nil {
			t.Fatal(err)
		}
		places, err := table.Places(t.Context(), "us", "phone-4i")
		if err != nil {
			t.Fatal(err)
		}
		if ahead, known := places.Ahead(functiontest.Opening.Add(2*time.Second), shop.Clock.Now()); known != tt.counted || known && ahead != 2 {
			t.Errorf("after %v: %d are ahead, counted %v", tt.after, ahead, known)
		}
	}
}

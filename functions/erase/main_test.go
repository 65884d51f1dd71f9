package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"storefront/infra/audit"
	"storefront/infra/functiontest"
	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/erasure"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/problem"
)

func TestEnvironment(t *testing.T) {
	t.Parallel()
	functiontest.Environment(t, "erase", wire)
}

// on opens a sale of headphones beside the demo's, which lasts as long and asks nobody for
// more than a request.
func on(t *testing.T, shop *functiontest.Shop) *functiontest.Shop {
	t.Helper()
	shop.Sell(t, "on", 25, func(s *catalog.Sale) { s.Closes = functiontest.Opening.Add(24 * time.Hour) }, "headphones")
	return shop
}

// process returns the function as just started.
func process(shop *functiontest.Shop) eraser {
	return eraser{
		retention:  erasure.Retention{Orders: shop.Store, Sales: shop.Store},
		unpaidDays: 30, soldYears: 10,
		now: shop.Clock.Now, log: shop.Log,
	}
}

// invoke invokes the function as its schedule does, and returns what it logs.
func invoke(t *testing.T, shop *functiontest.Shop) string {
	t.Helper()
	event, err := os.ReadFile("../../events/erase/every-day.json")
	if err != nil {
		t.Fatal(err)
	}
	shop.Logged.Reset()
	if _, err := lambda.NewHandler(process(shop).erase).Invoke(t.Context(), event); err != nil {
		t.Fatal(err)
	}
	_, said, _ := strings.Cut(strings.TrimSpace(shop.Logged.String()), `"msg":`)
	return said
}

func request(buyer string) checkout.HoldRequest {
	us, _ := market.US.Market("us")
	return checkout.HoldRequest{
		Market: us, Sale: "on", IdempotencyKey: "key",
		Lines: []checkout.HoldLine{{SKU: "headphones", Quantity: 1}},
		Buyer: order.Buyer{Email: buyer + "@example.com", Locale: "en", ShipTo: order.Address{Name: buyer, State: "CA"}},
	}
}

// hold makes an order of one unit in the sale.
func hold(t *testing.T, shop *functiontest.Shop, buyer string) order.ID {
	t.Helper()
	o, err := shop.Checkout().Hold(t.Context(), request(buyer))
	if err != nil {
		t.Fatal(err)
	}
	return o.ID
}

// end brings an order to an end.
func end(t *testing.T, shop *functiontest.Shop, id order.ID, as order.Status) {
	t.Helper()
	after := checkout.AfterSale{Checkout: shop.Checkout(), Inventory: shop.Store, Clock: checkouttest.ClockOf(shop.Clock.Now)}
	var err error
	switch as {
	case order.Held:
	case order.Cancelled:
		_, err = shop.Checkout().Cancel(t.Context(), id)
	default:
		_, err = shop.Checkout().Pay(t.Context(), id, checkout.PayRequest{Method: payment.CardVisa})
		if err == nil && as == order.Shipped {
			_, err = after.Ship(t.Context(), id, 0, order.Shipment{})
		} else if err == nil && as == order.Refunded {
			_, err = after.Refund(t.Context(), id, 0, order.RefundRequest{Reference: "r", Reason: order.Withdrawn, All: true})
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Each order keeps its buyer for its term, and no longer. One that is owed keeps it for
// good. The sale's salt goes first.
func TestTerms(t *testing.T) {
	t.Parallel()
	functiontest.Everywhere(t, market.US, func(t *testing.T, shop *functiontest.Shop) {
		on(t, shop)
		orders := map[order.Status]order.ID{}
		for _, as := range []order.Status{order.Cancelled, order.Paid, order.Shipped, order.Refunded, order.Expired} {
			orders[as] = hold(t, shop, string(as))
			if as != order.Expired {
				end(t, shop, orders[as], as)
			}
		}
		shop.Clock.Advance(11 * time.Minute)
		shop.Sweep(t)
		at := func(now time.Time) string {
			shop.Clock.Set(now)
			return invoke(t, shop)
		}
		days := func(n int) time.Time { return functiontest.Opening.AddDate(0, 0, n) }
		for _, tt := range []struct {
			now  time.Time
			says string
		}{
			{days(1), `"erased","orders":0,"salts":0,"whole":true}`},
			{days(3), `"erased","orders":0,"salts":2,"whole":true}`}, // a sale takes a day, and holds another
			{days(29), `"erased","orders":0,"salts":0,"whole":true}`},
			{days(31), `"erased","orders":2,"salts":0,"whole":true}`},
			{days(31), `"erased","orders":0,"salts":0,"whole":true}`},
			{time.Date(2025, 12, 31, 23, 59, 0, 0, time.UTC), `"erased","orders":0,"salts":0,"whole":true}`},
			{time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC), `"erased","orders":2,"salts":0,"whole":true}`},
			{time.Date(2060, 1, 1, 0, 0, 0, 0, time.UTC), `"erased","orders":0,"salts":0,"whole":true}`},
		} {
			if got := at(tt.now); got != tt.says {
				t.Errorf("on %s the function says %s, want %s", tt.now, got, tt.says)
			}
		}
		for as, id := range orders {
			o, err := shop.Store.Order(t.Context(), id)
			if err != nil || o.Status != as || (o.Buyer.Email == "") != (as != order.Paid) || (o.Buyer.Email == "") == o.ErasedAt.IsZero() {
				t.Errorf("the %s order is %s with the address %q, erased at %s, %v", as, o.Status, o.Buyer.Email, o.ErasedAt, err)
			}
		}
	})
}

// Once a sale is sealed, it is closed to a buyer who has an order in it as to any other,
// and no address leads to an order.
func TestASealedSale(t *testing.T) {
	t.Parallel()
	functiontest.Everywhere(t, market.US, func(t *testing.T, shop *functiontest.Shop) {
		on(t, shop)
		id := hold(t, shop, "ada")
		end(t, shop, id, order.Shipped)
		closed := functiontest.Opening.Add(24 * time.Hour)
		shop.Clock.Set(closed)
		if again, err := shop.Checkout().Hold(t.Context(), request("ada")); err != nil || again.ID != id {
			t.Errorf("right after the sale a buyer who lost the answer gets %+v, %v", again, err)
		}
		shop.Clock.Set(closed.Add(26 * time.Hour))
		if said := invoke(t, shop); !strings.Contains(said, `"salts":2`) {
			t.Fatal(said)
		}
		snapshot, err := shop.Store.Catalog(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		sale, err := snapshot.Sale("on")
		if err != nil || !sale.Sealed() {
			t.Errorf("the sale still has the salt %x, %v", sale.Salt, err)
		}
		report, err := audit.Run(t.Context(), shop.Store, shop.Clock.Now(), "") // ada's order still has its buyer
		if err != nil || !report.OK() {
			t.Errorf("audit: found %q, %v", report.Findings, err)
		}
		for _, buyer := range []string{"ada", "grace"} {
			if o, err := shop.Checkout().Hold(t.Context(), request(buyer)); problem.CodeOf(err) != problem.SaleClosed {
				t.Errorf("%s gets %+v, %v", buyer, o, err)
			}
		}
	})
}

// A sealed sale looks up nobody.
func TestASealedSaleReadsNoOrder(t *testing.T) {
	t.Parallel()
	memory := checkouttest.NewMemory()
	shop := on(t, functiontest.Open(t, market.US, memory))
	lookups := 0
	memory.Break(func(op checkouttest.Op, _ string) checkouttest.Fault {
		if op == checkouttest.OpBuyer || op == checkouttest.OpOrder {
			lookups++
		}
		return checkouttest.Fault{}
	})
	for _, want := range []int{1, 0} { // over, then sealed as well
		shop.Clock.Set(functiontest.Opening.Add(50 * time.Hour))
		lookups = 0
		if o, err := shop.Checkout().Hold(t.Context(), request("ada")); problem.CodeOf(err) != problem.SaleClosed || lookups != want {
			t.Errorf("%+v, %v after %d lookups, want %d", o, err, lookups, want)
		}
		invoke(t, shop)
	}
}

// A sale keeps its salt while a request can need it.
func TestSalesThatKeepTheirSalt(t *testing.T) {
	t.Parallel()
	functiontest.Everywhere(t, market.US, func(t *testing.T, shop *functiontest.Shop) {
		now := functiontest.Opening.Add(40 * 24 * time.Hour)
		for name, closes := range map[string]time.Time{
			"never-closed": {}, "still-open": now.Add(time.Minute), "just-over": now.Add(-26*time.Hour + time.Millisecond), "over": now.Add(-26 * time.Hour),
		} {
			shop.Sell(t, catalog.SaleID(name), 1, func(s *catalog.Sale) { s.Closes = closes }, "headphones")
		}
		shop.Clock.Set(now)
		if said := invoke(t, shop); !strings.Contains(said, `"salts":2`) { // with the demo's
			t.Error(said)
		}
		snapshot, err := shop.Store.Catalog(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, sale := range snapshot.Sales {
			if want := sale.ID == "over" || sale.ID == "us-launch"; sale.Sealed() != want {
				t.Errorf("sale %s: sealed %v, want %v", sale.ID, sale.Sealed(), want)
			}
		}
	})
}

// interrupted is orders of which some are found, then no more, until it is mended.
type interrupted struct {
	erasure.EndedOrders
	left int
}

func (i *interrupted) Ended(ctx context.Context, terms erasure.Terms, visit func(order.Order) error) error {
	return i.EndedOrders.Ended(ctx, terms, func(o order.Order) error {
		if i.left == 0 {
			return checkouttest.ErrFault
		}
		i.left--
		return visit(o)
	})
}

// A run that is cut short fails and says how far it came; the next one does the rest.
func TestARunThatIsCutShort(t *testing.T) {
	t.Parallel()
	shop := on(t, functiontest.Open(t, market.US, functiontest.DynamoDB(t)))
	const buyers = 12
	for n := range buyers {
		end(t, shop, hold(t, shop, fmt.Sprint("buyer-", n)), order.Cancelled)
	}
	shop.Clock.Set(functiontest.Opening.AddDate(0, 0, 31))
	e := process(shop)
	orders := &interrupted{shop.Store, 5}
	e.retention.Orders = orders
	if err := e.erase(t.Context()); !errors.Is(err, checkouttest.ErrFault) {
		t.Errorf("the function says %v", err)
	}
	if said := shop.Logged.String(); !strings.Contains(said, `"orders":5,"salts":2,"whole":false`) {
		t.Error(said)
	}
	ended, stop := context.WithTimeout(t.Context(), margin) // nothing is left of it
	defer stop()
	if err := e.erase(ended); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("without time the function says %v", err)
	}
	orders.left = buyers
	if err := e.erase(t.Context()); err != nil {
		t.Error(err)
	}
	err := shop.Store.AllOrders(t.Context(), func(o order.Order) error {
		if o.ErasedAt.IsZero() {
			t.Errorf("order %s is not erased", o.ID)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

package main

import (
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/functiontest"
	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/problem"
)

type shownSale struct {
	ID             string    `json:"id"`
	Status         string    `json:"status"`
	OpensAt        time.Time `json:"opens_at"`
	ClosesAt       time.Time `json:"closes_at"`
	ServerTime     time.Time `json:"server_time"`
	OrdersPerBuyer int       `json:"orders_per_buyer"`
	HoldSeconds    int       `json:"hold_seconds"`
	Lines          []struct {
		SKU         string `json:"sku"`
		Name        string `json:"name"`
		MaxPerOrder int    `json:"max_per_order"`
	} `json:"lines"`
}

func TestASaleTellsItsCountdownAndLimits(t *testing.T) {
	t.Parallel()
	shop, client := region(t, market.EU)
	opens := functiontest.Opening.Add(3 * time.Hour)
	for now, status := range map[time.Time]string{
		opens.Add(-time.Second):     "upcoming",
		opens:                       "open",
		opens.Add(24*time.Hour - 1): "open",
		opens.Add(24 * time.Hour):   "closed",
	} {
		shop.Clock.Set(now)
		var got shownSale
		client.Get("/v1/de/sales/eu-launch").Want(200).Read(&got)
		if got.Status != status || !got.OpensAt.Equal(opens) || !got.ClosesAt.Equal(opens.Add(24*time.Hour)) ||
			!got.ServerTime.Equal(now.Truncate(time.Second)) {
			t.Errorf("at %v: %+v", now, got)
		}
		if got.OrdersPerBuyer != 1 || got.HoldSeconds != 600 || len(got.Lines) != 4 || got.Lines[0].MaxPerOrder != 2 {
			t.Errorf("limits: %+v", got)
		}
	}
}

func TestPagesOfSales(t *testing.T) {
	t.Parallel()
	shop, client := region(t, market.US)
	for i := range 4 {
		shop.Sell(t, catalog.SaleID("sale-"+strconv.Itoa(i)), 1, nil, "headphones")
	}
	var ids []string
	var next page
	for cursor := ""; ; cursor = "&cursor=" + next.NextCursor {
		next = page{}
		client.Get("/v1/us/sales?limit=2" + cursor).Want(200).Read(&next)
		for _, s := range next.Sales {
			ids = append(ids, s.ID)
		}
		if next.NextCursor == "" {
			break
		}
	}
	if diff := cmp.Diff([]string{"sale-0", "sale-1", "sale-2", "sale-3", "us-launch"}, ids); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A line that a market does not know is not shown there.
func TestASaleShowsWhatItsMarketKnows(t *testing.T) {
	t.Parallel()
	shop, client := region(t, market.EU)
	shop.Sell(t, "mixed", 1, func(s *catalog.Sale) {
		s.Lines = append(s.Lines, catalog.SaleLine{SKU: "german-only", MaxPerOrder: 1})
	}, "headphones")
	snapshot, err := shop.Store.Catalog(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p := snapshot.Products[0]
	p.SKU, p.Offers = "german-only", map[market.Code]catalog.Offer{"de": p.Offers["de"]}
	if err := shop.Store.PutProduct(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	for code, lines := range map[string]int{"de": 2, "fr": 1} {
		var sale, availability shownSale
		client.Get("/v1/" + code + "/sales/mixed").Want(200).Read(&sale)
		client.Get("/v1/" + code + "/sales/mixed/availability").Want(200).Read(&availability)
		if len(sale.Lines) != lines || len(availability.Lines) != lines {
			t.Errorf("market %s sees %d and %d lines, want %d", code, len(sale.Lines), len(availability.Lines), lines)
		}
	}
	client.Get("/v1/fr/products/german-only").Refused(404, problem.UnknownProduct)
}

type shownAvailability struct {
	Status string      `json:"status"`
	Lines  []lineState `json:"lines"`
}

type lineState struct {
	SKU           string    `json:"sku"`
	State         string    `json:"state"`
	NextReleaseAt time.Time `json:"next_release_at,omitzero"`
}

// buyer is somebody who buys beside the catalog.
type buyer struct {
	t    *testing.T
	shop *functiontest.Shop
	n    int
}

// hold takes one unit of a sale with a single product.
func (b *buyer) hold(sale catalog.Sale) order.Order {
	b.t.Helper()
	b.n++
	us, _ := market.US.Market("us")
	o, err := b.shop.Checkout().Hold(b.t.Context(), checkout.HoldRequest{
		Market: us, Sale: sale.ID, IdempotencyKey: "key",
		Lines: []checkout.HoldLine{{SKU: sale.Lines[0].SKU, Quantity: 1}},
		Buyer: order.Buyer{Email: strconv.Itoa(b.n) + "@example.com", Locale: "en", ShipTo: order.Address{State: "CA"}},
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return o
}

func (b *buyer) pay(o order.Order) {
	b.t.Helper()
	if _, err := b.shop.Checkout().Pay(b.t.Context(), o.ID, checkout.PayRequest{Method: payment.CardVisa}); err != nil {
		b.t.Fatal(err)
	}
}

// What shoppers are told of a line of ten units from before the sale until after
// it. After "held" units may come back; "sold out" is final, and never comes first.
func TestAvailabilityThroughASale(t *testing.T) {
	t.Parallel()
	functiontest.Everywhere(t, market.US, func(t *testing.T, shop *functiontest.Shop) {
		client := functiontest.NewClient(t, process(shop))
		opens := shop.Clock.Now().Add(time.Minute)
		closes := opens.Add(time.Hour)
		var sale catalog.Sale
		shop.Sell(t, "ten", 10, func(s *catalog.Sale) { s.Opens, s.Closes, sale = opens, closes, *s }, "headphones")
		is := func(status, state string, release time.Time) {
			t.Helper()
			shop.Clock.Advance(time.Second) // past what processes remember
			var got shownAvailability
			client.Get("/v1/us/sales/ten/availability").Want(200).Read(&got)
			want := shownAvailability{status, []lineState{{"headphones", state, release}}}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("availability (-want +got):\n%s", diff)
			}
		}
		b := &buyer{t: t, shop: shop}
		is("upcoming", "upcoming", time.Time{})
		shop.Clock.Set(opens)
		is("open", "in_stock", time.Time{})
		var orders []order.Order
		for range 9 {
			orders = append(orders, b.hold(sale))
		}
		shop.Sweep(t)
		is("open", "low", time.Time{})
		orders = append(orders, b.hold(sale))
		shop.Sweep(t)
		is("open", "held", orders[0].HoldExpiresAt)
		for _, o := range orders[1:] {
			b.pay(o)
		}
		shop.Sweep(t)
		is("open", "held", orders[0].HoldExpiresAt)
		shop.Clock.Set(orders[0].HoldExpiresAt)
		shop.Sweep(t)
		is("open", "low", time.Time{})
		b.pay(b.hold(sale))
		shop.Sweep(t)
		is("open", "sold_out", time.Time{})
		shop.Clock.Set(closes)
		is("closed", "closed", time.Time{})
	})
}

// What a market may not sell is not in stock there, whatever its shelf has, which
// is not even asked; and it is what a checkout says.
func TestALineThatIsNotClearedIsNeverInStock(t *testing.T) {
	t.Parallel()
	functiontest.Everywhere(t, market.US, func(t *testing.T, shop *functiontest.Shop) {
		client := functiontest.NewClient(t, process(shop))
		opens := shop.Clock.Now().Add(time.Minute)
		shop.Sell(t, "phones", 10, func(s *catalog.Sale) { s.Opens, s.Closes = opens, opens.Add(time.Hour) }, "phone-4i", "phone-note", "headphones")
		us, _ := market.US.Market("us")
		for _, at := range []struct {
			now            time.Time
			phones, others string
			refusal        problem.Code
		}{
			{opens.Add(-time.Second), "upcoming", "upcoming", problem.SaleNotOpen},
			{opens, "not_cleared", "in_stock", problem.NotCleared},
			{opens.Add(time.Hour), "closed", "closed", problem.SaleClosed},
		} {
			shop.Clock.Set(at.now)
			var got shownAvailability
			client.Get("/v1/us/sales/phones/availability").Want(200).Read(&got)
			want := []lineState{{SKU: "phone-4i", State: at.phones}, {SKU: "phone-note", State: at.phones}, {SKU: "headphones", State: at.others}}
			if diff := cmp.Diff(want, got.Lines); diff != "" {
				t.Errorf("%v after opening (-want +got):\n%s", at.now.Sub(opens), diff)
			}
			_, err := shop.Checkout().Hold(t.Context(), checkout.HoldRequest{
				Market: us, Sale: "phones", IdempotencyKey: "key", Lines: []checkout.HoldLine{{SKU: "phone-4i", Quantity: 1}},
				Buyer: order.Buyer{Email: "a@example.com", Locale: "en", ShipTo: order.Address{State: "CA"}},
			})
			if problem.CodeOf(err) != at.refusal {
				t.Errorf("%v after opening a checkout says %v", at.now.Sub(opens), err)
			}
		}
	})
}

// Before it opens a sale is upcoming even when its shelf has nothing, cannot be
// read, or is not there.
func TestNothingIsSoldOutBeforeTheSaleOpens(t *testing.T) {
	t.Parallel()
	shop, client := region(t, market.EU)
	shop.Store.(*checkouttest.Memory).Break(func(op checkouttest.Op, _ string) checkouttest.Fault {
		return checkouttest.Fault{Lost: errors.New("nobody may ask for stock: " + string(op))}
	})
	for _, before := range []time.Duration{3 * time.Hour, time.Minute, time.Second, time.Nanosecond} {
		now := functiontest.Opening.Add(3*time.Hour - before)
		shop.Clock.Set(now)
		var got shownAvailability
		client.Get("/v1/de/sales/eu-launch/availability").Want(200).Read(&got)
		for _, line := range got.Lines {
			if line.State != "upcoming" {
				t.Fatalf("at %v %s is %s", now, line.SKU, line.State)
			}
		}
	}
}

// A shelf that cannot be read is no shelf without units.
func TestAvailabilityThatIsNotKnown(t *testing.T) {
	t.Parallel()
	shop, client := region(t, market.US)
	memory := shop.Store.(*checkouttest.Memory)
	for _, tt := range []struct {
		fault  error
		status int
		code   problem.Code
	}{
		{checkouttest.ErrFault, 500, problem.Internal},
		{problem.Busy(checkouttest.ErrFault), 429, problem.TooManyRequests},
	} {
		memory.Break(func(checkouttest.Op, string) checkouttest.Fault { return checkouttest.Fault{Lost: tt.fault} })
		answer := client.Get("/v1/us/sales/us-launch/availability")
		answer.Refused(tt.status, tt.code)
		if answer.Header.Get("ETag") != "" {
			t.Errorf("a problem has a tag: %v", answer.Header)
		}
	}
}

// A sale that asks for work tells what to work on, until it has closed.
func TestASaleTellsItsChallenge(t *testing.T) {
	t.Parallel()
	shop, client := region(t, market.US)
	opens := functiontest.Opening
	shop.Sell(t, "worked", 1, func(s *catalog.Sale) { s.Work, s.Closes = 18, opens.Add(time.Hour) }, "headphones")
	seen := map[string]bool{}
	for _, tt := range []struct {
		sale  string
		now   time.Time
		wants bool
	}{
		{"worked", opens.Add(-time.Minute), true}, {"worked", opens, true}, {"worked", opens.Add(time.Hour), false}, {"us-launch", opens, false},
	} {
		shop.Clock.Set(tt.now)
		var got struct {
			PassesURL string `json:"passes_url"`
			Work      *struct {
				Bits      int       `json:"bits"`
				Challenge string    `json:"challenge"`
				EndsAt    time.Time `json:"ends_at"`
			} `json:"work"`
		}
		client.Get("/v1/us/sales/" + tt.sale).Want(200).Read(&got)
		if got.Work == nil && !tt.wants {
			continue
		}
		if !tt.wants || got.Work == nil || got.PassesURL != "/v1/us/passes" || got.Work.Bits != 18 || !got.Work.EndsAt.After(tt.now.Add(time.Minute)) || seen[got.Work.Challenge] {
			t.Errorf("%s at %v: the work is %+v", tt.sale, tt.now, got.Work)
			continue
		}
		seen[got.Work.Challenge] = true
	}
}

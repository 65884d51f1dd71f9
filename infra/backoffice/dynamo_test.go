package backoffice_test

import (
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"storefront/infra/backoffice"
	"storefront/infra/seed"
	"storefront/infra/storetest"
	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/dynamo"
	"storefront/shared/market"
	"storefront/shared/payment"
	"storefront/shared/problem"
)

// newStore is a store with tables of its own and the demo's products.
func newStore(t *testing.T) *dynamo.Store {
	t.Helper()
	_, client, names := storetest.Tables(t)
	store := dynamo.New(client, dynamo.TablesOf(names))
	products, err := seed.Products()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range products {
		if err := store.PutProduct(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	return store
}

// A sale of 60 bands, restocked by 40 while 90 buyers come, with audits all along.
func TestASaleOnDynamoDB(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	office := backoffice.New(market.US, store)
	now := time.Now()
	sale := spec()
	sale.Opens, sale.Closes, sale.OrdersPerBuyer = now, time.Time{}, 1
	if err := office.CreateSale(t.Context(), now, sale); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	shop := &checkout.Checkout{
		Catalog: catalog.NewCache(store, time.Now, log),
		Lots:    store, Shelves: checkout.NewShelfCache(store, time.Now), Orders: store,
		Payments: payment.Sandbox{}, Now: time.Now, Log: log,
	}
	var mu sync.Mutex
	paid := 0
	var shopping sync.WaitGroup
	for buyer := range 90 {
		shopping.Go(func() {
			r := request(fmt.Sprintf("buyer-%d@example.com", buyer), checkout.HoldLine{SKU: band, Quantity: 1})
			o, err := shop.Hold(t.Context(), r)
			if code := problem.CodeOf(err); code == problem.SoldOut || code == problem.TooManyRequests {
				return
			}
			if err == nil && buyer%3 == 0 {
				_, err = shop.Cancel(t.Context(), o.ID)
			} else if err == nil {
				if _, err = shop.Pay(t.Context(), o.ID, checkout.PayRequest{Method: payment.CardVisa}); err == nil {
					mu.Lock()
					paid++
					mu.Unlock()
				}
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	sold := make(chan struct{})
	go func() {
		shopping.Wait()
		close(sold)
	}()
	if err := office.Restock(t.Context(), time.Now(), bands, 40); err != nil {
		t.Error(err)
	}
	for done := false; !done; {
		select {
		case <-sold:
			done = true // one more, of the quiet store
		default:
		}
		report, err := office.Audit(t.Context(), time.Now(), "monday")
		if err != nil || !report.OK() {
			t.Fatalf("found %q, %v", report.Findings, err)
		}
		if done {
			if want := (backoffice.Tally{Size: 100, Left: 100 - paid, Paid: paid}); report.Lines[0].Tally != want {
				t.Errorf("got %+v, want %+v", report.Lines[0].Tally, want)
			}
		}
	}
	if err := office.CloseSale(t.Context(), time.Now(), "monday"); err != nil {
		t.Error(err)
	}
	if report, err := office.Audit(t.Context(), time.Now(), ""); err != nil || !report.OK() {
		t.Errorf("the region: %q, %v", report.Findings, err)
	}
}

func TestAnInterruptedCreationIsFinishedOnDynamoDB(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	for n := range 8 {
		sale := spec()
		sale.ID = catalog.SaleID(fmt.Sprintf("monday-%d", n))
		if err := backoffice.New(market.US, failingAfter(n, true, store)).CreateSale(t.Context(), monday, sale); err == nil {
			t.Fatal("nothing failed")
		}
		err := backoffice.New(market.US, store).CreateSale(t.Context(), monday, sale)
		if n < 7 && err != nil {
			t.Errorf("after %d writes: %v", n, err)
		}
		report, err := backoffice.New(market.US, store).Audit(t.Context(), monday, sale.ID)
		if want := (backoffice.Tally{Size: 90, Left: 90}); err != nil || report.Total() != want {
			t.Errorf("after %d writes: %+v, %v", n, report.Total(), err)
		}
	}
}

package merchant_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"storefront/infra/audit"
	"storefront/shared/checkout"
	"storefront/shared/market"
	"storefront/shared/merchant"
	"storefront/shared/payment"
	"storefront/shared/problem"
)

// A sale of 60 bands is restocked by 40 and audited while 90 buyers come.
func TestASaleOnDynamoDB(t *testing.T) {
	t.Parallel()
	store, _, _ := onDynamoDB(t)
	sale := spec()
	sale.Opens, sale.Closes, sale.OrdersPerBuyer = time.Now(), time.Time{}, 1
	shop := create(t, store, time.Now, sale)
	us, buy := merchant.New(market.US, store), shop.Process()
	var mu sync.Mutex
	paid := 0
	var shopping sync.WaitGroup
	for buyer := range 90 {
		shopping.Go(func() {
			o, err := buy.Hold(t.Context(), shop.Request(fmt.Sprint("buyer-", buyer), "key", checkout.HoldLine{SKU: band, Quantity: 1}))
			if code := problem.CodeOf(err); code == problem.SoldOut || code == problem.TooManyRequests {
				return
			}
			if err == nil && buyer%3 == 0 {
				_, err = buy.Cancel(t.Context(), o.ID)
			} else if err == nil {
				if _, err = buy.Pay(t.Context(), o.ID, checkout.PayRequest{Method: payment.CardVisa}); err == nil {
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
	if err := us.Restock(t.Context(), time.Now(), bands, 40); err != nil {
		t.Error(err)
	}
	for done := false; !done; {
		select {
		case <-sold:
			done = true // audit once more, while nothing changes
		default:
		}
		got := report(t, store, time.Now(), "monday").Lines[0].Tally
		if done && got != (audit.Tally{Size: 100, Left: 100 - paid, Paid: paid}) {
			t.Errorf("got %+v, want %d of 100 paid and the others left", got, paid)
		}
	}
	if err := us.CloseSale(t.Context(), time.Now(), "monday"); err != nil {
		t.Error(err)
	}
	report(t, store, time.Now(), "")
}

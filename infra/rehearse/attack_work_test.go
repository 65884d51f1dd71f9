package main

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"

	"storefront/infra/eventually"
	"storefront/infra/faultproxy"
	"storefront/infra/rehearse/crowd"
	"storefront/shared/catalog"
	"storefront/shared/order"
)

// 2. A history of 1,200 holds that were cancelled makes no request of the same buyer
// dearer.
func (a attack) slowDown(t *testing.T) {
	const attempts = 1200
	t.Run("with one pass", func(t *testing.T) {
		sale := a.sale(t, "slow-verified", catalog.AccessVerified, 0, 500)
		shown := a.passOf("attacker@example.com")
		ask := func(i int) int { return a.holdAndCancel(t, sale, shown, "", fmt.Sprint("key-", i)) }
		for i := range catalog.MaxSlots {
			if status := ask(i); status != http.StatusCreated {
				t.Fatalf("attempt %d is answered %d", i, status)
			}
		}
		before := a.least(t, func(i int) { ask(attempts + i) })
		a.atOnce(attempts, func(i int) {
			if status := ask(2*attempts + i); status != http.StatusTooManyRequests {
				t.Errorf("an attempt beyond %d is answered %d", catalog.MaxSlots, status)
			}
		})
		after := a.least(t, func(i int) { ask(4*attempts + i) })
		if after != before || after.Read > 10 || after.Write > 0 { // it reads all orders of the pass
			t.Errorf("a refusal consumes %+v, and %+v at first", after, before)
		}
	})
	t.Run("with one address in an open sale", func(t *testing.T) {
		sale := a.sale(t, "slow-open", catalog.AccessOpen, 0, 500)
		a.atOnce(attempts, func(i int) {
			if status := a.holdAndCancel(t, sale, "", "attacker@example.com", fmt.Sprint("key-", i)); status != http.StatusCreated {
				t.Errorf("a hold is answered %d", status)
			}
		})
		same := a.least(t, func(i int) { a.buys(t, sale, "", "attacker@example.com", fmt.Sprint("later-", i)) })
		fresh := a.least(t, func(i int) { a.buys(t, sale, "", fmt.Sprintf("fresh-%d@example.com", i), "key") })
		if same != fresh || fresh.Write != 2 {
			t.Errorf("a hold of the address consumes %+v, and of a fresh one %+v", same, fresh)
		}
	})
}

// holdAndCancel holds a unit and cancels the order. It returns the status of the answer
// to the hold.
func (a attack) holdAndCancel(t *testing.T, sale catalog.Sale, pass, address, key string) int {
	answer := a.hold(t, sale, pass, address, key)
	if answer.Status != http.StatusCreated {
		return answer.Status
	}
	if cancelled := a.does(t, orderIn(t, answer), "cancel", nil); cancelled.Status != http.StatusOK {
		t.Errorf("cancel is answered %d %s", cancelled.Status, cancelled.Body)
	}
	return answer.Status
}

// least returns the least that a request consumes of orders and stock. It looks at
// several: beside one, the sweep may run, or a shelf be read again.
func (a attack) least(t *testing.T, request func(i int)) faultproxy.Units {
	t.Helper()
	costs := make([]faultproxy.Units, 10)
	for i := range costs {
		a.Faults().Reset()
		request(i)
		counts, tables := a.Faults().Counts(), a.region.Tables()
		orders, stock := counts.Table(tables["OrdersTable"]), counts.Table(tables["StockTable"])
		costs[i] = faultproxy.Units{Read: orders.Read + stock.Read, Write: orders.Write + stock.Write}
	}
	return slices.MinFunc(costs, func(x, y faultproxy.Units) int { return cmp.Compare(x.Read+x.Write, y.Read+y.Write) })
}

// 7. The answer to a join waits for one write, whatever the list has of the address, and
// for no mail: while none can be decided on, all are answered.
func (a attack) compareWork(t *testing.T) {
	const sku = "fitness-band"
	post := a.poster(t)
	join := func(address string) {
		post("/v1/us/waitlist", http.StatusAccepted, map[string]string{"sku": sku, "email": address, "locale": "en"})
	}
	for _, address := range []string{"pending@example.com", "confirmed@example.com", "refused@example.com"} {
		join(address)
		a.mailTo(t, address, "confirm?token=")
	}
	for address, page := range map[string]string{"confirmed@example.com": "confirm", "refused@example.com": "unsubscribe"} {
		post("/v1/waitlist/"+page, http.StatusOK, map[string]string{"token": tokenIn(t, a.mailTo(t, address, "confirm?token="), page)})
	}

	a.Faults().SetSpec(faultproxy.MustParse("GetItem:500=1")) // function notify decides after it has read a mailbox
	defer a.Faults().SetSpec(harmless)
	work := func(address string) string {
		a.Faults().Reset()
		join(address)
		counts, waitlist := a.Faults().Counts(), a.region.Tables()["WaitlistTable"]
		var done []string
		for _, operation := range []string{"PutItem", "UpdateItem", "DeleteItem", "Query", "BatchGetItem"} {
			if n := counts[operation]; n.Tables[waitlist] != (faultproxy.Units{}) {
				done = append(done, fmt.Sprintf("%s ×%d, %+v", operation, n.Calls, n.Tables[waitlist]))
			}
		}
		return fmt.Sprint(done)
	}
	fresh := work("new@example.com")
	if want := "[PutItem ×1, {Read:0 Write:1}]"; fresh != want {
		t.Errorf("a new address takes %s, want %s", fresh, want)
	}
	for _, address := range []string{"pending@example.com", "confirmed@example.com", "refused@example.com", "new@example.com"} {
		if known := work(address); known != fresh {
			t.Errorf("%s takes %s, and a new address %s", address, known, fresh)
		}
	}
	a.Faults().SetSpec(harmless)
	a.mailTo(t, "new@example.com", "confirm?token=")
}

// 9. A hold takes a few declined payments, then it ends.
func (a attack) testCards(t *testing.T) {
	const cards = 200
	sale := a.sale(t, "cards", catalog.AccessOpen, 0, 10)
	p := a.buys(t, sale, "", "tester@example.com", "key")
	declines, closed := 0, 0
	var mu sync.Mutex
	a.atOnce(cards, func(int) {
		answer := a.does(t, p, "pay", map[string]string{"payment_method": "pm_card_chargeDeclined"})
		mu.Lock()
		defer mu.Unlock()
		switch answer.Status {
		case http.StatusPaymentRequired:
			declines++
		case http.StatusConflict:
			closed++
		}
	})
	if declines < order.MaxDeclines || declines > order.MaxDeclines+connections || declines+closed != cards {
		t.Errorf("%d payments reach the provider and %d find the order closed, want %d to %d of %d",
			declines, closed, order.MaxDeclines, order.MaxDeclines+connections, cards)
	}
	id, err := order.ParseID(p.Order.ID)
	if err != nil {
		t.Fatal(err)
	}
	o, err := a.data.Order(t.Context(), id)
	if err != nil || o.Status != order.Cancelled || o.Declines != order.MaxDeclines {
		t.Errorf("the order is %s after %d declines, %v", o.Status, o.Declines, err)
	}
	eventually.True(t, "the unit is back", func() bool { return a.left(t, sale) == 10 })
	if answer := a.does(t, p, "pay", crowd.Payment); answer.Status != http.StatusConflict {
		t.Errorf("a payment after that is answered %d %s", answer.Status, answer.Body)
	}
}

package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/catalog"
	"storefront/shared/order"
	"storefront/shared/problem"
	"storefront/shared/stock"

	"storefront/infra/rehearse/crowd"
)

// 1. A stranger tries all that can be tried with the victim's address, and with one
// that nobody uses. Whatever the victim has done, both are answered alike, and the
// victim can buy.
func (a attack) takePlace(t *testing.T) {
	const victim = "victim@example.com"
	sales := []catalog.Sale{
		a.sale(t, "place-open", catalog.AccessOpen, 0, 100), a.sale(t, "place-verified", catalog.AccessVerified, 1, 100),
	}
	for _, sale := range sales {
		n := 0
		alike := func(when string) {
			t.Helper()
			n++
			key := fmt.Sprintf("%s-%d", sale.ID, n)
			theirs := a.answersAbout(t, sale, victim, key)
			if diff := cmp.Diff(a.answersAbout(t, sale, fmt.Sprintf("nobody-%d@example.com", n), key), theirs); diff != "" {
				t.Errorf("%s, %s: a stranger is told (-about nobody +about the victim):\n%s", sale.ID, when, diff)
			}
			for i, want := range wantedAnswers(sale, when) {
				if !strings.HasPrefix(theirs[i], want) {
					t.Errorf("%s, %s: try %d is answered %s, want %s", sale.ID, when, i+1, theirs[i], want)
				}
			}
		}
		alike("before the victim comes")
		own := a.buys(t, sale, a.passOf(victim), "", "own-key")
		alike("while the victim holds a unit")
		a.pays(t, own)
		alike("after the victim has paid")
		id, err := order.ParseID(own.Order.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.afterSale().Ship(t.Context(), id, 0, order.Shipment{}); err != nil {
			t.Fatal(err)
		}
		a.forget(t, victim)
		alike("after the victim was forgotten")
		a.close(t, sale, time.Now())
		alike("after the close")
	}
	a.compareIDs(t, sales)
}

// answersAbout returns the answers to all tries with an address.
func (a attack) answersAbout(t *testing.T, sale catalog.Sale, address, key string) []string {
	t.Helper()
	forged := a.passOf(address)
	forged = forged[:len(forged)-4] + "AAAA"
	return []string{
		said(t, a.hold(t, sale, "", address, key)),
		said(t, a.hold(t, sale, forged, address, key)),
		said(t, a.hold(t, sale, a.passOf("stranger@example.com"), address, key)),
	}
}

// wantedAnswers returns how the answers to the tries begin.
func wantedAnswers(sale catalog.Sale, when string) []string {
	const invalid = "403 pass_invalid"
	switch {
	case when == "after the close":
		return []string{"403 sale_closed", invalid, "422 invalid_request"}
	case sale.Access == catalog.AccessOpen:
		return []string{"201 ", invalid, "422 invalid_request"}
	default:
		return []string{"403 pass_required", invalid, "422 invalid_request"}
	}
}

// said returns all that an answer says, but for names that are made up and times.
func said(t *testing.T, answer crowd.Answer) string {
	t.Helper()
	var body any
	if err := json.Unmarshal(answer.Body, &body); err != nil {
		t.Errorf("%s: %v", answer.Body, err)
	}
	blank(body)
	text, err := json.Marshal(body)
	if err != nil {
		t.Error(err)
	}
	return fmt.Sprintf("%d %s %s", answer.Status, answer.Code, text)
}

func blank(value any) {
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			if name == "id" || name == "token" || name == "request_id" || strings.HasSuffix(name, "_at") {
				v[name] = "…"
			}
			blank(member)
		}
	case []any:
		for _, element := range v {
			blank(element)
		}
	}
}

// compareIDs fails if the id of an order tells that it is its buyer's first.
func (a attack) compareIDs(t *testing.T, closed []catalog.Sale) {
	t.Helper()
	slots := map[int]bool{}
	for _, o := range a.orders(t) {
		for _, sale := range closed {
			if o.Sale == sale.ID {
				slots[o.ID.Slot] = true
			}
		}
	}
	if len(slots) < 2 {
		t.Errorf("all orders of different buyers end in %v", slots)
	}
}

// 3. Many spellings of one mailbox are one buyer, who has at most so many orders.
func (a attack) hoard(t *testing.T) {
	t.Run("a limit counts the mailbox", func(t *testing.T) {
		sale := a.sale(t, "hoard-limit", catalog.AccessVerified, 1, 100)
		a.buys(t, sale, a.passOf("ada@gmail.com"), "", "first")
		for i, spelled := range []string{"a.d.a@gmail.com", "ada+1@gmail.com", "Ada@googlemail.com", "A.da+2@GoogleMail.com"} {
			if answer := a.hold(t, sale, a.passOf(spelled), spelled, fmt.Sprint("again-", i)); answer.Code != problem.BuyerLimit {
				t.Errorf("%s gets another order: %d %s", spelled, answer.Status, answer.Body)
			}
		}
	})
	t.Run("without a limit there are 20 orders", func(t *testing.T) {
		sale := a.sale(t, "hoard", catalog.AccessVerified, 0, 1000)
		var mu sync.Mutex
		answers := map[int]int{}
		a.atOnce(600, func(i int) {
			spelled := fmt.Sprintf("hoarder+%d@gmail.com", i)
			answer := a.hold(t, sale, a.passOf(spelled), spelled, fmt.Sprint("key-", i))
			mu.Lock()
			defer mu.Unlock()
			answers[answer.Status]++
		})
		if answers[http.StatusCreated] != catalog.MaxSlots || answers[http.StatusTooManyRequests] != 600-catalog.MaxSlots {
			t.Errorf("answers by status: %v, want %d orders, then 429", answers, catalog.MaxSlots)
		}
		if left := a.left(t, sale); left != 1000-catalog.MaxSlots {
			t.Errorf("%d units are left of 1000", left)
		}
	})
}

// left returns how many units the lots of a sale of bands have.
func (a attack) left(t *testing.T, sale catalog.Sale) int {
	t.Helper()
	left := 0
	for _, lot := range a.lots(t, stock.Line{Sale: sale.ID, SKU: band}) {
		left += lot.Left
	}
	return left
}

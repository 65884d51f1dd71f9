package main

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"storefront/infra/eventually"
	"storefront/infra/faultproxy"
	"storefront/infra/rehearse/crowd"
	"storefront/infra/sealed"
	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/email"
	"storefront/shared/erasure"
	"storefront/shared/market"
	"storefront/shared/merchant"
	"storefront/shared/pass"
	"storefront/shared/payment"
	"storefront/shared/problem"
	"storefront/shared/secret"
)

// TestNobodyActsInAnothersName attacks one running store in nine ways. The stranger
// knows the victim's address, and can prove addresses of their own. Strangers who ask
// for mail are in mail_test.go.
func TestNobodyActsInAnothersName(t *testing.T) {
	t.Parallel()
	a := attack{running: open(t, harmless)}
	a.client = crowd.NewClient(a.region.URL, connections)
	t.Cleanup(a.client.Close)
	for _, tt := range []struct {
		name   string
		attack func(attack, *testing.T)
	}{
		{"1 take the victim's place, or learn of their purchase", attack.takePlace},
		{"2 slow the store down with an address's history", attack.slowDown},
		{"3 hoard with many spellings of one mailbox", attack.hoard},
		{"4 undo an erasure with records that come late", attack.undoErasure},
		{"5 find an erased buyer in what is left", attack.reidentify},
		{"6 confirm what another has asked for with an old link", attack.confirmAnothersJoin},
		{"7 tell addresses apart by the work for an answer", attack.compareWork},
		{"8 keep a victim from being forgotten", attack.blockErasure},
		{"9 test stolen cards on one hold", attack.testCards},
	} {
		t.Run(tt.name, func(t *testing.T) { tt.attack(a, t) })
	}
	if report := a.audit(t, catalog.Sale{}); !report.OK() {
		t.Errorf("after all attacks: %q", report.Findings)
	}
}

// harmless is a spec without faults, under which a proxy counts the functions' requests.
var harmless = faultproxy.MustParse("500=0")

// connections is how many connections an attacker uses at once.
const connections = 8

// attack is a store that is attacked.
type attack struct {
	running
	client *crowd.Client
}

// sale opens a sale of bands, and waits until every process knows it.
func (a attack) sale(t *testing.T, id string, access catalog.Access, ordersPerBuyer, units int) catalog.Sale {
	t.Helper()
	sale := a.sell(t, merchant.Spec{
		ID: catalog.SaleID(id), Access: access, OrdersPerBuyer: ordersPerBuyer, Hold: 10 * time.Minute,
		Lines: []merchant.Line{{SKU: band, Units: units, MaxPerOrder: 1}},
	})
	a.everywhere(t, "the sale is known", sale, func(code problem.Code) bool { return code != problem.UnknownSale })
	return sale
}

// close closes a sale as of a moment, and waits until every process knows that.
func (a attack) close(t *testing.T, sale catalog.Sale, at time.Time) {
	t.Helper()
	if err := a.merchant.CloseSale(t.Context(), at, sale.ID); err != nil {
		t.Fatal(err)
	}
	a.everywhere(t, "the sale is closed", sale, func(code problem.Code) bool { return code == problem.SaleClosed })
}

// everywhere waits until all processes of the checkout refuse a request in a sale with
// such a code. The request is for what the sale does not have.
func (a attack) everywhere(t *testing.T, what string, sale catalog.Sale, is func(problem.Code) bool) {
	t.Helper()
	request := crowd.Checkout(market.US.Markets()[0], sale.ID, "phone-note", 1, "", "somebody@example.com", "key")
	eventually.True(t, what, func() bool {
		var others atomic.Int64
		a.atOnce(4*connections, func(int) {
			if !is(a.send(t, request).Code) {
				others.Add(1)
			}
		})
		return others.Load() == 0
	})
}

// atOnce runs do n times, on as many connections as the attacker has.
func (a attack) atOnce(n int, do func(i int)) {
	var all sync.WaitGroup
	for connection := range connections {
		all.Go(func() {
			for i := connection; i < n; i += connections {
				do(i)
			}
		})
	}
	all.Wait()
}

// passOf returns the pass of an address.
func (a attack) passOf(address string) string {
	normal, _ := email.Normalize(address)
	return pass.Pass{Market: "us", Email: normal, Expires: time.Now().Add(pass.Lifetime)}.Sign(a.region.Tokens())
}

// hold asks for one band under an Idempotency-Key. pass and address may be empty.
func (a attack) hold(t *testing.T, sale catalog.Sale, pass, address, key string) crowd.Answer {
	return a.send(t, crowd.Checkout(market.US.Markets()[0], sale.ID, band, 1, pass, address, key))
}

// send sends a request once. The answer must not be an internal error.
func (a attack) send(t *testing.T, r crowd.Request) crowd.Answer {
	answer, err := a.client.Once(t.Context(), r)
	if err != nil || answer.Status >= http.StatusInternalServerError {
		t.Errorf("%s %s: %d %s, %v", r.Method, r.Path, answer.Status, answer.Body, err)
	}
	return answer
}

// placed is an order with the token that it came with.
type placed struct {
	Order struct{ ID string }
	Token string
}

// buys holds a band, which must succeed.
func (a attack) buys(t *testing.T, sale catalog.Sale, pass, address, key string) placed {
	t.Helper()
	return orderIn(t, a.hold(t, sale, pass, address, key))
}

// orderIn returns the order in the answer to a hold. It may be called by any goroutine.
func orderIn(t *testing.T, answer crowd.Answer) placed {
	t.Helper()
	var p placed
	if err := json.Unmarshal(answer.Body, &p); err != nil || answer.Status != http.StatusCreated {
		t.Errorf("a hold is answered %d %s, %v", answer.Status, answer.Body, err)
	}
	return p
}

// does posts to an order, such as "cancel".
func (a attack) does(t *testing.T, p placed, what string, body any) crowd.Answer {
	return a.send(t, crowd.Request{Method: http.MethodPost, Path: "/v1/orders/" + p.Order.ID + "/" + what, Token: p.Token, Body: body})
}

// pays pays an order, which must succeed.
func (a attack) pays(t *testing.T, p placed) {
	t.Helper()
	if answer := a.does(t, p, "pay", crowd.Payment); answer.Status != http.StatusOK {
		t.Fatalf("a payment is answered %d %s", answer.Status, answer.Body)
	}
}

// checkout returns the checkout of an operator's machine.
func (a attack) checkout(now func() time.Time) *checkout.Checkout {
	return checkout.New(a.data, payment.Sandbox{}, now, slog.New(slog.DiscardHandler))
}

func (a attack) afterSale() *checkout.AfterSale {
	return &checkout.AfterSale{Checkout: a.checkout(time.Now), Inventory: a.data, Clock: a.data.ServiceTime}
}

func (a attack) digests() email.Digests {
	return email.NewDigests([]byte(a.region.Secret("DigestSecret")))
}

// forget erases a buyer as an operator does. No order may keep the buyer.
func (a attack) forget(t *testing.T, address string) erasure.Forgotten {
	t.Helper()
	keys, err := sealed.NewKeys(market.Region(a.region.Name), secret.Versions{Current: []byte(a.region.Secret("SealSecret"))})
	if err != nil {
		t.Fatal(err)
	}
	eraser := erasure.Eraser{
		Orders: a.data, Holds: a.checkout(time.Now), Addresses: a.data, Buyers: a.data,
		List: erasure.List{Objects: a.books()}, Digests: a.digests(), Sealer: keys,
	}
	done, err := eraser.Forget(t.Context(), time.Now(), email.IdentityOf(address))
	if err != nil || len(done.Waiting) > 0 {
		t.Fatalf("forget: %+v, %v", done, err)
	}
	return done
}

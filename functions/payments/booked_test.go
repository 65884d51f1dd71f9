package main

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/books"
	"storefront/infra/books/pack"
	"storefront/shared/ledger/verify"
	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/payment/stripe"
)

// A band costs 2107 with shipping and tax, and taking that costs 56. A dispute costs 1500.
const (
	price = 2107
	taken = price - 56
)

// cashSteps are what may happen to the money at the provider, one after the other, and by how much
// each changes the accounts of cash. The others do not change.
var cashSteps = []struct {
	name    string
	happens func(b *bookkeeper)
	want    map[string]int64
}{
	{"a payment", func(b *bookkeeper) { b.bought["ada"] = b.buy("ada") },
		map[string]int64{"1110": taken, "6100": 56}},
	{"a payout", func(b *bookkeeper) { b.bank.PayOut("USD") },
		map[string]int64{"1050": taken, "1110": -taken}},
	{"the bank sends it back", func(b *bookkeeper) { b.bank.FailPayout() },
		map[string]int64{"1050": -taken, "1110": taken}},
	{"it is paid out again", func(b *bookkeeper) { b.bank.PayOut("USD") },
		map[string]int64{"1050": taken, "1110": -taken}},
	{"a refund", func(b *bookkeeper) { b.refund(b.bought["ada"], all) },
		map[string]int64{"1110": -price}},
	{"the provider takes what is lacking from the bank", func(b *bookkeeper) { b.bank.PayOut("USD") },
		map[string]int64{"1050": -price, "1110": price}},
	{"fees of the provider, of the cards' networks and of the tax office", func(b *bookkeeper) {
		b.bank.Adjust("stripe_fee", "fee", -250, "USD")
		b.bank.Adjust("stripe_fee", "network_cost", -70, "USD")
		b.bank.Adjust("tax_fee", "tax", -48, "USD")
	}, map[string]int64{"1110": -368, "6100": 368}},
	{"a fee that is given back", func(b *bookkeeper) { b.bank.Adjust("stripe_fee", "fee", 100, "USD") },
		map[string]int64{"1110": 100, "6100": -100}},
	{"a payment that is disputed", func(b *bookkeeper) { b.buy("bob"); b.dispute() },
		map[string]int64{"1110": taken - price - 1500, "1130": price, "6100": 56 + 1500}},
	{"the dispute is won", func(b *bookkeeper) { b.bank.Decide(b.disputed, true) },
		map[string]int64{"1110": price + 1500, "1130": -price, "6100": -1500}},
	{"another one", func(b *bookkeeper) { b.buy("eve"); b.dispute() },
		map[string]int64{"1110": taken - price - 1500, "1130": price, "6100": 56 + 1500}},
	{"it is lost", func(b *bookkeeper) { b.bank.Decide(b.disputed, false) },
		map[string]int64{"1130": -price, "6200": price}},
	{"a last payment and payout", func(b *bookkeeper) { b.bought["zoe"] = b.buy("zoe"); b.bank.PayOut("USD") },
		map[string]int64{"1050": 2278, "1110": taken - 2278, "6100": 56}},
	{"a refund that does not reach the buyer", func(b *bookkeeper) {
		b.refund(b.bought["zoe"], all)
		refunds := b.bank.Refunds()
		b.bank.FailRefund(refunds[len(refunds)-1].ID)
	}, map[string]int64{"2120": -price}},
}

// Whatever changes the balance at the provider is in the books of its day, on the accounts of its
// kind, and the balance in the books is the provider's. The payout report, the verification and the
// pack of the month agree.
func TestTheBooksOfCash(t *testing.T) {
	t.Parallel()
	b := newBookkeeper(t)
	b.bought = map[string]order.ID{}
	if err := b.run(); err != nil { // the account is read from then on
		t.Fatal(err)
	}
	for _, step := range cashSteps {
		before := maps.Clone(b.booked)
		step.happens(b)
		if err := b.run(); err != nil && !errors.Is(err, stripe.ErrReturned) {
			t.Errorf("%s: the schedule ends with %v", step.name, err)
		}
		b.takeIn()
		b.shop.Clock.Advance(24 * time.Hour)
		b.days()
		got := map[string]int64{}
		for _, account := range []string{"1050", "1100", "1110", "1120", "1130", "2120", "6100", "6200"} {
			if change := b.booked[account] - before[account]; change != 0 {
				got[account] = change
			}
		}
		if diff := cmp.Diff(step.want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", step.name, diff)
		}
		if b.booked["1110"] != b.bank.Balance("USD") {
			t.Errorf("after %s the provider has %d, and the books %d", step.name, b.bank.Balance("USD"), b.booked["1110"])
		}
	}
	b.reported()
	b.verified()
	b.packed()
}

// A dispute is decided weeks after its money was taken, and one that is lost moves nothing. It is in
// the books, whether its event comes or the schedule looks after days in which nothing ran.
func TestADisputeThatIsLostWeeksLater(t *testing.T) {
	t.Parallel()
	for name, comes := range map[string]func(*bookkeeper){
		"by an event": func(b *bookkeeper) {
			for len(b.events) > 0 {
				b.deliver()
			}
		},
		"by the schedule": func(b *bookkeeper) {
			b.shop.Clock.Advance(5 * 24 * time.Hour)
			if err := b.run(); err != nil {
				b.t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBookkeeper(t)
			b.buy("ada")
			b.dispute()
			for range 38 { // no books have what is dated 35 days before their day
				if err := b.run(); err != nil {
					t.Fatal(err)
				}
				b.takeIn()
				b.shop.Clock.Advance(24 * time.Hour)
				b.days()
			}
			b.events = nil
			b.bank.Decide(b.disputed, false)
			comes(b)
			for range 2 { // to look again adds nothing
				if err := b.run(); err != nil {
					t.Fatal(err)
				}
				b.takeIn()
				b.shop.Clock.Advance(24 * time.Hour)
				b.days()
			}
			if b.booked["1130"] != 0 || b.booked["6200"] != price || b.booked["1110"] != b.bank.Balance("USD") {
				t.Errorf("the books have %v", b.booked)
			}
			b.verified()
		})
	}
}

// dispute has the last payment disputed.
func (b *bookkeeper) dispute() {
	b.disputed = b.bank.Dispute(b.lastIntent())
}

// reported fails the test unless each line of the payout report is in the books.
func (b *bookkeeper) reported() {
	b.t.Helper()
	done, err := books.Reconcile(b.t.Context(), b.shop.Store, strings.NewReader(b.bank.Reconciliation()), func(int, payment.Movement) {})
	if err != nil || done.Payouts != 4 || len(done.Findings) > 0 {
		b.t.Errorf("the report has %d payouts, %v; findings:\n%s", done.Payouts, err, strings.Join(done.Findings, "\n"))
	}
}

// verified fails the test unless the books are those that the store would give.
func (b *bookkeeper) verified() {
	b.t.Helper()
	first, last := "2015-05-01", b.now().Format(time.DateOnly)
	all, err := verify.Verifier{Books: b.files, Region: market.US, Store: b.shop.Store.(verify.Store)}.Run(b.t.Context(),
		verify.Range{Markets: []market.Code{"us"}, First: first, Compare: first, Last: last})
	if err != nil || len(all[0].Days) == 0 || len(all[0].Wrong) > 0 {
		b.t.Errorf("%d days are verified, %v: %q", len(all[0].Days), err, all[0].Wrong)
	}
}

// packed fails the test unless the sheet of payouts has the movements.
func (b *bookkeeper) packed() {
	b.t.Helper()
	report, err := pack.Pack{Books: b.files, Region: market.US, Month: "2015-05", Now: b.now()}.Run(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	sheet := report.Tables[slices.IndexFunc(report.Tables, func(t pack.Table) bool { return t.Name == "payouts" })]
	got := map[string]int64{}
	for _, row := range sheet.Rows {
		got[row[2].(string)] += row[6].(money.Amount).Minor
	}
	want := map[string]int64{}
	err = b.shop.Store.AllMovements(b.t.Context(), func(m payment.Movement) error {
		if m.Balance() != 0 {
			want[string(m.Kind)] += m.Balance()
		}
		return nil
	})
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		b.t.Errorf("the sheet, %v (-want +got)\n%s", err, diff)
	}
}

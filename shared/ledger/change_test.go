package ledger_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/ledger"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/stock"
)

func TestChangeDropsBuyer(t *testing.T) {
	t.Parallel()
	o := german()
	o.Buyer = order.Buyer{Email: "ann@example.com", Locale: "de", ShipTo: order.Address{Name: "Ann"}}
	o.Request = order.Request{Key: order.Digest{1}, Fingerprint: order.Digest{2}}
	o.Shipment = order.Shipment{Carrier: "UPS", Tracking: "1Z 999"}
	paid := becomes(o, pays)
	e, err := ledger.Change(ledger.Source{Region: market.EU, At: opening.Add(time.Hour), Sequence: "17"}, o, paid)
	if err != nil {
		t.Fatal(err)
	}
	paid.Buyer, paid.Request, paid.Shipment = order.Buyer{}, order.Request{}, order.Shipment{}
	want := ledger.Event{
		ID: "0123456789abcdef-1#2", Type: ledger.Paid, Region: "eu", Market: "de",
		OccurredAt: opening.Add(time.Minute), RecordedAt: opening.Add(time.Hour), Sequence: "17",
		Order:    paid,
		Previous: ledger.Previous{Status: order.Held, Version: 1, At: opening},
	}
	if diff := cmp.Diff(want, e); diff != "" {
		t.Errorf("event (-want +got):\n%s", diff)
	}
}

func TestChangeRefuses(t *testing.T) {
	t.Parallel()
	held := german()
	paid := becomes(held, pays)
	for name, tt := range map[string]struct {
		region        market.Region
		before, after order.Order
		want          error
	}{
		"an order that appears paid":       {market.EU, order.Order{}, paid, ledger.ErrChange},
		"a paid order that is held again":  {market.EU, paid, held, ledger.ErrChange},
		"a version without a change":       {market.EU, paid, becomes(paid, func(*order.Order) {}), ledger.ErrChange},
		"an order without a version":       {market.EU, order.Order{}, order.Order{ID: id, Status: order.Held}, ledger.ErrChange},
		"an order without a time":          {market.EU, held, becomes(held, func(o *order.Order) { pays(o); o.UpdatedAt = time.Time{} }), ledger.ErrChange},
		"an order without a status":        {market.EU, order.Order{}, becomes(order.Order{ID: id}, func(o *order.Order) { extends(o) }), ledger.ErrChange},
		"a refund of a held order":         {market.EU, held, becomes(held, refunds(order.Held, oneBandBack)), ledger.ErrChange},
		"a paid order that is extended":    {market.EU, paid, becomes(paid, extends), ledger.ErrChange},
		"a decline of a paid order":        {market.EU, paid, becomes(paid, declines), ledger.ErrChange},
		"two declines in one version":      {market.EU, held, becomes(becomes(held, declines), declines), ledger.ErrChange},
		"a withdrawal from a hold":         {market.EU, held, becomes(held, withdraws), ledger.ErrChange},
		"two withdrawals":                  {market.EU, becomes(paid, withdraws), becomes(becomes(paid, withdraws), withdraws), ledger.ErrChange},
		"an order that is gone":            {market.EU, paid, order.Order{}, ledger.ErrChange},
		"a market of another region":       {market.US, held, paid, ledger.ErrMarket},
		"an unknown region":                {"moon", held, paid, ledger.ErrMarket},
		"a tombstone of an unknown region": {"moon", order.Order{}, order.Tombstone(id, "may-18", opening), ledger.ErrMarket},
	} {
		if e, err := ledger.Change(ledger.Source{Region: tt.region}, tt.before, tt.after); !errors.Is(err, tt.want) {
			t.Errorf("%s: Change = %+v, %v, want %v", name, e, err, tt.want)
		}
	}
}

func TestNewLotRefuses(t *testing.T) {
	t.Parallel()
	used := headphones(25)
	used.Reserve(id, 1, opening)
	for name, lot := range map[string]stock.Lot{"a lot with a claim": used, "a lot of nothing": headphones(0)} {
		if e, err := ledger.NewLot(ledger.Source{Region: market.EU}, lot); !errors.Is(err, ledger.ErrLot) {
			t.Errorf("%s: NewLot = %+v, %v, want ErrLot", name, e, err)
		}
	}
}

// Days follow the market's time zone, with daylight saving.
func TestDate(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ market, at, want string }{
		{"us", "2015-05-18T06:59:59Z", "2015-05-17"},
		{"us", "2015-05-18T07:00:00Z", "2015-05-18"},
		{"us", "2015-11-02T07:59:59Z", "2015-11-01"}, // 25 hours long
		{"us", "2015-11-02T08:00:00Z", "2015-11-02"},
		{"de", "2015-03-29T22:00:00Z", "2015-03-30"}, // after 23 hours
		{"gb", "2015-05-18T22:59:59Z", "2015-05-18"},
		{"in", "2015-05-18T18:30:00Z", "2015-05-19"},
	} {
		at, err := time.Parse(time.RFC3339, tt.at)
		if err != nil {
			t.Fatal(err)
		}
		code := market.Code(tt.market)
		got, err := ledger.Date(code, at)
		if err != nil || got != tt.want {
			t.Errorf("in market %s, %s is on %s, %v, want %s", tt.market, tt.at, got, err, tt.want)
		}
		if midnight, err := ledger.Midnight(code, got); err != nil || midnight.After(at) || at.Sub(midnight) >= 25*time.Hour {
			t.Errorf("in market %s, %s begins at %v, %v", tt.market, got, midnight, err)
		}
	}
	if date, err := ledger.Date("atlantis", opening); date != "" || !errors.Is(err, ledger.ErrMarket) {
		t.Errorf("Date = %q, %v, want ErrMarket", date, err)
	}
	if midnight, err := ledger.Midnight("atlantis", "2015-05-18"); !errors.Is(err, ledger.ErrMarket) {
		t.Errorf("Midnight = %v, %v, want ErrMarket", midnight, err)
	}
}

func TestEntities(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, region := range market.Regions() {
		entity, ok := ledger.Entity(region)
		if !ok || seen[entity.Code] {
			t.Errorf("region %s has the entity %+v", region, entity)
		}
		seen[entity.Code] = true
		codes := map[string]bool{}
		for _, account := range entity.Chart.Accounts() {
			if account.Code == "" || account.Name == "" || codes[account.Code] || account.Normal != ledger.Debit && account.Normal != ledger.Credit {
				t.Errorf("region %s has the account %+v", region, account)
			}
			codes[account.Code] = true
		}
	}
}

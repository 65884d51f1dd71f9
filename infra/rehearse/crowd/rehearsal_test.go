package crowd

import (
	"testing"
	"time"

	"storefront/infra/seed"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/market"
	"storefront/shared/merchant"
)

func TestTheSaleThatIsOpenIsRehearsed(t *testing.T) {
	t.Parallel()
	memory := checkouttest.NewMemory()
	eu := merchant.New(market.EU, memory)
	if _, err := pick(t.Context(), eu, ""); err == nil || err.Error() != "no sale is open: name one with -sale" {
		t.Errorf("an empty store: %v", err)
	}
	if _, err := seed.Apply(t.Context(), market.EU, memory, time.Now()); err != nil {
		t.Fatal(err)
	}
	if _, err := pick(t.Context(), eu, ""); err == nil {
		t.Error("a sale that opens in three hours was picked")
	}
	if sale, err := pick(t.Context(), eu, "eu-launch"); err != nil || sale.ID != "eu-launch" {
		t.Errorf("by name: %+v, %v", sale, err)
	}
	if _, err := pick(t.Context(), eu, "us-launch"); err == nil || err.Error() != `there is no sale "us-launch"` {
		t.Errorf("another region's: %v", err)
	}
	left, err := before(t.Context(), memory, "eu-launch")
	if err != nil || left["headphones"] != 80 {
		t.Errorf("%v, %v", left, err)
	}
}

func TestEveryMarketTakesTheCrowdsAddress(t *testing.T) {
	t.Parallel()
	for _, region := range market.Regions() {
		for _, m := range region.Markets() {
			a := addressIn(m)
			code, delivers := m.PostalCode(a.PostalCode)
			state, known := m.State(a.State)
			if !delivers || !known || !m.InState(code, state) || a.Country != m.Country || a.Line1 == "" || a.City == "" {
				t.Errorf("market %s: %+v", m.Code, a)
			}
		}
	}
}

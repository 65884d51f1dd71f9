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

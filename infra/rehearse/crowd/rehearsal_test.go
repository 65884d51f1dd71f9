package crowd

import (
	"testing"
	"time"

	"storefront/infra/backoffice"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/market"
)

func TestTheSaleThatIsOpenIsRehearsed(t *testing.T) {
	t.Parallel()
	office := backoffice.New(market.EU, checkouttest.NewMemory())
	if _, err := pick(t.Context(), office, ""); err == nil || err.Error() != "no sale is open: name one with -sale" {
		t.Errorf("an empty store: %v", err)
	}
	if _, err := office.Seed(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	if _, err := pick(t.Context(), office, ""); err == nil {
		t.Error("a sale that opens in three hours was picked")
	}
	if sale, err := pick(t.Context(), office, "eu-launch"); err != nil || sale.ID != "eu-launch" {
		t.Errorf("by name: %+v, %v", sale, err)
	}
	if _, err := pick(t.Context(), office, "us-launch"); err == nil || err.Error() != `there is no sale "us-launch"` {
		t.Errorf("another region's: %v", err)
	}
	left, err := before(t.Context(), office, "eu-launch")
	if err != nil || left["headphones"] != 80 {
		t.Errorf("%v, %v", left, err)
	}
}

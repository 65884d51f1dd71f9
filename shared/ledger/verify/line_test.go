package verify

import (
	"strings"
	"testing"

	"storefront/shared/order"
)

// Lines that differ only in the place of supply are different figures. Findings go to logs, so they do
// not say the ZIP Code.
func TestALineIsNamedWithoutItsZIPCode(t *testing.T) {
	t.Parallel()
	here := line{kind: "SALE", sku: "fitness-band", supply: order.Supply{State: "CA", PostalCode: "94103"}}
	there := here
	there.supply.PostalCode = "94110"
	a, b := here.figure("order", "at", "USD"), there.figure("order", "at", "USD")
	if a == b || a.withoutReason() == b.withoutReason() {
		t.Error("two places are one figure")
	}
	for _, f := range []figure{a, b} {
		if strings.Contains(f.String(), "941") {
			t.Errorf("a finding is %q", f)
		}
	}
}

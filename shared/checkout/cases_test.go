package checkout_test

import (
	"testing"

	"storefront/shared/checkout/checkouttest"
)

func TestCases(t *testing.T) {
	t.Parallel()
	checkouttest.Cases(t, func(*testing.T) checkouttest.Store { return checkouttest.NewMemory() })
}

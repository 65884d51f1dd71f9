package checkout_test

import (
	"fmt"
	"testing"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/problem"
)

// A buyer whom a process refuses again and again touches no stock: not even for a
// moment is a unit missing for others.
func TestReturningBuyers(t *testing.T) {
	t.Parallel()
	memory := checkouttest.NewMemory()
	shop := checkouttest.NewShop(t, memory, nil, checkouttest.Line{SKU: "fitness-band", Lots: []int{25, 25}})
	c := shop.Process()
	hold := func(key string) error {
		_, err := c.Hold(t.Context(), shop.Request("ada", key, checkout.HoldLine{SKU: "fitness-band", Quantity: 1}))
		return err
	}
	first := shop.Request("ada", "first", checkout.HoldLine{SKU: "fitness-band", Quantity: 1})
	o, err := c.Hold(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Cancel(t.Context(), o.ID); err != nil {
		t.Fatal(err)
	}
	if err := hold("second"); err != nil { // in another slot, since the first is taken for good
		t.Fatal(err)
	}
	ops := map[checkouttest.Op]int{}
	memory.Break(func(op checkouttest.Op, _ string) checkouttest.Fault {
		ops[op]++
		return checkouttest.Fault{}
	})
	for i := range catalog.MaxSlots {
		checkouttest.WantCode(t, "one order more", hold(fmt.Sprint("more", i)), problem.BuyerLimit)
	}
	if ops[checkouttest.OpBuyer] != catalog.MaxSlots || ops[checkouttest.OpReserve] > 0 || ops[checkouttest.OpPut] > 0 {
		t.Errorf("%d refusals took %v", catalog.MaxSlots, ops)
	}
	if again, err := c.Hold(t.Context(), first); err != nil || again.ID != o.ID {
		t.Errorf("the first request again: %v, %v, want its order %v", again.ID, err, o.ID)
	}
}

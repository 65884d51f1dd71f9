package checkouttest_test

import (
	"errors"
	"testing"
	"time"

	"storefront/shared/checkout/checkouttest"
	"storefront/shared/order"
	"storefront/shared/stock"
)

func TestMemory(t *testing.T) {
	t.Parallel()
	checkouttest.Conformance(t, func(*testing.T) checkouttest.Store { return checkouttest.NewMemory() })
}

// Each kind of fault applies the call as often as it says, and hides the answer if it
// says so.
func TestFaults(t *testing.T) {
	t.Parallel()
	lot := stock.LotKey{Line: stock.Line{Sale: "sale", SKU: "band"}}
	id := order.ID{Key: "0123456789abcdef", Slot: 1}
	for _, tt := range []struct {
		name    string
		fault   checkouttest.Fault
		outcome stock.Outcome // 0: an error
		left    int
	}{
		{"none", checkouttest.Fault{}, stock.Reserved, 4},
		{"the request is lost", checkouttest.Fault{Lost: checkouttest.ErrFault}, 0, 5},
		{"the answer is lost", checkouttest.Fault{ReplyLost: checkouttest.ErrFault}, 0, 4},
		{"the client repeats the call", checkouttest.Fault{Twice: true}, stock.AlreadyReserved, 4},
		{"the client repeats the call and the answer is lost", checkouttest.Fault{Twice: true, ReplyLost: checkouttest.ErrFault}, 0, 4},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := checkouttest.NewMemory()
			if err := checkouttest.Fill(t.Context(), m, lot.Line, 0, 5); err != nil {
				t.Fatal(err)
			}
			m.Break(func(op checkouttest.Op, key string) checkouttest.Fault {
				if op != checkouttest.OpReserve || key != "sale/band/0" {
					t.Errorf("the hook was asked about %s %s", op, key)
				}
				return tt.fault
			})
			r, err := m.Reserve(t.Context(), lot, id, 1, time.Now())
			if r.Outcome != tt.outcome || errors.Is(err, checkouttest.ErrFault) != (tt.outcome == 0) {
				t.Errorf("Reserve = %+v, %v", r, err)
			}
			m.Break(nil)
			lots, err := m.Lots(t.Context(), lot.Line, 1)
			if err != nil || lots[0].Left != tt.left {
				t.Errorf("the lot is %+v, %v, want %d left", lots, err, tt.left)
			}
		})
	}
}

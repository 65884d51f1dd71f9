package checkout_test

import (
	"errors"
	"testing"

	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/payment"
)

// A movement never changes, so it has its order's market when it is kept, even if the order could
// not be told about a movement before it.
func TestMovementsHaveTheirMarket(t *testing.T) {
	t.Parallel()
	shop, m, id := bought(t)
	refund := mustRefund(t, shop, id, bands("r", order.Damaged, 1)).Refunds[0]
	settled := payment.Movement{
		ID: "re_1", Kind: payment.RefundSettled, Source: "re_1", OrderID: id.String(), Refund: refund.Reference,
		Amount: refund.Total, Fee: money.Amount{Currency: "USD"}, At: shop.Clock.Now(),
	}
	sent := settled
	sent.ID, sent.Kind = "txn_1", payment.RefundSent
	m.Break(checkouttest.Always(checkouttest.OpMove, checkouttest.Fault{Lost: checkouttest.ErrFault}))
	recorder := checkout.Recorder{Orders: m, Movements: m}
	err := recorder.Record(t.Context(), func(yield func(payment.Movement, error) bool) {
		_ = yield(settled, nil) && yield(sent, nil)
	})
	if !errors.Is(err, checkouttest.ErrFault) {
		t.Fatalf("Record = %v", err)
	}
	m.Break(nil)
	kept, err := m.MovementsOf(t.Context(), id)
	if err != nil || len(kept) != 2 {
		t.Fatalf("MovementsOf = %+v, %v", kept, err)
	}
	for _, moved := range kept {
		if moved.Market != "us" {
			t.Errorf("%s has the market %q", moved.ID, moved.Market)
		}
	}
}

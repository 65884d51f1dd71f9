package checkouttest

import (
	"slices"
	"testing"

	"storefront/shared/money"
	"storefront/shared/payment"
)

// A movement is kept once, however often it comes, and only with its order.
func testMovements(t *testing.T, s Store) {
	id, other := newID(), newID()
	euros := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "EUR"} }
	captured := payment.Movement{
		ID: "txn_" + id.String(), Kind: payment.MoneyCaptured, Source: "ch_1", OrderID: id.String(), Market: "de",
		Amount: euros(4996), Fee: euros(99), At: noon,
	}
	sent := captured
	sent.ID, sent.Kind, sent.Refund, sent.Fee.Minor = "txn_2"+id.String(), payment.RefundSent, id.String()+"-refund-1", -5
	payout := payment.Movement{ID: "txn_3" + id.String(), Kind: payment.PaidOut, Source: "po_1", Amount: euros(4897), Fee: euros(0), At: noon}
	for _, m := range []payment.Movement{captured, sent, payout, captured} {
		if err := s.RecordMovement(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	changed := captured
	changed.Amount.Minor++
	if err := s.RecordMovement(t.Context(), changed); err != nil {
		t.Errorf("the same id again: %v", err)
	}
	of, err := s.MovementsOf(t.Context(), id)
	if err != nil || len(of) != 2 || !slices.Contains(of, captured) || !slices.Contains(of, sent) {
		t.Errorf("the order has %+v, %v", of, err)
	}
	if of, err := s.MovementsOf(t.Context(), other); err != nil || len(of) != 0 {
		t.Errorf("another order has %+v, %v", of, err)
	}
	unknown := captured
	unknown.ID = "txn_4"
	there, err := s.RecordedMovements(t.Context(), []payment.Movement{unknown, captured, payout})
	if err != nil || len(there) != 2 || !there[captured.ID] || !there[payout.ID] {
		t.Errorf("kept are %v, %v", there, err)
	}
	seen := 0
	err = s.AllMovements(t.Context(), func(m payment.Movement) error {
		if m == captured || m == sent || m == payout {
			seen++
		}
		return nil
	})
	if err != nil || seen != 3 {
		t.Errorf("visited %d, %v", seen, err)
	}
}

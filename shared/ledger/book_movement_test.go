package ledger_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/ledger"
	"storefront/shared/market"
	"storefront/shared/payment"
)

// What each kind of movement is booked as: debits, and credits in brackets.
func TestBookMovements(t *testing.T) {
	t.Parallel()
	source := ledger.Source{Region: market.EU, At: opening, Sequence: "1"}
	for _, tt := range []struct {
		kind        payment.MovementKind
		amount, fee int64
		want        string
	}{
		{payment.MoneyCaptured, 4996, 99, "1110 4996 (1100 4996) 6100 99 (1110 99) "},
		{payment.RefundSent, 1499, 0, "1120 1499 (1110 1499) "},
		{payment.RefundSettled, 1499, 0, "1100 1499 (1120 1499) "},
		{payment.RefundFailed, 1499, 0, "1100 1499 (1120 1499) "},
		{payment.RefundReturned, 1499, 0, "1110 1499 (2120 1499) "},
		{payment.Disputed, 4996, 1500, "1130 4996 (1110 4996) 6100 1500 (1110 1500) "},
		{payment.DisputeReturned, 4996, -1500, "1110 4996 (1130 4996) 1110 1500 (6100 1500) "},
		{payment.DisputeLost, 4996, 0, "6200 4996 (1130 4996) "},
		{payment.PaidOut, 9000, 0, "1050 9000 (1110 9000) "},
		{payment.PayoutReturned, 9000, 0, "1110 9000 (1050 9000) "},
		{payment.FeeTaken, 0, 200, "6100 200 (1110 200) "},
	} {
		m := payment.Movement{ID: "txn_1", Kind: tt.kind, Source: "x_1", Amount: euros(tt.amount), Fee: euros(tt.fee), At: opening}
		e, err := ledger.NewMovement(source, m)
		if err != nil {
			t.Fatal(err)
		}
		entries, err := ledger.Book(e)
		got, balance := "", int64(0)
		for _, j := range entries.Journal {
			text, sign := "%s %d ", int64(1)
			if j.Side == ledger.Credit {
				text, sign = "(%s %d) ", -1
			}
			got += fmt.Sprintf(text, j.AccountCode, j.Amount.Minor)
			if j.AccountCode == "1110" {
				balance += sign * j.Amount.Minor
			}
			if j.PaymentRef != "x_1" || j.OrderID != "" || j.Market != "de" {
				t.Errorf("%s: %+v", tt.kind, j)
			}
		}
		if diff := cmp.Diff(tt.want, got); err != nil || diff != "" || balance != m.Balance() {
			t.Errorf("%s: %v, the balance changes by %d, want %d (-want +got):\n%s", tt.kind, err, balance, m.Balance(), diff)
		}
	}
}

// What is not whole, or of no known kind, is refused.
func TestMovementsThatAreRefused(t *testing.T) {
	t.Parallel()
	good := payment.Movement{ID: "txn_1", Kind: payment.MoneyCaptured, Source: "ch_1", Amount: euros(1), Fee: euros(0), At: opening}
	for name, change := range map[string]func(*payment.Movement){
		"an unknown kind":  func(m *payment.Movement) { m.Kind = "GIFT" },
		"no id":            func(m *payment.Movement) { m.ID = "" },
		"no amount":        func(m *payment.Movement) { m.Amount.Minor = 0 },
		"two currencies":   func(m *payment.Movement) { m.Fee = dollars(1) },
		"a word for a fee": func(m *payment.Movement) { m.Kind, m.Fee = payment.RefundSettled, euros(1) },
		"no time":          func(m *payment.Movement) { m.At = time.Time{} },
	} {
		m := good
		change(&m)
		if _, err := ledger.NewMovement(ledger.Source{Region: market.EU, At: opening, Sequence: "1"}, m); !errors.Is(err, payment.ErrMovement) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

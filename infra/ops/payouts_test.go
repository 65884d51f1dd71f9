package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"storefront/shared/checkout/checkouttest"
	"storefront/shared/money"
	"storefront/shared/payment"
)

// Each line of the report says which order it is of, or what is wrong.
func TestReconcilePayouts(t *testing.T) {
	t.Parallel()
	store := checkouttest.NewMemory()
	euros := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "EUR"} }
	for _, m := range []payment.Movement{
		{ID: "txn_1", Kind: payment.MoneyCaptured, Source: "ch_1", OrderID: "0123456789abcdef-1", Amount: euros(4996), Fee: euros(99), At: monday},
		{ID: "txn_2", Kind: payment.PaidOut, Source: "po_1", Amount: euros(4897), Fee: euros(0), At: monday},
	} {
		if err := store.RecordMovement(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	const header = "automatic_payout_id,balance_transaction_id,currency,gross,fee,net,source_id\n"
	for name, tt := range map[string]struct {
		report string
		code   int
		says   []string
	}{
		"as it is":       {header + "po_1,txn_1,eur,49.96,0.99,48.97,ch_1\n", 0, []string{"line 2: CAPTURED EUR 49.96, order 0123456789abcdef-1", "everything agrees"}},
		"another fee":    {header + "po_1,txn_1,eur,49.96,1.99,47.97,ch_1\n", 1, []string{"findings: 1", `line 2: txn_1 of order 0123456789abcdef-1 has fee "1.99"`}},
		"another report": {"a,b\n", 1, []string{"not an itemised payout reconciliation report of Stripe: it has no column automatic_payout_id"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSession(t, store)
			s.do(t, "-local eu seed")
			file := filepath.Join(t.TempDir(), "payouts.csv")
			if err := os.WriteFile(file, []byte(tt.report), 0o600); err != nil {
				t.Fatal(err)
			}
			code := s.do(t, "-local eu ledger reconcile --payouts "+file)
			for _, want := range tt.says {
				if code != tt.code || !strings.Contains(s.shown.String(), want) {
					t.Errorf("exit %d, want %d and %q:\n%s", code, tt.code, want, &s.shown)
				}
			}
		})
	}
}

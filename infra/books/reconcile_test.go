package books_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"storefront/infra/books"
	"storefront/shared/money"
	"storefront/shared/payment"
)

// account is a provider's account with 100 payouts of 100 lines each, and its report.
type account struct {
	moved []payment.Movement
	lines []string
}

func (a account) AllMovements(_ context.Context, visit func(payment.Movement) error) error {
	for _, m := range a.moved {
		if err := visit(m); err != nil {
			return err
		}
	}
	return nil
}

func (a account) report() string {
	return "automatic_payout_id,balance_transaction_id,currency,gross,fee,net,reporting_category,source_id\n" + strings.Join(a.lines, "\n") + "\n"
}

func newAccount() account {
	var a account
	euros := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "EUR"} }
	at := time.Date(2015, time.May, 18, 19, 0, 0, 0, time.UTC)
	for p := range 100 {
		payout, sum := fmt.Sprint("po_", p), int64(0)
		for n := range 100 {
			m := payment.Movement{
				ID: fmt.Sprintf("txn_%d_%d", p, n), Kind: payment.MoneyCaptured, Source: fmt.Sprintf("ch_%d_%d", p, n),
				OrderID: "0123456789abcdef-1", Amount: euros(int64(4000 + n)), Fee: euros(85), At: at,
			}
			if n%10 == 0 {
				m.Kind, m.Fee = payment.RefundSent, euros(0)
			}
			sum += m.Balance()
			a.moved = append(a.moved, m)
			a.lines = append(a.lines, strings.Join([]string{
				payout, m.ID, "eur", major(m.Balance() + m.Fee.Minor), major(m.Fee.Minor), major(m.Balance()), "charge", m.Source,
			}, ","))
		}
		a.moved = append(a.moved, payment.Movement{ID: "txn_" + payout, Kind: payment.PaidOut, Source: payout, Amount: euros(sum), Fee: euros(0), At: at})
	}
	return a
}

func major(minor int64) string {
	sign := ""
	if minor < 0 {
		sign, minor = "-", -minor
	}
	return fmt.Sprintf("%s%d.%02d", sign, minor/100, minor%100)
}

// All of 20 breaks in 10,000 lines are found, and nothing else.
func TestReconcilePayouts(t *testing.T) {
	t.Parallel()
	for seed := range uint64(5) {
		a := newAccount()
		clean, err := books.Reconcile(t.Context(), a, strings.NewReader(a.report()), func(int, payment.Movement) {})
		if err != nil || clean.Lines != 10_000 || clean.Payouts != 100 || len(clean.Findings) > 0 {
			t.Fatalf("as it is: %+v, %v", clean, err)
		}
		random := rand.New(rand.NewPCG(seed, 3))
		for n, payout := range random.Perm(100)[:20] { // one break in a payout
			i := payout*100 + random.IntN(100)
			f := strings.Split(a.lines[i], ",")
			switch n % 6 {
			case 0:
				f[3] = "1" + strings.TrimPrefix(f[3], "-")
			case 1:
				f[4] = "0.01"
			case 2:
				f[5] += "9"
			case 3:
				f[2] = "usd"
			case 4:
				f[7] = "ch_other"
			case 5: // a line is lost
				f = nil
			}
			a.lines[i] = strings.Join(f, ",")
		}
		a.lines = slices.DeleteFunc(a.lines, func(line string) bool { return line == "" })
		said := 0
		got, err := books.Reconcile(t.Context(), a, strings.NewReader(a.report()), func(int, payment.Movement) { said++ })
		if err != nil || len(got.Findings) != 20 || said+20-3 != got.Lines {
			t.Errorf("seed %d: %v, %d lines, %d of them good, %d findings:\n%s", seed, err, got.Lines, said, len(got.Findings), strings.Join(got.Findings, "\n"))
		}
	}
}

func TestReconcileStrangeLines(t *testing.T) {
	t.Parallel()
	a := newAccount()
	a.lines = append(a.lines, "po_5,txn_unknown,eur,1.00,0.00,1.00,charge,ch_9", a.lines[0])
	got, err := books.Reconcile(t.Context(), a, strings.NewReader(a.report()), func(int, payment.Movement) {})
	want := []string{"line 10002: txn_unknown of ch_9 is not in the books", "line 10003: txn_0_0 is on line 2, too"}
	if err != nil || !slices.Equal(got.Findings, want) {
		t.Errorf("%v, %q", err, got.Findings)
	}
	for name, text := range map[string]string{"nothing": "", "another report": "id,amount\n1,2\n", "torn": a.report() + "po_1,\"txn"} {
		if _, err := books.Reconcile(t.Context(), a, strings.NewReader(text), func(int, payment.Movement) {}); !errors.Is(err, books.ErrPayouts) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func BenchmarkReconcile(b *testing.B) {
	a := newAccount()
	report := a.report()
	for b.Loop() {
		if _, err := books.Reconcile(b.Context(), a, strings.NewReader(report), func(int, payment.Movement) {}); err != nil {
			b.Fatal(err)
		}
	}
}

package report

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/payment"
	"storefront/shared/receipt"
)

// Each movement in the provider's account has a figure of its own, and only if there was one. Fees are
// added up.
func TestFiguresOfMovements(t *testing.T) {
	t.Parallel()
	usd := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "USD"} }
	us, _ := market.US.Market("us")
	day := closing.Manifest{Region: market.US, Market: "us", Rev: 1, Totals: closing.Totals{Events: map[ledger.EventType]int{}}}
	posted := map[posting]int64{}
	for i, m := range []payment.Movement{
		{Kind: payment.MoneyCaptured, Amount: usd(2107), Fee: usd(91)},
		{Kind: payment.RefundSent, Amount: usd(500)},
		{Kind: payment.RefundFailed, Amount: usd(100)},
		{Kind: payment.Disputed, Amount: usd(1000), Fee: usd(1500)},
		{Kind: payment.DisputeReturned, Amount: usd(400)},
		{Kind: payment.DisputeLost, Amount: usd(600)},
		{Kind: payment.PaidOut, Amount: usd(300)},
		{Kind: payment.PayoutReturned, Amount: usd(200)},
	} {
		m.ID, m.Source, m.Market, m.At = string(rune('a'+i)), "pi_1", "us", time.Date(2015, time.May, 18, 19, 0, 0, 0, time.UTC)
		if m.Fee.Currency == "" {
			m.Fee = usd(0)
		}
		e, err := ledger.NewMovement(ledger.Source{Region: market.US, At: m.At}, m)
		if err != nil {
			t.Fatalf("%s: %v", m.Kind, err)
		}
		entries, err := ledger.Book(e)
		if err != nil {
			t.Fatalf("%s: %v", m.Kind, err)
		}
		day.Totals.Events[e.Type]++
		for _, j := range entries.Journal {
			posted[posting{j.EventType, j.AccountCode, j.Side, "USD"}] += j.Amount.Minor
			total := closing.AccountTotal{Currency: "USD", Code: j.AccountCode, Debit: j.Amount.Minor}
			if j.Side == ledger.Credit {
				total.Debit, total.Credit = 0, j.Amount.Minor
			}
			day.Totals.Accounts = append(day.Totals.Accounts, total)
		}
	}
	want := []receipt.Row{
		{Label: "Revision", Amount: "1"},
		{Label: "Raw files", Amount: "0"},
		{Label: "Events", Amount: "8"},
		{Label: "Revenue, net of returns", Amount: "$0.00"},
		{Label: "Tax, net of refunds", Amount: "$0.00"},
		{Label: "Paid by buyers", Amount: "$0.00"},
		{Label: "Refunded to buyers", Amount: "$0.00"},
		{Label: "Owed to buyers, change", Amount: "$0.00"},
		{Label: "Taken by the provider", Amount: "$21.07"},
		{Label: "Refunds sent by the provider", Amount: "$5.00"},
		{Label: "Refunds that failed", Amount: "$1.00"},
		{Label: "Disputed", Amount: "$10.00"},
		{Label: "Disputes won", Amount: "$4.00"},
		{Label: "Disputes lost", Amount: "$6.00"},
		{Label: "Paid out to the bank", Amount: "$3.00"},
		{Label: "Payouts that came back", Amount: "$2.00"},
		{Label: "Fees of the provider", Amount: "$15.91"},
		{Label: "Units sold", Amount: "0"},
		{Label: "Units that came back", Amount: "0"},
	}
	if diff := cmp.Diff(want, figures(us, day, posted)); diff != "" {
		t.Errorf("figures (-want +got):\n%s", diff)
	}
}

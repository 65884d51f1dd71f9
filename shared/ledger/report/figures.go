package report

import (
	"context"
	"slices"
	"strconv"

	"storefront/shared/format"
	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/table"
	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/payment"
	"storefront/shared/receipt"
)

// posting names the entries of the journal of one type of event, on one side of an account.
type posting struct {
	event    ledger.EventType
	account  string
	side     ledger.Side
	currency string
}

// figures returns the figures of a day that finance looks at first. They are from the manifest and, for
// what was paid and moved, from the journal. posted is nil if the journal cannot be read.
func figures(m market.Market, of closing.Manifest, posted map[posting]int64) []receipt.Row {
	entity, _ := ledger.Entity(of.Region) // a region has one
	chart := entity.Chart
	english := format.Reader{Language: "en", Market: m}
	events, units := 0, map[ledger.MoveKind]int{}
	for _, n := range of.Totals.Events {
		events += n
	}
	for _, u := range of.Totals.Units {
		units[u.Kind] += u.Units
	}
	rows := []receipt.Row{
		{Label: "Revision", Amount: strconv.Itoa(of.Rev)},
		{Label: "Raw files", Amount: english.Number(len(of.Inputs))},
		{Label: "Events", Amount: english.Number(events)},
	}
	for _, currency := range currencies(m, of) {
		show := func(label string, minor int64, always bool) {
			if minor != 0 || always {
				rows = append(rows, receipt.Row{Label: label, Amount: english.Money(money.Amount{Minor: minor, Currency: currency})})
			}
		}
		credits := func(accounts ...ledger.Account) int64 { return creditsOf(of, currency, accounts...) }
		show("Revenue, net of returns", credits(chart.Goods, chart.Shipping, chart.ReturnsGoods, chart.ReturnsShipping), true)
		show("Tax, net of refunds", credits(chart.Tax), true)
		show("Tax that is due once shipped, change", credits(chart.TaxUnshipped), false)
		show("Paid by buyers", posted[posting{ledger.Paid, chart.Cash.Code, ledger.Debit, currency}], posted != nil)
		show("Refunded to buyers", posted[posting{ledger.Refunded, chart.Cash.Code, ledger.Credit, currency}], posted != nil)
		show("Owed to buyers, change", credits(chart.OwedGoods, chart.OwedShipping, chart.RefundsReturned), true)
		for _, move := range movements(chart) {
			show(move.label, posted[posting{ledger.EventType(move.kind), move.account.Code, move.side, currency}], false)
		}
		show("Fees of the provider", -credits(chart.Fees), false)
		show("Suspense, change", credits(chart.Suspense), false)
	}
	return append(rows,
		receipt.Row{Label: "Units sold", Amount: english.Number(units[ledger.Sell])},
		receipt.Row{Label: "Units that came back", Amount: english.Number(units[ledger.Return] + units[ledger.Restore])},
	)
}

// movement is a kind of movement in the provider's account, as the entries on one side of an account.
type movement struct {
	label   string
	kind    payment.MovementKind
	account ledger.Account
	side    ledger.Side
}

func movements(chart ledger.Chart) []movement {
	return []movement{
		{"Taken by the provider", payment.MoneyCaptured, chart.Balance, ledger.Debit},
		{"Refunds sent by the provider", payment.RefundSent, chart.RefundsSent, ledger.Debit},
		{"Refunds that failed", payment.RefundFailed, chart.RefundsSent, ledger.Credit},
		{"Refunds that came back", payment.RefundReturned, chart.RefundsReturned, ledger.Credit},
		{"Disputed", payment.Disputed, chart.Disputed, ledger.Debit},
		{"Disputes won", payment.DisputeReturned, chart.Disputed, ledger.Credit},
		{"Disputes lost", payment.DisputeLost, chart.DisputesLost, ledger.Debit},
		{"Paid out to the bank", payment.PaidOut, chart.Payouts, ledger.Debit},
		{"Payouts that came back", payment.PayoutReturned, chart.Payouts, ledger.Credit},
	}
}

// currencies returns the market's currency and any others in the books of the day.
func currencies(m market.Market, of closing.Manifest) []string {
	all := []string{m.Currency}
	for _, a := range of.Totals.Accounts {
		if !slices.Contains(all, a.Currency) {
			all = append(all, a.Currency)
		}
	}
	return all
}

// creditsOf returns credits less debits of accounts.
func creditsOf(of closing.Manifest, currency string, accounts ...ledger.Account) (sum int64) {
	for _, a := range of.Totals.Accounts {
		if a.Currency == currency && slices.ContainsFunc(accounts, func(b ledger.Account) bool { return b.Code == a.Code }) {
			sum += a.Credit - a.Debit
		}
	}
	return sum
}

// postings adds up the journal of a day, which must have the digest that is in the manifest.
func (r Reporter) postings(ctx context.Context, of closing.Manifest) (map[posting]int64, error) {
	sums := map[posting]int64{}
	err := closing.Rows(ctx, r.Books.Objects, of, table.Journal.Name, func(field func(string) string) error {
		minor, err := strconv.ParseInt(field("amount_minor"), 10, 64)
		sums[posting{ledger.EventType(field("event_type")), field("account_code"), ledger.Side(field("side")), field("currency")}] += minor
		return err
	})
	if err != nil {
		return nil, err
	}
	return sums, nil
}

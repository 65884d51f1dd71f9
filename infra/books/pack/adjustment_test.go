package pack_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"storefront/infra/books/bookstest"
	"storefront/infra/books/pack"
	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/ledgertest"
	"storefront/shared/ledger/raw/rawtest"
	"storefront/shared/market"
	"storefront/shared/money"
)

// A month ties out even if an operator has booked entries in accounts that other tables are
// compared with, and if a payment was in suspense. The pack shows who booked what.
func TestAdjustmentsInThePack(t *testing.T) {
	t.Parallel()
	for _, code := range []market.Code{"us", "de", "gb", "in"} {
		m, _ := market.Of(code)
		chance, books := rand.New(rand.NewPCG(3, 1)), bookstest.New()
		var events []ledger.Event
		for n := range 20 {
			events = append(events, ledgertest.Sale(chance, m, n, start.AddDate(0, 0, 25+n%4), n%4 == 0)...)
		}
		paid := events[slices.IndexFunc(events, func(e ledger.Event) bool { return e.Type == ledger.Paid })]
		books.Objects = rawtest.Files(rawtest.Number(events), 1_000)
		c := closing.Closer{Objects: books, Region: m.Region, After: time.Hour, Rules: func(e ledger.Event) (ledger.Entries, error) {
			if e.ID == paid.ID {
				return ledger.Entries{}, ledger.ErrEvent
			}
			return ledger.Book(e)
		}}
		date, err := ledger.Date(code, paid.OccurredAt)
		if err != nil {
			t.Fatal(err)
		}
		r := closing.Request{Market: code, Date: date, Suspend: []string{paid.ID}, Reason: "unknown", By: "a controller"}
		if day, err := c.Close(t.Context(), r, afterYear); err != nil || day.Status != closing.Closed {
			t.Fatalf("%s: %s, %+v, %v", code, day.Status, day.Failed(), err)
		}
		c.Rules = nil
		asked := ledger.Adjustment{Market: code, Settles: paid.ID, Reason: "a rule", By: "a controller"}
		if _, err := c.SettleByRule(t.Context(), asked, afterYear); err != nil {
			t.Fatal(err)
		}
		if _, err := c.CloseDue(t.Context(), start.AddDate(0, 1, 1)); err != nil {
			t.Fatal(err)
		}
		entries := ledger.Adjustment{Market: code, Date: "2027-01-31", Reason: "a correction", By: "another controller", Entries: []ledger.AdjustmentEntry{
			{Account: "2100", Side: ledger.Debit, Minor: 2_500}, {Account: "4000", Side: ledger.Credit, Minor: 2_000, Text: "by hand"},
			{Account: "2200", Side: ledger.Credit, Minor: 500},
			{Account: "4900", Side: ledger.Debit, Minor: 300, Text: "returns that are expected"}, {Account: "2130", Side: ledger.Credit, Minor: 300},
		}}
		if _, day, err := c.Adjust(t.Context(), entries, afterYear); err != nil || day.Status != closing.Closed {
			t.Fatalf("%s: %s, %+v, %v", code, day.Status, day.Failed(), err)
		}
		report, err := pack.Pack{Books: books, Region: m.Region, Month: "2027-01", Now: afterYear}.Run(t.Context())
		if err != nil {
			t.Fatalf("%s: %v", code, err)
		}
		whats := map[string]int{}
		for _, of := range report.Tables {
			for _, row := range of.Rows {
				switch of.Name {
				case "adjustments":
					whats[fmt.Sprint(row[2], row[9])]++
				case "trial_balance":
					if row[1] == "9900" && row[7] != (money.Amount{Currency: m.Currency}) {
						t.Errorf("%s: %v are left in suspense", code, row[7])
					}
				case "tax":
					if strings.Contains(fmt.Sprint(row), "(adjustment)") {
						whats["tax"]++
					}
				}
			}
		}
		if whats["entryanother controller"] != 5 || whats["suspendeda controller"] != 1 || whats["settled by a rulea controller"] != 1 || whats["tax"] != 1 {
			t.Errorf("%s: the pack shows %v", code, whats)
		}
	}
}

package pack_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/books/bookstest"
	"storefront/infra/books/pack"
	"storefront/shared/ledger/closing"
	"storefront/shared/market"
	"storefront/shared/money"
)

// taxOf returns what the manifests have in account 2200, credits less debits, by market and month.
func taxOf(t *testing.T, books *bookstest.Memory, region market.Region) map[string]int64 {
	t.Helper()
	owed := map[string]int64{}
	for _, m := range region.Markets() {
		history, err := closing.Books{Objects: books, Region: region}.History(t.Context(), m.Code, "", "")
		if err != nil {
			t.Fatal(err)
		}
		for _, day := range history.Days {
			for _, a := range day.Live.Totals.Accounts {
				if a.Code == "2200" && a.Currency == m.Currency {
					owed[string(m.Code)+" "+day.Date[:7]] += a.Credit - a.Debit
				}
			}
		}
	}
	return owed
}

// column adds up a column of amounts by the cells of other columns.
func column(t *testing.T, of pack.Table, amount string, by ...string) map[string]int64 {
	t.Helper()
	at := func(name string) int {
		i := slices.IndexFunc(of.Columns, func(c pack.Column) bool { return c.Name == name })
		if i < 0 {
			t.Fatalf("%s has no column %s", of.Name, name)
		}
		return i
	}
	sums := map[string]int64{}
	for _, row := range of.Rows {
		var key []any
		for _, name := range by {
			key = append(key, row[at(name)])
		}
		sums[fmt.Sprint(key...)] += row[at(amount)].(money.Amount).Minor
	}
	return sums
}

// In every month of a year, the tax in each sheet is what the manifests have in account 2200, in
// each market and its currency: the One-Stop Shop's by country, the other returns' as a whole.
func TestTaxSheetsAreAccount2200(t *testing.T) {
	t.Parallel()
	var months []string
	for n := range 12 {
		months = append(months, fmt.Sprintf("2027-%02d", n+1))
	}
	compared := 0
	for region, books := range yearOfAllMarkets(t) {
		owed := taxOf(t, books, region)
		for n, report := range packs(t, books, region, months) {
			month := map[string]int64{} // by market
			quarter := map[string]int64{}
			year := map[string]int64{}
			all := map[string]int64{}
			for _, m := range region.Markets() {
				of := func(n int) int64 { return owed[string(m.Code)+" "+months[n]] }
				month[string(m.Code)] = of(n)
				country := map[bool]string{true: m.Country, false: ""}[region == market.EU]
				all[country] += of(n)
				for before := range n + 1 {
					if before/3 == n/3 {
						quarter[country] += of(before)
					}
					year[country] += of(before)
				}
			}
			for _, table := range report.Tables {
				var got, want map[string]int64
				switch table.Name {
				case "tax":
					got, want = column(t, table, "tax", "market"), month
				case "eu_oss_month":
					got, want = column(t, table, "vat", "country"), all
				case "eu_oss_quarter":
					got, want = column(t, table, "vat", "country"), quarter
				case "us_states", "in_gst":
					got, want = column(t, table, "tax"), all
				case "us_nexus":
					got, want = column(t, table, "tax"), year
				case "uk_vat":
					got, want = map[string]int64{"": column(t, table, "month", "box")["1"]}, all
					if due := column(t, table, "quarter_to_date", "box")["1"]; due != quarter[""] {
						t.Errorf("box 1 of the quarter up to %s has %d, and account 2200 %d", months[n], due, quarter[""])
					}
				default:
					continue
				}
				compared++
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s of %s in %s (-account 2200 +sheet):\n%s", table.Name, region, months[n], diff)
				}
				if table.Name == "in_gst" {
					gst := column(t, table, "igst")[""] + column(t, table, "cgst")[""] + column(t, table, "sgst")[""]
					if gst != all[""] {
						t.Errorf("integrated, Union and state tax of %s are %d, and account 2200 has %d", months[n], gst, all[""])
					}
				}
			}
		}
	}
	// Each region has its sheet of tax by jurisdiction, and those of its returns.
	if want := 12 * (4 + 2 + 2 + 1 + 1); compared != want {
		t.Errorf("%d sheets were compared, want %d", compared, want)
	}
}

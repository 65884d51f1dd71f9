package pack

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/market"
	"storefront/shared/money"
)

// reporter makes the tables of a report from the figures of its markets.
type reporter struct {
	month       month
	entity      ledger.LegalEntity
	region      market.Region
	markets     []*figures
	provisional bool
	at          time.Time
	locked      string // since when the month is locked, and by whom; "no" if it is not

	wrong []string // what does not tie out
}

// tables makes all tables. It fails with ErrBooks if they do not tie out.
func (r *reporter) tables() ([]Table, error) {
	all := []Table{r.about(), r.trialBalance(), r.revenue(), r.tax()}
	all = append(all, r.taxReturn()...)
	all = append(all, r.rateSources(), r.unshipped(), r.refunds(), r.payouts(), r.stock(), r.documents(), r.adjustments(), r.late(), r.manifests(), r.digests())
	if len(r.wrong) > 0 {
		return nil, fmt.Errorf("%w: %s (findings: %d)", ErrBooks, r.wrong[0], len(r.wrong))
	}
	return all, nil
}

// adviser is the note that every table of tax has.
const adviser = "Rates and places of supply are data of the store, not advice: have an adviser check them before you file."

func (r *reporter) about() Table {
	t := Table{Name: "about", Title: "About these books", Columns: columns("item:t", "value:t")}
	status := "CLOSED"
	if r.provisional {
		status = string(closing.Provisional)
	}
	t.add("month", r.month.name)
	t.add("status", status)
	t.add("legal entity", r.entity.Code)
	t.add("region", string(r.region))
	t.add("seller", r.region.Seller())
	if number := r.region.SellerTaxNumber(); number != "" {
		t.add("seller's tax number", number)
	}
	t.add("made at", r.at.UTC().Format(time.RFC3339))
	t.add("locked", r.locked)
	for _, f := range r.markets {
		what := "no events yet"
		if f.begins != "" {
			what = fmt.Sprintf("books from %s to %s; days are those of %s", f.begins, f.last, f.market.TimeZone)
		}
		t.add("market "+string(f.market.Code), what)
	}
	proof := "every file that was read has the digest in its manifest, and every total here is that of the manifests"
	if r.provisional {
		proof = "none for the days that are not closed, which may still change; of closed days, " + proof
	}
	t.add("proof", proof)
	t.add("tax", adviser)
	return t
}

func amount(minor int64, code string) money.Amount { return money.Amount{Minor: minor, Currency: code} }

func (r *reporter) trialBalance() Table {
	t := Table{
		Name: "trial_balance", Title: "Trial balance",
		Note: "Debits are positive, credits negative. Accounts of income and expense begin each calendar year at zero: their balances of earlier years " +
			"are in the opening balance of " + retainedCode + ", without a posting. The rows of market \"all\" are the totals by currency.",
		Columns: columns("market:t", "account_code:t", "account:t", "currency:t", "opening:a", "debit:a", "credit:a", "closing:a"),
	}
	opened, moved := map[string]int64{}, map[string]sides{}
	for _, f := range r.markets {
		keys := maps.Clone(f.opening)
		maps.Copy(keys, f.accounts)
		for key := range keys {
			before, in := f.opening[key], f.accounts[key]
			opening := before.debit - before.credit
			was := moved[key.currency]
			opened[key.currency] += opening
			moved[key.currency] = sides{was.debit + in.debit, was.credit + in.credit}
			t.add(string(f.market.Code), key.code, key.name, key.currency, amount(opening, key.currency), amount(in.debit, key.currency),
				amount(in.credit, key.currency), amount(opening+in.debit-in.credit, key.currency))
		}
	}
	t.sort()
	for _, code := range sortedKeys(moved) {
		all, opening := moved[code], opened[code]
		if opening != 0 || all.debit != all.credit {
			r.wrong = append(r.wrong, fmt.Sprintf("the trial balance in %s opens at %d, with debits of %d and credits of %d", code, opening, all.debit, all.credit))
		}
		t.add("all", "", "Total", code, amount(opening, code), amount(all.debit, code), amount(all.credit, code), amount(opening+all.debit-all.credit, code))
	}
	return t
}

// balance returns an account's credits less its debits, in minor units: in the month or, if since is
// true, since the books began.
func (f *figures) balance(of ledger.Account, code string, since bool) int64 {
	sum := int64(0)
	for key, s := range f.accounts {
		if key.code == of.Code && key.currency == code {
			sum += s.credit - s.debit
		}
	}
	for key, s := range f.opening {
		if since && key.code == of.Code && key.currency == code {
			sum += s.credit - s.debit
		}
	}
	return sum
}

// tie compares the sum of a table with that of the accounts, and notes a difference in wrong.
func (r *reporter) tie(f *figures, what string, got, want int64) {
	if got != want {
		r.wrong = append(r.wrong, fmt.Sprintf("market %s: %s come to %d minor units, and the accounts to %d", f.market.Code, what, got, want))
	}
}

func (r *reporter) revenue() Table {
	t := Table{
		Name: "revenue", Title: "Revenue by product", Note: "Without tax. Revenue is that of shipped orders; returns are refunds after shipping.",
		Columns: columns("market:t", "product:t", "currency:t", "revenue:a", "returns:a", "net:a"),
	}
	for _, f := range r.markets {
		type row struct{ sku, currency string }
		rows, sum := map[row][2]int64{}, int64(0)
		for key, credit := range f.revenue {
			at := row{key.sku, key.currency}
			both := rows[at]
			if key.returns {
				both[1] += credit
			} else {
				both[0] += credit
			}
			rows[at], sum = both, sum+credit
		}
		for at, both := range rows {
			name := at.sku
			if name == "" {
				name = "(shipping)"
			}
			t.add(string(f.market.Code), name, at.currency, amount(both[0], at.currency), amount(both[1], at.currency), amount(both[0]+both[1], at.currency))
		}
		want, chart := int64(0), r.entity.Chart
		for _, a := range []ledger.Account{chart.Goods, chart.Shipping, chart.ReturnsGoods, chart.ReturnsShipping} {
			want += f.balance(a, f.market.Currency, false)
		}
		r.tie(f, "revenue and returns", sum, want)
	}
	t.sort()
	return t
}

// unshipped lists what is owed to buyers by the day on which they paid.
func (r *reporter) unshipped() Table {
	t := Table{
		Name: "unshipped", Title: "Paid and not shipped", Note: "At the end of the month, without tax, by the day of the payment.",
		Columns: columns("market:t", "paid_on:d", "currency:t", "age:t", "age_days:n", "orders:n", "goods:a", "shipping:a", "total:a"),
	}
	for _, f := range r.markets {
		type row struct{ paidOn, currency string }
		type sum struct{ orders, goods, shipping int64 }
		rows := map[row]sum{}
		for _, o := range f.owed {
			at := row{o.paidOn, o.currency}
			was := rows[at]
			rows[at] = sum{was.orders + 1, was.goods + o.goods, was.shipping + o.shipping}
		}
		all, end := int64(0), r.endOf(f)
		for at, s := range rows {
			days := daysBetween(at.paidOn, end)
			t.add(string(f.market.Code), at.paidOn, at.currency, ageOf(days), days, s.orders,
				amount(s.goods, at.currency), amount(s.shipping, at.currency), amount(s.goods+s.shipping, at.currency))
			all += s.goods + s.shipping
		}
		chart := r.entity.Chart
		r.tie(f, "what is owed to buyers", all,
			f.balance(chart.OwedGoods, f.market.Currency, true)+f.balance(chart.OwedShipping, f.market.Currency, true))
	}
	t.sort()
	return t
}

// endOf returns the day at whose end a market's figures stand.
func (r *reporter) endOf(f *figures) string {
	if r.provisional && f.last != "" {
		return f.last
	}
	return r.month.last
}

func daysBetween(from, to string) int {
	a, errA := time.Parse(time.DateOnly, from)
	b, errB := time.Parse(time.DateOnly, to)
	if errA != nil || errB != nil {
		return 0
	}
	return int(b.Sub(a).Hours() / 24)
}

// ageOf returns the class of an age in days.
func ageOf(days int) string {
	for _, class := range []struct {
		last int
		name string
	}{{3, "0-3 days"}, {7, "4-7 days"}, {30, "8-30 days"}, {60, "31-60 days"}, {90, "61-90 days"}} {
		if days <= class.last {
			return class.name
		}
	}
	return "over 90 days"
}

func (r *reporter) refunds() Table {
	t := Table{
		Name: "refunds", Title: "Refunds by reason", Note: "As booked in the month. Books of version 1 have no reasons.",
		Columns: columns("market:t", "reason:t", "currency:t", "refunds:n", "units:n", "net:a", "tax:a", "gross:a"),
	}
	for _, f := range r.markets {
		for key, s := range f.refunds {
			reason := key.reason
			if reason == "" {
				reason = "(not recorded)"
			}
			t.add(string(f.market.Code), reason, key.currency, s.refunds, s.units,
				amount(s.net, key.currency), amount(s.tax, key.currency), amount(s.gross, key.currency))
		}
	}
	t.sort()
	return t
}

// payouts lists what changed the balance at the payment provider.
func (r *reporter) payouts() Table {
	t := Table{
		Name: "payouts", Title: "Movements at the payment provider",
		Note:    "By day and kind, payouts to the bank among them. What came in is positive. Net of fees, they are the changes of account 1110.",
		Columns: columns("market:t", "day:d", "movement:t", "currency:t", "amount:a", "fees:a", "net:a"),
	}
	for _, f := range r.markets {
		sum := cashSum{}
		for key, s := range f.cash {
			t.add(string(f.market.Code), key.date, key.event, key.currency,
				amount(s.net+s.fees, key.currency), amount(s.fees, key.currency), amount(s.net, key.currency))
			sum = cashSum{sum.net + s.net, sum.fees + s.fees}
		}
		r.tie(f, "movements at the provider", sum.net, -f.balance(r.entity.Chart.Balance, f.market.Currency, false))
		r.tie(f, "the provider's fees", sum.fees, -f.balance(r.entity.Chart.Fees, f.market.Currency, false))
	}
	t.sort()
	return t
}

func (r *reporter) stock() Table {
	kinds := []string{"ALLOCATE", "HOLD", "RELEASE", "EXPIRE", "CANCEL", "RESTORE", "SELL", "RETURN"}
	names := []string{"market:t", "product:t", "left_before:n"}
	for _, kind := range kinds {
		names = append(names, kind+":n")
	}
	t := Table{
		Name: "stock", Title: "Stock moves in units",
		Note: "A region's lots are in the books of its main market, and all its markets sell from them: what is left is the sum over the markets, in the rows of market \"all\". " +
			"RESTORE is units of orders that were refunded before shipping; books of version 1 have them in CANCEL.",
		Columns: columns(append(names, "left_after:n")...),
	}
	all := map[string][]int64{} // by product
	for _, f := range r.markets {
		skus := map[string]bool{}
		for _, of := range []map[move]int64{f.before, f.moves} {
			for key := range of {
				skus[key.sku] = true
			}
		}
		for sku := range skus {
			before := unitsLeft(f.before, sku)
			row := []any{string(f.market.Code), sku, before}
			for _, kind := range kinds {
				row = append(row, f.moves[move{sku, kind}])
			}
			t.add(append(row, before+unitsLeft(f.moves, sku))...)
			sums := slices.Grow(all[sku], len(kinds)+2)[:len(kinds)+2]
			for i, units := range t.Rows[len(t.Rows)-1][2:] {
				sums[i] += units.(int64)
			}
			all[sku] = sums
		}
	}
	t.sort()
	if len(r.markets) < 2 { // the market's row is that of the region
		return t
	}
	for _, sku := range sortedKeys(all) {
		row := []any{"all", sku}
		for _, units := range all[sku] {
			row = append(row, units)
		}
		t.add(row...)
	}
	return t
}

// unitsLeft returns how many units of a product some moves leave in lots.
func unitsLeft(moves map[move]int64, sku string) int64 {
	return moves[move{sku, "ALLOCATE"}] - moves[move{sku, "HOLD"}] + moves[move{sku, "RELEASE"}] + moves[move{sku, "EXPIRE"}] + moves[move{sku, "CANCEL"}] + moves[move{sku, "RESTORE"}]
}

// sortedKeys returns the keys of a map, sorted.
func sortedKeys[V any](of map[string]V) []string { return slices.Sorted(maps.Keys(of)) }

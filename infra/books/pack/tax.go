package pack

import (
	"fmt"

	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
)

// bothWays is the tax on sales, and the part of it that refunds take back.
type bothWays struct{ sales, refunds taxSum }

func (b bothWays) with(key taxed, sum taxSum) bothWays {
	to := &b.sales
	if key.original != "" {
		to = &b.refunds
	}
	*to = to.plus(sum)
	return b
}

// tax is the tax of the month in every market, as account 2200 has it.
func (r *reporter) tax() Table {
	t := Table{
		Name: "tax", Title: "Tax by jurisdiction and rate", Note: adviser,
		Columns: columns("market:t", "tax_type:t", "jurisdiction:t", "currency:t", "rate_percent:r", "rate_source:t",
			"sales_net:a", "sales_tax:a", "refunds_net:a", "refunds_tax:a", "tax:a"),
	}
	for _, f := range r.markets {
		rows, sum := map[taxed]bothWays{}, int64(0)
		f.fromYear(r.thisMonth, func(key taxed, s taxSum) {
			at := key
			at.original, at.supply = "", order.Supply{RateSource: key.supply.RateSource}
			rows[at], sum = rows[at].with(key, s), sum+s.tax
		})
		for at, b := range rows {
			a := func(minor int64) money.Amount { return amount(minor, at.currency) }
			t.add(string(f.market.Code), at.kind, at.jurisdiction, at.currency, money.PPM(at.rate), sourceOf(at),
				a(b.sales.net), a(b.sales.tax), a(b.refunds.net), a(b.refunds.tax), a(b.sales.tax+b.refunds.tax))
		}
		r.tie(f, "tax", sum, f.balance(r.entity.Chart.Tax, f.market.Currency, false))
	}
	t.sort()
	return t
}

// sourceOf returns where the rate of an amount comes from.
func sourceOf(of taxed) string {
	if of.supply.RateSource == "" {
		return "not recorded"
	}
	return of.supply.RateSource
}

// rateSources lists the sources of the market's rates.
func (r *reporter) rateSources() Table {
	t := Table{Name: "rate_sources", Title: "Where the rates of tax come from", Note: adviser, Columns: columns("rate_source:t", "what:t")}
	seen := map[string]bool{}
	for _, f := range r.markets {
		f.fromYear(r.thisYear, func(key taxed, _ taxSum) { seen[sourceOf(key)] = true })
	}
	for _, source := range sortedKeys(seen) {
		t.add(source, market.RateSource(source).Describe())
	}
	return t
}

func (r *reporter) thisMonth(month string) bool { return month == r.month.name }

func (r *reporter) thisQuarter(month string) bool { return quarterOf(month) == quarterOf(r.month.name) }

func (r *reporter) thisYear(string) bool { return true }

// quarterOf returns the quarter of a month, as 2026-Q4.
func quarterOf(month string) string {
	return fmt.Sprintf("%s-Q%c", month[:4], '1'+(int(month[5]-'0')*10+int(month[6]-'0')-1)/3)
}

// taxReturn makes the tables that a return of the region's tax needs.
func (r *reporter) taxReturn() []Table {
	switch r.region {
	case market.US:
		return []Table{r.usStates(), r.nexus()}
	case market.EU:
		return []Table{
			r.oss("eu_oss_month", "Union One-Stop Shop, the month", r.thisMonth),
			r.oss("eu_oss_quarter", "Union One-Stop Shop, the quarter up to the month", r.thisQuarter),
		}
	case market.UK:
		return []Table{r.ukVAT()}
	case market.IN:
		return []Table{r.inGST()}
	default:
		return nil
	}
}

// nexus is what a state looks at to decide whether a seller from elsewhere owes it tax.
func (r *reporter) nexus() Table {
	t := Table{
		Name: "us_nexus", Title: "Sales by state since the beginning of the year",
		Note: "States want tax of sellers beyond a threshold of sales or orders, of a calendar year or of twelve months. The lowest are 100,000 US dollars " +
			"and, where orders count, 200. " + adviser,
		Columns: columns("state:t", "currency:t", "orders:n", "sales_net:a", "refunds_net:a", "tax:a", "over_threshold:t"),
	}
	for _, f := range r.markets {
		rows, orders := map[string]bothWays{}, map[string]int{}
		f.fromYear(r.thisYear, func(key taxed, s taxSum) { rows[key.jurisdiction] = rows[key.jurisdiction].with(key, s) })
		for key, n := range f.orders {
			orders[key.jurisdiction] += n
		}
		for _, state := range sortedKeys(rows) {
			b, reaches := rows[state], "no"
			if b.sales.net >= 100_000_00 || orders[state] >= 200 {
				reaches = "yes"
			}
			a := func(minor int64) money.Amount { return amount(minor, f.market.Currency) }
			t.add(state, f.market.Currency, orders[state], a(b.sales.net), a(b.refunds.net), a(b.sales.tax+b.refunds.tax), reaches)
		}
	}
	return t
}

// oss is the Union scheme's return: the supplies to each country, and the corrections of
// earlier quarters.
func (r *reporter) oss(name, title string, of func(month string) bool) Table {
	home := r.region.Markets()[0].Country
	t := Table{
		Name: name, Title: title,
		Note: "Refunds of an earlier quarter's sales are corrections of that quarter; others reduce the supplies. The seller is established in " + home +
			", whose VAT is not for this return but for the national one, as are refunds of earlier quarters' sales there: " +
			"they are in the national return of this period. " + adviser,
		Columns: columns("return:t", "part:t", "country:t", "quarter:t", "currency:t", "rate_percent:r", "taxable:a", "vat:a"),
	}
	for _, f := range r.markets {
		rows := map[taxed]taxSum{}
		f.fromYear(of, func(key taxed, s taxSum) {
			at := taxed{original: quarterOf(key.month), jurisdiction: key.jurisdiction, rate: key.rate, currency: key.currency}
			if key.original != "" && key.jurisdiction != home {
				at.original = quarterOf(key.original)
			}
			rows[at] = rows[at].plus(s)
		})
		for at, s := range rows {
			form, part := "OSS", "supplies"
			if at.original != quarterOf(r.month.name) {
				part = "correction"
			}
			if at.jurisdiction == home { // corrections belong to the current return
				form, part = "domestic, not OSS", "sales less refunds"
			}
			t.add(form, part, at.jurisdiction, at.original, at.currency, money.PPM(at.rate), amount(s.net, at.currency), amount(s.tax, at.currency))
		}
	}
	t.sort()
	return t
}

// ukVAT has the boxes of the VAT return that sales fill.
func (r *reporter) ukVAT() Table {
	t := Table{
		Name: "uk_vat", Title: "VAT return",
		Note: "The quarter is that of the calendar: other VAT periods need other months. Boxes 4 and 7 to 9 are of purchases and trade, " +
			"which these books do not have. The form wants box 6 in whole pounds. " + adviser,
		Columns: columns("box:t", "meaning:t", "month:a", "quarter_to_date:a"),
	}
	for _, f := range r.markets {
		sums := [2]taxSum{}
		for i, of := range []func(string) bool{r.thisMonth, r.thisQuarter} {
			f.fromYear(of, func(_ taxed, s taxSum) { sums[i] = sums[i].plus(s) })
		}
		a := func(minor int64) money.Amount { return amount(minor, f.market.Currency) }
		t.add("1", "VAT due on sales, less refunds", a(sums[0].tax), a(sums[1].tax))
		t.add("2", "VAT due on acquisitions", a(0), a(0))
		t.add("3", "total VAT due, boxes 1 and 2", a(sums[0].tax), a(sums[1].tax))
		t.add("6", "value of sales without VAT, less refunds", a(sums[0].net), a(sums[1].net))
	}
	return t
}

package pack

import (
	"time"

	"storefront/shared/market"
	"storefront/shared/money"
)

// usStates is what a state's tax return asks for: sales by place, how much of them was taxed,
// and at which rate.
func (r *reporter) usStates() Table {
	t := Table{
		Name: "us_states", Title: "Sales tax by state and ZIP Code",
		Note:    "Less refunds. Shipping is taxable where the state taxes it. The rates are those of states, without local ones: a return may ask for these by ZIP Code. " + adviser,
		Columns: columns("state:t", "zip_code:t", "currency:t", "rate_percent:r", "rate_source:t", "taxable:a", "untaxed:a", "tax:a"),
	}
	type row struct {
		jurisdiction, postal, source string
		currency                     string
	}
	type sum struct{ rate, taxable, untaxed, tax int64 }
	for _, f := range r.markets {
		rows, all := map[row]sum{}, int64(0)
		f.fromYear(r.thisMonth, func(key taxed, s taxSum) {
			at := row{key.jurisdiction, key.supply.PostalCode, sourceOf(key), key.currency}
			was := rows[at]
			if key.rate == 0 {
				was.untaxed += s.net
			} else {
				was.taxable += s.net
			}
			was.rate, was.tax = max(was.rate, key.rate), was.tax+s.tax
			rows[at], all = was, all+s.tax
		})
		for at, s := range rows {
			a := func(minor int64) money.Amount { return amount(minor, at.currency) }
			t.add(at.jurisdiction, notRecorded(at.postal), at.currency, money.PPM(s.rate), at.source, a(s.taxable), a(s.untaxed), a(s.tax))
		}
		r.tie(f, "sales tax of states", all, f.balance(r.entity.Chart.Tax, f.market.Currency, false))
	}
	t.sort()
	return t
}

func notRecorded(text string) string {
	if text == "" {
		return "(not recorded)"
	}
	return text
}

// inGST splits the tax by the place of supply. Within the seller's state, half is the Union's
// and half the state's, as on the documents; elsewhere the tax is integrated.
func (r *reporter) inGST() Table {
	point := "payment"
	if from := r.entity.TaxAtDispatch; !from.IsZero() {
		point = "payment, and from " + from.UTC().Format(time.RFC3339) + " on the dispatch"
	}
	t := Table{
		Name: "in_gst", Title: "Goods and services tax by state",
		Note: "Less refunds. Where no state was recorded, the place of supply is the seller's (Integrated GST Act, section 10(1)(ca)). " +
			"The tax point is the " + point + ". CGST and SGST are the sums of the documents, where they are equal. Documents of orders from before they were computed as " +
			"two halves may differ by 0.01. " + adviser,
		Columns: columns("recorded_state:t", "place_of_supply:t", "currency:t", "rate_percent:r", "rate_source:t", "taxable:a", "igst:a", "cgst:a", "sgst:a", "tax:a"),
	}
	home := market.SellerStateIN
	for _, f := range r.markets {
		rows, all := map[taxed]taxSum{}, int64(0)
		f.fromYear(r.thisMonth, func(key taxed, s taxSum) {
			at := taxed{kind: key.kind, supply: key.supply, rate: key.rate, currency: key.currency}
			rows[at], all = rows[at].plus(s), all+s.tax
		})
		sum := int64(0)
		for at, s := range rows {
			a := func(minor int64) money.Amount { return amount(minor, at.currency) }
			place := at.supply.State
			if place == "" {
				place = home
			}
			igst, cgst, sgst := s.tax, int64(0), int64(0)
			if place == home {
				igst, cgst, sgst = 0, s.half, s.tax-s.half
			}
			sum += igst + cgst + sgst
			t.add(notRecorded(at.supply.State), place, at.currency, money.PPM(at.rate), sourceOf(at), a(s.net), a(igst), a(cgst), a(sgst), a(s.tax))
		}
		r.tie(f, "integrated, Union and state tax", sum, f.balance(r.entity.Chart.Tax, f.market.Currency, false))
		r.tie(f, "goods and services tax", all, sum)
	}
	t.sort()
	return t
}

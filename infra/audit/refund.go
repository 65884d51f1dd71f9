package audit

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	"storefront/shared/money"
	"storefront/shared/order"
)

// checkRefunds adds up an order's refunds. No line, and not the shipping, may have
// more refunded than was paid. Of a refunded order, everything must be refunded.
func checkRefunds(o order.Order) []error {
	if len(o.Refunds) == 0 {
		if o.Status == order.Refunded {
			return []error{errors.New("is refunded without a refund")}
		}
		return nil
	}
	var errs []error
	if o.Payment.PaidAt.IsZero() {
		errs = append(errs, errors.New("has refunds and was never paid"))
	}
	sum := money.Amount{Currency: o.Totals.Total.Currency}
	named := map[string]bool{}
	for i, r := range o.Refunds {
		if r.Number != i+1 {
			errs = append(errs, fmt.Errorf("has refund %d in place of %d", r.Number, i+1))
		}
		if named[r.Reference] {
			errs = append(errs, fmt.Errorf("has two refunds %s", r.Reference))
		}
		named[r.Reference] = true
		if err := addTo(&sum, r.Total); err != nil {
			errs = append(errs, err)
		}
		if err := checkRefund(o, r); err != nil {
			errs = append(errs, err)
		}
	}
	everything, faults := checkRefundedLines(o)
	errs = append(errs, faults...)
	switch {
	case sum.Minor > o.Totals.Total.Minor:
		errs = append(errs, fmt.Errorf("has refunds of %v, and was charged %v", sum, o.Totals.Total))
	case o.Status == order.Refunded && (!everything || sum != o.Totals.Total):
		errs = append(errs, fmt.Errorf("is refunded, and its refunds of %v are not all of its units or of its total of %v", sum, o.Totals.Total))
	case o.Status != order.Refunded && everything:
		errs = append(errs, fmt.Errorf("is %s and every unit of it was refunded", o.Status))
	}
	return errs
}

// checkRefund checks that the parts of a refund add up to its total.
func checkRefund(o order.Order, r order.Refund) error {
	sum := r.Shipping
	var err error
	for _, l := range r.Lines {
		if l.Quantity < 0 || l.Returned < 0 || l.Returned > l.Quantity {
			return fmt.Errorf("has refund %d of %d of %s, of which %d were returned", r.Number, l.Quantity, l.SKU, l.Returned)
		}
		err = errors.Join(err, addTo(&sum, l.Total))
	}
	if !o.Totals.TaxIncluded {
		err = errors.Join(err, addTo(&sum, r.Tax))
	}
	if err == nil && sum != r.Total {
		err = fmt.Errorf("has refund %d that comes to %v, but states %v", r.Number, sum, r.Total)
	}
	return err
}

// checkRefundedLines checks that no more was refunded for a line, or for shipping,
// than was paid. It also reports whether every unit was refunded.
func checkRefundedLines(o order.Order) (everything bool, errs []error) {
	type part struct {
		units      int
		price, tax int64
	}
	left := map[order.SKU]part{} // shipping is ""
	rest := part{price: o.Totals.Shipping.Minor, tax: o.Totals.Tax.Minor}
	for _, l := range o.Lines {
		left[l.SKU] = part{l.Quantity, l.Total.Minor, l.Tax.Minor}
		rest.tax -= l.Tax.Minor
	}
	for _, r := range o.Refunds {
		rest.price, rest.tax = rest.price-r.Shipping.Minor, rest.tax-r.Tax.Minor
		for _, l := range r.Lines {
			was := left[l.SKU]
			left[l.SKU] = part{was.units - l.Quantity, was.price - l.Total.Minor, was.tax - l.Tax.Minor}
			rest.tax += l.Tax.Minor
		}
	}
	left[""] = rest
	everything = true
	for _, sku := range slices.Sorted(maps.Keys(left)) {
		p, name := left[sku], cmp.Or(string(sku), "shipping")
		everything = everything && p.units == 0
		if p.units < 0 {
			errs = append(errs, fmt.Errorf("has refunds of %d more of %s than it has", -p.units, name))
		}
		if p.price < 0 || p.tax < 0 || o.Totals.TaxIncluded && p.tax > p.price {
			errs = append(errs, fmt.Errorf("has more refunded for %s than was paid: a price of %d and tax of %d are left of it", name, p.price, p.tax))
		}
	}
	return everything, errs
}

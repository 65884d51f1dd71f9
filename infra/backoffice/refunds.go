package backoffice

import (
	"errors"
	"fmt"

	"storefront/shared/money"
	"storefront/shared/order"
)

// checkRefunds adds an order's refunds up again: of no line and no shipping may
// more go back than was paid, and of a refunded order all of it has.
func checkRefunds(o order.Order) []error {
	var errs []error
	if len(o.Refunds) > 0 && o.Payment.PaidAt.IsZero() {
		errs = append(errs, errors.New("has refunds and was never paid"))
	}
	if o.Status == order.Refunded && len(o.Refunds) == 0 {
		errs = append(errs, errors.New("is refunded without a refund"))
	}
	sum := money.Amount{Currency: o.Totals.Total.Currency}
	units := map[order.SKU]int{}
	for i, r := range o.Refunds {
		if r.Number != i+1 {
			errs = append(errs, fmt.Errorf("has refund %d in place of %d", r.Number, i+1))
		}
		if err := addTo(&sum, r.Total); err != nil {
			errs = append(errs, err)
		}
		for _, l := range r.Lines {
			units[l.SKU] += l.Quantity
		}
	}
	everything := true
	for _, l := range o.Lines {
		if units[l.SKU] > l.Quantity {
			errs = append(errs, fmt.Errorf("has %d of %s, of which %d were refunded", l.Quantity, l.SKU, units[l.SKU]))
		}
		everything = everything && units[l.SKU] == l.Quantity
	}
	switch {
	case sum.Minor > o.Totals.Total.Minor:
		errs = append(errs, fmt.Errorf("got %v back of %v", sum, o.Totals.Total))
	case o.Status == order.Refunded && (!everything || sum != o.Totals.Total):
		errs = append(errs, fmt.Errorf("is refunded and got %v back of %v", sum, o.Totals.Total))
	}
	return errs
}

package audit

import (
	"errors"
	"fmt"
	"slices"

	"storefront/shared/catalog"
	"storefront/shared/email"
	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
)

// checkOrder returns what is wrong with an order, by itself and by its sale. One
// reading is enough. Of all that it checks, only refunds change in an order's life,
// and each refund is written at once.
func checkOrder(o order.Order, sale catalog.Sale) []error {
	var errs []error
	if !slices.Contains(order.Statuses(), o.Status) {
		errs = append(errs, fmt.Errorf("has status %q", o.Status))
	}
	if o.Status == order.Abandoned { // a tombstone has nothing else
		return errs
	}
	if len(o.Lines) == 0 {
		errs = append(errs, errors.New("has no lines"))
	}
	// Under two keys, a buyer's orders would be counted separately against the limit.
	// After the sale its salt is destroyed, and no key can be checked.
	if sale.Access == catalog.AccessVerified && !sale.Sealed() && o.ErasedAt.IsZero() && o.ID.Key != sale.OrderKey(email.IdentityOf(o.Buyer.Email), "") {
		errs = append(errs, errors.New("is filed under a key that is not its buyer's"))
	}
	seen := map[order.SKU]bool{}
	for _, line := range o.Lines {
		if _, ok := sale.Line(line.SKU); !ok {
			errs = append(errs, fmt.Errorf("has a line of %q, which its sale does not have", line.SKU))
		}
		if seen[line.SKU] {
			errs = append(errs, fmt.Errorf("has two lines of %s", line.SKU))
		}
		seen[line.SKU] = true
		if err := checkAllocations(line); err != nil && o.KeepsClaims() {
			errs = append(errs, err)
		}
	}
	if err := checkMoney(o); err != nil {
		errs = append(errs, err)
	}
	return append(errs, checkRefunds(o)...)
}

// checkAllocations checks that a live order's line names its units, each once.
func checkAllocations(line order.Line) error {
	units := 0
	lots := map[int]bool{}
	for _, t := range line.Allocations {
		if lots[t.Lot] {
			return fmt.Errorf("names its claim in lot %d of %s twice", t.Lot, line.SKU)
		}
		lots[t.Lot] = true
		units += t.Quantity
	}
	if line.Quantity < 1 || units != line.Quantity {
		return fmt.Errorf("has %d of %s and names claims on %d", line.Quantity, line.SKU, units)
	}
	return nil
}

// checkMoney adds up an order's money from its prices and tax rates.
func checkMoney(o order.Order) error {
	stated := o.Totals
	subtotal := money.Amount{Currency: stated.Total.Currency}
	tax, err := shippingTax(o)
	for _, line := range o.Lines {
		total, lineTax, fault := priceOf(line, stated)
		if fault == nil && (total != line.Total || lineTax != line.Tax) {
			return fmt.Errorf("has a line of %s that comes to %v with tax of %v, but states %v with %v",
				line.SKU, total, lineTax, line.Total, line.Tax)
		}
		err = errors.Join(err, fault, addTo(&subtotal, total), addTo(&tax, lineTax))
	}
	total := subtotal
	err = errors.Join(err, addTo(&total, stated.Shipping))
	if !stated.TaxIncluded {
		err = errors.Join(err, addTo(&total, tax))
	}
	if err != nil {
		return fmt.Errorf("has money that cannot be added up: %w", err)
	}
	if subtotal != stated.Subtotal || tax != stated.Tax || total != stated.Total {
		return fmt.Errorf("comes to %v with tax of %v and goods of %v, but states %v, %v and %v",
			total, tax, subtotal, stated.Total, stated.Tax, stated.Subtotal)
	}
	return nil
}

// priceOf returns a line's price, and the tax that is contained in it or added to it.
func priceOf(line order.Line, of order.Totals) (total, tax money.Amount, err error) {
	if total, err = line.UnitPrice.Times(int64(line.Quantity)); err != nil {
		return total, tax, err
	}
	if of.TaxIncluded {
		tax, err = includedTax(total, line.TaxRate, of)
	} else {
		tax, err = total.AddedTax(line.TaxRate)
	}
	return total, tax, err
}

func includedTax(gross money.Amount, rate money.PPM, of order.Totals) (money.Amount, error) {
	if market.InHalves(of.TaxJurisdiction) {
		return gross.IncludedTaxInHalves(rate)
	}
	return gross.IncludedTax(rate)
}

// shippingTax returns the tax that shipping contains, or that is added to it, at the rate of the
// goods: a market has one. Where tax is added to prices, not every state taxes shipping.
func shippingTax(o order.Order) (money.Amount, error) {
	switch {
	case len(o.Lines) == 0:
	case o.Totals.TaxIncluded:
		return includedTax(o.Totals.Shipping, o.Lines[0].TaxRate, o.Totals)
	case market.ShippingTaxed(o.Totals.TaxJurisdiction, market.RateSource(o.Totals.Supply.RateSource)):
		return o.Totals.Shipping.AddedTax(o.Lines[0].TaxRate)
	}
	return money.Amount{Currency: o.Totals.Total.Currency}, nil
}

func addTo(sum *money.Amount, a money.Amount) error {
	next, err := sum.Add(a)
	*sum = next
	return err
}

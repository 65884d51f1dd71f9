package backoffice

import (
	"errors"
	"fmt"

	"storefront/shared/catalog"
	"storefront/shared/money"
	"storefront/shared/order"
)

// checkDocument gives what is wrong with an order by itself and by its sale.
// None of it ever changes in an order's life, so one look is enough.
func checkDocument(o order.Order, sale catalog.Sale) []error {
	var errs []error
	if o.Status == order.Absent || !known(o.Status) {
		errs = append(errs, fmt.Errorf("has status %q", o.Status))
	}
	if o.Status == order.Abandoned { // a tombstone says nothing more
		return errs
	}
	if len(o.Lines) == 0 {
		errs = append(errs, errors.New("has no lines"))
	}
	// Where there is a limit, the key must be the buyer's own: under two keys a
	// buyer's orders would be counted apart.
	if sale.OrdersPerBuyer > 0 && o.ErasedAt.IsZero() && o.ID.Key != sale.OrderKey(o.Buyer.Email, "") {
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
		if err := checkTakes(line); err != nil && o.KeepsClaims() {
			errs = append(errs, err)
		}
	}
	if err := checkMoney(o); err != nil {
		errs = append(errs, err)
	}
	return append(errs, checkRefunds(o)...)
}

func known(s order.Status) bool {
	switch s {
	case order.Held, order.Paid, order.Shipped, order.Expired, order.Cancelled, order.Rejected, order.Refunded, order.Abandoned:
		return true
	default:
		return false
	}
}

// checkTakes says whether a live order's line names its units, each once.
func checkTakes(line order.Line) error {
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

// checkMoney adds an order's money up again, from the prices and rates that it
// was made with.
func checkMoney(o order.Order) error {
	says := o.Totals
	subtotal := money.Amount{Currency: says.Total.Currency}
	tax, err := shippingTax(o)
	for _, line := range o.Lines {
		total, lineTax, fault := priceOf(line, says.TaxIncluded)
		if fault == nil && (total != line.Total || lineTax != line.Tax) {
			return fmt.Errorf("has a line of %s that comes to %v with tax of %v, and says %v with %v",
				line.SKU, total, lineTax, line.Total, line.Tax)
		}
		err = errors.Join(err, fault, addTo(&subtotal, total), addTo(&tax, lineTax))
	}
	total := subtotal
	err = errors.Join(err, addTo(&total, says.Shipping))
	if !says.TaxIncluded {
		err = errors.Join(err, addTo(&total, tax))
	}
	if err != nil {
		return fmt.Errorf("has money that cannot be added up: %w", err)
	}
	if subtotal != says.Subtotal || tax != says.Tax || total != says.Total {
		return fmt.Errorf("comes to %v, %v of it tax and %v goods, and says %v, %v and %v",
			total, tax, subtotal, says.Total, says.Tax, says.Subtotal)
	}
	return nil
}

// priceOf is what a line comes to, and the tax contained in it or added to it.
func priceOf(line order.Line, taxIncluded bool) (total, tax money.Amount, err error) {
	if total, err = line.UnitPrice.Times(int64(line.Quantity)); err != nil {
		return total, tax, err
	}
	if taxIncluded {
		tax, err = total.IncludedTax(line.TaxRate)
	} else {
		tax, err = total.AddedTax(line.TaxRate)
	}
	return total, tax, err
}

// shippingTax is the tax that shipping contains: at the goods' rate, which is
// one for all goods of a market, and none where tax is added.
func shippingTax(o order.Order) (money.Amount, error) {
	if !o.Totals.TaxIncluded || len(o.Lines) == 0 {
		return money.Amount{Currency: o.Totals.Total.Currency}, nil
	}
	return o.Totals.Shipping.IncludedTax(o.Lines[0].TaxRate)
}

func addTo(sum *money.Amount, a money.Amount) error {
	next, err := sum.Add(a)
	*sum = next
	return err
}

// Package receipt writes what an order is of and what it costs, as the pages and the mails
// of an order show it.
package receipt

import (
	"strings"

	"storefront/shared/format"
	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/phrase"
)

// Order is an order with whom it is written for.
type Order struct {
	order.Order
	Reader format.Reader
	Names  map[order.SKU]string // of the order's products, in the reader's language
}

// Row is a line of a list of amounts.
type Row struct{ Label, Amount string }

// name returns the name of a product, which is its SKU if nobody knows a name.
func (o Order) name(sku order.SKU) string {
	if name := o.Names[sku]; name != "" {
		return name
	}
	return string(sku)
}

// Items returns the order's lines without their amounts.
func (o Order) Items() []string {
	var items []string
	for _, l := range o.Lines {
		items = append(items, phrase.RefundLine.With(o.Reader.Language, o.name(l.SKU), o.Reader.Number(l.Quantity)))
	}
	return items
}

// Rows returns the order's lines and totals. total is the label of the last.
func (o Order) Rows(total string) []Row {
	say := o.Reader.Language
	var rows []Row
	for _, l := range o.Lines {
		rows = append(rows, Row{phrase.RefundLine.With(say, o.name(l.SKU), o.Reader.Number(l.Quantity)), o.Reader.Money(l.Total)})
	}
	return append(rows,
		Row{phrase.DeliveryTerm.In(say), o.Reader.Money(o.Totals.Shipping)},
		Row{o.taxLabel(), o.Reader.Money(o.Totals.Tax)},
		Row{total, o.Reader.Money(o.Totals.Total)})
}

// taxLabel names the order's tax with its rate.
func (o Order) taxLabel() string {
	say := o.Reader.Language
	if len(o.Lines) == 0 {
		return phrase.TotalTax.In(say)
	}
	rate := o.Reader.Percent(o.Lines[0].TaxRate) // one rate for all goods of an order
	if !o.Totals.TaxIncluded {
		_, state, _ := strings.Cut(o.Totals.TaxJurisdiction, "-")
		return phrase.TotalSalesTax.With(say, state, rate)
	}
	return phrase.TotalOfWhich.With(say, o.taxName(), rate)
}

// Seller returns who sells to a reader, with the tax number.
func Seller(to format.Reader) string {
	r := to.Market.Region
	if r.SellerTaxNumber() == "" {
		return r.Seller()
	}
	label := phrase.TaxNumber(string(to.Market.Tax.Kind)).In(to.Language)
	return r.Seller() + ". " + label + " " + r.SellerTaxNumber()
}

func (o Order) taxName() string {
	return phrase.TaxName(string(o.Reader.Market.Tax.Kind)).In(o.Reader.Language)
}

// TotalDue is the label of the total before it is paid.
func (o Order) TotalDue() string {
	if o.Totals.TaxIncluded {
		return phrase.TotalIncluded.With(o.Reader.Language, o.taxName())
	}
	return phrase.Total.In(o.Reader.Language)
}

// RefundRows returns what a refund is of, and its total.
func (o Order) RefundRows(r order.Refund) []Row {
	say := o.Reader.Language
	var rows []Row
	for _, l := range r.Lines {
		label := phrase.RefundLine.With(say, o.name(l.SKU), o.Reader.Number(l.Quantity))
		if l.Quantity == 0 {
			label = phrase.RefundMoney.With(say, o.name(l.SKU))
		}
		rows = append(rows, Row{label, o.Reader.Money(l.Total)})
	}
	if r.Shipping.Minor > 0 {
		rows = append(rows, Row{phrase.DeliveryTerm.In(say), o.Reader.Money(r.Shipping)})
	}
	if !o.Totals.TaxIncluded && r.Tax.Minor > 0 {
		rows = append(rows, Row{phrase.TotalTax.In(say), o.Reader.Money(r.Tax)})
	}
	return append(rows, Row{phrase.Total.In(say), o.Reader.Money(r.Total)})
}

// Refunded is the sum of the order's refunds.
func (o Order) Refunded() money.Amount {
	sum := money.Amount{Currency: o.Totals.Total.Currency}
	for _, r := range o.Refunds {
		sum.Minor += r.Total.Minor // no more than the total, which is in range
	}
	return sum
}

// Address returns the lines of where the order goes, in the order of the market.
func (o Order) Address() []string {
	to := o.Buyer.ShipTo
	town := strings.TrimSpace(to.PostalCode + " " + to.City)
	switch o.Reader.Market.Region {
	case market.US, market.IN:
		town = strings.TrimSpace(strings.TrimSpace(to.City+", "+to.State) + " " + to.PostalCode)
		if to.State == "" {
			town = to.City + " " + to.PostalCode
		}
	case market.UK:
		town = to.City + ", " + to.PostalCode
	}
	var lines []string
	for _, line := range []string{to.Name, to.Line1, to.Line2, town, phrase.Country(o.Reader.Market.Code).In(o.Reader.Language)} {
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// Rights returns what the buyer may do by the law of the market, or "".
func (o Order) Rights() string {
	switch o.Reader.Market.Region {
	case market.EU:
		return phrase.HeldWithdraw.In(o.Reader.Language)
	case market.UK:
		return phrase.HeldWithdrawUK.In(o.Reader.Language)
	default:
		return ""
	}
}

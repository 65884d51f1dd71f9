package main

import (
	"testing"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/market"
	"storefront/shared/order"
)

// issue issues the documents of an order's payment and refunds, as the close of their days does.
func (c *counter) issue(o order.Order) (all []ledger.Issued) {
	c.t.Helper()
	code := market.Code(o.Market)
	of := func(kind ledger.DocumentKind, at time.Time) {
		version := len(all) + 2
		d := ledger.Document{Kind: kind, Series: ledger.SeriesOf(code, kind), Number: max(1, len(all)), AccountingDate: "2015-05-20", OrderID: o.ID.String(), EventID: ledger.VersionID(o.ID, version), OccurredAt: at}
		all = append(all, d.Issued())
	}
	of(ledger.Invoice, o.Payment.PaidAt)
	for _, r := range o.Refunds {
		of(ledger.CreditNote, r.At)
	}
	c.after(o, c.Store.Issue(c.t.Context(), all))
	return all
}

// The order's page links to its invoice and credit notes once they are issued.
func TestInvoices(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, c *counter) {
		paid := c.fill().set("q-fitness-band", "2").submit().form("Order and pay").submit().want(200, "Thank you").not("Invoice ")
		c.refund(order.RefundRequest{Reference: "1", Reason: order.Damaged, Lines: []order.RefundUnits{{SKU: "fitness-band", Quantity: 1}}})
		o := c.mustOne()
		c.issue(o)
		page := c.open(paid.url.String()).private().want(200, "Invoice US-INV-0000001", "Credit note US-CRN-0000001")
		page.follow("Invoice US-INV").private().want(200, "May 20, 2015", market.US.Seller(), "Ada Lovelace", "Fitness band", "Sales tax", "7.25%", "$37.14").
			follow("Back to my order").want(200, "Thank you")
		page.follow("Credit note US-CRN").private().want(200, "US-INV-0000001 of May 20, 2015", "Damaged", "$16.08").not("$-", "−")

		query := "?" + paid.url.RawQuery
		c.open("/orders/" + o.ID.String() + "/documents/US-INV-0000002" + query).want(404)
		c.open("/orders/" + o.ID.String() + "/documents/US-INV-0000001?t=x").private().want(403)
		if again := c.mustOne(); again.Version != o.Version {
			t.Error("looking at the documents has changed the order")
		}
	})
}

package main

import (
	"context"

	"storefront/infra/books"
)

// showDocuments shows the invoice and the credit notes of an order.
func showDocuments(ctx context.Context, c *call) error {
	o, err := c.readOrder(ctx)
	if err != nil {
		return err
	}
	found, err := c.Ledger(ctx)
	if err != nil {
		return err
	}
	documents, err := books.Documents(ctx, found.Books, c.Region, o)
	if err != nil {
		return err
	}
	want := 0
	if !o.Payment.PaidAt.IsZero() {
		want = 1 + len(o.Refunds)
	}
	if len(documents) > 0 {
		c.out.table(func(row func(...any)) {
			row("NUMBER", "DOCUMENT", "DATE", "NET", "TAX", "GROSS")
			for _, d := range documents {
				row(d.Name(), d.Kind, d.AccountingDate, d.Net, d.Tax, d.Gross)
			}
		})
	}
	c.out.print("%d of %d documents have a number; each gets one when its day is closed\n", len(documents), want)
	return nil
}

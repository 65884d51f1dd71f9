package main

import (
	"context"
	"fmt"
	"io"

	"storefront/infra/books"
	"storefront/infra/ops/target"
	"storefront/infra/sealed"
	"storefront/infra/wholefile"
	"storefront/shared/format"
	"storefront/shared/invoice"
	"storefront/shared/ledger"
	"storefront/shared/locale"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/receipt"
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
	documents, err := books.Documents(ctx, c.closer(found.Books).Books(), o)
	if err != nil {
		return err
	}
	entity, _ := ledger.Entity(c.Region) // every region has one
	want := entity.Documents(o)
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

// printDocument writes an invoice or a credit note as a printable page, in the buyer's language.
func printDocument(ctx context.Context, c *call) error {
	name := c.flags.String("number", "", "")
	var path string
	c.flags.Func("out", "", into(&path, newPath))
	unseal := c.flags.Bool("unseal", false, "")
	var reason string
	c.reasonFlag(&reason)
	found, err := c.openLedger(ctx, "number", "out")
	switch {
	case err != nil:
		return err
	case *unseal != (reason != ""):
		return misused("--unseal needs --reason, and only it does")
	}
	d, err := books.DocumentCalled(ctx, c.closer(found.Books).Books(), *name)
	if err != nil {
		return err
	}
	id, err := order.ParseID(d.OrderID)
	if err != nil {
		return fmt.Errorf("read document %s: %w", d.Name(), err)
	}
	o, err := c.orders().Read(ctx, id)
	if err != nil {
		return err
	}
	if *unseal {
		if o, err = c.unseal(ctx, found, o, sealed.Opening{Number: d.Name(), OrderID: d.OrderID, By: found.Caller, Reason: reason}); err != nil {
			return err
		}
	}
	documents, err := books.Documents(ctx, c.closer(found.Books).Books(), o)
	if err != nil {
		return err
	}
	sheet, err := c.sheet(ctx, o, d, documents)
	if err != nil {
		return err
	}
	if err := wholefile.New(ctx, path, func(w io.Writer) error { return sheet.Page().Render(ctx, w) }); err != nil {
		return err
	}
	c.out.print("%s of order %s is in %s\n", d.Name(), o.ID, path)
	return nil
}

// unseal returns an order with its sealed name and address. It records the opening before it opens
// the copy, so that none is without a record.
func (c *call) unseal(ctx context.Context, found target.Ledger, o order.Order, opening sealed.Opening) (order.Order, error) {
	if !o.Sealed.Exists() {
		return o, fmt.Errorf("order %s has no sealed copy", o.ID)
	}
	keys, err := c.Sealed(ctx)
	if err != nil {
		return o, err
	}
	if opening.At, err = c.serviceTime(ctx); err != nil {
		return o, err
	}
	if err := sealed.Record(ctx, found.Books, c.Region, opening); err != nil {
		return o, err
	}
	o.Buyer, err = keys.Open(o)
	return o, err
}

// listOpenings lists who opened sealed copies, and why.
func listOpenings(ctx context.Context, c *call) error {
	files, err := c.readBooks(ctx)
	if err != nil {
		return err
	}
	all, err := sealed.Openings(ctx, files, c.Region)
	if err != nil {
		return err
	}
	c.out.table(func(row func(...any)) {
		row("OPENED", "NUMBER", "ORDER", "BY", "REASON")
		for _, o := range all {
			row(o.At, o.Number, o.OrderID, o.By, o.Reason)
		}
	})
	c.out.print("%s of sealed copies\n", count(len(all), "opening"))
	return nil
}

// sheet returns the document to print. It fails if the amounts from the order differ from the books.
func (c *call) sheet(ctx context.Context, o order.Order, d ledger.Document, all []ledger.Document) (invoice.Sheet, error) {
	m, ok := c.Region.Market(market.Code(o.Market))
	if !ok {
		return invoice.Sheet{}, fmt.Errorf("region %s has no market %q", c.Region, o.Market)
	}
	snapshot, err := c.store.Catalog(ctx)
	if err != nil {
		return invoice.Sheet{}, err
	}
	reader := format.Reader{Language: locale.Negotiate(m.Languages, o.Buyer.Locale), Market: m}
	names, codes := map[order.SKU]string{}, map[order.SKU]string{}
	for _, p := range snapshot.Products {
		names[p.SKU], codes[p.SKU] = p.TextIn(reader.Language).Name, p.HSCode
	}
	var issued []ledger.Issued
	for _, d := range all {
		issued = append(issued, d.Issued())
	}
	s, err := invoice.New(receipt.Order{Order: o, Reader: reader, Names: names}, codes, d.Name(), issued)
	if a := s.Amounts; err == nil && (a.Net != d.Net || a.Tax != d.Tax || a.Gross != d.Gross) {
		err = fmt.Errorf("document %s is of %v in the books, and of %v by its order", d.Name(), d.Gross, a.Gross)
	}
	return s, err
}

package drawing

import (
	"context"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/draw"
	"storefront/shared/problem"
	"storefront/shared/stock"
)

// Notice returns what is published about a draw, without its list. It reads one item. It fails
// with problem.UnknownDraw if the sale does not draw the product, and with problem.DrawNotClosed
// if the draw has no notice yet.
func Notice(ctx context.Context, d Draws, sale catalog.Sale, sku catalog.SKU) (draw.Published, error) {
	if _, sold := sale.Line(sku); !sold || sale.Access != catalog.AccessDraw {
		return draw.Published{}, problem.New(problem.UnknownDraw, "This sale does not draw such a product.")
	}
	n, b, known, err := d.Notice(ctx, stock.Line{Sale: sale.ID, SKU: sku})
	if err == nil && !known {
		err = problem.New(problem.DrawNotClosed, "The list of this draw is not fixed yet.").With("entries_close_at", sale.EntriesClose.UTC().Format(time.RFC3339))
	}
	return draw.Published{Notice: n, Beacon: b}, err
}

// List returns a page of the list of a draw, from 1. It reads two items. It fails as Notice does, so
// no page is shown before the list is final. If the list has no such page, the problem names the
// field page.
func List(ctx context.Context, d Draws, sale catalog.Sale, sku catalog.SKU, number int) (draw.List, error) {
	p, err := Notice(ctx, d, sale, sku)
	if err != nil {
		return draw.List{}, err
	}
	page, err := d.Page(ctx, p.Notice.Line, number)
	if err == nil && len(page) == 0 {
		err = problem.Invalid(problem.Field{Name: "page", Reason: "must be the number of a page of the list, from 1"})
	}
	var list draw.List
	for _, e := range page {
		list.Commitments = append(list.Commitments, e.Commitment)
	}
	return list, err
}

package backoffice

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/stock"
)

// ErrExists says that there is a sale of this name already. Sales are never
// replaced: their salt names the buyers' orders.
var ErrExists = errors.New("exists already")

// saltBytes is the length of a sale's salt: the strength of the HMAC it keys.
const saltBytes = 32

// CreateSale creates a sale with all its stock. It fails with Mistakes, or with
// ErrExists.
//
// The sale itself is written last: until then nobody can see or buy anything,
// so a creation that died is finished by running it again with the same lines.
func (o *Office) CreateSale(ctx context.Context, now time.Time, spec Spec) error {
	snapshot, err := o.store.Catalog(ctx)
	if err != nil {
		return err
	}
	if _, exists := find(snapshot.Sales, spec.ID); exists {
		return fmt.Errorf("sale %s %w", spec.ID, ErrExists)
	}
	return o.create(ctx, now, spec, snapshot.Products)
}

func (o *Office) create(ctx context.Context, now time.Time, spec Spec, products []catalog.Product) error {
	if err := spec.check(now, o.region, products); err != nil {
		return err
	}
	sale := catalog.Sale{
		ID: spec.ID, Opens: spec.Opens, Closes: spec.Closes, Access: spec.Access,
		OrdersPerBuyer: spec.OrdersPerBuyer, Hold: spec.Hold, Salt: make([]byte, saltBytes),
	}
	rand.Read(sale.Salt) // never fails
	for _, line := range spec.Lines {
		if err := o.fillNewShelf(ctx, now, stock.Line{Sale: sale.ID, SKU: line.SKU}, line.Units); err != nil {
			return err
		}
		sale.Lines = append(sale.Lines, catalog.SaleLine{SKU: line.SKU, MaxPerOrder: line.MaxPerOrder})
	}
	created, err := o.store.PutSale(ctx, sale)
	if err == nil && !created {
		err = fmt.Errorf("sale %s %w", sale.ID, ErrExists)
	}
	return err
}

// CloseSale ends a sale now: nobody can buy any more, and holds may still be
// paid. A sale that is over stays as it was, which is an error.
func (o *Office) CloseSale(ctx context.Context, now time.Time, id catalog.SaleID) error {
	sale, err := o.sale(ctx, id)
	if err != nil {
		return err
	}
	if over(sale, now) {
		return fmt.Errorf("sale %s is over since %s", id, sale.Closes.Format(time.RFC3339))
	}
	closed, err := o.store.CloseSale(ctx, id, now)
	if err == nil && !closed {
		err = o.unknown(id)
	}
	return err
}

// over says whether a sale has ended, be it before it ever opened.
func over(sale catalog.Sale, now time.Time) bool {
	return !sale.Closes.IsZero() && !now.Before(sale.Closes)
}

// Listed is a sale with what its shelves say.
type Listed struct {
	catalog.Sale
	Status catalog.SaleStatus
	Counts []stock.Count // of each line, as the last sweep counted
}

// Sales lists the region's sales by when they open.
func (o *Office) Sales(ctx context.Context, now time.Time) ([]Listed, error) {
	snapshot, err := o.store.Catalog(ctx)
	if err != nil {
		return nil, err
	}
	sales := make([]Listed, len(snapshot.Sales))
	for i, sale := range snapshot.Sales {
		sales[i] = Listed{Sale: sale, Status: sale.StatusAt(now)}
		for _, line := range sale.Lines {
			shelf, err := o.store.Shelf(ctx, stock.Line{Sale: sale.ID, SKU: line.SKU})
			if err != nil {
				return nil, err
			}
			sales[i].Counts = append(sales[i].Counts, shelf.Count)
		}
	}
	slices.SortStableFunc(sales, func(a, b Listed) int { return a.Opens.Compare(b.Opens) })
	return sales, nil
}

// sale finds a sale of the region.
func (o *Office) sale(ctx context.Context, id catalog.SaleID) (catalog.Sale, error) {
	snapshot, err := o.store.Catalog(ctx)
	if err != nil {
		return catalog.Sale{}, err
	}
	sale, ok := find(snapshot.Sales, id)
	if !ok {
		return catalog.Sale{}, o.unknown(id)
	}
	return sale, nil
}

func (o *Office) unknown(id catalog.SaleID) error {
	return fmt.Errorf("there is no sale %q in region %s", id, o.region)
}

func find(sales []catalog.Sale, id catalog.SaleID) (catalog.Sale, bool) {
	i := slices.IndexFunc(sales, func(s catalog.Sale) bool { return s.ID == id })
	if i < 0 {
		return catalog.Sale{}, false
	}
	return sales[i], true
}

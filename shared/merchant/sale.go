package merchant

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/stock"
)

// ErrExists means that the region has a sale of this name already. A sale is
// never replaced: its salt names the buyers' orders.
var ErrExists = errors.New("exists already")

// saltBytes is the length of a sale's salt: the strength of the HMAC that it keys.
const saltBytes = 32

// CreateSale creates a sale with all its stock. It fails with Mistakes if the
// spec is not valid, and with ErrExists if the region has a sale of this name.
func (m *Merchant) CreateSale(ctx context.Context, now time.Time, spec Spec) error {
	snapshot, err := m.store.Catalog(ctx)
	if err != nil {
		return err
	}
	return m.create(ctx, now, spec, snapshot)
}

func (m *Merchant) create(ctx context.Context, now time.Time, spec Spec, snapshot catalog.Snapshot) error {
	exists := fmt.Errorf("sale %s %w", spec.ID, ErrExists)
	if _, err := snapshot.Sale(spec.ID); err == nil {
		return exists
	}
	if err := spec.check(now, m.region, snapshot); err != nil {
		return err
	}
	sale := catalog.Sale{
		ID: spec.ID, Opens: spec.Opens, Closes: spec.Closes, Access: spec.Access, EntriesClose: spec.EntriesClose,
		OrdersPerBuyer: spec.OrdersPerBuyer, Hold: spec.Hold, Work: spec.Work, Salt: make([]byte, saltBytes),
	}
	rand.Read(sale.Salt) // never fails
	for _, line := range spec.Lines {
		if err := m.stockNewLine(ctx, now, stock.Line{Sale: sale.ID, SKU: line.SKU}, line.Units); err != nil {
			return err
		}
		sale.Lines = append(sale.Lines, catalog.SaleLine{SKU: line.SKU, MaxPerOrder: line.MaxPerOrder})
	}
	created, err := m.store.PutSale(ctx, sale)
	if err == nil && !created {
		err = exists
	}
	return err
}

// CloseSale ends a sale now: nobody can buy any more, and holds may still be
// paid. It fails if the sale has ended already.
func (m *Merchant) CloseSale(ctx context.Context, now time.Time, id catalog.SaleID) error {
	if _, err := m.current(ctx, now, id); err != nil {
		return err
	}
	closed, err := m.store.CloseSale(ctx, id, now)
	if err == nil && !closed {
		err = m.unknown(id)
	}
	return err
}

// Listing is a sale with its status and its stock.
type Listing struct {
	catalog.Sale
	Status catalog.SaleStatus
	Counts []stock.Count // of each line, as the last sweep counted
}

// Sales lists the region's sales by when they open.
func (m *Merchant) Sales(ctx context.Context, now time.Time) ([]Listing, error) {
	snapshot, err := m.store.Catalog(ctx)
	if err != nil {
		return nil, err
	}
	sales := make([]Listing, len(snapshot.Sales))
	for i, sale := range snapshot.Sales {
		sales[i] = Listing{Sale: sale, Status: sale.StatusAt(now)}
		for _, line := range sale.Lines {
			shelf, err := m.store.Shelf(ctx, stock.Line{Sale: sale.ID, SKU: line.SKU})
			if err != nil {
				return nil, err
			}
			sales[i].Counts = append(sales[i].Counts, shelf.Count)
		}
	}
	slices.SortStableFunc(sales, func(a, b Listing) int { return a.Opens.Compare(b.Opens) })
	return sales, nil
}

// Barred is a product that shoppers of a market may not buy.
type Barred struct {
	Market    market.Code
	SKU       catalog.SKU
	Known     bool             // the market has an offer of it
	Clearance market.Clearance // why it may not be sold; zero unless Known
}

// Barred lists by market the products of a sale that may not be sold there now.
// A sale may have such lines: its other markets can buy them, and this one once
// they are cleared.
func (m *Merchant) Barred(ctx context.Context, spec Spec) ([]Barred, error) {
	snapshot, err := m.store.Catalog(ctx)
	if err != nil {
		return nil, err
	}
	var barred []Barred
	for _, to := range m.region.Markets() {
		for _, line := range spec.Lines {
			product, err := snapshot.Product(line.SKU)
			if err != nil {
				return nil, err
			}
			if offer, known := product.Offers[to.Code]; offer.Clearance.Status != market.Cleared {
				barred = append(barred, Barred{Market: to.Code, SKU: line.SKU, Known: known, Clearance: offer.Clearance})
			}
		}
	}
	return barred, nil
}

// current returns a sale of the region. It fails if the sale has ended.
func (m *Merchant) current(ctx context.Context, now time.Time, id catalog.SaleID) (catalog.Sale, error) {
	snapshot, err := m.store.Catalog(ctx)
	if err != nil {
		return catalog.Sale{}, err
	}
	sale, err := snapshot.Sale(id)
	switch {
	case err != nil:
		return catalog.Sale{}, m.unknown(id)
	case sale.StatusAt(now) == catalog.StatusClosed:
		return catalog.Sale{}, fmt.Errorf("sale %s has been over since %s", id, sale.Closes.Format(time.RFC3339))
	}
	return sale, nil
}

func (m *Merchant) unknown(id catalog.SaleID) error {
	return fmt.Errorf("there is no sale %q in region %s", id, m.region)
}

// Package checkouttest has what tests of a sale need: a store in memory whose every call
// can be made to fail, a payment provider that remembers, an audit, and the tests that
// every store must pass, so that the one in memory cannot drift from the real one.
package checkouttest

import (
	"context"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/erasure"
	"storefront/shared/ledger"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/stock"
)

// Store is a region's data as the checkout, the sweep and operators use it.
// [Conformance] tests what each method does.
type Store interface {
	checkout.Lots
	checkout.Shelves
	checkout.Orders
	checkout.Inventory
	checkout.Movements
	checkout.Findings
	checkout.Readings
	catalog.Source
	erasure.EndedOrders
	erasure.Sales

	// AllOrders visits every order of the region.
	AllOrders(ctx context.Context, visit func(order.Order) error) error
	// AllMovements visits every movement in the provider's account.
	AllMovements(ctx context.Context, visit func(payment.Movement) error) error
	// AllFindings visits every finding at the payment provider.
	AllFindings(ctx context.Context, visit func(payment.Finding) error) error
	// Issue, IssuedThrough and SetIssuedThrough implement closing.Issued.
	Issue(ctx context.Context, all []ledger.Issued) error
	IssuedThrough(ctx context.Context, code market.Code) (ledger.Head, error)
	SetIssuedThrough(ctx context.Context, code market.Code, head ledger.Head) error
	// AnchorsOf, Adopted, Anchor, AnchorFile, AnchorLock and SetAdopted implement closing.Anchors.
	AnchorsOf(ctx context.Context, month string) (ledger.Anchors, error)
	Adopted(ctx context.Context) (map[market.Code]string, error)
	Anchor(ctx context.Context, key ledger.AnchorKey, digest string) (bool, error)
	AnchorFile(ctx context.Context, month string, f ledger.AnchoredFile) (bool, error)
	AnchorLock(ctx context.Context, since ledger.Anchors, lock string) (bool, error)
	SetAdopted(ctx context.Context, through map[market.Code]string) error
	// DocumentsOf returns the issued documents of an order.
	DocumentsOf(ctx context.Context, id order.ID) ([]ledger.Issued, error)
	// Mailed and PutMailed implement report.Marks.
	Mailed(ctx context.Context) (ledger.Mailed, error)
	PutMailed(ctx context.Context, m ledger.Mailed) (bool, error)
	// PutLot adds a lot, unless there is one of its number.
	PutLot(ctx context.Context, lot stock.Lot) (bool, error)
	// AddLots adds lots, which were put before, to the shelf if the line has from of them.
	AddLots(ctx context.Context, line stock.Line, from, to, units int, reference string) (bool, error)
	PutProduct(ctx context.Context, p catalog.Product) error
	// PutSale adds a sale, unless there is one of its name.
	PutSale(ctx context.Context, sale catalog.Sale) (bool, error)
	// CloseSale sets when a sale closes, if there is such a sale.
	CloseSale(ctx context.Context, id catalog.SaleID, at time.Time) (bool, error)
	// RevokeTickets adds a revocation to a sale; see invite.Sales.
	RevokeTickets(ctx context.Context, id catalog.SaleID, r catalog.Revocation) (bool, error)
}

// EachShelf reads shelves one by one, for stores of tests that have no other way.
func EachShelf(ctx context.Context, s interface {
	Shelf(ctx context.Context, line stock.Line) (stock.Shelf, error)
}, lines []stock.Line,
) ([]stock.Shelf, error) {
	shelves := make([]stock.Shelf, len(lines))
	for i, line := range lines {
		var err error
		if shelves[i], err = s.Shelf(ctx, line); err != nil {
			return nil, err
		}
	}
	return shelves, nil
}

// Fill stocks a line with lots of these sizes, after those that it has.
func Fill(ctx context.Context, s Store, line stock.Line, from int, sizes ...int) error {
	units := 0
	for i, size := range sizes {
		if _, err := s.PutLot(ctx, stock.NewLot(stock.LotKey{Line: line, Number: from + i}, size)); err != nil {
			return err
		}
		units += size
	}
	_, err := s.AddLots(ctx, line, from, from+len(sizes), units, "")
	return err
}

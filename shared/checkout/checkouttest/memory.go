package checkouttest

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
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

// Memory is a region's data in memory. It decides by the pure rules of packages stock
// and order, and shares no memory with its callers. It is safe for concurrent use.
type Memory struct {
	breakable
	lots     map[stock.LotKey]stock.Lot
	shelves  map[stock.Line]stock.Shelf
	orders   map[order.ID]order.Order
	buyers   map[order.Key][]order.ID // by slot
	products map[catalog.SKU]catalog.Product
	sales    map[catalog.SaleID]catalog.Sale
	moved    []payment.Movement
	findings map[string]payment.Finding // by reference
	readings map[payment.List]payment.Reading
	documents
	anchors
	mailed ledger.Mailed
}

var _ Store = (*Memory)(nil)

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{
		lots:     map[stock.LotKey]stock.Lot{},
		shelves:  map[stock.Line]stock.Shelf{},
		orders:   map[order.ID]order.Order{},
		buyers:   map[order.Key][]order.ID{},
		products: map[catalog.SKU]catalog.Product{},
		sales:    map[catalog.SaleID]catalog.Sale{},
		findings: map[string]payment.Finding{},
		readings: map[payment.List]payment.Reading{},

		documents: documents{issued: map[string]ledger.Issued{}, through: map[market.Code]ledger.Head{}},
		anchors:   anchors{anchored: map[string]ledger.Anchors{}},
	}
}

// Reserve applies stock.Lot.Reserve.
func (m *Memory) Reserve(ctx context.Context, key stock.LotKey, id order.ID, quantity int, until time.Time) (checkout.Reservation, error) {
	return call(ctx, &m.breakable, OpReserve, key.String(), func() (checkout.Reservation, error) {
		lot, err := m.lot(key)
		if err != nil {
			return checkout.Reservation{}, err
		}
		release := lot.NextRelease()
		outcome := lot.Reserve(id, quantity, until)
		if outcome == stock.Reserved {
			release = until
		}
		m.lots[key] = lot
		return checkout.Reservation{Outcome: outcome, Left: lot.Left, Claimed: lot.Claims[id].Quantity, NextRelease: release}, nil
	})
}

// Release applies stock.Lot.Release.
func (m *Memory) Release(ctx context.Context, key stock.LotKey, id order.ID) (checkout.ReleaseResult, error) {
	return call(ctx, &m.breakable, OpRelease, key.String(), func() (checkout.ReleaseResult, error) {
		lot, err := m.lot(key)
		if err != nil {
			return checkout.ReleaseResult{}, err
		}
		before := lot.Left
		released := lot.Release(id)
		m.lots[key] = lot
		return checkout.ReleaseResult{Released: released, Before: before, After: lot.Left}, nil
	})
}

// Reschedule applies stock.Lot.Reschedule.
func (m *Memory) Reschedule(ctx context.Context, key stock.LotKey, until map[order.ID]time.Time) (bool, error) {
	return call(ctx, &m.breakable, OpReschedule, key.String(), func() (bool, error) {
		lot, err := m.lot(key)
		if err != nil {
			return false, err
		}
		rescheduled := lot.Reschedule(until)
		m.lots[key] = lot
		return rescheduled, nil
	})
}

// Lots reads the first n lots of a line.
func (m *Memory) Lots(ctx context.Context, line stock.Line, n int) ([]stock.Lot, error) {
	return call(ctx, &m.breakable, OpLots, line.String(), func() ([]stock.Lot, error) {
		numbers := make([]int, n)
		for i := range numbers {
			numbers[i] = i
		}
		return m.read(line, numbers)
	})
}

// Peek reads some lots of a line.
func (m *Memory) Peek(ctx context.Context, line stock.Line, numbers []int) ([]stock.Lot, error) {
	return call(ctx, &m.breakable, OpPeek, line.String(), func() ([]stock.Lot, error) {
		return m.read(line, slices.Sorted(slices.Values(numbers)))
	})
}

func (m *Memory) read(line stock.Line, numbers []int) ([]stock.Lot, error) {
	lots := make([]stock.Lot, len(numbers))
	for i, number := range numbers {
		var err error
		if lots[i], err = m.lot(stock.LotKey{Line: line, Number: number}); err != nil {
			return nil, err
		}
	}
	return lots, nil
}

// lot returns a copy of a lot.
func (m *Memory) lot(key stock.LotKey) (stock.Lot, error) {
	lot, ok := m.lots[key]
	if !ok {
		return stock.Lot{}, fmt.Errorf("checkouttest: there is no lot %s", key)
	}
	lot.Claims = maps.Clone(lot.Claims)
	return lot, nil
}

// PutLot adds a new lot.
func (m *Memory) PutLot(_ context.Context, lot stock.Lot) (bool, error) {
	return locked(&m.breakable, func() (bool, error) {
		if _, there := m.lots[lot.LotKey]; there {
			return false, nil
		}
		added := stock.NewLot(lot.LotKey, lot.Size)
		added.CreatedAt = lot.CreatedAt
		m.lots[lot.LotKey] = added
		return true, nil
	})
}

// Shelf reads a line's shelf.
func (m *Memory) Shelf(ctx context.Context, line stock.Line) (stock.Shelf, error) {
	return call(ctx, &m.breakable, OpShelf, line.String(), func() (stock.Shelf, error) {
		shelf, err := m.shelf(line)
		shelf.Pages = slices.Clone(shelf.Pages)
		for i := range shelf.Pages {
			shelf.Pages[i].Empty = maps.Clone(shelf.Pages[i].Empty)
		}
		return shelf, err
	})
}

// ShelvesOf reads the shelves of lines.
func (m *Memory) ShelvesOf(ctx context.Context, lines []stock.Line) ([]stock.Shelf, error) {
	return EachShelf(ctx, m, lines)
}

// MarkEmpty applies stock.Shelf.Mark.
func (m *Memory) MarkEmpty(ctx context.Context, lot stock.LotKey, epoch int64, release time.Time) (bool, error) {
	return call(ctx, &m.breakable, OpMarkEmpty, lot.String(), func() (bool, error) {
		shelf, err := m.shelf(lot.Line)
		if err != nil {
			return false, err
		}
		shelf, marked := shelf.Mark(lot.Number, epoch, release)
		m.shelves[lot.Line] = shelf
		return marked, nil
	})
}

// Unmark applies stock.Shelf.Unmark.
func (m *Memory) Unmark(ctx context.Context, lot stock.LotKey) error {
	return callErr(ctx, &m.breakable, OpUnmark, lot.String(), func() error {
		shelf, err := m.shelf(lot.Line)
		if err == nil {
			m.shelves[lot.Line] = shelf.Unmark(lot.Number)
		}
		return err
	})
}

// Record puts a count on a shelf.
func (m *Memory) Record(ctx context.Context, line stock.Line, count stock.Count) error {
	return callErr(ctx, &m.breakable, OpRecord, line.String(), func() error {
		shelf, err := m.shelf(line)
		if err == nil {
			shelf.Count = count
			m.shelves[line] = shelf
		}
		return err
	})
}

// AddLots applies stock.Shelf.Restock.
func (m *Memory) AddLots(_ context.Context, line stock.Line, from, to, units int, reference string) (bool, error) {
	return locked(&m.breakable, func() (bool, error) {
		shelf, there := m.shelves[line]
		if there != (from > 0) || shelf.Lots != from {
			return false, nil
		}
		shelf.Line = line
		m.shelves[line] = shelf.Restock(to, units, reference)
		return true, nil
	})
}

// shelf returns a line's shelf. Its pages must not be changed in place.
func (m *Memory) shelf(line stock.Line) (stock.Shelf, error) {
	shelf, ok := m.shelves[line]
	if !ok {
		return stock.Shelf{}, fmt.Errorf("checkouttest: %s has no shelf", line)
	}
	return shelf, nil
}

// Put stores a new order.
func (m *Memory) Put(ctx context.Context, o order.Order) (*order.Order, error) {
	return call(ctx, &m.breakable, OpPut, o.ID.String(), func() (*order.Order, error) {
		if existing, there := m.orders[o.ID]; there {
			existing = copyOrder(existing)
			return &existing, nil
		}
		m.orders[o.ID] = copyOrder(o)
		m.buyers[o.ID.Key] = append(m.buyers[o.ID.Key], o.ID)
		slices.SortFunc(m.buyers[o.ID.Key], func(a, b order.ID) int { return cmp.Compare(a.Slot, b.Slot) })
		return nil, nil
	})
}

// Move applies order.Order.Apply.
func (m *Memory) Move(ctx context.Context, id order.ID, move order.Move) (order.Order, bool, error) {
	type result struct {
		order order.Order
		moved bool
	}
	r, err := call(ctx, &m.breakable, OpMove, id.String(), func() (result, error) {
		o, there := m.orders[id]
		if !there {
			return result{order: order.Order{ID: id}}, nil
		}
		o, moved := o.Apply(move)
		m.orders[id] = o
		return result{copyOrder(o), moved}, nil
	})
	return r.order, r.moved, err
}

// Order reads one order.
func (m *Memory) Order(ctx context.Context, id order.ID) (order.Order, error) {
	return call(ctx, &m.breakable, OpOrder, id.String(), func() (order.Order, error) {
		if o, there := m.orders[id]; there {
			return copyOrder(o), nil
		}
		return order.Order{ID: id}, nil
	})
}

// Buyer lists the orders of a key by slot.
func (m *Memory) Buyer(ctx context.Context, key order.Key) ([]order.Order, error) {
	return call(ctx, &m.breakable, OpBuyer, string(key), func() ([]order.Order, error) {
		var orders []order.Order
		for _, id := range m.buyers[key] {
			orders = append(orders, copyOrder(m.orders[id]))
		}
		return orders, nil
	})
}

// Orders reads many orders.
func (m *Memory) Orders(ctx context.Context, ids []order.ID) (map[order.ID]order.Order, error) {
	return call(ctx, &m.breakable, OpOrders, fmt.Sprint(len(ids)), func() (map[order.ID]order.Order, error) {
		found := map[order.ID]order.Order{}
		for _, id := range ids {
			if o, there := m.orders[id]; there {
				found[id] = copyOrder(o)
			}
		}
		return found, nil
	})
}

// AllOrders visits every order as it was when AllOrders was called.
func (m *Memory) AllOrders(_ context.Context, visit func(order.Order) error) error {
	m.mu.Lock()
	orders := slices.Collect(maps.Values(m.orders))
	m.mu.Unlock()
	for _, o := range orders {
		if err := visit(copyOrder(o)); err != nil {
			return err
		}
	}
	return nil
}

func copyOrder(o order.Order) order.Order {
	o.Lines = slices.Clone(o.Lines)
	for i := range o.Lines {
		o.Lines[i].Allocations = slices.Clone(o.Lines[i].Allocations)
	}
	return o
}

// Catalog reads all products and sales, sorted by name.
func (m *Memory) Catalog(context.Context) (catalog.Snapshot, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var snapshot catalog.Snapshot
	for _, sku := range slices.Sorted(maps.Keys(m.products)) {
		snapshot.Products = append(snapshot.Products, copyProduct(m.products[sku]))
	}
	for _, id := range slices.Sorted(maps.Keys(m.sales)) {
		snapshot.Sales = append(snapshot.Sales, copySale(m.sales[id]))
	}
	return snapshot, nil
}

// PutProduct stores a product.
func (m *Memory) PutProduct(_ context.Context, p catalog.Product) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.products[p.SKU] = copyProduct(p)
	return nil
}

// PutSale stores a new sale.
func (m *Memory) PutSale(_ context.Context, sale catalog.Sale) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, there := m.sales[sale.ID]; there {
		return false, nil
	}
	m.sales[sale.ID] = copySale(sale)
	return true, nil
}

// CloseSale sets when a sale closes.
func (m *Memory) CloseSale(_ context.Context, id catalog.SaleID, at time.Time) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	sale, there := m.sales[id]
	if there {
		sale.Closes = at
		m.sales[id] = sale
	}
	return there, nil
}

// RevokeTickets implements invite.Sales.
func (m *Memory) RevokeTickets(_ context.Context, id catalog.SaleID, r catalog.Revocation) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	sale, there := m.sales[id]
	if !there || len(sale.Revoked) >= catalog.MaxRevocations {
		return false, nil
	}
	sale.Revoked = append(slices.Clone(sale.Revoked), r)
	m.sales[id] = sale
	return true, nil
}

// DestroySalt removes the salt of a sale that had closed by then.
func (m *Memory) DestroySalt(_ context.Context, id catalog.SaleID, closed time.Time) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	sale := m.sales[id]
	if sale.Sealed() || sale.Closes.IsZero() || sale.Closes.After(closed) {
		return false, nil
	}
	sale.Salt = nil
	m.sales[id] = sale
	return true, nil
}

// Ended visits the orders whose term is over.
func (m *Memory) Ended(ctx context.Context, terms erasure.Terms, visit func(order.Order) error) error {
	return m.AllOrders(ctx, func(o order.Order) error {
		if !terms.Over(o) {
			return nil
		}
		return visit(order.Order{
			ID: o.ID, Status: o.Status, Version: o.Version, UpdatedAt: o.UpdatedAt, ErasedAt: o.ErasedAt, Sealed: order.Sealed{Since: o.Sealed.Since},
		})
	})
}

func copyProduct(p catalog.Product) catalog.Product {
	p.Facts, p.Texts, p.Offers = slices.Clone(p.Facts), maps.Clone(p.Texts), maps.Clone(p.Offers)
	return p
}

func copySale(s catalog.Sale) catalog.Sale {
	s.Salt, s.Lines = slices.Clone(s.Salt), slices.Clone(s.Lines)
	return s
}

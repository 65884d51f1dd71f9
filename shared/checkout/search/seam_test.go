package search_test

import (
	"context"
	"slices"
	"sync"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/stock"
)

// shop is a catalog of one product.
type shop struct{}

func (shop) Sale(context.Context, catalog.SaleID) (catalog.Sale, error) { return sale, nil }

func (shop) Product(_ context.Context, sku catalog.SKU) (catalog.Product, error) {
	return catalog.Product{SKU: sku, Offers: map[market.Code]catalog.Offer{"us": {
		Price: money.Amount{Minor: 1499, Currency: "USD"}, Clearance: market.Clearance{Status: market.Cleared},
	}}}, nil
}

// seam is a store that passes every call to the walk. It converts times and epochs when
// the call is made.
type seam struct {
	*walk
	ask func(func() call) (reply, error)
	mu  sync.Mutex // for sweeps, which do many things at once
}

// lot returns the lot that has a number.
func (s *seam) lot(key stock.LotKey) uint8 {
	numbers := s.m.numbers()
	return uint8(slices.Index(numbers[:], key.Number))
}

// fromReal returns a time of the store as the rules of the model know it.
func (s *seam) fromReal(t time.Time) time.Time { return t.Add(-time.Duration(s.ticks) * sale.Hold) }

// docOf returns an order of the store as the model knows it.
func (s *seam) docOf(o order.Order) doc {
	for request := range uint8(8) {
		if o.Request.Key == keyOf(request) {
			o.Request.Key = order.Digest{request}
			break
		}
	}
	o.HoldExpiresAt = s.fromReal(o.HoldExpiresAt)
	return docOf(o, s.m.numbers())
}

// real returns an order of the model as the store returns it.
func (s *seam) real(id uint8, d doc) order.Order {
	o := d.real(id, s.m.numbers())
	o.Request.Key = keyOf(d.request)
	o.Payment.Provider, o.Payment.Reference = "sandbox", "sandbox_"+o.ID.String()
	o.HoldExpiresAt = o.HoldExpiresAt.Add(time.Duration(s.ticks) * sale.Hold)
	return o
}

func (s *seam) Reserve(_ context.Context, key stock.LotKey, id order.ID, quantity int, until time.Time) (checkout.Reservation, error) {
	r, err := s.ask(func() call {
		return call{kind: callReserve, lot: s.lot(key), id: numberOf(id), quantity: uint8(quantity), until: ticksOf(s.fromReal(until))}
	})
	return checkout.Reservation{Outcome: r.outcome, Left: int(r.left), Claimed: int(r.claim.quantity)}, err
}

func (s *seam) Release(_ context.Context, key stock.LotKey, id order.ID) (checkout.ReleaseResult, error) {
	r, err := s.ask(func() call { return call{kind: callRelease, lot: s.lot(key), id: numberOf(id)} })
	return checkout.ReleaseResult{Released: r.done, Before: int(r.before), After: int(r.left)}, err
}

// Peek finds units in every lot. If it did not, a request would end before its first
// write, which changes nothing that the search looks at.
func (s *seam) Peek(_ context.Context, line stock.Line, numbers []int) ([]stock.Lot, error) {
	lots := make([]stock.Lot, len(numbers))
	for i, number := range numbers {
		lots[i] = stock.NewLot(stock.LotKey{Line: line, Number: number}, stock.LotSize)
	}
	return lots, nil
}

func (s *seam) ShelvesOf(ctx context.Context, lines []stock.Line) ([]stock.Shelf, error) {
	return checkouttest.EachShelf(ctx, s, lines)
}

func (s *seam) Shelf(context.Context, stock.Line) (stock.Shelf, error) {
	var listed set
	epochs := make([]int, len(s.epochs))
	for page := range s.m.pages() {
		r, err := s.ask(func() call {
			epochs[page] = s.epochs[page]
			return call{kind: readShelf, page: page}
		})
		if err != nil {
			return stock.Shelf{}, err
		}
		listed |= r.listed
	}
	shelf := s.m.shelf(listed, 0)
	for page := range shelf.Pages {
		shelf.Pages[page].Epoch = int64(epochs[page])
	}
	return shelf, nil
}

func (s *seam) MarkEmpty(_ context.Context, key stock.LotKey, epoch int64, _ time.Time) (bool, error) {
	lot := s.lot(key)
	page := s.m.page(lot)
	r, err := s.ask(func() call {
		return call{kind: callMark, lot: lot, page: page, current: epoch == int64(s.epochs[page])}
	})
	return r.done, err
}

func (s *seam) Unmark(_ context.Context, key stock.LotKey) error {
	_, err := s.ask(func() call { return call{kind: callUnmark, lot: s.lot(key)} })
	return err
}

func (s *seam) Order(_ context.Context, id order.ID) (order.Order, error) {
	r, err := s.ask(func() call { return call{kind: readOrder, id: numberOf(id)} })
	return s.real(numberOf(id), r.doc), err
}

func (s *seam) Buyer(_ context.Context, key order.Key) ([]order.Order, error) {
	first := numberOf(nthID(key, 0))
	r, err := s.ask(func() call { return call{kind: readBuyer, id: first} })
	var orders []order.Order
	for i, d := range r.docs {
		if d.status != absent {
			orders = append(orders, s.real(first+uint8(i), d))
		}
	}
	return orders, err
}

func (s *seam) Put(_ context.Context, o order.Order) (*order.Order, error) {
	r, err := s.ask(func() call { return call{kind: callPut, id: numberOf(o.ID), doc: s.docOf(o)} })
	if err != nil || r.done {
		return nil, err
	}
	existing := s.real(numberOf(o.ID), r.doc)
	return &existing, nil
}

func (s *seam) Move(_ context.Context, id order.ID, m order.Move) (order.Order, bool, error) {
	r, err := s.ask(func() call {
		switch m.To {
		case order.Paid:
			return call{kind: callPay, id: numberOf(id)}
		case order.Cancelled:
			return call{kind: callCancel, id: numberOf(id)}
		case order.Expired:
			return call{kind: callExpire, id: numberOf(id)}
		default:
			return call{kind: callExtend, id: numberOf(id), until: ticksOf(s.fromReal(m.HoldExpiresAt))}
		}
	})
	return s.real(numberOf(id), r.doc), r.done, err
}

func (s *seam) Lots(context.Context, stock.Line, int) ([]stock.Lot, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []stock.Lot
	for i := range s.m.lots() {
		all = append(all, s.s.lots[i].real(s.m.numbers()[i], s.m.sizes[i]))
	}
	return all, nil
}

func (s *seam) Orders(_ context.Context, asked []order.ID) (map[order.ID]order.Order, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := map[order.ID]order.Order{}
	for _, id := range asked {
		if d := s.s.docs[numberOf(id)]; d.status != absent {
			found[id] = s.real(numberOf(id), d)
		}
	}
	return found, nil
}

func (s *seam) Reschedule(_ context.Context, key stock.LotKey, until map[order.ID]time.Time) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.lot(key)
	r := s.s.lots[i].real(key.Number, s.m.sizes[i])
	rescheduled := r.Reschedule(until)
	s.s.lots[i] = lotOf(r)
	return rescheduled, nil
}

func (s *seam) Record(context.Context, stock.Line, stock.Count) error { return nil }

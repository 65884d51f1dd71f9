package checkout_test

import (
	"context"
	"strings"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/email"
	"storefront/shared/order"
	"storefront/shared/problem"
	"storefront/shared/stock"
)

// holder is how a function holds units for a request.
type holder func(ctx context.Context, c *checkout.Checkout, r checkout.HoldRequest) (order.Order, error)

// identityMutants are functions that take one shopper for another, or count no orders.
// Each is checkout.Hold with another request, another sale or other slots.
var identityMutants = []mutant{
	{name: "do not check the pass, and go by the typed address", hold: func(ctx context.Context, c *checkout.Checkout, r checkout.HoldRequest) (order.Order, error) {
		r.Proved = email.IdentityOf(r.Buyer.Email)
		return c.Hold(ctx, r)
	}},
	{name: "check the pass, and go by the typed address", hold: func(ctx context.Context, c *checkout.Checkout, r checkout.HoldRequest) (order.Order, error) {
		if r.Proved != (email.Identity{}) {
			r.Proved = email.IdentityOf(r.Buyer.Email)
		}
		return c.Hold(ctx, r)
	}},
	{name: "take a verified sale for an open one", hold: func(ctx context.Context, c *checkout.Checkout, r checkout.HoldRequest) (order.Order, error) {
		return withAccess(c, catalog.AccessOpen).Hold(ctx, r)
	}},
	{name: "name an order of an open sale by its Idempotency-Key alone", hold: inOpenSales(func(r checkout.HoldRequest) string { return r.IdempotencyKey })},
	{name: "name an order of an open sale by its address alone", hold: inOpenSales(func(r checkout.HoldRequest) string { return r.Buyer.Email })},
	{name: "any number of slots", hold: holdInMoreSlots},
}

// inOpenSales holds units under keys that derive from one field of the request.
func inOpenSales(by func(r checkout.HoldRequest) string) holder {
	return func(ctx context.Context, c *checkout.Checkout, r checkout.HoldRequest) (order.Order, error) {
		sale, err := c.Catalog.Sale(ctx, r.Sale)
		if err != nil || sale.Access != catalog.AccessOpen {
			return c.Hold(ctx, r)
		}
		r.Proved = email.IdentityOf(by(r))
		return withAccess(c, catalog.AccessVerified).Hold(ctx, r)
	}
}

// withAccess returns a checkout that takes every sale for one of this access.
func withAccess(c *checkout.Checkout, a catalog.Access) *checkout.Checkout {
	wrong := like(c)
	wrong.Catalog = accessChanger{c.Catalog, a}
	return wrong
}

// like returns a checkout of the same parts, which remembers nothing.
func like(c *checkout.Checkout) *checkout.Checkout {
	return &checkout.Checkout{
		Catalog: c.Catalog, Lots: c.Lots, Shelves: c.Shelves, Orders: c.Orders, Payments: c.Payments,
		Observer: c.Observer, Now: c.Now, Log: c.Log,
	}
}

type accessChanger struct {
	checkout.Catalog
	access catalog.Access
}

func (c accessChanger) Sale(ctx context.Context, id catalog.SaleID) (catalog.Sale, error) {
	sale, err := c.Catalog.Sale(ctx, id)
	sale.Access = c.access
	return sale, err
}

// holdInMoreSlots gives a key MaxSlots new slots whenever it has used all.
func holdInMoreSlots(ctx context.Context, c *checkout.Checkout, r checkout.HoldRequest) (order.Order, error) {
	for shift := slotShift(0); ; shift += 100 {
		shifted := like(c)
		shifted.Orders, shifted.Lots = ordersIn{c.Orders, shift}, lotsIn{c.Lots, shift}
		o, err := shifted.Hold(ctx, r)
		if problem.CodeOf(err) != problem.TooManyRequests || !strings.Contains(err.Error(), "the most that one buyer can make") {
			return shift.out(o), err
		}
	}
}

// slotShift is the distance of the slots in the store from those that the checkout uses.
type slotShift int

func (s slotShift) in(id order.ID) order.ID { id.Slot += int(s); return id }

func (s slotShift) out(o order.Order) order.Order {
	if o.ID.Slot > 0 {
		o.ID.Slot += int(s)
	}
	return o
}

type ordersIn struct {
	orders
	slotShift
}

type orders = checkout.Orders // an embedded field would hide its method of this name

func (s ordersIn) Put(ctx context.Context, o order.Order) (*order.Order, error) {
	o.ID = s.in(o.ID)
	existing, err := s.orders.Put(ctx, o)
	if existing != nil {
		existing.ID.Slot -= int(s.slotShift)
	}
	return existing, err
}

func (s ordersIn) Move(ctx context.Context, id order.ID, m order.Move) (order.Order, bool, error) {
	o, moved, err := s.orders.Move(ctx, s.in(id), m)
	o.ID.Slot -= int(s.slotShift)
	return o, moved, err
}

// Buyer lists the orders in the shifted slots alone.
func (s ordersIn) Buyer(ctx context.Context, key order.Key) ([]order.Order, error) {
	all, err := s.orders.Buyer(ctx, key)
	var in []order.Order
	for _, o := range all {
		if o.ID.Slot -= int(s.slotShift); o.ID.Slot >= 1 && o.ID.Slot < 100 {
			in = append(in, o)
		}
	}
	return in, err
}

type lotsIn struct {
	checkout.Lots
	slotShift
}

func (s lotsIn) Reserve(ctx context.Context, lot stock.LotKey, id order.ID, quantity int, until time.Time) (checkout.Reservation, error) {
	return s.Lots.Reserve(ctx, lot, s.in(id), quantity, until)
}

func (s lotsIn) Release(ctx context.Context, lot stock.LotKey, id order.ID) (checkout.ReleaseResult, error) {
	return s.Lots.Release(ctx, lot, s.in(id))
}

package checkout

import (
	"context"
	"errors"
	"log/slog"
	"slices"

	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/problem"
	"storefront/shared/stock"
)

// maxSlots bounds how many slots one request tries. It moves on only when the
// slot has ended, or another request of the same buyer has won it.
const maxSlots = 5

// HoldRequest is what a shopper wants to buy. Its form has been checked.
type HoldRequest struct {
	Market         market.Market
	Sale           catalog.SaleID
	Lines          []HoldLine // at least one; no SKU twice
	Buyer          order.Buyer
	IdempotencyKey string
}

// HoldLine is one SKU of a request.
type HoldLine struct {
	SKU      catalog.SKU
	Quantity int // at least 1
}

// Hold keeps units for a new order. The same request under the same
// Idempotency-Key gives the same order, however often it comes and whether or
// not an earlier one died on its way.
func (c *Checkout) Hold(ctx context.Context, r HoldRequest) (order.Order, error) {
	sale, err := c.Catalog.Sale(ctx, r.Sale)
	if err != nil {
		return order.Order{}, err
	}
	draft := c.draft(sale, r)
	if refusal := c.check(ctx, sale, r); refusal != nil {
		return c.answerBefore(ctx, draft, refusal)
	}
	if err := c.price(ctx, r, &draft); err != nil {
		return order.Order{}, err
	}
	return c.admit(ctx, sale, draft)
}

// answerBefore refuses a request unless it had its answer already: an order
// made while the sale ran is not lost to the shopper whose answer was lost.
func (c *Checkout) answerBefore(ctx context.Context, draft order.Order, refusal error) (order.Order, error) {
	if code := problem.CodeOf(refusal); code != problem.SaleClosed && code != problem.NotCleared {
		return order.Order{}, refusal
	}
	orders, err := c.Orders.Buyer(ctx, draft.ID.Key)
	if err != nil {
		return order.Order{}, err
	}
	if earlier, ok := madeBy(draft.Request, orders); ok {
		return answer(draft.Request, earlier)
	}
	return order.Order{}, refusal
}

// admit places the draft in the buyer's first slot, or in the next one when
// that is taken. It tries the first slot without looking, which saves a read
// for all who come once. Slots are taken one after the other, so the buyer
// never has more live orders than were counted, plus this one.
func (c *Checkout) admit(ctx context.Context, sale catalog.Sale, draft order.Order) (order.Order, error) {
	for range maxSlots {
		placed, err := c.place(ctx, draft)
		if err == nil && placed.Request.Key == draft.Request.Key {
			return answer(draft.Request, placed)
		}
		if err != nil && !tookNothing(err) {
			return order.Order{}, err
		}
		orders, lookup := c.Orders.Buyer(ctx, draft.ID.Key)
		if lookup != nil {
			return order.Order{}, lookup
		}
		if earlier, ok := madeBy(draft.Request, orders); ok {
			return answer(draft.Request, earlier)
		}
		if err != nil {
			return order.Order{}, nothingHad(err)
		}
		if err := c.checkLimit(ctx, sale, orders); err != nil {
			return order.Order{}, err
		}
		draft.ID.Slot = orders[len(orders)-1].ID.Slot + 1
	}
	return order.Order{}, problem.Busy(errors.New("checkout: other requests took every slot"))
}

// place takes the draft's units and puts an order into its slot: the draft, or
// what closes the slot if not all units were to be had. It gives the order that
// has the slot in the end, which may be one that was there before. Claims that
// this order has no right to are given back.
//
// An error that tookNothing comes without any claim left behind. After any other
// error a retry or the sweep puts things straight.
func (c *Checkout) place(ctx context.Context, draft order.Order) (order.Order, error) {
	draft.Lines = slices.Clone(draft.Lines)
	emptied, failure := c.takeAll(ctx, &draft)
	taken := claims(draft)
	switch {
	case failure == nil:
	case len(taken) == 0 && tookNothing(failure):
		return order.Order{}, failure
	case errors.As(failure, new(soldOutError)):
		draft.Status = order.Rejected
	case errors.Is(failure, errClaimInTheWay), errors.Is(failure, errCrowd):
		draft = order.Gravestone(draft.ID, draft.Sale, draft.CreatedAt)
	default:
		return order.Order{}, failure
	}
	placed := draft
	existing, err := c.put(ctx, draft)
	if err != nil {
		return order.Order{}, err
	}
	if existing != nil {
		placed = *existing
	}
	c.tidy(ctx, placed, taken, emptied)
	if existing == nil && errors.Is(failure, errCrowd) {
		return order.Order{}, failure
	}
	return placed, nil
}

// tidy does what the buyer need not wait for in doubt: the answer is certain
// by now. What fails here costs a later buyer a take or a minute, until the
// sweep has been, so it is only logged.
func (c *Checkout) tidy(ctx context.Context, placed order.Order, taken []claim, emptied []sighting) {
	if err := errors.Join(c.release(ctx, placed, taken), c.markEmpty(ctx, emptied)); err != nil {
		c.Log.WarnContext(ctx, "left for the sweep", slog.String("order", placed.ID.String()), slog.Any("error", err))
	}
}

// madeBy finds the order that the request made.
func madeBy(r order.Request, orders []order.Order) (order.Order, bool) {
	for _, o := range orders {
		if o.Request.Key == r.Key {
			return o, true
		}
	}
	return order.Order{}, false
}

// answer is what a request is told about the order that it, or one under the
// same key, has made.
func answer(r order.Request, o order.Order) (order.Order, error) {
	switch {
	case o.Request.Fingerprint != r.Fingerprint:
		return order.Order{}, problem.New(problem.IdempotencyKeyReused,
			"This Idempotency-Key was used for another request. Use a new key for a new order.")
	case o.Status == order.Rejected:
		return order.Order{}, problem.New(problem.NotEnoughLeft, "Not everything in this order can be had any more.")
	default:
		return o, nil
	}
}

// nothingHad is what a request is told that got nothing.
func nothingHad(err error) error {
	if gone, ok := errors.AsType[soldOutError](err); ok {
		return soldOut(gone.shelf)
	}
	if short, ok := errors.AsType[notEnoughError](err); ok {
		return problem.New(problem.NotEnoughLeft, "Fewer are left than you asked for: at most %d.", short.left).
			With("sku", short.sku).With("left_at_most", short.left)
	}
	return problem.Busy(err)
}

// tookNothing reports whether an error of a take says that there was nothing to
// take.
func tookNothing(err error) bool {
	return errors.As(err, new(soldOutError)) || errors.As(err, new(notEnoughError)) || errors.Is(err, errCrowd)
}

// soldOut says that nothing is left, and whether something may come back.
func soldOut(shelf stock.Shelf) error {
	p := problem.New(problem.SoldOut, "This is sold out.").With("sku", shelf.Line.SKU)
	if shelf.Availability() == stock.SoldOut {
		return p
	}
	p.Detail = "Nothing is left right now. Units on hold may come back."
	if next := shelf.NextRelease(); !next.IsZero() {
		p.With("next_release_at", next)
	}
	return p
}

// checkLimit refuses a buyer who has as many live orders as the sale allows. A
// hold that has ended is closed on the way: its buyer need not wait for the sweep.
func (c *Checkout) checkLimit(ctx context.Context, sale catalog.Sale, orders []order.Order) error {
	live := 0
	for _, o := range orders {
		o, err := c.expireIfDue(ctx, o)
		if err != nil {
			return err
		}
		if o.Status.Live() {
			live++
		}
	}
	if sale.OrdersPerBuyer > 0 && live >= sale.OrdersPerBuyer {
		return problem.New(problem.BuyerLimit, "Each buyer may have %d order(s) in this sale.", sale.OrdersPerBuyer)
	}
	return nil
}

package checkout

import (
	"context"
	"errors"
	"log/slog"
	"slices"

	"storefront/shared/catalog"
	"storefront/shared/email"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/problem"
	"storefront/shared/ticket"
)

// maxTries bounds how many slots one request tries. It moves on only when the slot
// is taken, or another request of the same buyer has won it.
const maxTries = 5

// HoldRequest is what a shopper wants to buy. Its form has been checked.
type HoldRequest struct {
	Market         market.Market
	Sale           catalog.SaleID
	Lines          []HoldLine // at least one; no SKU twice
	Buyer          order.Buyer
	Proved         email.Identity // whose mail the shopper has proved to read, with a pass; zero: nobody's
	Ticket         ticket.Code    // zero: none
	Work           string         // done under the IdempotencyKey; empty: none
	IdempotencyKey string
}

// HoldLine is one SKU of a request.
type HoldLine struct {
	SKU      catalog.SKU
	Quantity int // at least 1
}

// Hold holds units for a new order. The same request under the same
// Idempotency-Key returns the same order, however often it comes and whether or
// not an earlier one died on its way.
func (c *Checkout) Hold(ctx context.Context, r HoldRequest) (order.Order, error) {
	sale, err := c.Catalog.Sale(ctx, r.Sale)
	if err != nil {
		return order.Order{}, err
	}
	key, denied := r.admit(sale, c.now())
	draft := c.draft(sale, r, key)
	offers, err := c.offers(ctx, sale, r, denied)
	if err == nil {
		err = price(&draft, r.Market, offers)
	}
	if err == nil {
		err = c.Payments.Accepts(draft.Totals.Total)
	}
	switch problem.CodeOf(err) {
	case "":
	case problem.SaleClosed, problem.NotCleared, problem.NotPayable, problem.TicketExpired, problem.TicketRevoked, problem.WorkExpired:
		if key != "" && !sale.Sealed() {
			return c.earlierAnswer(ctx, draft, err)
		}
		fallthrough
	default:
		return order.Order{}, err
	}
	return c.hold(ctx, sale, draft)
}

// hold places the draft in the buyer's first slot, or in the next one if that is
// taken. It tries the first slot without a look at the buyer's orders, which
// saves a read for all who come once. It looks first if the process knows that the slot
// is taken: whoever is refused again and again takes no unit, not even for a moment.
// Slots are taken one after the other, so that the buyer never has more live orders than
// were counted, plus this one. In a ticket sale it always looks first, so that a used
// ticket costs no write.
func (c *Checkout) hold(ctx context.Context, sale catalog.Sale, draft order.Order) (order.Order, error) {
	slots := sale.Slots(draft.ID.Key)
	draft.ID.Slot = slots[0]
	taken := sale.ByTicket() || c.returning.has(draft.ID.Key)
	for range maxTries {
		var refusal error // unless an earlier order answers the request
		if !taken {
			placed, got, err := c.place(ctx, draft)
			switch {
			case err != nil:
				return order.Order{}, err
			case placed.Request.Key == draft.Request.Key:
				return answer(draft.Request, placed)
			case placed.Status == order.Absent:
				refusal = got.refusal(sale)
			default:
				c.returning.add(draft.ID.Key)
			}
		}
		taken = false
		orders, err := c.Orders.Buyer(ctx, draft.ID.Key)
		if err != nil {
			return order.Order{}, err
		}
		if earlier, ok := orderOf(draft.Request, orders); ok {
			return answer(draft.Request, earlier)
		}
		if refusal != nil {
			return order.Order{}, refusal
		}
		if err := c.checkLimit(ctx, sale, orders); err != nil {
			return order.Order{}, err
		}
		var free bool
		if draft.ID.Slot, free = freeSlot(slots, orders); !free {
			return order.Order{}, problem.New(problem.TooManyRequests,
				"You have made %d orders in this sale, counting those that have ended. That is the most that one buyer can make.", len(orders))
		}
	}
	return order.Order{}, problem.Busy(errors.New("checkout: other requests took every slot"))
}

// freeSlot returns the first of the slots that none of the orders has.
func freeSlot(slots []int, orders []order.Order) (slot int, ok bool) {
	for _, slot := range slots {
		if !slices.ContainsFunc(orders, func(o order.Order) bool { return o.ID.Slot == slot }) {
			return slot, true
		}
	}
	return 0, false
}

// place allocates the draft's units and puts an order into its slot: the draft, or
// a rejected order or a tombstone if units are missing. It returns the order that
// has the slot in the end. That may be an earlier one, and it is absent if nothing
// was put. Claims that this order has no right to are released.
//
// After an error it is unknown what was done; a retry or the sweep puts it right.
func (c *Checkout) place(ctx context.Context, draft order.Order) (placed order.Order, got allocation, err error) {
	got, err = c.allocate(ctx, draft)
	if err != nil {
		return order.Order{}, got, err
	}
	draft.Lines = got.lines
	reserved := claims(draft)
	switch {
	case got.outcome == allocated:
	case got.outcome == claimInTheWay, got.outcome == crowded && len(reserved) > 0:
		draft = order.Tombstone(draft.ID, draft.Sale, draft.CreatedAt)
	case len(reserved) > 0:
		draft.Status = order.Rejected
	default:
		return order.Order{}, got, nil
	}
	existing, err := c.put(ctx, draft)
	if err != nil {
		return order.Order{}, got, err
	}
	placed = draft
	if existing != nil {
		placed = *existing
	}
	c.cleanUp(ctx, placed, reserved, got.emptied)
	if existing == nil && got.outcome == crowded {
		return order.Order{}, got, nil // the next slot would meet the same crowd
	}
	return placed, got, nil
}

// cleanUp releases the claims that the placed order has no right to, and lists
// the emptied lots. The answer is certain by now, and the sweep mends what fails
// here within a minute, so an error is only logged. It also releases those of an order
// with refunds: by them it finds refunds whose money was not moved.
func (c *Checkout) cleanUp(ctx context.Context, placed order.Order, reserved []claim, emptied []sighting) {
	if len(placed.Refunds) > 0 {
		reserved = nil
	}
	if err := errors.Join(c.release(ctx, placed, reserved), c.markEmpty(ctx, emptied)); err != nil {
		c.Log.WarnContext(ctx, "left for the sweep", slog.String("order", placed.ID.String()), slog.Any("error", err))
	}
}

// earlierAnswer refuses a request unless it was answered before: an order that
// was made while the sale ran is not lost to a shopper who lost the answer.
func (c *Checkout) earlierAnswer(ctx context.Context, draft order.Order, refusal error) (order.Order, error) {
	orders, err := c.Orders.Buyer(ctx, draft.ID.Key)
	if err != nil {
		return order.Order{}, err
	}
	if earlier, ok := orderOf(draft.Request, orders); ok {
		return answer(draft.Request, earlier)
	}
	return order.Order{}, refusal
}

// orderOf returns the order that the request made.
func orderOf(r order.Request, orders []order.Order) (order.Order, bool) {
	for _, o := range orders {
		if o.Request.Key == r.Key {
			return o, true
		}
	}
	return order.Order{}, false
}

// answer answers a request with the order that was made under its key.
func answer(r order.Request, o order.Order) (order.Order, error) {
	switch {
	case o.Request.Fingerprint != r.Fingerprint:
		return order.Order{}, problem.New(problem.IdempotencyKeyReused,
			"This Idempotency-Key was used for another request. Use a new key for a new order.")
	case o.Status == order.Rejected:
		return order.Order{}, problem.New(problem.NotEnoughLeft, "Some of these items are no longer available in this quantity.")
	default:
		return o, nil
	}
}

// checkLimit fails if the buyer has as many live orders as the sale allows, or the ticket
// is used. It closes holds that have ended, so that their buyer need not wait for the sweep.
func (c *Checkout) checkLimit(ctx context.Context, sale catalog.Sale, orders []order.Order) error {
	live := 0
	for _, o := range orders {
		o, err := c.expireIfDue(ctx, o)
		if err != nil {
			return err
		}
		if sale.ByTicket() && UsesTicket(o) {
			return problem.New(problem.TicketUsed, "This ticket was used for an order already.")
		}
		if o.Status.Live() {
			live++
		}
	}
	if !sale.ByTicket() && sale.OrdersPerBuyer > 0 && live >= sale.OrdersPerBuyer {
		return problem.New(problem.BuyerLimit, "Each buyer may have %d order(s) in this sale.", sale.OrdersPerBuyer)
	}
	return nil
}

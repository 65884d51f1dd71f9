package checkout

import (
	"context"
	"log/slog"

	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/problem"
)

// PayRequest is how a shopper wants to pay.
type PayRequest struct {
	Method       string // the provider's token of a payment method; empty: on the provider's page
	Confirmation string // what the buyer confirmed, when the provider asked for it
	ReturnURL    string // the page of the shop that the provider's page leads back to
}

// Paid is the outcome of a payment that was not refused.
type Paid struct {
	Order        order.Order
	Confirmation string // not empty: the order is still held, and the buyer has to confirm first
	RedirectURL  string // then, the provider's page where the buyer does; empty: there is none
}

// Pay authorises the payment, moves the order to paid, then captures the payment.
// The order's one conditional write decides. If an expiry, a cancellation or another
// payment wins it, the authorisation is voided. To pay a paid order again changes
// nothing and returns the same.
func (c *Checkout) Pay(ctx context.Context, id order.ID, r PayRequest) (Paid, error) {
	o, err := c.Read(ctx, id)
	if err != nil {
		return Paid{}, err
	}
	if o, err = c.expireIfDue(ctx, o); err != nil {
		return Paid{}, err
	}
	if o.Status == order.Held && o.Declines >= order.MaxDeclines { // a process died before it closed the order
		if o, err = c.closeDeclined(ctx, o); err != nil {
			return Paid{}, err
		}
	}
	if o.Status != order.Held {
		return c.answerPaid(ctx, o)
	}
	auth, err := c.Payments.Authorize(ctx, r.of(o))
	if err != nil {
		return Paid{}, err
	}
	switch auth.Status {
	case payment.Authorized:
		return c.settle(ctx, id, auth.Reference)
	case payment.ActionRequired:
		return Paid{Order: o, Confirmation: auth.Confirmation, RedirectURL: auth.RedirectURL}, nil
	default:
		return Paid{}, c.decline(ctx, id, auth.DeclineCode)
	}
}

// of returns the request to reserve an order's total.
func (r PayRequest) of(o order.Order) payment.Request {
	return payment.Request{
		OrderID: o.ID.String(), Amount: o.Totals.Total, Method: r.Method, Confirmation: r.Confirmation, ReturnURL: r.ReturnURL,
	}
}

// Ask returns what became of the payment that the request's confirmation names, if the
// order is still held. It changes nothing.
func (c *Checkout) Ask(ctx context.Context, id order.ID, r PayRequest) (payment.Authorization, error) {
	o, err := c.Read(ctx, id)
	if err != nil || o.Status != order.Held || r.Confirmation == "" {
		return payment.Authorization{}, err
	}
	return c.Payments.Authorize(ctx, r.of(o))
}

// decline counts a declined payment and returns the refusal. The last one that a hold
// may have closes it.
//
// Only declines are counted, so that an order that is paid at once costs no write more.
// Payments that are under way when the last one is counted are still authorised.
func (c *Checkout) decline(ctx context.Context, id order.ID, code string) error {
	o, _, err := c.move(ctx, id, order.Decline(c.now()))
	if err != nil {
		return err
	}
	refusal := problem.New(problem.PaymentDeclined, "The payment was declined. Nothing was charged.").With("decline_code", code)
	if o.Status != order.Held || o.Declines < order.MaxDeclines {
		return refusal
	}
	if o, err = c.closeDeclined(ctx, o); err != nil {
		return err
	}
	refusal.Detail = "The payment was declined too often, and the hold has ended. Nothing was charged."
	return refusal.With("order_status", o.Status)
}

// closeDeclined closes a held order that has had too many declined payments, unless
// another payment has won meanwhile.
func (c *Checkout) closeDeclined(ctx context.Context, o order.Order) (order.Order, error) {
	o, _, err := c.move(ctx, o.ID, order.Cancel(c.now()))
	if err != nil || !o.Status.Closed() {
		return o, err
	}
	return o, c.release(ctx, o, claims(o))
}

// settle moves the order to paid with an authorisation. If it is unknown whether the
// write was applied, the authorisation stands: the retry finds the order paid, or
// authorises the same payment again.
func (c *Checkout) settle(ctx context.Context, id order.ID, reference string) (Paid, error) {
	p := order.Payment{Provider: c.Payments.Name(), Reference: reference, PaidAt: c.now()}
	o, moved, err := c.move(ctx, id, order.Pay(p))
	if err != nil {
		return Paid{}, err
	}
	if !moved && !c.paidWith(o, reference) {
		if err := c.Payments.Void(ctx, reference); err != nil {
			c.Log.ErrorContext(ctx, "an authorisation was not voided",
				slog.String("order", id.String()), slog.String("reference", reference), slog.Any("error", err))
		}
	}
	return c.answerPaid(ctx, o)
}

// answerPaid answers for an order that is no longer held. It captures the payment,
// since a process may have died between the order's write and the capture.
func (c *Checkout) answerPaid(ctx context.Context, o order.Order) (Paid, error) {
	if o.Status != order.Paid && o.Status != order.Shipped {
		return Paid{}, refuse(o)
	}
	provider, err := c.taker(o)
	if err != nil {
		return Paid{}, err
	}
	if err := provider.Capture(ctx, o.Payment.Reference); err != nil {
		return Paid{}, err
	}
	return Paid{Order: o}, nil
}

// Read returns an order as it is now. It fails with problem.OrderNotFound.
func (c *Checkout) Read(ctx context.Context, id order.ID) (order.Order, error) {
	o, err := c.Orders.Order(ctx, id)
	if err != nil {
		return order.Order{}, err
	}
	if o.Status == order.Absent || o.Status == order.Abandoned {
		return order.Order{}, errNoOrder
	}
	return o, nil
}

var errNoOrder = problem.New(problem.OrderNotFound, "There is no such order.")

// refuse returns why an order can no longer be paid, extended or cancelled.
func refuse(o order.Order) error {
	switch o.Status {
	case order.Absent, order.Abandoned:
		return errNoOrder
	case order.Expired:
		return problem.New(problem.HoldExpired, "The hold has ended and the units are free again. Nothing was charged.")
	default:
		return problem.New(problem.OrderClosed, "The order is %s.", o.Status).With("order_status", o.Status)
	}
}

package checkout

import (
	"context"
	"errors"

	"storefront/shared/order"
	"storefront/shared/problem"
)

// moveAttempts bounds how often a move is computed again because the order changed
// meanwhile. Only operators and the provider's reports change orders that are paid.
const moveAttempts = 5

var errChanging = errors.New("checkout: the order changes all the time")

// Withdraw has the buyer withdraw from a paid or shipped order, in one write. The status
// stays, and an operator's refund gives back money and units. The write alone brings the
// receipt: the order's stream has it mailed. To withdraw again changes nothing and returns
// the same, also after the refund. Withdraw fails with problem.NoWithdrawal if the buyer
// has no right to withdraw, or no longer.
func (c *Checkout) Withdraw(ctx context.Context, id order.ID) (order.Order, error) {
	o, err := c.Read(ctx, id)
	for range moveAttempts {
		if err != nil || !o.WithdrawnAt.IsZero() {
			return o, err
		}
		m := o.Withdraw(c.now())
		if err := refuseWithdrawal(o, m); err != nil {
			return order.Order{}, err
		}
		var moved bool
		if o, moved, err = c.move(ctx, id, m); moved {
			return o, err
		}
	}
	return order.Order{}, problem.Busy(errChanging)
}

// refuseWithdrawal returns why the buyer may not withdraw from an order, or nil.
func refuseWithdrawal(o order.Order, m order.Move) error {
	until, has := o.Withdrawable()
	switch {
	case o.Status != order.Paid && o.Status != order.Shipped:
		return refuse(o)
	case !has:
		return problem.New(problem.NoWithdrawal, "The market of this order has no right of withdrawal. Write to us if something is wrong with it.")
	case !o.MayWithdraw(m.At):
		return problem.New(problem.NoWithdrawal, "The time to withdraw from this order here has ended. If it reached you late, write to us.").
			With("withdraw_until", until)
	default:
		return nil
	}
}

package view

import (
	"storefront/functions/pages/words"
	"storefront/shared/market"
	"storefront/shared/order"
)

// withdraws reports whether the order's market has a right to withdraw, and the order
// something to withdraw from.
func (o Order) withdraws(p Page) bool {
	m := p.Reader.Market
	return (m.Region == market.EU || m.Region == market.UK) && o.WithdrawnAt.IsZero() && (o.Status == order.Paid || o.Status == order.Shipped)
}

// until says until when the buyer can withdraw, or that it is too late.
func (o Order) until(p Page) string {
	end, ok := o.Withdrawable()
	switch {
	case !ok || end.IsZero():
		return ""
	case o.MayWithdraw(o.Now):
		return words.WithdrawUntil.With(p.say(), p.Reader.DayClock(end))
	default:
		return words.WithdrawOver.With(p.say(), p.Reader.DayClock(end))
	}
}

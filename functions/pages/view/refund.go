package view

import (
	"storefront/functions/pages/words"
	"storefront/shared/order"
	"storefront/shared/payment"
)

// refund is what the page says about a refund.
type refund struct {
	title, note string
	failed      bool
}

// refund returns how far a refund is.
func (o Order) refund(p Page, r order.Refund) refund {
	say := p.say()
	progress, since := payment.ProgressOf(o.Order, r)
	on := p.Reader.Date(since)
	f := refund{title: words.RefundOf.With(say, p.Reader.Money(r.Total), p.Reader.Date(r.At))}
	switch {
	case r.Total.Minor == 0: // no money was sent
	case progress == payment.RefundHasFailed:
		f.title, f.note, f.failed = words.RefundFailedOf.With(say, p.Reader.Money(r.Total)), words.RefundHasFailed.With(say, on), true
	case !r.RepaidAt.IsZero():
		f.note = words.RefundIsRepaid.With(say, on)
	case progress == payment.RefundIsDone:
		f.note = words.RefundIsDone.With(say, on)
	default:
		f.note = words.RefundIsPending.With(say, on)
	}
	return f
}

// refunded returns the progress of the refunds of an order that was refunded in full. It is failed
// if one of them has failed, and done if all are.
func (o Order) refunded() payment.Progress {
	all := payment.RefundIsDone
	for _, r := range o.Refunds {
		switch progress, _ := payment.ProgressOf(o.Order, r); progress {
		case payment.RefundHasFailed:
			return progress
		case payment.RefundIsPending:
			all = progress
		}
	}
	return all
}

// refundedTitle is the title of an order that was refunded in full.
func (o Order) refundedTitle() words.Text {
	return map[payment.Progress]words.Text{
		payment.RefundIsPending: words.RefundPendingTitle, payment.RefundIsDone: words.RefundedTitle, payment.RefundHasFailed: words.RefundFailedTitle,
	}[o.refunded()]
}

// refundedState is the state of an order that was refunded in full.
func (o Order) refundedState() words.Text {
	if o.refunded() == payment.RefundHasFailed {
		return words.RefundFailedState
	}
	return words.RefundedState
}

// refundedLead explains that state.
func (o Order) refundedLead(p Page) string {
	lead := words.RefundedLead
	if o.refunded() == payment.RefundHasFailed {
		lead = words.RefundFailedLead
	}
	return lead.With(p.say(), p.Reader.Money(o.receipt(p).Refunded()))
}

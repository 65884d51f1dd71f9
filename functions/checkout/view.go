package main

import (
	"time"

	"storefront/shared/checkout"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/web"
)

// heldView is the response to a hold.
type heldView struct {
	Order orderBody `json:"order"`
	Token string    `json:"token"`
}

// orderView is the response to everything else.
type orderView struct {
	Order      orderBody   `json:"order"`
	NextAction *nextAction `json:"next_action,omitempty"`
}

// nextAction is what the buyer must do before the order can be paid.
type nextAction struct {
	Type         string `json:"type"`
	URL          string `json:"url,omitempty"` // the provider's page, with redirect_to_url
	Confirmation string `json:"confirmation"`  // to send with the same payment method
}

func nextActionOf(paid checkout.Paid) *nextAction {
	if paid.RedirectURL != "" {
		return &nextAction{"redirect_to_url", paid.RedirectURL, paid.Confirmation}
	}
	return &nextAction{"confirm", "", paid.Confirmation}
}

type orderBody struct {
	ID            string       `json:"id"`
	Status        order.Status `json:"status"`
	Sale          order.SaleID `json:"sale"`
	Market        string       `json:"market"`
	Lines         []lineView   `json:"lines"`
	Totals        totalsView   `json:"totals"`
	HoldExpiresAt web.Time     `json:"hold_expires_at"`
	HoldExtended  bool         `json:"hold_extended"`
	CreatedAt     web.Time     `json:"created_at"`
	PaidAt        web.Time     `json:"paid_at,omitzero"`
	ShippedAt     web.Time     `json:"shipped_at,omitzero"`
	Shipment      shipmentView `json:"shipment,omitzero"`
	CanWithdraw   bool         `json:"can_withdraw,omitempty"`
	WithdrawUntil web.Time     `json:"withdraw_until,omitzero"` // with a right that has an end
	WithdrawnAt   web.Time     `json:"withdrawn_at,omitzero"`
	Refunds       []refundView `json:"refunds,omitempty"`
}

type shipmentView struct {
	Carrier  string `json:"carrier"`
	Tracking string `json:"tracking"`
}

type refundView struct {
	At          web.Time         `json:"at"`
	Status      payment.Progress `json:"status"`
	StatusSince web.Time         `json:"status_since"`
	Lines       []refundLineView `json:"lines"`
	Shipping    web.Money        `json:"shipping"`
	Tax         web.Money        `json:"tax"`
	Total       web.Money        `json:"total"`
	TaxIncluded bool             `json:"tax_included"`
}

type refundLineView struct {
	SKU      order.SKU `json:"sku"`
	Quantity int       `json:"quantity"`
	Total    web.Money `json:"total"`
}

type lineView struct {
	SKU       order.SKU `json:"sku"`
	Quantity  int       `json:"quantity"`
	UnitPrice web.Money `json:"unit_price"`
	Total     web.Money `json:"total"`
}

type totalsView struct {
	Subtotal    web.Money `json:"subtotal"`
	Shipping    web.Money `json:"shipping"`
	Tax         web.Money `json:"tax"`
	Total       web.Money `json:"total"`
	TaxIncluded bool      `json:"tax_included"`
}

func orderOf(o order.Order, now time.Time) orderBody {
	until, _ := o.Withdrawable()
	v := orderBody{
		ID: o.ID.String(), Status: o.Status, Sale: o.Sale, Market: o.Market,
		Lines: []lineView{},
		Totals: totalsView{
			Subtotal: web.MoneyOf(o.Totals.Subtotal), Shipping: web.MoneyOf(o.Totals.Shipping),
			Tax: web.MoneyOf(o.Totals.Tax), Total: web.MoneyOf(o.Totals.Total), TaxIncluded: o.Totals.TaxIncluded,
		},
		HoldExpiresAt: web.Time{Time: o.HoldExpiresAt}, HoldExtended: o.Extended,
		CreatedAt: web.Time{Time: o.CreatedAt}, PaidAt: web.Time{Time: o.Payment.PaidAt},
		ShippedAt: web.Time{Time: o.ShippedAt}, Shipment: shipmentView(o.Shipment), WithdrawnAt: web.Time{Time: o.WithdrawnAt},
		CanWithdraw: o.MayWithdraw(now), WithdrawUntil: web.Time{Time: until},
	}
	for _, line := range o.Lines {
		v.Lines = append(v.Lines, lineView{
			SKU: line.SKU, Quantity: line.Quantity,
			UnitPrice: web.MoneyOf(line.UnitPrice), Total: web.MoneyOf(line.Total),
		})
	}
	for _, r := range o.Refunds {
		v.Refunds = append(v.Refunds, refundOf(o, r))
	}
	return v
}

func refundOf(o order.Order, r order.Refund) refundView {
	progress, since := payment.ProgressOf(o, r)
	v := refundView{
		At: web.Time{Time: r.At}, Status: progress, StatusSince: web.Time{Time: since}, Lines: []refundLineView{},
		Shipping: web.MoneyOf(r.Shipping), Tax: web.MoneyOf(r.Tax), Total: web.MoneyOf(r.Total), TaxIncluded: o.Totals.TaxIncluded,
	}
	for _, line := range r.Lines {
		v.Lines = append(v.Lines, refundLineView{SKU: line.SKU, Quantity: line.Quantity, Total: web.MoneyOf(line.Total)})
	}
	return v
}

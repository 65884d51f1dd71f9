package dynamo

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"

	"storefront/shared/money"
	"storefront/shared/order"
)

func encodeOrder(o order.Order) orderItem {
	it := orderItem{
		PK: string(o.ID.Key), SK: o.ID.Slot,
		Sale: string(o.Sale), Market: o.Market, Status: string(o.Status), Version: o.Version,
		Email: o.Buyer.Email, Locale: o.Buyer.Locale,
		Currency: o.Totals.Total.Currency,
		Subtotal: o.Totals.Subtotal.Minor, Shipping: o.Totals.Shipping.Minor,
		Tax: o.Totals.Tax.Minor, Total: o.Totals.Total.Minor,
		TaxIn: o.Totals.TaxIncluded, TaxBy: o.Totals.TaxJurisdiction,
		TaxState: o.Totals.Supply.State, TaxPost: o.Totals.Supply.PostalCode, TaxFrom: o.Totals.Supply.RateSource,
		Provider: o.Payment.Provider, Reference: o.Payment.Reference, PaidAt: millis(o.Payment.PaidAt),
		CreatedAt: millis(o.CreatedAt), UpdatedAt: millis(o.UpdatedAt),
		HoldExpiresAt: millis(o.HoldExpiresAt), Extended: o.Extended, Declines: o.Declines,
		DelayedUntil: millis(o.DelayedUntil), ShippedAt: millis(o.ShippedAt), Carrier: o.Shipment.Carrier, Tracking: o.Shipment.Tracking,
		WithdrawnAt: millis(o.WithdrawnAt), ErasedAt: millis(o.ErasedAt),
		Sealed: o.Sealed.Box, SealedSince: millis(o.Sealed.Since),
	}
	if o.Request != (order.Request{}) {
		it.RequestKey, it.Fingerprint = o.Request.Key[:], o.Request.Fingerprint[:]
	}
	if o.Buyer.ShipTo != (order.Address{}) {
		address := addressItem(o.Buyer.ShipTo)
		it.ShipTo = &address
	}
	for _, l := range o.Lines {
		line := lineItem{
			SKU: string(l.SKU), Quantity: l.Quantity, UnitPrice: l.UnitPrice.Minor, Total: l.Total.Minor,
			Tax: l.Tax.Minor, TaxRate: int64(l.TaxRate),
		}
		for _, t := range l.Allocations {
			line.Takes = append(line.Takes, takeItem(t))
		}
		it.Lines = append(it.Lines, line)
	}
	for _, r := range o.Refunds {
		it.Refunds = append(it.Refunds, encodeRefund(r))
	}
	return it
}

func encodeRefund(r order.Refund) refundItem {
	it := refundItem{
		Number: r.Number, At: millis(r.At), Reason: string(r.Reason),
		Shipping: r.Shipping.Minor, Tax: r.Tax.Minor, Total: r.Total.Minor, Reference: r.Reference,
		SettledAt: millis(r.SettledAt), FailedAt: millis(r.FailedAt), RepaidAt: millis(r.RepaidAt),
	}
	for _, l := range r.Lines {
		it.Lines = append(it.Lines, refundLineItem{
			SKU: string(l.SKU), Quantity: l.Quantity, Returned: l.Returned, Total: l.Total.Minor, Tax: l.Tax.Minor,
		})
	}
	return it
}

func decodeRefund(it refundItem, currency string) order.Refund {
	amount := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: currency} }
	r := order.Refund{
		Number: it.Number, At: fromMillis(it.At), Reason: order.RefundReason(it.Reason),
		Shipping: amount(it.Shipping), Tax: amount(it.Tax), Total: amount(it.Total), Reference: it.Reference,
		SettledAt: fromMillis(it.SettledAt), FailedAt: fromMillis(it.FailedAt), RepaidAt: fromMillis(it.RepaidAt),
	}
	for _, l := range it.Lines {
		r.Lines = append(r.Lines, order.RefundLine{
			SKU: order.SKU(l.SKU), Quantity: l.Quantity, Returned: l.Returned, Total: amount(l.Total), Tax: amount(l.Tax),
		})
	}
	return r
}

func decodeOrder(it item) (order.Order, error) {
	var i orderItem
	if err := attributevalue.UnmarshalMap(it, &i); err != nil {
		return order.Order{}, fmt.Errorf("dynamo: order: %w", err)
	}
	id, err := order.ParseID(i.PK + "-" + strconv.Itoa(i.SK))
	if err != nil {
		return order.Order{}, fmt.Errorf("dynamo: order %q-%d: %w", i.PK, i.SK, err)
	}
	amount := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: i.Currency} }
	o := order.Order{
		ID: id, Sale: order.SaleID(i.Sale), Market: i.Market, Status: order.Status(i.Status), Version: i.Version,
		Buyer: order.Buyer{Email: i.Email, Locale: i.Locale},
		Totals: order.Totals{
			Subtotal: amount(i.Subtotal), Shipping: amount(i.Shipping), Tax: amount(i.Tax), Total: amount(i.Total),
			TaxIncluded: i.TaxIn, TaxJurisdiction: i.TaxBy,
			Supply: order.Supply{State: i.TaxState, PostalCode: i.TaxPost, RateSource: i.TaxFrom},
		},
		Payment:   order.Payment{Provider: i.Provider, Reference: i.Reference, PaidAt: fromMillis(i.PaidAt)},
		CreatedAt: fromMillis(i.CreatedAt), UpdatedAt: fromMillis(i.UpdatedAt),
		HoldExpiresAt: fromMillis(i.HoldExpiresAt), Extended: i.Extended, Declines: i.Declines,
		DelayedUntil: fromMillis(i.DelayedUntil), ShippedAt: fromMillis(i.ShippedAt), Shipment: order.Shipment{Carrier: i.Carrier, Tracking: i.Tracking},
		WithdrawnAt: fromMillis(i.WithdrawnAt), ErasedAt: fromMillis(i.ErasedAt),
		Sealed: order.Sealed{Box: i.Sealed, Since: fromMillis(i.SealedSince)},
	}
	if i.RequestKey != nil {
		if len(i.RequestKey) != len(o.Request.Key) || len(i.Fingerprint) != len(o.Request.Fingerprint) {
			return order.Order{}, fmt.Errorf("dynamo: order %s: %w", id, errDigest)
		}
		o.Request = order.Request{Key: order.Digest(i.RequestKey), Fingerprint: order.Digest(i.Fingerprint)}
	}
	if i.ShipTo != nil {
		o.Buyer.ShipTo = order.Address(*i.ShipTo)
	}
	for _, l := range i.Lines {
		line := order.Line{
			SKU: order.SKU(l.SKU), Quantity: l.Quantity, UnitPrice: amount(l.UnitPrice), Total: amount(l.Total),
			Tax: amount(l.Tax), TaxRate: money.PPM(l.TaxRate),
		}
		for _, t := range l.Takes {
			line.Allocations = append(line.Allocations, order.Allocation(t))
		}
		o.Lines = append(o.Lines, line)
	}
	for _, r := range i.Refunds {
		o.Refunds = append(o.Refunds, decodeRefund(r, i.Currency))
	}
	return o, nil
}

var errDigest = errors.New("a digest has the wrong length")

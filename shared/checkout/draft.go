package checkout

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/problem"
)

// draft returns the order that a request asks for, without a slot, prices and units.
func (c *Checkout) draft(sale catalog.Sale, r HoldRequest, key order.Key) order.Order {
	now := c.now()
	o := order.Order{
		ID:            order.ID{Key: key},
		Sale:          r.Sale,
		Market:        string(r.Market.Code),
		Status:        order.Held,
		Version:       1,
		Request:       order.Request{Key: digest([]byte(r.IdempotencyKey)), Fingerprint: r.fingerprint()},
		Buyer:         r.Buyer,
		CreatedAt:     now,
		UpdatedAt:     now,
		HoldExpiresAt: wholeSecond(now.Add(sale.Hold)),
	}
	for _, line := range r.Lines {
		o.Lines = append(o.Lines, order.Line{SKU: line.SKU, Quantity: line.Quantity})
	}
	return o
}

// wholeSecond rounds a time up to a second, which is how a claim in a lot keeps it.
// So order and claim agree, and no hold is shorter than promised.
func wholeSecond(t time.Time) time.Time {
	return t.Add(time.Second - time.Nanosecond).Truncate(time.Second)
}

// fingerprint returns a digest of all that a request asks for, which tells requests
// under the same Idempotency-Key apart.
func (r HoldRequest) fingerprint() order.Digest {
	// Encoding plain structs of strings and numbers cannot fail.
	body, _ := json.Marshal([]any{r.Market.Code, r.Sale, r.Lines, r.Buyer})
	return digest(body)
}

func digest(b []byte) order.Digest {
	sum := sha256.Sum256(b)
	return order.Digest(sum[:len(order.Digest{})])
}

// offers returns what the market asks for each line of a request that the sale has
// admitted, unless it was denied. It fails with a problem if the store does not sell this
// now.
func (c *Checkout) offers(ctx context.Context, sale catalog.Sale, r HoldRequest, denied error) ([]catalog.Offer, error) {
	switch sale.StatusAt(c.now()) {
	case catalog.StatusUpcoming:
		return nil, problem.New(problem.SaleNotOpen, "This sale has not opened yet.").With("opens_at", sale.Opens)
	case catalog.StatusClosed:
		return nil, problem.New(problem.SaleClosed, "This sale is over.").With("closed_at", sale.Closes)
	}
	if denied != nil {
		return nil, denied
	}
	offers := make([]catalog.Offer, len(r.Lines))
	for i, line := range r.Lines {
		offered, ok := sale.Line(line.SKU)
		if !ok {
			return nil, problem.New(problem.UnknownProduct, "This sale does not have one of the products.").With("sku", line.SKU)
		}
		if line.Quantity > offered.MaxPerOrder {
			return nil, problem.Invalid(problem.Field{
				Name: fmt.Sprintf("lines[%d].quantity", i), Reason: fmt.Sprintf("must be at most %d in this sale", offered.MaxPerOrder),
			})
		}
		var err error
		if offers[i], err = c.offer(ctx, r.Market, line.SKU); err != nil {
			return nil, err
		}
	}
	return offers, nil
}

// offer returns what a market asks for a product. It fails with a problem if the
// product may not be sold there.
func (c *Checkout) offer(ctx context.Context, m market.Market, sku catalog.SKU) (catalog.Offer, error) {
	product, err := c.Catalog.Product(ctx, sku)
	if err != nil {
		return catalog.Offer{}, err
	}
	offer, known := product.Offers[m.Code]
	switch {
	case !known:
		return catalog.Offer{}, problem.New(problem.UnknownProduct, "This market does not have one of the products.").With("sku", sku)
	case offer.Clearance.Status != market.Cleared:
		return catalog.Offer{}, problem.New(problem.NotCleared, "A product may not be sold in this market yet.").
			With("sku", sku).With("clearance", offer.Clearance.Status).With("reason", offer.Clearance.Reason)
	default:
		return offer, nil
	}
}

// price sets the order's money, once and for good. offers has one for each line.
func price(o *order.Order, m market.Market, offers []catalog.Offer) error {
	prices := make([]money.Amount, len(o.Lines))
	for i := range o.Lines {
		line := &o.Lines[i]
		line.UnitPrice = offers[i].Price
		var err error
		if line.Total, err = line.UnitPrice.Times(int64(line.Quantity)); err != nil {
			return err
		}
		prices[i] = line.Total
	}
	bill, err := m.Bill(prices, o.Buyer.ShipTo.State)
	if err != nil {
		return err
	}
	for i, levy := range bill.Lines {
		o.Lines[i].Tax, o.Lines[i].TaxRate = levy.Tax, levy.Rate
		o.Totals.TaxJurisdiction, o.Totals.TaxIncluded = levy.Jurisdiction, levy.Included
	}
	o.Totals.Subtotal, o.Totals.Shipping = bill.Subtotal, m.Shipping
	o.Totals.Tax, o.Totals.Total = bill.Tax, bill.Total
	to := o.Buyer.ShipTo
	o.Totals.Supply.State, o.Totals.Supply.PostalCode = m.PlaceOfSupply(to.State, to.PostalCode)
	o.Totals.Supply.RateSource = string(m.Tax.Source)
	return nil
}

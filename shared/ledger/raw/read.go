package raw

import (
	"fmt"

	"storefront/shared/ledger"
	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/stock"
)

var (
	rowNames        = names[row]()
	orderNames      = names[orderRow]()
	lineNames       = names[lineRow]()
	takeNames       = names[takeRow]()
	refundNames     = names[refundRow]()
	refundLineNames = names[refundLineRow]()
	previousNames   = names[previousRow]()
	lotNames        = names[lotRow]()
)

// readEvent reads a line, and holds it to what every event has.
func readEvent(line []byte, words map[string]string) (ledger.Event, error) {
	c := &cursor{line: line, words: words}
	var e ledger.Event
	schema, hasOrder, hasLot := 0, false, false
	c.object(rowNames, func(name string) {
		switch name {
		case "schema_version":
			if schema = c.integer(); schema > ledger.SchemaVersion && c.err == nil {
				c.err = fmt.Errorf("%w: version %d", ErrSchema, schema)
			}
		case "id":
			e.ID = c.text()
		case "type":
			e.Type = ledger.EventType(c.word())
		case "region":
			e.Region = market.Region(c.word())
		case "market":
			e.Market = market.Code(c.word())
		case "occurred_at":
			e.OccurredAt = c.time()
		case "recorded_at":
			e.RecordedAt = c.time()
		case "sequence":
			e.Sequence = c.text()
		case "buyer_ref":
			e.BuyerRef = c.text()
		case "order":
			e.Order, hasOrder = c.order(), true
		case "hs_codes":
			e.HSCodes = c.hsCodes()
		case "previous":
			e.Previous = c.previous()
		case "lot":
			e.Lot, hasLot = c.lot(), true
		}
	})
	c.end()
	if c.err != nil {
		return ledger.Event{}, c.err
	}
	if schema < 1 || hasOrder == hasLot || !whole(e) {
		return ledger.Event{}, fmt.Errorf("%w: the event %q lacks something, or is of something else", ErrFile, e.ID)
	}
	return e, nil
}

// whole says whether an event has what all have, and is named for what it is of.
func whole(e ledger.Event) bool {
	if e.Region == "" || e.Market == "" || e.OccurredAt.IsZero() || e.RecordedAt.IsZero() || e.Sequence == "" {
		return false
	}
	if e.Type == ledger.Allocated {
		return e.ID == e.Lot.LotKey.String() && e.Lot.Size > 0
	}
	return e.Type != "" && e.ID == ledger.VersionID(e.Order.ID, e.Order.Version) && e.Order.Version > 0
}

func (c *cursor) order() order.Order {
	var o order.Order
	var currency string
	c.object(orderNames, func(name string) {
		switch name {
		case "id":
			o.ID = c.orderID()
		case "sale":
			o.Sale = order.SaleID(c.word())
		case "market":
			o.Market = c.word()
		case "status":
			o.Status = order.Status(c.word())
		case "version":
			o.Version = c.integer()
		case "lines":
			c.list(func() { o.Lines = append(o.Lines, c.orderLine()) })
		case "currency":
			currency = c.word()
		case "subtotal":
			o.Totals.Subtotal.Minor = c.number()
		case "shipping":
			o.Totals.Shipping.Minor = c.number()
		case "tax":
			o.Totals.Tax.Minor = c.number()
		case "total":
			o.Totals.Total.Minor = c.number()
		case "tax_included":
			o.Totals.TaxIncluded = c.flag()
		case "tax_jurisdiction":
			o.Totals.TaxJurisdiction = c.word()
		case "provider":
			o.Payment.Provider = c.word()
		case "reference":
			o.Payment.Reference = c.text()
		case "paid_at":
			o.Payment.PaidAt = c.time()
		case "created_at":
			o.CreatedAt = c.time()
		case "updated_at":
			o.UpdatedAt = c.time()
		case "hold_expires_at":
			o.HoldExpiresAt = c.time()
		case "extended":
			o.Extended = c.flag()
		case "shipped_at":
			o.ShippedAt = c.time()
		case "refunds":
			c.list(func() { o.Refunds = append(o.Refunds, c.refund()) })
		case "erased_at":
			o.ErasedAt = c.time()
		}
	})
	inCurrency(&o, currency)
	return o
}

// inCurrency gives all amounts of an order their currency.
func inCurrency(o *order.Order, currency string) {
	set := func(amounts ...*money.Amount) {
		for _, a := range amounts {
			a.Currency = currency
		}
	}
	set(&o.Totals.Subtotal, &o.Totals.Shipping, &o.Totals.Tax, &o.Totals.Total)
	for i := range o.Lines {
		l := &o.Lines[i]
		set(&l.UnitPrice, &l.Total, &l.Tax)
	}
	for i := range o.Refunds {
		r := &o.Refunds[i]
		set(&r.Shipping, &r.Tax, &r.Total)
		for j := range r.Lines {
			set(&r.Lines[j].Total, &r.Lines[j].Tax)
		}
	}
}

func (c *cursor) orderID() order.ID {
	text := c.text()
	id, err := order.ParseID(text)
	if err != nil {
		c.fail("%q: %w", text, err)
	}
	return id
}

func (c *cursor) orderLine() order.Line {
	var l order.Line
	c.object(lineNames, func(name string) {
		switch name {
		case "sku":
			l.SKU = order.SKU(c.word())
		case "quantity":
			l.Quantity = c.integer()
		case "unit_price":
			l.UnitPrice.Minor = c.number()
		case "total":
			l.Total.Minor = c.number()
		case "tax":
			l.Tax.Minor = c.number()
		case "tax_rate_ppm":
			l.TaxRate = money.PPM(c.number())
		case "takes":
			c.list(func() { l.Takes = append(l.Takes, c.take()) })
		}
	})
	return l
}

func (c *cursor) take() order.Take {
	var t order.Take
	c.object(takeNames, func(name string) {
		switch name {
		case "lot":
			t.Lot = c.integer()
		case "quantity":
			t.Quantity = c.integer()
		}
	})
	return t
}

func (c *cursor) refund() order.Refund {
	var r order.Refund
	c.object(refundNames, func(name string) {
		switch name {
		case "number":
			r.Number = c.integer()
		case "at":
			r.At = c.time()
		case "reason":
			r.Reason = order.RefundReason(c.word())
		case "lines":
			c.list(func() { r.Lines = append(r.Lines, c.refundLine()) })
		case "shipping":
			r.Shipping.Minor = c.number()
		case "tax":
			r.Tax.Minor = c.number()
		case "total":
			r.Total.Minor = c.number()
		case "reference":
			r.Reference = c.text()
		}
	})
	return r
}

func (c *cursor) refundLine() order.RefundLine {
	var l order.RefundLine
	c.object(refundLineNames, func(name string) {
		switch name {
		case "sku":
			l.SKU = order.SKU(c.word())
		case "quantity":
			l.Quantity = c.integer()
		case "returned":
			l.Returned = c.integer()
		case "total":
			l.Total.Minor = c.number()
		case "tax":
			l.Tax.Minor = c.number()
		}
	})
	return l
}

func (c *cursor) previous() ledger.Previous {
	var p ledger.Previous
	c.object(previousNames, func(name string) {
		switch name {
		case "status":
			p.Status = order.Status(c.word())
		case "version":
			p.Version = c.integer()
		case "at":
			p.At = c.time()
		case "refunds":
			p.Refunds = c.integer()
		}
	})
	return p
}

func (c *cursor) lot() stock.Lot {
	var l stock.Lot
	c.object(lotNames, func(name string) {
		switch name {
		case "sale":
			l.Line.Sale = order.SaleID(c.word())
		case "sku":
			l.Line.SKU = order.SKU(c.word())
		case "number":
			l.Number = c.integer()
		case "size":
			l.Size = c.integer()
			l.Left = l.Size
		case "created_at":
			l.CreatedAt = c.time()
		}
	})
	return l
}

// hsCodes reads an object that has SKUs for names.
func (c *cursor) hsCodes() map[order.SKU]string {
	codes := map[order.SKU]string{}
	c.want('{')
	for c.err == nil && !c.skip('}') {
		if len(codes) > 0 {
			c.want(',')
		}
		sku := order.SKU(c.word())
		c.want(':')
		if _, twice := codes[sku]; twice {
			c.fail("%q comes twice", sku)
		}
		codes[sku] = c.word()
	}
	return codes
}

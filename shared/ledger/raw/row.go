package raw

import (
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"storefront/shared/ledger"
	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/stock"
)

// row is a line of a file. Amounts are in minor units of the order's currency.
//
// A later version may add fields that are left out when they are zero, and must
// go on reading these.
type row struct {
	Schema     int                  `json:"schema_version"`
	ID         string               `json:"id"`
	Type       ledger.EventType     `json:"type"`
	Region     market.Region        `json:"region"`
	Market     market.Code          `json:"market"`
	OccurredAt time.Time            `json:"occurred_at"`
	RecordedAt time.Time            `json:"recorded_at"`
	Sequence   string               `json:"sequence"`
	Backfilled time.Time            `json:"backfilled_at,omitzero"` // since version 2
	BuyerRef   string               `json:"buyer_ref,omitzero"`
	Order      *orderRow            `json:"order,omitzero"`
	HSCodes    map[order.SKU]string `json:"hs_codes,omitzero"`
	Previous   previousRow          `json:"previous,omitzero"`
	Lot        *lotRow              `json:"lot,omitzero"`
	Movement   *movementRow         `json:"movement,omitzero"` // since version 3
}

type orderRow struct {
	ID            order.ID     `json:"id"`
	Sale          order.SaleID `json:"sale"`
	Market        string       `json:"market,omitzero"`
	Status        order.Status `json:"status"`
	Version       int          `json:"version"`
	Lines         []lineRow    `json:"lines,omitempty"`
	Currency      string       `json:"currency,omitzero"`
	Subtotal      int64        `json:"subtotal,omitzero"`
	Shipping      int64        `json:"shipping,omitzero"`
	Tax           int64        `json:"tax,omitzero"`
	Total         int64        `json:"total,omitzero"`
	TaxIncluded   bool         `json:"tax_included,omitzero"`
	Jurisdiction  string       `json:"tax_jurisdiction,omitzero"`
	SupplyState   string       `json:"supply_state,omitzero"` // this and the next two since version 3
	SupplyPostal  string       `json:"supply_postal_code,omitzero"`
	RateSource    string       `json:"tax_rate_source,omitzero"`
	Provider      string       `json:"provider,omitzero"`
	Reference     string       `json:"reference,omitzero"`
	PaidAt        time.Time    `json:"paid_at,omitzero"`
	CreatedAt     time.Time    `json:"created_at,omitzero"`
	UpdatedAt     time.Time    `json:"updated_at,omitzero"`
	HoldExpiresAt time.Time    `json:"hold_expires_at,omitzero"`
	Extended      bool         `json:"extended,omitzero"`
	Declines      int          `json:"declines,omitzero"`
	ShippedAt     time.Time    `json:"shipped_at,omitzero"`
	WithdrawnAt   time.Time    `json:"withdrawn_at,omitzero"`
	Refunds       []refundRow  `json:"refunds,omitempty"`
	ErasedAt      time.Time    `json:"erased_at,omitzero"`
}

type lineRow struct {
	SKU       order.SKU `json:"sku"`
	Quantity  int       `json:"quantity"`
	UnitPrice int64     `json:"unit_price"`
	Total     int64     `json:"total"`
	Tax       int64     `json:"tax"`
	TaxRate   money.PPM `json:"tax_rate_ppm"`
	Takes     []takeRow `json:"takes,omitempty"`
}

type takeRow struct {
	Lot      int `json:"lot"`
	Quantity int `json:"quantity"`
}

type refundRow struct {
	Number    int                `json:"number"`
	At        time.Time          `json:"at"`
	Reason    order.RefundReason `json:"reason,omitzero"`
	Lines     []refundLineRow    `json:"lines,omitempty"`
	Shipping  int64              `json:"shipping"`
	Tax       int64              `json:"tax"`
	Total     int64              `json:"total"`
	Reference string             `json:"reference,omitzero"`
}

type refundLineRow struct {
	SKU      order.SKU `json:"sku"`
	Quantity int       `json:"quantity"`
	Returned int       `json:"returned"`
	Total    int64     `json:"total"`
	Tax      int64     `json:"tax"`
}

type previousRow struct {
	Status  order.Status `json:"status"`
	Version int          `json:"version"`
	At      time.Time    `json:"at,omitzero"`
	Refunds int          `json:"refunds,omitzero"`
}

type lotRow struct {
	Sale      order.SaleID `json:"sale"`
	SKU       order.SKU    `json:"sku"`
	Number    int          `json:"number"`
	Size      int          `json:"size"`
	CreatedAt time.Time    `json:"created_at,omitzero"`
}

type movementRow struct {
	ID       string               `json:"id"`
	Kind     payment.MovementKind `json:"kind"`
	Source   string               `json:"source"`
	Order    string               `json:"order,omitzero"`
	Market   string               `json:"market,omitzero"`
	Refund   string               `json:"refund,omitzero"`
	Currency string               `json:"currency"`
	Amount   int64                `json:"amount,omitzero"`
	Fee      int64                `json:"fee,omitzero"`
	At       time.Time            `json:"at"`
}

// timeForm is how a file writes a time: in UTC, always with milliseconds.
const timeForm = "2006-01-02T15:04:05.000Z"

// format holds the options that both directions use.
var format = json.JoinOptions(
	json.Deterministic(true),
	jsontext.EscapeForJS(true), // as the files of version 1 are written
	json.WithMarshalers(json.JoinMarshalers(
		json.MarshalToFunc(func(to *jsontext.Encoder, at time.Time) error {
			return to.WriteToken(jsontext.String(at.UTC().Format(timeForm)))
		}),
		json.MarshalToFunc(func(to *jsontext.Encoder, id order.ID) error {
			return to.WriteToken(jsontext.String(id.String()))
		}),
	)),
	json.WithUnmarshalers(json.JoinUnmarshalers(
		json.UnmarshalFromFunc(func(from *jsontext.Decoder, at *time.Time) error {
			text, err := from.ReadToken()
			if err != nil {
				return err
			}
			*at, err = time.Parse(timeForm, text.String())
			return err
		}),
		json.UnmarshalFromFunc(func(from *jsontext.Decoder, id *order.ID) error {
			text, err := from.ReadToken()
			if err != nil {
				return err
			}
			*id, err = order.ParseID(text.String())
			return err
		}),
	)),
)

// rowOf returns the line of an event.
func rowOf(e ledger.Event) row {
	r := row{
		Schema: ledger.SchemaVersion, ID: e.ID, Type: e.Type, Region: e.Region, Market: e.Market,
		OccurredAt: e.OccurredAt, RecordedAt: e.RecordedAt, Sequence: e.Sequence, Backfilled: e.BackfilledAt, BuyerRef: e.BuyerRef,
		HSCodes: e.HSCodes, Previous: previousRow(e.Previous),
	}
	if m := e.Movement; e.IsMovement() {
		r.Movement = &movementRow{m.ID, m.Kind, m.Source, m.OrderID, m.Market, m.Refund, m.Amount.Currency, m.Amount.Minor, m.Fee.Minor, m.At}
	} else if e.Type == ledger.Allocated {
		line := e.Lot.Line
		r.Lot = &lotRow{Sale: line.Sale, SKU: line.SKU, Number: e.Lot.Number, Size: e.Lot.Size, CreatedAt: e.Lot.CreatedAt}
	} else {
		r.Order = orderRowOf(e.Order)
	}
	return r
}

// event returns the event of a line.
func (r row) event() ledger.Event {
	e := ledger.Event{
		ID: r.ID, Type: r.Type, Region: r.Region, Market: r.Market, OccurredAt: r.OccurredAt, RecordedAt: r.RecordedAt,
		Sequence: r.Sequence, BackfilledAt: r.Backfilled, BuyerRef: r.BuyerRef, HSCodes: r.HSCodes, Previous: ledger.Previous(r.Previous),
	}
	if r.Order != nil {
		e.Order = r.Order.order()
	}
	if m := r.Movement; m != nil {
		amount := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: m.Currency} }
		e.Movement = payment.Movement{
			ID: m.ID, Kind: m.Kind, Source: m.Source, OrderID: m.Order, Market: m.Market, Refund: m.Refund,
			Amount: amount(m.Amount), Fee: amount(m.Fee), At: m.At,
		}
	}
	if l := r.Lot; l != nil {
		key := stock.LotKey{Line: stock.Line{Sale: l.Sale, SKU: l.SKU}, Number: l.Number}
		e.Lot = stock.Lot{LotKey: key, Size: l.Size, Left: l.Size, CreatedAt: l.CreatedAt}
	}
	return e
}

// orderRowOf leaves out the buyer and the request, should they be there.
func orderRowOf(o order.Order) *orderRow {
	r := &orderRow{
		ID: o.ID, Sale: o.Sale, Market: o.Market, Status: o.Status, Version: o.Version,
		Currency: o.Totals.Total.Currency, Subtotal: o.Totals.Subtotal.Minor, Shipping: o.Totals.Shipping.Minor,
		Tax: o.Totals.Tax.Minor, Total: o.Totals.Total.Minor,
		TaxIncluded: o.Totals.TaxIncluded, Jurisdiction: o.Totals.TaxJurisdiction,
		SupplyState: o.Totals.Supply.State, SupplyPostal: o.Totals.Supply.PostalCode, RateSource: o.Totals.Supply.RateSource,
		Provider: o.Payment.Provider, Reference: o.Payment.Reference, PaidAt: o.Payment.PaidAt,
		CreatedAt: o.CreatedAt, UpdatedAt: o.UpdatedAt, HoldExpiresAt: o.HoldExpiresAt,
		Extended: o.Extended, Declines: o.Declines, ShippedAt: o.ShippedAt, WithdrawnAt: o.WithdrawnAt, ErasedAt: o.ErasedAt,
	}
	for _, l := range o.Lines {
		line := lineRow{
			SKU: l.SKU, Quantity: l.Quantity, UnitPrice: l.UnitPrice.Minor, Total: l.Total.Minor, Tax: l.Tax.Minor, TaxRate: l.TaxRate,
		}
		for _, t := range l.Allocations {
			line.Takes = append(line.Takes, takeRow(t))
		}
		r.Lines = append(r.Lines, line)
	}
	for _, f := range o.Refunds {
		refund := refundRow{
			Number: f.Number, At: f.At, Reason: f.Reason,
			Shipping: f.Shipping.Minor, Tax: f.Tax.Minor, Total: f.Total.Minor, Reference: f.Reference,
		}
		for _, l := range f.Lines {
			refund.Lines = append(refund.Lines, refundLineRow{l.SKU, l.Quantity, l.Returned, l.Total.Minor, l.Tax.Minor})
		}
		r.Refunds = append(r.Refunds, refund)
	}
	return r
}

// order gives all amounts the currency of the order.
func (r *orderRow) order() order.Order {
	amount := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: r.Currency} }
	o := order.Order{
		ID: r.ID, Sale: r.Sale, Market: r.Market, Status: r.Status, Version: r.Version,
		Totals: order.Totals{
			Subtotal: amount(r.Subtotal), Shipping: amount(r.Shipping), Tax: amount(r.Tax), Total: amount(r.Total),
			TaxIncluded: r.TaxIncluded, TaxJurisdiction: r.Jurisdiction,
			Supply: order.Supply{State: r.SupplyState, PostalCode: r.SupplyPostal, RateSource: r.RateSource},
		},
		Payment:   order.Payment{Provider: r.Provider, Reference: r.Reference, PaidAt: r.PaidAt},
		CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, HoldExpiresAt: r.HoldExpiresAt,
		Extended: r.Extended, Declines: r.Declines, ShippedAt: r.ShippedAt, WithdrawnAt: r.WithdrawnAt, ErasedAt: r.ErasedAt,
	}
	for _, l := range r.Lines {
		line := order.Line{
			SKU: l.SKU, Quantity: l.Quantity, UnitPrice: amount(l.UnitPrice), Total: amount(l.Total), Tax: amount(l.Tax), TaxRate: l.TaxRate,
		}
		for _, t := range l.Takes {
			line.Allocations = append(line.Allocations, order.Allocation(t))
		}
		o.Lines = append(o.Lines, line)
	}
	for _, f := range r.Refunds {
		refund := order.Refund{
			Number: f.Number, At: f.At, Reason: f.Reason,
			Shipping: amount(f.Shipping), Tax: amount(f.Tax), Total: amount(f.Total), Reference: f.Reference,
		}
		for _, l := range f.Lines {
			refund.Lines = append(refund.Lines, order.RefundLine{
				SKU: l.SKU, Quantity: l.Quantity, Returned: l.Returned, Total: amount(l.Total), Tax: amount(l.Tax),
			})
		}
		o.Refunds = append(o.Refunds, refund)
	}
	return o
}

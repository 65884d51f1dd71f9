package raw

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/order"
)

// row is a line of a file. Amounts are in minor units of the order's currency.
// Fields are read in this order and no other; what is zero may be left out.
//
// A later version may add fields, and must go on reading these.
type row struct {
	Schema     int                  `json:"schema_version"`
	ID         string               `json:"id"`
	Type       string               `json:"type"`
	Region     string               `json:"region"`
	Market     string               `json:"market"`
	OccurredAt string               `json:"occurred_at"`
	RecordedAt string               `json:"recorded_at"`
	Sequence   string               `json:"sequence"`
	BuyerRef   string               `json:"buyer_ref,omitempty"`
	Order      *orderRow            `json:"order,omitempty"`
	HSCodes    map[order.SKU]string `json:"hs_codes,omitempty"`
	Previous   *previousRow         `json:"previous,omitempty"`
	Lot        *lotRow              `json:"lot,omitempty"`
}

type orderRow struct {
	ID            string      `json:"id"`
	Sale          string      `json:"sale"`
	Market        string      `json:"market,omitempty"`
	Status        string      `json:"status"`
	Version       int64       `json:"version"`
	Lines         []lineRow   `json:"lines,omitempty"`
	Currency      string      `json:"currency,omitempty"`
	Subtotal      int64       `json:"subtotal,omitempty"`
	Shipping      int64       `json:"shipping,omitempty"`
	Tax           int64       `json:"tax,omitempty"`
	Total         int64       `json:"total,omitempty"`
	TaxIncluded   bool        `json:"tax_included,omitempty"`
	Jurisdiction  string      `json:"tax_jurisdiction,omitempty"`
	Provider      string      `json:"provider,omitempty"`
	Reference     string      `json:"reference,omitempty"`
	PaidAt        string      `json:"paid_at,omitempty"`
	CreatedAt     string      `json:"created_at,omitempty"`
	UpdatedAt     string      `json:"updated_at,omitempty"`
	HoldExpiresAt string      `json:"hold_expires_at,omitempty"`
	Extended      bool        `json:"extended,omitempty"`
	ShippedAt     string      `json:"shipped_at,omitempty"`
	Refunds       []refundRow `json:"refunds,omitempty"`
	ErasedAt      string      `json:"erased_at,omitempty"`
}

type lineRow struct {
	SKU       string    `json:"sku"`
	Quantity  int64     `json:"quantity"`
	UnitPrice int64     `json:"unit_price"`
	Total     int64     `json:"total"`
	Tax       int64     `json:"tax"`
	TaxRate   int64     `json:"tax_rate_ppm"`
	Takes     []takeRow `json:"takes,omitempty"`
}

type takeRow struct {
	Lot      int64 `json:"lot"`
	Quantity int64 `json:"quantity"`
}

type refundRow struct {
	Number    int64           `json:"number"`
	At        string          `json:"at"`
	Reason    string          `json:"reason,omitempty"`
	Lines     []refundLineRow `json:"lines,omitempty"`
	Shipping  int64           `json:"shipping"`
	Tax       int64           `json:"tax"`
	Total     int64           `json:"total"`
	Reference string          `json:"reference,omitempty"`
}

type refundLineRow struct {
	SKU      string `json:"sku"`
	Quantity int64  `json:"quantity"`
	Returned int64  `json:"returned"`
	Total    int64  `json:"total"`
	Tax      int64  `json:"tax"`
}

type previousRow struct {
	Status  string `json:"status"`
	Version int64  `json:"version"`
	At      string `json:"at,omitempty"`
	Refunds int64  `json:"refunds,omitempty"`
}

type lotRow struct {
	Sale   string `json:"sale"`
	SKU    string `json:"sku"`
	Number int64  `json:"number"`
	Size   int64  `json:"size"`

	CreatedAt string `json:"created_at,omitempty"`
}

// timeForm has milliseconds, always, and is always UTC.
const timeForm = "2006-01-02T15:04:05.000Z"

func write(w io.Writer, events []ledger.Event) error {
	lines := json.NewEncoder(w)
	lines.SetEscapeHTML(false)
	for _, e := range events {
		if err := lines.Encode(rowOf(e)); err != nil {
			return fmt.Errorf("raw: event %s: %w", e.ID, err)
		}
	}
	return nil
}

func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(timeForm)
}

func rowOf(e ledger.Event) row {
	r := row{
		Schema: ledger.SchemaVersion, ID: e.ID, Type: string(e.Type), Region: string(e.Region), Market: string(e.Market),
		OccurredAt: timeText(e.OccurredAt), RecordedAt: timeText(e.RecordedAt), Sequence: e.Sequence, BuyerRef: e.BuyerRef,
		HSCodes: e.HSCodes,
	}
	if e.Type == ledger.Allocated {
		line := e.Lot.Line
		r.Lot = &lotRow{Sale: string(line.Sale), SKU: string(line.SKU), Number: int64(e.Lot.Number), Size: int64(e.Lot.Size), CreatedAt: timeText(e.Lot.CreatedAt)}
		return r
	}
	r.Order = orderRowOf(e.Order)
	if p := e.Previous; p != (ledger.Previous{}) {
		r.Previous = &previousRow{
			Status: string(p.Status), Version: int64(p.Version), At: timeText(p.At), Refunds: int64(p.Refunds),
		}
	}
	return r
}

// orderRowOf leaves out the buyer and the request, should they be there.
func orderRowOf(o order.Order) *orderRow {
	r := &orderRow{
		ID: o.ID.String(), Sale: string(o.Sale), Market: o.Market, Status: string(o.Status), Version: int64(o.Version),
		Currency: o.Totals.Total.Currency, Subtotal: o.Totals.Subtotal.Minor, Shipping: o.Totals.Shipping.Minor,
		Tax: o.Totals.Tax.Minor, Total: o.Totals.Total.Minor,
		TaxIncluded: o.Totals.TaxIncluded, Jurisdiction: o.Totals.TaxJurisdiction,
		Provider: o.Payment.Provider, Reference: o.Payment.Reference, PaidAt: timeText(o.Payment.PaidAt),
		CreatedAt: timeText(o.CreatedAt), UpdatedAt: timeText(o.UpdatedAt), HoldExpiresAt: timeText(o.HoldExpiresAt),
		Extended: o.Extended, ShippedAt: timeText(o.ShippedAt), ErasedAt: timeText(o.ErasedAt),
	}
	for _, l := range o.Lines {
		line := lineRow{
			SKU: string(l.SKU), Quantity: int64(l.Quantity), UnitPrice: l.UnitPrice.Minor, Total: l.Total.Minor,
			Tax: l.Tax.Minor, TaxRate: int64(l.TaxRate),
		}
		for _, t := range l.Takes {
			line.Takes = append(line.Takes, takeRow{Lot: int64(t.Lot), Quantity: int64(t.Quantity)})
		}
		r.Lines = append(r.Lines, line)
	}
	for _, f := range o.Refunds {
		r.Refunds = append(r.Refunds, refundRowOf(f))
	}
	return r
}

func refundRowOf(f order.Refund) refundRow {
	r := refundRow{
		Number: int64(f.Number), At: timeText(f.At), Reason: string(f.Reason),
		Shipping: f.Shipping.Minor, Tax: f.Tax.Minor, Total: f.Total.Minor, Reference: f.Reference,
	}
	for _, l := range f.Lines {
		r.Lines = append(r.Lines, refundLineRow{
			SKU: string(l.SKU), Quantity: int64(l.Quantity), Returned: int64(l.Returned), Total: l.Total.Minor, Tax: l.Tax.Minor,
		})
	}
	return r
}

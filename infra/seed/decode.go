package seed

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/merchant"
	"storefront/shared/money"
)

// decode reads a file of the demo. It fails on members that the demo does not
// have, since one that is misspelt would be left out silently.
func decode(file []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(file))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("decode: something follows the data")
	}
	return nil
}

type productRecord struct {
	SKU    catalog.SKU                 `json:"sku"`
	HSCode string                      `json:"hs_code"`
	Texts  map[string]textRecord       `json:"texts"`
	Offers map[market.Code]offerRecord `json:"offers"`
}

type textRecord struct {
	Name        string `json:"name"`
	Description string `json:"description"`
}

type offerRecord struct {
	Price struct {
		Minor    int64  `json:"amount_minor"`
		Currency string `json:"currency"`
	} `json:"price"`
	Clearance struct {
		Status   market.ClearanceStatus `json:"status"`
		Reason   market.ClearanceReason `json:"reason"`
		Evidence string                 `json:"evidence"`
		Since    date                   `json:"since"`
	} `json:"clearance"`
}

type saleRecord struct {
	ID             catalog.SaleID `json:"id"`
	OpensAfter     duration       `json:"opens_after"`
	Lasts          duration       `json:"lasts"`
	Access         catalog.Access `json:"access"`
	OrdersPerBuyer int            `json:"orders_per_buyer"`
	Hold           duration       `json:"hold"`
	Lines          []lineRecord   `json:"lines"`
}

type lineRecord struct {
	SKU         catalog.SKU `json:"sku"`
	Units       int         `json:"units"`
	MaxPerOrder int         `json:"max_per_order"`
}

func (r productRecord) product() catalog.Product {
	product := catalog.Product{
		SKU:    r.SKU,
		HSCode: r.HSCode,
		Texts:  make(map[string]catalog.Text, len(r.Texts)),
		Offers: make(map[market.Code]catalog.Offer, len(r.Offers)),
	}
	for language, text := range r.Texts {
		product.Texts[language] = catalog.Text(text)
	}
	for code, offer := range r.Offers {
		product.Offers[code] = offer.offer()
	}
	return product
}

func (r offerRecord) offer() catalog.Offer {
	return catalog.Offer{
		Price: money.Amount{Minor: r.Price.Minor, Currency: r.Price.Currency},
		Clearance: market.Clearance{
			Status:   r.Clearance.Status,
			Reason:   r.Clearance.Reason,
			Evidence: r.Clearance.Evidence,
			Since:    time.Time(r.Clearance.Since),
		},
	}
}

func (r saleRecord) sale(now time.Time) merchant.Spec {
	opens := now.Add(time.Duration(r.OpensAfter))
	sale := merchant.Spec{
		ID: r.ID, Opens: opens, Closes: opens.Add(time.Duration(r.Lasts)), Access: r.Access,
		OrdersPerBuyer: r.OrdersPerBuyer, Hold: time.Duration(r.Hold),
	}
	for _, line := range r.Lines {
		sale.Lines = append(sale.Lines, merchant.Line(line))
	}
	return sale
}

// duration is written as in Go, such as "10m".
type duration time.Duration

func (d *duration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	*d = duration(parsed)
	return err
}

// date is a day as in "2015-05-04", read as its midnight in UTC.
type date time.Time

func (d *date) UnmarshalText(text []byte) error {
	parsed, err := time.Parse(time.DateOnly, string(text))
	*d = date(parsed)
	return err
}

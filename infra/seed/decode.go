package seed

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
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
	SKU        catalog.SKU                 `json:"sku"`
	HSCode     string                      `json:"hs_code"`
	Model      string                      `json:"model"`
	Picture    string                      `json:"picture"`
	Origin     string                      `json:"origin"`
	Maker      contactName                 `json:"maker"`
	NoWarnings bool                        `json:"no_warnings"`
	Facts      []factRecord                `json:"facts"`
	Texts      map[string]textRecord       `json:"texts"`
	Offers     map[market.Code]offerRecord `json:"offers"`
}

type factRecord struct {
	Kind  catalog.FactKind `json:"kind"`
	Value string           `json:"value"`
}

type textRecord struct {
	Name        string `json:"name"`
	Description string `json:"description"`
	Alt         string `json:"alt"`
	Warnings    string `json:"warnings"`
}

type offerRecord struct {
	Price     moneyRecord `json:"price"`
	Clearance struct {
		Status   market.ClearanceStatus `json:"status"`
		Reason   market.ClearanceReason `json:"reason"`
		Evidence string                 `json:"evidence"`
		Since    date                   `json:"since"`
	} `json:"clearance"`
	Responsible  contactName `json:"responsible"`
	Importer     contactName `json:"importer"`
	ConsumerCare contactName `json:"consumer_care"`
	NetQuantity  string      `json:"net_quantity"`
	MRP          moneyRecord `json:"mrp"`
}

type moneyRecord struct {
	Minor    int64  `json:"amount_minor"`
	Currency string `json:"currency"`
}

type contactRecord struct {
	Name    string `json:"name"`
	Address string `json:"address"`
	Email   string `json:"email"`
	Phone   string `json:"phone"`
}

// contactName names a contact of contacts.json, or none.
type contactName string

// contacts are those of contacts.json.
type contacts map[contactName]contactRecord

// find returns the contact of a name. It fails if there is none: a name that is
// misspelt would leave the contact out silently.
func (c contacts) find(name contactName) (catalog.Contact, error) {
	record, ok := c[name]
	if name != "" && !ok {
		return catalog.Contact{}, fmt.Errorf("contacts.json has no %q", name)
	}
	return catalog.Contact(record), nil
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

func (r productRecord) product(known contacts) (catalog.Product, error) {
	product := catalog.Product{
		SKU:        r.SKU,
		HSCode:     r.HSCode,
		Model:      r.Model,
		Picture:    r.Picture,
		Origin:     r.Origin,
		NoWarnings: r.NoWarnings,
		Texts:      make(map[string]catalog.Text, len(r.Texts)),
		Offers:     make(map[market.Code]catalog.Offer, len(r.Offers)),
	}
	var err error
	if product.Maker, err = known.find(r.Maker); err != nil {
		return catalog.Product{}, fmt.Errorf("product %s: maker: %w", r.SKU, err)
	}
	for _, fact := range r.Facts {
		product.Facts = append(product.Facts, catalog.Fact(fact))
	}
	for language, text := range r.Texts {
		product.Texts[language] = catalog.Text(text)
	}
	for code, offer := range r.Offers {
		if product.Offers[code], err = offer.offer(known); err != nil {
			return catalog.Product{}, fmt.Errorf("product %s: offers.%s: %w", r.SKU, code, err)
		}
	}
	return product, nil
}

func (r offerRecord) offer(known contacts) (catalog.Offer, error) {
	responsible, err1 := known.find(r.Responsible)
	importer, err2 := known.find(r.Importer)
	care, err3 := known.find(r.ConsumerCare)
	return catalog.Offer{
		Price: money.Amount(r.Price),
		Clearance: market.Clearance{
			Status:   r.Clearance.Status,
			Reason:   r.Clearance.Reason,
			Evidence: r.Clearance.Evidence,
			Since:    time.Time(r.Clearance.Since),
		},
		Responsible:  responsible,
		Importer:     importer,
		ConsumerCare: care,
		NetQuantity:  r.NetQuantity,
		MRP:          money.Amount(r.MRP),
	}, errors.Join(err1, err2, err3)
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

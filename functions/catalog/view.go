package main

import (
	"time"

	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/stock"
	"storefront/shared/web"
)

type marketsView struct {
	Markets []marketView `json:"markets"`
}

type marketView struct {
	Code             market.Code   `json:"code"`
	Region           market.Region `json:"region"`
	Country          string        `json:"country"`
	Name             string        `json:"name"`
	Currency         string        `json:"currency"`
	TimeZone         string        `json:"time_zone"`
	Languages        []string      `json:"languages"`
	PricesIncludeTax bool          `json:"prices_include_tax"`
}

func marketsOf(region market.Region) marketsView {
	v := marketsView{Markets: []marketView{}}
	for _, m := range region.Markets() {
		v.Markets = append(v.Markets, marketView{
			Code: m.Code, Region: m.Region, Country: m.Country, Name: m.Name, Currency: m.Currency,
			TimeZone: m.TimeZone, Languages: m.Languages, PricesIncludeTax: m.Tax.Included,
		})
	}
	return v
}

type productsView struct {
	Products   []productView `json:"products"`
	NextCursor string        `json:"next_cursor,omitempty"`
}

type productView struct {
	SKU              catalog.SKU   `json:"sku"`
	Name             string        `json:"name"`
	Description      string        `json:"description"`
	Language         string        `json:"language"`
	Price            web.Money     `json:"price"`
	PricesIncludeTax bool          `json:"prices_include_tax"`
	Clearance        clearanceView `json:"clearance"`
	HSCode           string        `json:"hs_code,omitempty"`
}

type clearanceView struct {
	Status     market.ClearanceStatus `json:"status"`
	Reason     market.ClearanceReason `json:"reason,omitempty"`
	ExpectedAt web.Time               `json:"expected_at,omitzero"`
}

func clearanceOf(c market.Clearance) clearanceView {
	return clearanceView{Status: c.Status, Reason: c.Reason, ExpectedAt: web.Time{Time: c.Expected}}
}

type salesView struct {
	Sales      []saleView `json:"sales"`
	ServerTime web.Time   `json:"server_time"`
	NextCursor string     `json:"next_cursor,omitempty"`
}

type saleView struct {
	ID             catalog.SaleID     `json:"id"`
	Status         catalog.SaleStatus `json:"status"`
	Access         catalog.Access     `json:"access"`
	PassesURL      string             `json:"passes_url,omitempty"` // where to ask for the pass that a checkout needs or may show
	OpensAt        web.Time           `json:"opens_at"`
	ClosesAt       web.Time           `json:"closes_at,omitzero"`
	EntriesCloseAt web.Time           `json:"entries_close_at,omitzero"` // of a draw
	ServerTime     web.Time           `json:"server_time,omitzero"`
	OrdersPerBuyer int                `json:"orders_per_buyer,omitempty"`
	HoldSeconds    int                `json:"hold_seconds"`
	Work           *web.Work          `json:"work,omitempty"` // for a checkout without a pass
	Lines          []saleLineView     `json:"lines"`
}

type saleLineView struct {
	SKU         catalog.SKU   `json:"sku"`
	Name        string        `json:"name"`
	MaxPerOrder int           `json:"max_per_order"`
	Price       web.Money     `json:"price"`
	Clearance   clearanceView `json:"clearance"`
}

// view is what is offered to a shopper of one market at one moment. It leaves out
// what the market does not know.
type view struct {
	market   market.Market
	language string
	now      time.Time
	offered  catalog.Snapshot
}

// products returns the products that the market knows.
func (v view) products() []catalog.Product {
	var known []catalog.Product
	for _, p := range v.offered.Products {
		if _, ok := p.Offers[v.market.Code]; ok {
			known = append(known, p)
		}
	}
	return known
}

// product returns a product that the market knows.
func (v view) product(sku catalog.SKU) (catalog.Product, bool) {
	p, err := v.offered.Product(sku)
	if err != nil {
		return catalog.Product{}, false
	}
	_, known := p.Offers[v.market.Code]
	return p, known
}

func (v view) productList(products []catalog.Product, next string) productsView {
	list := productsView{Products: []productView{}, NextCursor: next}
	for _, p := range products {
		list.Products = append(list.Products, v.productOf(p))
	}
	return list
}

func (v view) productOf(p catalog.Product) productView {
	offer, text := p.Offers[v.market.Code], p.TextIn(v.language)
	return productView{
		SKU: p.SKU, Name: text.Name, Description: text.Description, Language: v.language,
		Price: web.MoneyOf(offer.Price), PricesIncludeTax: v.market.Tax.Included,
		Clearance: clearanceOf(offer.Clearance), HSCode: p.HSCode,
	}
}

func (v view) saleList(sales []catalog.Sale, next string) salesView {
	list := salesView{Sales: []saleView{}, ServerTime: web.Time{Time: v.now}, NextCursor: next}
	for _, sale := range sales {
		shown := v.saleOf(sale)
		shown.ServerTime = web.Time{} // once for the list
		list.Sales = append(list.Sales, shown)
	}
	return list
}

func (v view) saleOf(sale catalog.Sale) saleView {
	shown := saleView{
		ID: sale.ID, Status: sale.StatusAt(v.now), Access: sale.Access,
		OpensAt: web.Time{Time: sale.Opens}, ClosesAt: web.Time{Time: sale.Closes}, EntriesCloseAt: web.Time{Time: sale.EntriesClose}, ServerTime: web.Time{Time: v.now},
		OrdersPerBuyer: sale.OrdersPerBuyer, HoldSeconds: int(sale.Hold.Seconds()), Lines: []saleLineView{},
	}
	if sale.Access == catalog.AccessVerified || sale.Work > 0 {
		shown.PassesURL = "/v1/" + string(v.market.Code) + "/passes"
	}
	if sale.Work > 0 && shown.Status != catalog.StatusClosed {
		challenge := web.WorkOf(sale.Challenges().At(v.now))
		shown.Work = &challenge
	}
	for _, line := range sale.Lines {
		p, known := v.product(line.SKU)
		if !known {
			continue
		}
		offer := p.Offers[v.market.Code]
		shown.Lines = append(shown.Lines, saleLineView{
			SKU: line.SKU, Name: p.TextIn(v.language).Name, MaxPerOrder: line.MaxPerOrder,
			Price: web.MoneyOf(offer.Price), Clearance: clearanceOf(offer.Clearance),
		})
	}
	return shown
}

type availabilityView struct {
	Sale       catalog.SaleID     `json:"sale"`
	Status     catalog.SaleStatus `json:"status"`
	OpensAt    web.Time           `json:"opens_at"`
	ServerTime web.Time           `json:"server_time"`
	Lines      []availabilityLine `json:"lines"`
}

type availabilityLine struct {
	SKU           catalog.SKU `json:"sku"`
	State         string      `json:"state"`
	NextReleaseAt web.Time    `json:"next_release_at,omitzero"`
}

// availabilityOf returns a sale with its lines in the state of the sale itself.
// Before a sale opens and after it has closed, stock does not matter.
func (v view) availabilityOf(sale catalog.Sale) availabilityView {
	status := sale.StatusAt(v.now)
	answer := availabilityView{
		Sale: sale.ID, Status: status, OpensAt: web.Time{Time: sale.Opens}, ServerTime: web.Time{Time: v.now},
		Lines: []availabilityLine{},
	}
	for _, line := range sale.Lines {
		if _, known := v.product(line.SKU); known {
			answer.Lines = append(answer.Lines, availabilityLine{SKU: line.SKU, State: string(status)})
		}
	}
	return answer
}

// notCleared is the state of a line whose sale is open, but whose product may not be
// sold in the market: a checkout would be refused, however many units are left.
const notCleared = "not_cleared"

// cleared reports whether a product may be sold in the market.
func (v view) cleared(sku catalog.SKU) bool {
	p, known := v.product(sku)
	return known && p.Offers[v.market.Code].Clearance.Status == market.Cleared
}

// fill sets the state of a line whose sale is open.
func (l *availabilityLine) fill(shelf stock.Shelf) {
	state := shelf.Availability()
	l.State = string(state)
	if state == stock.OnHold {
		l.NextReleaseAt = web.Time{Time: shelf.NextRelease()}
	}
}

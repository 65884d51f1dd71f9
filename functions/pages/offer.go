package main

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"storefront/functions/pages/view"
	"storefront/shared/catalog"
	"storefront/shared/format"
	"storefront/shared/market"
	"storefront/shared/stock"
)

// look is one look at what the region offers to a reader.
type look struct {
	shop
	reader  format.Reader
	now     time.Time
	offered catalog.Snapshot
}

// look returns what the region offers to the reader of a request now. It fails with the
// error of knows if the region does not have what knows asks for.
func (s shop) look(r *http.Request, knows func(catalog.Snapshot) error) (look, error) {
	reader, err := s.reader(r)
	if err != nil {
		return look{}, err
	}
	offered, err := s.catalog.Knowing(r.Context(), knows)
	return look{shop: s, reader: reader, now: s.now(), offered: offered}, err
}

// lookAtSale is look at the sale in the path of a request.
func (s shop) lookAtSale(r *http.Request) (v look, sale catalog.Sale, err error) {
	v, err = s.look(r, func(offered catalog.Snapshot) (err error) {
		sale, err = offered.Sale(catalog.SaleID(r.PathValue("sale")))
		return err
	})
	return v, sale, err
}

// offer returns a product as the reader's market sees it outside of a sale. ok is false
// if the market does not know it.
func (v look) offer(p catalog.Product) (o view.Offer, ok bool) {
	offer, ok := p.Offers[v.reader.Market.Code]
	if !ok {
		return view.Offer{}, false
	}
	text := v.textOf(p)
	o = view.Offer{
		SKU: p.SKU, Name: text.Name, Lead: text.Description, Alt: text.Name, Picture: v.files.URL(string(p.SKU) + ".svg"),
		Price: offer.Price, State: view.NotInSale, Clearance: offer.Clearance,
	}
	if offer.Clearance.Status != market.Cleared {
		o.State = view.NotCleared
	}
	return o, true
}

// textOf returns a product's text in the reader's language, with its units beside their
// numbers.
func (v look) textOf(p catalog.Product) catalog.Text {
	text := p.TextIn(v.reader.Language)
	text.Name, text.Description = format.KeepUnits(text.Name), format.KeepUnits(text.Description)
	return text
}

// sale returns a sale with its lines in the state of the sale itself. Before a sale opens
// and after it has closed, stock does not matter.
func (v look) sale(sale catalog.Sale) view.Sale {
	status := sale.StatusAt(v.now)
	shown := view.Sale{
		ID: sale.ID, Status: status, State: string(status), Access: sale.Access, Entering: sale.Entering(v.now), EntriesClose: sale.EntriesClose, Opens: sale.Opens, Closes: sale.Closes,
		Now: v.now, Hold: sale.Hold, OrdersPerBuyer: sale.OrdersPerBuyer,
	}
	for _, line := range sale.Lines {
		p, err := v.offered.Product(line.SKU)
		if err != nil {
			continue // a line whose product is not there is not shown, as in the API
		}
		o, known := v.offer(p)
		if !known {
			continue
		}
		if o.State != view.NotCleared { // what may not be sold is not on its way into stock
			o.State = string(status)
		}
		shown.Offers = append(shown.Offers, o)
	}
	return shown
}

// stocked returns a sale with what its shelves have.
func (v look) stocked(ctx context.Context, sale catalog.Sale) (view.Sale, error) {
	shown := v.sale(sale)
	if shown.Status == catalog.StatusClosed {
		return shown, nil
	}
	var lines []stock.Line
	var filled []*view.Offer
	for i := range shown.Offers {
		if o := &shown.Offers[i]; o.State != view.NotCleared {
			lines, filled = append(lines, stock.Line{Sale: sale.ID, SKU: o.SKU}), append(filled, o)
		}
	}
	shelves, err := v.shelves.ShelvesOf(ctx, lines)
	if err != nil && shown.Status == catalog.StatusUpcoming { // the number of units is no reason to hide the opening
		v.log.WarnContext(ctx, "the units of a sale could not be read; its page does not name them", slog.Any("error", err))
		return shown, nil
	}
	if err != nil {
		return view.Sale{}, err
	}
	for i, shelf := range shelves {
		o := filled[i]
		o.Units = shelf.Count.Size
		if shown.Status != catalog.StatusOpen {
			continue
		}
		state := shelf.Availability()
		o.State = string(state)
		if state == stock.OnHold {
			o.Release = shelf.NextRelease()
		}
	}
	if shown.Status == catalog.StatusOpen {
		shown.State, shown.Release = together(shown.Offers)
	}
	return shown, nil
}

// together returns the state of an open sale as a whole, and when units may come back if
// they all are on hold. The best line decides: a sale with something to buy is open.
func together(offers []view.Offer) (state string, release time.Time) {
	best := slices.MinFunc(append([]view.Offer{{State: view.NotCleared}}, offers...), func(a, b view.Offer) int {
		return rank(a.State) - rank(b.State)
	}).State
	if best == string(stock.InStock) {
		return string(catalog.StatusOpen), time.Time{}
	}
	for _, o := range offers {
		if best == string(stock.OnHold) && !o.Release.IsZero() && (release.IsZero() || o.Release.Before(release)) {
			release = o.Release
		}
	}
	return best, release
}

// rank orders the states of an open sale's lines from what can be bought to what cannot.
func rank(state string) int {
	return slices.Index([]string{string(stock.InStock), string(stock.Low), string(stock.OnHold), string(stock.SoldOut), view.NotCleared}, state)
}

// mainSale returns the sale that a market's home is about: the open one that opened last,
// or else the next, or else the one that closed last. others are the rest of those that
// are open or will be, in the order of their opening. A sale without a product that the
// market knows is none of its sales.
func (v look) mainSale() (main *catalog.Sale, others []catalog.Sale) {
	sales := slices.DeleteFunc(slices.Clone(v.offered.Sales), func(s catalog.Sale) bool { return len(v.sale(s).Offers) == 0 })
	if len(sales) == 0 {
		return nil, nil
	}
	slices.SortStableFunc(sales, v.before)
	for _, s := range sales[1:] {
		if s.StatusAt(v.now) != catalog.StatusClosed {
			others = append(others, s)
		}
	}
	return &sales[0], others
}

// before compares sales by how near they are to a shopper who comes now.
func (v look) before(a, b catalog.Sale) int {
	order := []catalog.SaleStatus{catalog.StatusOpen, catalog.StatusUpcoming, catalog.StatusClosed}
	status := a.StatusAt(v.now)
	if other := b.StatusAt(v.now); status != other {
		return slices.Index(order, status) - slices.Index(order, other)
	}
	switch status {
	case catalog.StatusUpcoming:
		return a.Opens.Compare(b.Opens)
	case catalog.StatusOpen:
		return b.Opens.Compare(a.Opens)
	default:
		return b.Closes.Compare(a.Closes)
	}
}

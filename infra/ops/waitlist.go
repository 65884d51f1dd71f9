package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/email"
	"storefront/shared/invite"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/stock"
	"storefront/shared/waitlist"
)

// waiting reads the waitlist; see dynamo.Store.
type waiting interface {
	waitlist.Counted
	Entry(ctx context.Context, key waitlist.Key) (waitlist.Entry, error)
	AllEntries(ctx context.Context, visit func(waitlist.Entry), read func(items int)) error
}

// showWaitlist shows how many people wait for a product or for the products of a sale, or what
// one person waits for.
func showWaitlist(ctx context.Context, c *call) error {
	var sale catalog.SaleID
	var sku catalog.SKU
	var who email.Identity
	c.flags.Func("sale", "", text(&sale))
	c.flags.Func("sku", "", text(&sku))
	c.flags.Func("email", "", into(&who, parseBuyer))
	if err := c.parse(); err != nil {
		return err
	}
	now, err := c.serviceTime(ctx)
	if err != nil {
		return err
	}
	if sale == "" && sku == "" {
		return c.showPerson(ctx, who, now)
	}
	if who != (email.Identity{}) {
		return misused("--email is given alone")
	}
	offered, err := c.store.Catalog(ctx)
	if err != nil {
		return err
	}
	sales, skus := offered.Sales, []catalog.SKU{sku}
	if sale != "" {
		of, err := offered.Sale(sale)
		if err != nil {
			return err
		}
		sales = []catalog.Sale{of}
		if sku == "" {
			skus = nil
			for _, line := range of.Lines {
				skus = append(skus, line.SKU)
			}
		}
	}
	for _, sku := range skus {
		if _, err := offered.Product(sku); err != nil {
			return err
		}
	}
	if err := c.showQueues(ctx, skus, now); err != nil {
		return err
	}
	return c.showWaves(ctx, sales, skus, now)
}

// stage is where an entry is in its life. An entry that is over was invited, and its ticket has
// ended.
type stage string

const over stage = "over"

func stateOf(e waitlist.Entry, now time.Time) stage {
	switch {
	case e.Status == waitlist.Invited && !now.Before(e.Invitation.Ends):
		return over
	case e.Status == waitlist.Pending && !now.Before(e.AskedAt.Add(waitlist.PendingFor)):
		return "" // it expires
	}
	return stage(e.Status)
}

// showQueues prints how many entries of each market and product are in each state.
func (c *call) showQueues(ctx context.Context, skus []catalog.SKU, now time.Time) error {
	type queue struct {
		market market.Code
		sku    catalog.SKU
	}
	counts := map[queue]map[stage]int{}
	err := c.store.AllEntries(ctx, func(e waitlist.Entry) {
		q := queue{e.Market, e.SKU}
		if counts[q] == nil {
			counts[q] = map[stage]int{}
		}
		counts[q][stateOf(e, now)]++
	}, func(items int) {
		if c.progress {
			c.err.print("\rread %d items ", items)
		}
	})
	if c.progress {
		c.err.print("\n")
	}
	if err != nil {
		return err
	}
	rows := [][]any{{"SKU", "MARKET", "PENDING", "CONFIRMED", "INVITED", "OVER", "REFUSED", "PLACES", "COUNTED"}}
	for _, sku := range skus {
		for _, m := range c.Region.Markets() {
			places, err := c.store.Places(ctx, m.Code, sku)
			if err != nil {
				return err
			}
			n := counts[queue{m.Code, sku}]
			if n == nil && places.At.IsZero() {
				continue
			}
			last := 0
			if len(places.Marks) > 0 {
				last = places.Marks[len(places.Marks)-1].Ahead
			}
			rows = append(rows, []any{
				sku, m.Code, n[stage(waitlist.Pending)], n[stage(waitlist.Confirmed)], n[stage(waitlist.Invited)], n[over],
				n[stage(waitlist.Refused)], last, places.At,
			})
		}
	}
	if len(rows) == 1 {
		c.out.print("nobody is on the waitlist\n")
		return nil
	}
	c.out.tableOf(rows)
	return nil
}

// showWaves prints the waves that the store remembers: the last one of each line, and those
// that are not over.
func (c *call) showWaves(ctx context.Context, sales []catalog.Sale, skus []catalog.SKU, now time.Time) error {
	rows := [][]any{{"SALE", "SKU", "WAVE", "UNITS", "GIVEN", "FOR ANYONE", "ENDS", "STATE"}}
	var pending []error
	for _, sale := range sales {
		for _, line := range sale.Lines {
			if !sale.ByTicket() || !slices.Contains(skus, line.SKU) {
				continue
			}
			book, err := c.store.Book(ctx, stock.Line{Sale: sale.ID, SKU: line.SKU})
			if err != nil {
				return err
			}
			if err := book.Pending(); err != nil {
				pending = append(pending, err)
			}
			for _, w := range book.Waves {
				rows = append(rows, []any{sale.ID, line.SKU, w.Number, w.Units, w.Given, w.Anyone, w.Ends, waveState(sale, line.SKU, w, now)})
			}
		}
	}
	if len(rows) > 1 {
		c.out.print("\n")
		c.out.tableOf(rows)
	}
	for _, why := range pending {
		c.out.print("\n%s\n", why)
	}
	return nil
}

func waveState(sale catalog.Sale, sku catalog.SKU, w invite.Wave, now time.Time) string {
	switch {
	case w.Done && w.Given > 0 && allRevoked(sale, sku, w.First, w.Last):
		return "revoked"
	case !now.Before(w.Ends):
		return "over"
	case w.Done:
		return "given"
	default:
		return "unfinished"
	}
}

// entriesOf returns the entries of a person. It looks in each market of each product.
func (c *call) entriesOf(ctx context.Context, who email.Identity) (all []waitlist.Entry, err error) {
	digests, err := c.Digests(ctx)
	if err != nil {
		return nil, err
	}
	offered, err := c.store.Catalog(ctx)
	if err != nil {
		return nil, err
	}
	for _, product := range offered.Products {
		for _, m := range c.Region.Markets() {
			if _, known := product.Offers[m.Code]; !known {
				continue
			}
			e, err := c.store.Entry(ctx, waitlist.NewKey(digests, m.Code, product.SKU, who))
			if err != nil {
				return nil, err
			}
			if e.Status != "" {
				all = append(all, e)
			}
		}
	}
	return all, nil
}

// showPerson prints the entries of a person, with their tickets and the orders of these.
func (c *call) showPerson(ctx context.Context, who email.Identity, now time.Time) error {
	if err := c.orAsk(&who); err != nil {
		return err
	}
	entries, err := c.entriesOf(ctx, who)
	if err != nil {
		return err
	}
	rows := [][]any{{"SKU", "MARKET", "STATE", "SINCE", "SALE", "TICKET", "ENDS", "ORDER STATUS", "ORDER"}}
	for _, e := range entries {
		state, since, o := stateOf(e, now), e.AskedAt, order.Order{}
		switch i := e.Invitation; e.Status {
		case waitlist.Confirmed:
			since = e.ConfirmedAt
		case waitlist.Invited:
			since = i.At
			var revoked bool
			if o, revoked, err = c.orderWith(ctx, e); err != nil {
				return err
			}
			if revoked {
				state = "revoked"
			}
		}
		i, id := e.Invitation, shown{"", nil}
		ticket := shown{"", nil}
		if i.Ticket > 0 {
			ticket = shown{fmt.Sprint(i.Ticket), i.Ticket}
		}
		if o.Status != order.Absent {
			id = shown{o.ID.String(), o.ID}
		}
		rows = append(rows, []any{e.SKU, e.Market, state, since, i.Sale, ticket, i.Ends, o.Status, id})
	}
	if len(rows) == 1 {
		c.out.print("this address is on no waitlist\n")
		return nil
	}
	c.out.tableOf(rows)
	return nil
}

// orderWith returns the order that was made with the ticket of an entry: the one that uses it,
// or the last one that did. The order is absent if there is none, or if it can no longer be
// found. revoked reports whether the ticket was revoked.
func (c *call) orderWith(ctx context.Context, e waitlist.Entry) (found order.Order, revoked bool, err error) {
	offered, err := c.store.Catalog(ctx)
	if err != nil {
		return order.Order{}, false, err
	}
	sale, err := offered.Sale(e.Invitation.Sale)
	if err != nil || sale.Sealed() {
		return order.Order{}, false, nil //nolint:nilerr // then nothing leads to it
	}
	revoked = !sale.RevokedAt(e.SKU, e.Invitation.Ticket).IsZero()
	orders, err := c.store.Buyer(ctx, sale.TicketKey(e.SKU, e.Invitation.Ticket))
	for _, o := range orders {
		if found.Status == order.Absent || checkout.UsesTicket(o) || !checkout.UsesTicket(found) && o.CreatedAt.After(found.CreatedAt) {
			found = o
		}
	}
	return found, revoked, err
}

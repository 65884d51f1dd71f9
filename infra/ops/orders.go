package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/email"
	"storefront/shared/order"
)

// listOrders lists the region's orders, without their buyers, the newest first. It reads
// every order.
func listOrders(ctx context.Context, c *call) error {
	var want wanted
	c.flags.Func("status", "", into(&want.status, parseStatus))
	c.flags.Func("sale", "", text(&want.sale))
	c.flags.Func("since", "", into(&want.since, parseTime))
	c.flags.Func("until", "", into(&want.until, parseTime))
	c.flags.Func("email", "", into(&want.buyer, parseBuyer))
	limit := c.flags.Int("limit", 50, "")
	if err := c.parse(); err != nil {
		return err
	}
	if *limit < 1 {
		return misused("--limit must be 1 or more")
	}
	found, err := c.ordersThat(ctx, want.has)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		c.out.print("no order is like that\n")
		return nil
	}
	slices.SortFunc(found, func(a, b order.Order) int {
		return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), cmp.Compare(a.ID.String(), b.ID.String()))
	})
	c.out.table(func(row func(...any)) {
		row("CREATED", "STATUS", "SALE", "MARKET", "TOTAL", "ORDER")
		for _, o := range found[:min(len(found), *limit)] {
			row(o.CreatedAt, o.Status, o.Sale, shown{cmp.Or(o.Market, "-"), o.Market}, o.Totals.Total, o.ID)
		}
	})
	if more := len(found) - *limit; more > 0 {
		c.out.print("and %d older ones: --limit %d shows all\n", more, len(found))
	}
	return nil
}

// ordersThat returns the orders that a condition is true of. It reads every order.
func (c *call) ordersThat(ctx context.Context, are func(order.Order) bool) (found []order.Order, err error) {
	err = c.store.AllOrders(ctx, func(o order.Order) error {
		if are(o) {
			found = append(found, o)
		}
		return nil
	})
	return found, err
}

// wanted says which orders to list. What is zero does not matter.
type wanted struct {
	status       order.Status
	sale         catalog.SaleID
	since, until time.Time // when it was created: since is included, until is not
	buyer        email.Identity
}

func (w wanted) has(o order.Order) bool {
	return (w.status == "" || w.status == o.Status) &&
		(w.sale == "" || w.sale == o.Sale) &&
		(w.since.IsZero() || !o.CreatedAt.Before(w.since)) &&
		(w.until.IsZero() || o.CreatedAt.Before(w.until)) &&
		(w.buyer == (email.Identity{}) || o.Buyer.Email != "" && w.buyer == email.IdentityOf(o.Buyer.Email))
}

func parseStatus(text string) (order.Status, error) {
	if !slices.Contains(order.Statuses(), order.Status(text)) {
		return "", fmt.Errorf("must be one of %v", order.Statuses())
	}
	return order.Status(text), nil
}

func parseTime(text string) (time.Time, error) {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		err = errors.New("must be a time as in 2015-05-18T19:00:00Z")
	}
	return at, err
}

package invite

import (
	"context"
	"errors"
	"fmt"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/stock"
)

// Sales stores the revocations of tickets.
type Sales interface {
	// RevokeTickets adds a revocation to a sale, and reports whether it did. It does not if
	// there is no such sale, or if the sale has catalog.MaxRevocations. It is one atomic
	// write to one item. Adding a revocation again does no harm.
	RevokeTickets(ctx context.Context, id catalog.SaleID, r catalog.Revocation) (added bool, err error)
}

// Revoke ends tickets of a line. They are refused as soon as the change of the catalog reaches
// shoppers. After Grace their units are free for the next wave, except those that orders have.
// Waves must have given the tickets.
func Revoke(ctx context.Context, sales Sales, line stock.Line, first, last int, now time.Time) (catalog.Revocation, error) {
	r := catalog.Revocation{SKU: line.SKU, First: first, Last: last, At: now}
	added, err := sales.RevokeTickets(ctx, line.Sale, r)
	if err == nil && !added {
		err = fmt.Errorf("sale %s cannot have more than %d revocations: end it, or let its tickets end", line.Sale, catalog.MaxRevocations)
	}
	return r, err
}

// Tickets returns the numbers of the tickets that a wave has given.
func (b Book) Tickets(wave int) (first, last int, err error) {
	for _, w := range b.Waves {
		switch {
		case w.Number != wave:
		case !w.Done:
			return 0, 0, fmt.Errorf("wave %d is not finished: run invite first", wave)
		case w.Given == 0:
			return 0, 0, fmt.Errorf("wave %d has given no tickets", wave)
		default:
			return w.First, w.Last, nil
		}
	}
	return 0, 0, errors.New("there is no such wave, or its tickets have ended")
}

package checkout

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"storefront/shared/order"
	"storefront/shared/stock"
)

// sweepers is how many lots a sweep works on at once.
const sweepers = 16

// Inventory is a line's stock as a whole, for the sweep.
type Inventory interface {
	// Lots returns the first n lots of a line, each as it is now, though not all at
	// the same moment.
	Lots(ctx context.Context, line stock.Line, n int) ([]stock.Lot, error)
	// Reschedule applies stock.Lot.Reschedule in one atomic write to the lot.
	Reschedule(ctx context.Context, lot stock.LotKey, until map[order.ID]time.Time) (bool, error)
	// Record writes a count on the line's shelf.
	Record(ctx context.Context, line stock.Line, count stock.Count) error
}

// Sweep finishes what requests have left: it expires holds, releases the claims of
// requests that died, captures payments that a crash left, and mends shelves. Any
// number of sweeps may run at once, and each may stop anywhere.
type Sweep struct {
	Checkout  *Checkout
	Inventory Inventory
}

// Report counts what a sweep did.
type Report struct {
	Expired   int // holds that had ended
	Abandoned int // requests that died before their order
	Released  int // claims released
	Settled   int // claims found paid
	Mended    int // lots that a shelf listed wrongly
}

// Swept is what a sweep did to a line, and the count of the line afterwards.
type Swept struct {
	Report
	Count stock.Count
}

// lineSweep is the sweep of one line.
type lineSweep struct {
	*Sweep
	seen   reading
	orders map[order.ID]order.Order

	mu     sync.Mutex
	report Report
}

// Line sweeps one line of a sale. After an error in one lot it goes on with the
// others; it returns all errors.
func (s *Sweep) Line(ctx context.Context, line stock.Line) (Swept, error) {
	// The shelf comes first: what is marked later must be seen after its epoch.
	seen, err := s.Checkout.Shelves.lookNow(ctx, line)
	if err != nil {
		return Swept{}, err
	}
	lots, err := s.Inventory.Lots(ctx, line, seen.shelf.Lots)
	if err != nil {
		return Swept{}, err
	}
	orders, err := s.Checkout.Orders.Orders(ctx, s.ask(lots))
	if err != nil {
		return Swept{}, err
	}
	ls := &lineSweep{Sweep: s, seen: seen, orders: orders}
	errs := make([]error, len(lots))
	var group errgroup.Group
	group.SetLimit(sweepers)
	for i := range lots {
		group.Go(func() error {
			errs[i] = ls.lot(ctx, &lots[i])
			return nil
		})
	}
	_ = group.Wait() // the errors are in errs
	count := stock.CountOf(lots)
	count.Epoch = seen.shelf.Epoch()
	return Swept{ls.report, count}, errors.Join(append(errs, ls.record(ctx, count))...)
}

// ask returns the orders of all claims that are not settled. Claims that are due
// have to be decided about. The others are asked about too, since an order may have
// ended whose process died before the release, and its units should not wait for
// the end of the hold.
func (s *Sweep) ask(lots []stock.Lot) []order.ID {
	var open []order.ID
	for _, lot := range lots {
		for id, claim := range lot.Claims {
			if !claim.Settled() {
				open = append(open, id)
			}
		}
	}
	return open
}

// lot sweeps one lot and keeps the copy of it up to date, for the count.
func (s *lineSweep) lot(ctx context.Context, lot *stock.Lot) error {
	errs := []error{s.mendShelf(ctx, lot)}
	later := map[order.ID]time.Time{}
	for _, id := range slices.SortedFunc(maps.Keys(lot.Claims), byID) { // sorted, so that a simulation can be replayed
		claim := lot.Claims[id]
		o, asked := s.orders[id]
		if !asked && !claim.Due(s.Checkout.now()) {
			continue
		}
		until, err := s.claim(ctx, lot, id, claim, o)
		errs = append(errs, err)
		if err == nil && !until.Equal(claim.Until) {
			later[id] = until
		}
	}
	return errors.Join(append(errs, s.postpone(ctx, lot, later))...)
}

func byID(a, b order.ID) int {
	return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Slot, b.Slot))
}

// claim decides about one claim. It returns when to ask about it again, which no
// longer matters if the claim was released.
func (s *lineSweep) claim(ctx context.Context, lot *stock.Lot, id order.ID, claim stock.Claim, o order.Order) (time.Time, error) {
	o, err := s.closeDue(ctx, id, claim, o)
	if err != nil {
		return claim.Until, err
	}
	if len(o.Refunds) > 0 {
		if err := s.Checkout.moveMoney(ctx, o); err != nil {
			return claim.Until, err
		}
	}
	switch {
	case stock.MayRelease(o, lot.Line.SKU, order.Allocation{Lot: lot.Number, Quantity: claim.Quantity}):
		if err := s.Checkout.releaseClaim(ctx, lot.LotKey, id); err != nil {
			return claim.Until, err
		}
		lot.Release(id)
		s.did(func(r *Report) { r.Released++ })
		return claim.Until, nil
	case o.KeepsClaims() && o.Status != order.Held:
		provider, err := s.Checkout.taker(o)
		if err != nil {
			return claim.Until, err
		}
		if err := provider.Capture(ctx, o.Payment.Reference); err != nil {
			return claim.Until, err
		}
		if worksOn(o, claim.Until, s.Checkout.now()) {
			return claim.Until, nil
		}
		s.did(func(r *Report) { r.Settled++ })
		return time.Time{}, nil
	case o.Status == order.Held:
		return o.HoldExpiresAt, nil
	default:
		return claim.Until, nil // its request may still be about to put the order
	}
}

// closeDue closes the order of a claim that is due: it expires a hold that has
// ended, and puts a tombstone where no order has arrived, so that none can any more.
func (s *lineSweep) closeDue(ctx context.Context, id order.ID, claim stock.Claim, o order.Order) (order.Order, error) {
	now := s.Checkout.now()
	switch {
	case !claim.Due(now):
		return o, nil
	case o.Status == order.Absent:
		stone := order.Tombstone(id, s.seen.shelf.Line.Sale, now)
		existing, err := s.Checkout.put(ctx, stone)
		if err != nil {
			return o, err
		}
		if existing == nil {
			s.did(func(r *Report) { r.Abandoned++ })
			return stone, nil
		}
		return s.closeDue(ctx, id, claim, *existing)
	case o.Status == order.Held && !o.HoldExpiresAt.After(now):
		o, moved, err := s.Checkout.move(ctx, id, order.Expire(now))
		if moved {
			s.did(func(r *Report) { r.Expired++ })
		}
		return o, err
	default:
		return o, nil
	}
}

// postpone sets when to ask about claims again, for all of a lot in one write.
func (s *lineSweep) postpone(ctx context.Context, lot *stock.Lot, later map[order.ID]time.Time) error {
	for id := range later {
		if _, there := lot.Claims[id]; !there {
			delete(later, id)
		}
	}
	if len(later) == 0 {
		return nil
	}
	deferred, err := s.Inventory.Reschedule(ctx, lot.LotKey, later)
	if deferred {
		lot.Reschedule(later)
	}
	return err // if a claim was released meanwhile, the next sweep looks again
}

// mendShelf corrects how the shelf lists a lot. A crash between a release and its
// Unmark leaves a lot that has units listed as empty.
func (s *lineSweep) mendShelf(ctx context.Context, lot *stock.Lot) error {
	switch listed := s.seen.shelf.KnownEmpty(lot.Number); {
	case listed && lot.Left > 0:
		s.did(func(r *Report) { r.Mended++ })
		return s.Checkout.Shelves.refill(ctx, lot.LotKey)
	case !listed && lot.Left == 0:
		s.did(func(r *Report) { r.Mended++ })
		return s.Checkout.Shelves.markEmpty(ctx, lot.LotKey, s.seen, lot.NextRelease())
	default:
		return nil
	}
}

// record writes the count on the line's shelf, if it has changed.
func (s *lineSweep) record(ctx context.Context, count stock.Count) error {
	if count == s.seen.shelf.Count {
		return nil
	}
	return s.Inventory.Record(ctx, s.seen.shelf.Line, count)
}

func (s *lineSweep) did(what func(*Report)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	what(&s.report)
}

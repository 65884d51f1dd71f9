// Package intake writes the events of a region's streams to raw files, from which
// the close makes the books.
package intake

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"storefront/shared/catalog"
	"storefront/shared/email"
	"storefront/shared/ledger"
	"storefront/shared/ledger/raw"
	"storefront/shared/order"
)

// Buyers gives buyers random references.
type Buyers interface {
	// BuyerRefs returns the reference of each purchase's buyer: always the same one
	// until the buyer is erased, then ledger.ErasedRef for what was bought before that,
	// and a new one for what was bought after it. It may be called again after an error.
	BuyerRefs(ctx context.Context, purchases []ledger.Purchase) ([]string, error)
}

// Catalog has the region's products.
type Catalog interface {
	Snapshot(ctx context.Context) (catalog.Snapshot, error)
}

// Files stores new files; see [ledger.Objects].
type Files interface {
	PutNew(ctx context.Context, key string, body []byte) (created bool, err error)
}

// Intake writes events to raw files.
type Intake struct {
	Digests email.Digests // of the buyers
	Buyers  Buyers
	Catalog Catalog
	Files   Files
}

// Keep writes the events of one stream, in the order of the stream. It returns how
// many of them, from the first one on, are surely in files: all of them unless it
// fails. The rest may be passed to it again, alone or with others behind them.
//
// The same events make the same files, which are then there already. Events that
// come again among others are in files twice, under the same ids; the close drops
// the duplicates.
func (in *Intake) Keep(ctx context.Context, incoming []ledger.Incoming) (kept int, err error) {
	events, err := in.complete(ctx, incoming)
	if err != nil {
		return 0, err
	}
	files, err := split(events)
	if err != nil {
		return 0, err
	}
	kept = len(incoming)
	var errs []error
	for _, f := range files {
		if err := in.write(ctx, f); err != nil {
			kept = min(kept, f.first)
			errs = append(errs, err)
		}
	}
	return kept, errors.Join(errs...)
}

// complete adds what neither a stream nor a later reader knows to the events of
// paid orders: the buyer's reference, and the products' HS codes.
func (in *Intake) complete(ctx context.Context, incoming []ledger.Incoming) ([]ledger.Event, error) {
	events := make([]ledger.Event, len(incoming))
	for i, n := range incoming {
		events[i] = n.Event
	}
	if !slices.ContainsFunc(events, isPaid) {
		return events, nil
	}
	if err := in.addBuyerRefs(ctx, events, incoming); err != nil {
		return nil, err
	}
	snapshot, err := in.Catalog.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	for i := range events {
		if isPaid(events[i]) {
			events[i].HSCodes = hsCodes(events[i].Order, snapshot.Products)
		}
	}
	return events, nil
}

// addBuyerRefs adds the reference of the buyer to the events of paid orders that have one.
func (in *Intake) addBuyerRefs(ctx context.Context, events []ledger.Event, incoming []ledger.Incoming) error {
	var purchases []ledger.Purchase
	var bought []int // the index of each purchase's event
	for i, n := range incoming {
		if isPaid(n.Event) && n.Buyer != (email.Identity{}) {
			purchases = append(purchases, ledger.Purchase{Buyer: ledger.BuyerKey(in.Digests, n.Buyer), At: n.Event.Order.CreatedAt})
			bought = append(bought, i)
		}
	}
	if len(purchases) == 0 {
		return nil
	}
	refs, err := in.Buyers.BuyerRefs(ctx, purchases)
	if err != nil {
		return err
	}
	for n, i := range bought {
		events[i].BuyerRef = refs[n]
	}
	return nil
}

func isPaid(e ledger.Event) bool { return !e.Order.Payment.PaidAt.IsZero() }

// hsCodes returns the HS codes of an order's products that have one, or nil.
func hsCodes(o order.Order, products []catalog.Product) map[order.SKU]string {
	var codes map[order.SKU]string
	for _, l := range o.Lines {
		i := slices.IndexFunc(products, func(p catalog.Product) bool { return p.SKU == l.SKU && p.HSCode != "" })
		if i < 0 {
			continue
		}
		if codes == nil {
			codes = map[order.SKU]string{}
		}
		codes[l.SKU] = products[i].HSCode
	}
	return codes
}

// file is the events of one file, in their order.
type file struct {
	key    raw.Key
	first  int // the index of its first event among all that are kept
	events []ledger.Event
}

// split puts each event into the file of its market and day.
func split(events []ledger.Event) ([]*file, error) {
	var files []*file
	byDay := map[raw.Key]*file{}
	for i := range events {
		day, err := raw.DayOf(&events[i])
		if err != nil {
			return nil, err
		}
		f := byDay[day]
		if f == nil {
			f = &file{key: day, first: i}
			f.key.First = events[i].Sequence
			byDay[day] = f
			files = append(files, f)
		}
		f.key.Last = events[i].Sequence
		f.events = append(f.events, events[i])
	}
	return files, nil
}

// write stores a file, unless an earlier attempt did so and its answer was lost.
func (in *Intake) write(ctx context.Context, f *file) error {
	body, err := raw.Encode(f.events)
	if err != nil {
		return err
	}
	if _, err := in.Files.PutNew(ctx, f.key.String(), body); err != nil {
		return fmt.Errorf("put %s with %d events: %w", f.key, len(f.events), err)
	}
	return nil
}

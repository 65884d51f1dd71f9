// Package intake takes in what the streams of a region's tables tell, and keeps
// it in raw files for the close.
package intake

import (
	"context"
	"errors"
	"fmt"

	"storefront/shared/catalog"
	"storefront/shared/ledger"
	"storefront/shared/ledger/raw"
	"storefront/shared/order"
)

// Fact is an event with what must not be kept of it.
type Fact struct {
	Event ledger.Event
	Email string // the buyer's; empty: there is none, or it was erased
}

// Buyers knows buyers by random references.
type Buyers interface {
	// BuyerRefs gives a reference for each e-mail address, always the same one
	// until the buyer is forgotten. It may be called again after an error.
	BuyerRefs(ctx context.Context, emails []string) (map[string]string, error)
}

// Catalog knows the region's products.
type Catalog interface {
	Snapshot(ctx context.Context) (catalog.Snapshot, error)
}

// Files keeps new files; see ledger.Objects.
type Files interface {
	PutNew(ctx context.Context, key string, body []byte) (created bool, err error)
}

// Intake writes facts into files.
type Intake struct {
	Buyers  Buyers
	Catalog Catalog
	Files   Files
}

// Keep writes the facts of one stream, in the order of the stream. It says how
// many of them, from the first one on, are kept for sure, which is all of them
// unless there is an error; the rest may be given to it again, with others
// behind them or without. The same facts make the same files, which are then
// there already. Facts that come again among others are kept a second time,
// under the same ids.
func (in *Intake) Keep(ctx context.Context, facts []Fact) (kept int, err error) {
	events, err := in.complete(ctx, facts)
	if err != nil {
		return 0, err
	}
	files, err := split(events)
	if err != nil {
		return 0, err
	}
	kept = len(facts)
	var errs []error
	for _, f := range files {
		if err := in.write(ctx, f); err != nil {
			kept = min(kept, f.first)
			errs = append(errs, err)
		}
	}
	return kept, errors.Join(errs...)
}

// complete adds to the events of paid orders what neither a stream nor a later
// reader can tell: references of buyers, and customs' codes.
func (in *Intake) complete(ctx context.Context, facts []Fact) ([]ledger.Event, error) {
	events := make([]ledger.Event, len(facts))
	emails := map[string]bool{}
	paid := false
	for i, f := range facts {
		events[i] = f.Event
		if isPaid(f.Event) {
			paid = true
			emails[f.Email] = true
		}
	}
	if !paid {
		return events, nil
	}
	refs, err := in.refs(ctx, emails)
	if err != nil {
		return nil, err
	}
	codes, err := in.codes(ctx)
	if err != nil {
		return nil, err
	}
	for i, f := range facts {
		if !isPaid(f.Event) {
			continue
		}
		events[i].BuyerRef = refs[f.Email]
		events[i].HSCodes = codesOf(f.Event.Order, codes)
	}
	return events, nil
}

func isPaid(e ledger.Event) bool { return !e.Order.Payment.PaidAt.IsZero() }

func (in *Intake) refs(ctx context.Context, emails map[string]bool) (map[string]string, error) {
	delete(emails, "")
	if len(emails) == 0 {
		return nil, nil
	}
	list := make([]string, 0, len(emails))
	for email := range emails {
		list = append(list, email)
	}
	return in.Buyers.BuyerRefs(ctx, list)
}

func (in *Intake) codes(ctx context.Context) (map[order.SKU]string, error) {
	snapshot, err := in.Catalog.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	codes := make(map[order.SKU]string, len(snapshot.Products))
	for _, p := range snapshot.Products {
		codes[p.SKU] = p.HSCode
	}
	return codes, nil
}

// codesOf picks the codes of an order's products, of those that have one.
func codesOf(o order.Order, codes map[order.SKU]string) map[order.SKU]string {
	var picked map[order.SKU]string
	for _, l := range o.Lines {
		if code := codes[l.SKU]; code != "" {
			if picked == nil {
				picked = map[order.SKU]string{}
			}
			picked[l.SKU] = code
		}
	}
	return picked
}

// file is events that belong together, in their order.
type file struct {
	key    raw.Key
	first  int // index of its first event among all
	events []ledger.Event
}

// split puts each event into the file of its market and day.
func split(events []ledger.Event) ([]*file, error) {
	var files []*file
	byFolder := map[raw.Key]*file{}
	for i, e := range events {
		date, err := ledger.Date(e.Market, e.OccurredAt)
		if err != nil {
			return nil, err
		}
		folder := raw.Key{Region: e.Region, Market: e.Market, Date: date, Lots: e.Type == ledger.Allocated}
		f := byFolder[folder]
		if f == nil {
			f = &file{key: folder, first: i}
			f.key.First = e.Sequence
			byFolder[folder] = f
			files = append(files, f)
		}
		f.key.Last = e.Sequence
		f.events = append(f.events, e)
	}
	return files, nil
}

// write stores a file unless it is there, from an attempt whose answer was lost.
func (in *Intake) write(ctx context.Context, f *file) error {
	body, err := raw.Encode(f.events)
	if err != nil {
		return err
	}
	if _, err := in.Files.PutNew(ctx, f.key.String(), body); err != nil {
		return fmt.Errorf("keep %d events in %s: %w", len(f.events), f.key, err)
	}
	return nil
}

package books

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"storefront/shared/email"
	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/intake"
	"storefront/shared/ledger/raw"
	"storefront/shared/ledger/verify"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/stock"
)

// Source has the orders from which lost events are derived: the store, or an [Export]
// of its orders' table. It may visit several versions of an order.
type Source interface {
	AllOrders(ctx context.Context, visit func(order.Order) error) error
}

// Backfill derives the events of a day that are in no raw file from the orders, lots and movements,
// and writes them. It does the same for earlier events of the same orders. If the day is closed, the
// events are late.
type Backfill struct {
	Books  closing.Books
	Orders Source
	Store  verify.Store // has the lots and movements
	Intake *intake.Intake
}

// Backfilled is the result of a backfill.
type Backfilled struct {
	Orders int      // that have changed on the day
	Events []string // ids of those that were written
	Left   []string // why others were not
}

// Run backfills a day of a market. Running it again writes nothing
// that is there. It fails with closing.ErrDate if the day has not come, and with
// closing.ErrLocked if its month is locked.
func (b Backfill) Run(ctx context.Context, code market.Code, date string, now time.Time) (Backfilled, error) {
	if today, err := ledger.Date(code, now); err != nil || date > today {
		return Backfilled{}, errors.Join(fmt.Errorf("%w: %s has not come in market %s", closing.ErrDate, date, code), err)
	}
	if err := b.Books.CheckUnlocked(ctx, date); err != nil {
		return Backfilled{}, err
	}
	orders, err := b.candidates(ctx, code, date)
	if err != nil {
		return Backfilled{}, err
	}
	there, err := b.known(ctx, code, orders)
	if err != nil {
		return Backfilled{}, err
	}
	done := Backfilled{Orders: len(orders)}
	var incoming []ledger.Incoming
	for _, id := range slices.SortedFunc(maps.Keys(orders), func(a, b order.ID) int { return cmp.Compare(a.String(), b.String()) }) {
		lost, err := b.lost(orders[id], there, date, now)
		if err != nil {
			done.Left = append(done.Left, err.Error())
			continue
		}
		incoming = append(incoming, lost...)
	}
	others, err := b.lostOthers(ctx, code, date, now)
	if err != nil {
		return Backfilled{}, err
	}
	if incoming = append(incoming, others...); len(incoming) == 0 {
		return done, nil
	}
	for i := range incoming {
		incoming[i].Event.Sequence = strconv.FormatInt(now.UnixMicro()*1000+int64(i), 10) // shorter than a stream's
		done.Events = append(done.Events, incoming[i].Event.ID)
	}
	_, err = b.Intake.Keep(ctx, incoming)
	return done, err
}

// lostOthers returns the events of lots and movements of a day that no raw file has. The lots of a
// region are in the books of its main market.
func (b Backfill) lostOthers(ctx context.Context, code market.Code, date string, now time.Time) ([]ledger.Incoming, error) {
	moved, err := b.lostMovements(ctx, code, date, now)
	if err != nil || code != b.Books.Region.Markets()[0].Code {
		return moved, err
	}
	lots, err := b.lostLots(ctx, date, now)
	return append(lots, moved...), err
}

// candidates returns the known versions of the orders that may have an event on a day.
func (b Backfill) candidates(ctx context.Context, code market.Code, date string) (map[order.ID]states, error) {
	main := b.Books.Region.Markets()[0].Code
	all := map[order.ID]states{}
	err := b.Orders.AllOrders(ctx, func(o order.Order) error {
		if market.Code(o.Market) != code && (o.Market != "" || code != main) {
			return nil
		}
		first, err := ledger.Date(code, o.CreatedAt)
		last, lastErr := ledger.Date(code, o.UpdatedAt)
		if err := errors.Join(err, lastErr); err != nil {
			return err
		}
		if o.CreatedAt.IsZero() {
			first = last
		}
		if first > date || last < date && all[o.ID] == nil {
			return nil
		}
		if all[o.ID] == nil {
			all[o.ID] = states{}
		}
		all[o.ID][o.Version] = state{Order: o}
		return nil
	})
	return all, err
}

// known adds the versions that raw files have, and returns the ids of their events.
func (b Backfill) known(ctx context.Context, code market.Code, orders map[order.ID]states) (map[string]bool, error) {
	there := map[string]bool{}
	keys, err := b.Books.Objects.List(ctx, raw.Days(b.Books.Region, code), "")
	if err != nil || len(orders) == 0 {
		return there, err
	}
	first := ""
	for _, versions := range orders {
		for _, o := range versions {
			if date, err := ledger.Date(code, o.CreatedAt); err == nil && !o.CreatedAt.IsZero() && (first == "" || date < first) {
				first = date
			}
		}
	}
	for _, name := range keys {
		key, err := raw.ParseKey(name)
		if err != nil || key.Lots || key.Date < first {
			continue
		}
		events, err := b.events(ctx, name)
		if err != nil {
			return nil, err
		}
		for _, e := range events {
			versions := orders[e.Order.ID]
			if versions == nil {
				continue
			}
			there[e.ID] = true
			versions[e.Order.Version] = state{e.Order, &e}
		}
	}
	return there, nil
}

// events returns the events of a raw file.
func (b Backfill) events(ctx context.Context, name string) ([]ledger.Event, error) {
	body, err := b.Books.Objects.Get(ctx, name)
	if err != nil {
		return nil, err
	}
	events, err := raw.Decode(body)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return events, nil
}

// lost returns the events of an order, up to a day, that no raw file has.
func (b Backfill) lost(versions states, there map[string]bool, date string, now time.Time) ([]ledger.Incoming, error) {
	buyer := email.Identity{}
	for _, o := range versions {
		if o.Buyer.Email != "" { // raw files do not have it
			buyer = email.IdentityOf(o.Buyer.Email)
		}
	}
	if err := versions.derive(); err != nil {
		return nil, err
	}
	var lost []ledger.Incoming
	for version := 1; version <= len(versions); version++ {
		after := versions[version]
		if there[ledger.VersionID(after.ID, version)] {
			continue
		}
		source := ledger.Source{Region: b.Books.Region, At: after.UpdatedAt.Truncate(time.Second), Sequence: "0"}
		e, err := ledger.Change(source, versions[version-1].Order, after.Order)
		if err != nil {
			return nil, err
		}
		e.BackfilledAt = now.UTC().Truncate(time.Millisecond)
		if on, err := ledger.Date(e.Market, e.OccurredAt); err != nil || on > date {
			continue
		}
		lost = append(lost, ledger.Incoming{Event: e, Buyer: buyer})
	}
	return lost, nil
}

// there returns the ids of the events that a day's raw files have. With lotsOnly, it reads the
// files of lots alone.
func (b Backfill) there(ctx context.Context, code market.Code, date string, lotsOnly bool) (map[string]bool, error) {
	keys, err := b.Books.Objects.List(ctx, raw.Folder(b.Books.Region, code, date), "")
	if err != nil {
		return nil, err
	}
	there := map[string]bool{}
	for _, name := range keys {
		if key, err := raw.ParseKey(name); lotsOnly && (err != nil || !key.Lots) {
			continue
		}
		events, err := b.events(ctx, name)
		if err != nil {
			return nil, err
		}
		for _, e := range events {
			there[e.ID] = true
		}
	}
	return there, nil
}

// lostMovements returns the events of the movements of a day that no raw file has.
func (b Backfill) lostMovements(ctx context.Context, code market.Code, date string, now time.Time) ([]ledger.Incoming, error) {
	there, err := b.there(ctx, code, date, false)
	if err != nil {
		return nil, err
	}
	var lost []ledger.Incoming
	err = b.Store.AllMovements(ctx, func(m payment.Movement) error {
		e, err := ledger.NewMovement(ledger.Source{Region: b.Books.Region, At: m.At.Truncate(time.Second), Sequence: "0"}, m)
		if err != nil {
			return err
		}
		e.BackfilledAt = now.UTC().Truncate(time.Millisecond)
		if on, err := ledger.Date(code, e.OccurredAt); err != nil || e.Market != code || on != date || there[e.ID] {
			return err
		}
		lost = append(lost, ledger.Incoming{Event: e})
		return nil
	})
	return lost, err
}

// lostLots returns the events of the lots of a day that no raw file has.
func (b Backfill) lostLots(ctx context.Context, date string, now time.Time) ([]ledger.Incoming, error) {
	main := b.Books.Region.Markets()[0].Code
	there, err := b.there(ctx, main, date, true)
	if err != nil {
		return nil, err
	}
	var lost []ledger.Incoming
	err = verify.EachLot(ctx, b.Store, func(lot stock.Lot) error {
		source := ledger.Source{Region: b.Books.Region, At: lot.CreatedAt.Truncate(time.Second), Sequence: "0"}
		lot.Left, lot.Claims = lot.Size, nil
		e, err := ledger.NewLot(source, lot)
		if err != nil {
			return err
		}
		e.BackfilledAt = now.UTC().Truncate(time.Millisecond)
		if on, err := ledger.Date(main, e.OccurredAt); err != nil || on != date || there[e.ID] {
			return err
		}
		lost = append(lost, ledger.Incoming{Event: e})
		return nil
	})
	return lost, err
}
